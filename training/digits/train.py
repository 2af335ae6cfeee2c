"""Trains the reader of written digits on strips of `training.digits.strips`; writes an ONNX file.

    python training/digits/train.py --strips FOLDER --out FILE [--minutes 10] [--threads 2]

A small convolutional network, a frame every two pixels, CTC loss. Adam with decoupled weight decay,
one cycle of the rate, an exponential mean of the weights kept. Needs PyTorch, for training only.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from math import cos, pi
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

ALPHABET = "0123456789/-ABCDĐEGHIKLMNOPQRSTUVXY"
HEIGHT, STEP, FRAME = 48, 8, 2
BATCH, RATE, DECAY, CLIP, MEAN = 32, 2.5e-3, 0.02, 1.0, 0.995
WIDTHS = (16, 32, 48, 64, 80)  # planes from layer to layer
HELD_OUT = 2000


class DigitNet(nn.Module):
    """(n, 1, 48, w) with ink 1 on paper 0 → log posteriors (n, w / 2, symbols), the blank first."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.seen = nn.Sequential(
            *_layer(1, a),
            nn.MaxPool2d(2),
            *_layer(a, b),
            nn.MaxPool2d((2, 1)),
            *_layer(b, c),
            nn.MaxPool2d((2, 1)),
            *_layer(c, d),
            nn.MaxPool2d((2, 1)),
            *_layer(d, e, (3, 1), (0, 0)),
        )
        self.around = nn.Sequential(
            *_line(e, e, 1), nn.Dropout(0.1), *_line(e, e, 2), nn.Dropout(0.1)
        )
        self.told = nn.Conv1d(e, len(ALPHABET) + 1, 1)

    def forward(self, strips: Tensor) -> Tensor:
        """See the class."""
        columns = self.seen(strips).squeeze(2)
        return functional.log_softmax(
            self.told(self.around(columns)).transpose(1, 2), dim=-1
        )


def _layer(
    planes: int,
    more: int,
    kernel: tuple[int, int] = (3, 3),
    pad: tuple[int, int] = (1, 1),
) -> tuple[nn.Module, ...]:
    return (
        nn.Conv2d(planes, more, kernel, padding=pad, bias=False),
        nn.BatchNorm2d(more),
        nn.ReLU(inplace=True),
    )


def _line(planes: int, more: int, apart: int) -> tuple[nn.Module, ...]:
    return (
        nn.Conv1d(planes, more, 5, padding=2 * apart, dilation=apart, bias=False),
        nn.BatchNorm1d(more),
        nn.ReLU(inplace=True),
    )


