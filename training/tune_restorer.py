"""Trains the small network that gives worn black and white scans back as they were printed.

    python training/tune_restorer.py --pages FILE --out FILE [--minutes N] [--threads T] [--bf16]

FILE is what `training.worn_patches` wrote. The network is a U-Net of 120,000 weights, which sees a
page at a half, a quarter and an eighth of its size; it gives for each pixel how much ink was
printed there. Twenty minutes of CPU will do; bf16 halves what a step costs on processors that have
it. Needs torch, onnx, numpy and OpenCV.
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

WIDTHS = (16, 32, 64)
BATCH = 8
RATE, LEAST_RATE = 4e-3, 5e-5
MEAN, FIRST_MEAN, FIRST_STEPS = 0.995, 0.98, 500
LEAST = 1e-4  # no logarithm is taken of less


def _convolution(many: int, out: int, wide: int = 1) -> nn.Conv2d:
    return nn.Conv2d(many, out, 3, padding=wide, dilation=wide)


class _Level(nn.Module):
    """Convolutions that add to what they are given."""

    def __init__(self, width: int, *dilations: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            _convolution(width, width, wide) for wide in dilations
        )

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        for layer in self.layers:
            x = x + functional.relu(layer(x))
        return x


class Restorer(nn.Module):
    """Ink in 0 to 1, (n, 1, h, w) with sides that are multiples of 8 → printed ink in 0 to 1."""

    def __init__(self) -> None:
        super().__init__()
        half, quarter, eighth = WIDTHS
        self.first = _convolution(4, half)
        self.at_half, self.at_half_again = _Level(half, 1), _Level(half, 1, 1)
        self.down = nn.Conv2d(4 * half, quarter, 1)
        self.at_quarter, self.at_quarter_again = _Level(quarter, 1), _Level(quarter, 1)
        self.down_again = nn.Conv2d(4 * quarter, eighth, 1)
        self.at_eighth = _Level(eighth, 1, 2)
        self.up = nn.Conv2d(eighth, 4 * quarter, 1)
        self.up_again = nn.Conv2d(quarter, 4 * half, 1)
        self.last = _convolution(half, 4)

    def forward(self, ink: Tensor) -> Tensor:
        """See the class."""
        half = self.at_half(
            functional.relu(self.first(functional.pixel_unshuffle(ink, 2)))
        )
        quarter = self.at_quarter(
            functional.relu(self.down(functional.pixel_unshuffle(half, 2)))
        )
        eighth = self.at_eighth(
            functional.relu(self.down_again(functional.pixel_unshuffle(quarter, 2)))
        )
        quarter = self.at_quarter_again(
            quarter + functional.pixel_shuffle(self.up(eighth), 2)
        )
        half = self.at_half_again(
            half + functional.pixel_shuffle(self.up_again(quarter), 2)
        )
        return torch.sigmoid(functional.pixel_shuffle(self.last(half), 2))


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
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    with np.load(options.pages) as file:
        pages = [file[name] for name in file.files]
    model = Restorer().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-4)
    mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
    begun, step, recent = time.process_time(), 0, 0.0
    while (share := (time.process_time() - begun) / (60 * options.minutes)) < 1:
        rate = LEAST_RATE + (RATE - LEAST_RATE) * 0.5 * (1 + np.cos(np.pi * share))
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 30)
        worn, printed = _batch(pages, rng)
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
            given = model(worn)
        given = given.float().clamp(LEAST, 1 - LEAST)
        loss = functional.binary_cross_entropy(given, printed)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        kept = MEAN if step > FIRST_STEPS else FIRST_MEAN
        for name, value in model.state_dict().items():
            mean[name].mul_(kept).add_(value.detach(), alpha=1 - kept)
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
