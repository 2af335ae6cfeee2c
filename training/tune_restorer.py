"""Trains the small network that takes grounds off shaded black and white scans.

    python training/tune_restorer.py --pages FILE --out FILE [--minutes N] [--threads T]

FILE is what `training.worn_patches` wrote. The network is a few convolutions at half the size; it
gives for each pixel how much ink was printed there. ten minutes of CPU will do.
Needs torch, onnx, numpy and OpenCV.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from training.worn_patches import PATCH, wear_patch  # noqa: E402

WIDTH = 16
DILATIONS = (1, 2, 4, 2, 1)
BATCH = 8
RATE, LEAST_RATE = 4e-3, 5e-5
MEAN = 0.99


class Restorer(nn.Module):
    """uint8-like grey in 0 to 1 (1 is ink), (n, 1, h, w) with even sides → ink in 0 to 1."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(4, WIDTH, 3, padding=1)
        self.middle = nn.ModuleList(
            nn.Conv2d(WIDTH, WIDTH, 3, padding=wide, dilation=wide)
            for wide in DILATIONS
        )
        self.last = nn.Conv2d(WIDTH, 4, 3, padding=1)

    def forward(self, ink: Tensor) -> Tensor:
        """See the class."""
        x = functional.relu(self.first(functional.pixel_unshuffle(ink, 2)))
        for layer in self.middle:
            x = x + functional.relu(layer(x))
        return torch.sigmoid(functional.pixel_shuffle(self.last(x), 2))


def _batch(pages: list[np.ndarray], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    pairs = [
        wear_patch(pages[int(rng.integers(len(pages)))], rng) for _ in range(BATCH)
    ]
    worn, printed = (
        np.stack(side)[:, None].astype(np.float32) for side in zip(*pairs, strict=True)
    )
    return torch.from_numpy(1 - worn / 255), torch.from_numpy(1 - printed / 255)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    with np.load(options.pages) as kept:
        pages = [kept[name] for name in kept.files]
    model = Restorer()
    optimizer = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-4)
    mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
    begun, step, recent = time.process_time(), 0, 0.0
    while (share := (time.process_time() - begun) / (60 * options.minutes)) < 1:
        rate = LEAST_RATE + (RATE - LEAST_RATE) * 0.5 * (1 + np.cos(np.pi * share))
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 30)
        worn, printed = _batch(pages, rng)
        optimizer.zero_grad()
        loss = functional.binary_cross_entropy(model(worn), printed)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        for name, value in model.state_dict().items():
            mean[name].mul_(MEAN).add_(value.detach(), alpha=1 - MEAN)
        step, recent = step + 1, 0.97 * recent + 0.03 * float(loss)
        if step % 50 == 0:
            print(
                f"{step} {60 * options.minutes * share:.0f} s loss {recent:.4f}",
                flush=True,
            )
    model.load_state_dict(mean)
    _save(model, options.out)


def _save(model: Restorer, out: Path) -> None:
    model.eval()
    torch.onnx.export(
        model,
        (torch.zeros(1, 1, PATCH, PATCH),),
        str(out),
        input_names=["ink"],
        output_names=["printed"],
        dynamic_axes={
            "ink": {2: "height", 3: "width"},
            "printed": {2: "height", 3: "width"},
        },
        dynamo=False,
    )


if __name__ == "__main__":
    main()