class Strips:
    """Strips of files: pictures (48, w) uint8, texts."""

    def __init__(self, paths: list[Path]) -> None:
        self.pixels: list[NDArray[np.uint8]] = []
        self.texts: list[str] = []
        for path in paths:
            with np.load(path) as held:
                every, ends = held["pixels"], np.cumsum(held["widths"])
                for end, width in zip(ends, held["widths"], strict=True):
                    self.pixels.append(every[:, end - width : end])
                self.texts += [str(text) for text in held["texts"]]

    def batches(self, rng: np.random.Generator) -> Iterator[tuple[Tensor, list[str]]]:
        """All once: of about one width in a batch, in random order."""
        order = np.argsort(
            [strip.shape[1] * rng.uniform(0.9, 1.1) for strip in self.pixels]
        )
        groups = np.array_split(order, max(1, len(order) // BATCH))
        for number in rng.permutation(len(groups)):
            group = groups[number]
            yield (
                stacked([self.pixels[at] for at in group]),
                [self.texts[at] for at in group],
            )


def stacked(pictures: list[NDArray[np.uint8]]) -> Tensor:
    """Strips as the network takes them, white added on the right."""
    widest = -(-max(picture.shape[1] for picture in pictures) // 16) * 16
    stack = np.zeros((len(pictures), 1, HEIGHT, widest), np.float32)
    for at, picture in enumerate(pictures):
        stack[at, 0, :, : picture.shape[1]] = levelled(picture)
    return torch.from_numpy(stack)


def levelled(strip: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Grey to ink: 0 is the paper, 1 the darkest (as `pipeline.extract.written.strip.levels`)."""
    dark, paper = (float(level) for level in np.percentile(strip, (1, 80)))
    ink = (paper - strip.astype(np.float32)) / max(paper - dark, 40.0)
    return np.asarray(np.clip(ink, 0, 1), np.float32)


def loss_of(model: nn.Module, strips: Tensor, texts: list[str]) -> Tensor:
    """Mean CTC loss, a symbol."""
    numbers = {char: at + 1 for at, char in enumerate(ALPHABET)}
    targets = [
        torch.tensor([numbers[c] for c in text], dtype=torch.long) for text in texts
    ]
    lengths = torch.tensor([len(target) for target in targets])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        posteriors = model(strips.to(memory_format=torch.channels_last))
    frames = torch.full((len(texts),), posteriors.shape[1])
    losses = functional.ctc_loss(
        posteriors.float().transpose(0, 1),
        torch.cat(targets),
        frames,
        lengths,
        reduction="none",
        zero_infinity=True,
    )
    return (losses / lengths.clamp(min=2)).mean()


def read(posteriors: Tensor) -> list[str]:
    """Greedy decoding."""
    best = posteriors.argmax(-1).numpy()
    return [
        "".join(
            ALPHABET[n - 1]
            for at, n in enumerate(row)
            if n and (at == 0 or row[at - 1] != n)
        )
        for row in best
    ]


def whole_right(model: nn.Module, held: Strips) -> float:
    """Share of strips whose digits are all right."""
    model.eval()
    right = total = 0
    with torch.no_grad():
        for strips, texts in held.batches(np.random.default_rng(0)):
            for found, text in zip(read(model(strips)), texts, strict=True):
                right += _digits(found) == _digits(text)
                total += 1
    model.train()
    return right / total


def _digits(text: str) -> str:
    return "".join(char for char in text.split("/", maxsplit=1)[0] if char.isdigit())


def train(given: argparse.Namespace) -> None:
    """The loop; prints loss and share read right."""
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    rng = np.random.default_rng(given.seed)
    paths = sorted(given.strips.glob("*.npz"))
    data = Strips([path for path in paths if not path.name.startswith("held")])
    held = Strips([path for path in paths if path.name.startswith("held")])
    model = DigitNet().train().to(memory_format=torch.channels_last)
    if given.source:
        model.load_state_dict(torch.load(given.source))
    mean = torch.optim.swa_utils.AveragedModel(
        model,
        multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(MEAN),
        use_buffers=True,
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    begun, step, spoken = time.monotonic(), 0, 0.0
    share = 0.0
    while share < 1:
        for strips, texts in data.batches(rng):
            share = (time.monotonic() - begun) / (60 * given.minutes)
            if share >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1, step / 100) * (1 + cos(pi * share)) / 2
            optimizer.zero_grad()
            loss = loss_of(model, strips, texts)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            mean.update_parameters(model)
            step += 1
            if share > spoken:
                print(f"{share:.0%} step {step} loss {loss.item():.3f}", flush=True)
                spoken += 0.05
    torch.save(model.state_dict(), given.out.with_suffix(".pt"))
    print(f"held out: {whole_right(mean, held):.3f} of {len(held.texts)}")
    export(mean.module.float(), given.out)


def export(model: nn.Module, path: Path) -> None:
    """The network with its constants folded; width is free."""
    model.eval()
    torch.onnx.export(
        model,
        (torch.zeros(1, 1, HEIGHT, 160),),
        str(path),
        input_names=["strip"],
        output_names=["posteriors"],
        dynamic_axes={"strip": {0: "n", 3: "w"}, "posteriors": {0: "n", 1: "t"}},
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """Train and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strips", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--source", type=Path, help="weights (.pt) of a run that is gone on with"
    )
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
