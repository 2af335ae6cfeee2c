"""Trains AsterNet further on strips of `training.made_strips`; writes an ONNX file of the published
graph.

    python training/tune_asternet.py --strips FOLDER --out FILE [--source FILE] [--steps N]
    [--threads T]

The network was trained on text alone; here it learns what forms leave around it: dots of leaders
under the letters, arcs of seals, rules, neighbours. It sees strips squeezed sideways as in the
product, and a new symbol, ². Adam with decoupled weight decay, cosine schedule, gradients clipped,
an exponential mean of the weights kept.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from training.asternet_torch import AsterNetTorch, load, save, with_more_symbols  # noqa: E402

ALPHABET = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵzAÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐ"
    "EÈÉẺẼẸÊỀẾỂỄỆFGHIÌÍỈĨỊJKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢPQRSTUÙÚỦŨỤƯỪỨỬỮỰVWXYỲÝỶỸỴZ0123456789 "
    ",.-:;\"'?!()[]{}/%+$&=*#@_\\<>°"
)
NEW = "²"
LIKE = str.maketrans(
    {"–": "-", "—": "-", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "…": "."}
)
HEIGHT, STEP = 32, 4
SQUEEZE = (0.46, 0.66)  # the product's is 0.56
PIXELS_A_BATCH = 4480  # of width, at the height shown
RATE, LEAST_RATE, WARM_UP, DECAY = 1.5e-4, 2e-6, 60, 0.01
CLIP, MEAN = 1.0, 0.995
# SiLU becomes ReLU over so much of the steps.
BENDING = 0.15
HELD_OUT = 250
# What is nothing to read counts as so many characters.
EMPTY = 4
# More than that a character: the text is not what is on the strip.
WORST = 5.0


@dataclass(frozen=True, slots=True)
class Strips:
    """Pictures (48, w) and their symbols' numbers."""

    pixels: list[NDArray[np.uint8]]
    symbols: list[NDArray[np.int64]]
    texts: list[str]


def strips_of(paths: list[Path]) -> Strips:
    """Read files of strips; lines with symbols that are not known are left out."""
    numbers = {char: at + 1 for at, char in enumerate(ALPHABET + NEW)}
    pixels, symbols, texts = [], [], []
    for path in paths:
        with np.load(path) as held:
            ends = np.cumsum(held["widths"])
            every, words = (
                held["pixels"],
                [str(text).translate(LIKE) for text in held["texts"]],
            )
        for text, end, width in zip(words, ends, np.diff(ends, prepend=0), strict=True):
            if all(char in numbers for char in text):
                pixels.append(every[:, end - width : end])
                symbols.append(np.array([numbers[char] for char in text], np.int64))
                texts.append(text)
    return Strips(pixels, symbols, texts)


def shown(picture: NDArray[np.uint8], squeeze: float) -> NDArray[np.float32]:
    """A strip as the network takes it: (32, w), w a multiple of 4, between -1 and 1."""
    height, width = picture.shape
    wide = max(HEIGHT, round(width * HEIGHT / height * squeeze / STEP) * STEP)
    small = Image.fromarray(np.ascontiguousarray(picture)).resize(
        (wide, HEIGHT), Image.Resampling.BOX
    )
    return np.asarray(small, np.float32) / np.float32(127.5) - 1


def batches(
    strips: Strips, rng: np.random.Generator
) -> Iterator[tuple[Tensor, list[int]]]:
    """All strips once: of about one width in a batch, the batches in random order, white added on
    the right."""
    order = np.argsort(
        [picture.shape[1] * rng.uniform(0.9, 1.1) for picture in strips.pixels]
    )
    groups: list[list[int]] = [[]]
    for at in order:
        widest = strips.pixels[at].shape[1] * HEIGHT / 48 * 0.56
        if groups[-1] and (len(groups[-1]) + 1) * widest > PIXELS_A_BATCH:
            groups.append([])
        if len(groups[-1]) >= 64:
            groups.append([])
        groups[-1].append(int(at))
    for number in rng.permutation(len(groups)):
        group = groups[number]
        squeeze = float(rng.uniform(*SQUEEZE))
        yield (
            torch.from_numpy(
                _stacked(
                    [_worn(shown(strips.pixels[at], squeeze), rng) for at in group]
                )
            ),
            group,
        )


def _stacked(pictures: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    widest = max(picture.shape[1] for picture in pictures)
    # Few widths, so that few kernels are made and kept.
    stack = np.ones((len(pictures), 1, HEIGHT, -(-widest // 32) * 32), np.float32)
    for at, picture in enumerate(pictures):
        stack[at, 0, :, : picture.shape[1]] = picture
    return stack


def _worn(
    picture: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.float32]:
    if rng.random() < 0.3:
        picture = np.roll(picture, int(rng.integers(-1, 2)), axis=0)
    if rng.random() < 0.3:
        picture = 1 - (1 - picture) * np.float32(rng.uniform(0.6, 1.15))
    if rng.random() < 0.2:
        picture = picture + rng.normal(
            0, rng.uniform(0.02, 0.12), picture.shape
        ).astype(np.float32)
    return np.clip(picture, -1, 1)


def losses(
    model: AsterNetTorch, images: Tensor, group: list[int], strips: Strips
) -> Tensor:
    """CTC loss of each strip, a character."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        posteriors = model(images.to(memory_format=torch.channels_last))
    lengths = torch.tensor([len(strips.symbols[at]) for at in group])
    target = torch.from_numpy(np.concatenate([strips.symbols[at] for at in group]))
    frames = torch.full((len(group),), posteriors.shape[1])
    found = functional.ctc_loss(
        posteriors.float().transpose(0, 1),
        target,
        frames,
        lengths,
        reduction="none",
        zero_infinity=True,
    )
    return found / lengths.clamp(min=EMPTY)


def error_rate(model: AsterNetTorch, strips: Strips, squeeze: float = 0.56) -> float:
    """Share of wrong characters (edit distance, greedy decoding)."""
    model.eval()
    wrong = total = 0
    symbols = "\0" + ALPHABET + NEW
    with torch.no_grad():
        for picture, text in zip(
            strips.pixels[:HELD_OUT], strips.texts[:HELD_OUT], strict=True
        ):
            best = (
                model(torch.from_numpy(shown(picture, squeeze)[None, None]))
                .argmax(-1)[0]
                .numpy()
            )
            read = "".join(
                symbols[n]
                for at, n in enumerate(best)
                if n and (at == 0 or best[at - 1] != n)
            ).strip()
            wrong += distance(read, text)
            total += len(text)
    model.train()
    return wrong / total


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = np.arange(len(b) + 1)
    codes = np.array([ord(char) for char in b])
    for char in a:
        step = (
            np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
            if len(b)
            else row[1:]
        )
        new = np.concatenate(([row[0] + 1], step))
        row = np.minimum.accumulate(new - np.arange(len(new))) + np.arange(len(new))
    return int(row[-1])


def train(options: argparse.Namespace) -> None:
    """The loop; prints loss and error rate, saves the mean of the weights."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    rng = np.random.default_rng(options.seed)
    model = load(options.source).to(memory_format=torch.channels_last).train()
    if model.classifier.out_features == len(ALPHABET) + 1:
        with_more_symbols(model, len(NEW))
    bend = model.backbone.bend
    bends = options.rectify and not bend.share
    fixed = {name for name, _ in model.named_buffers()}
    mean = {name: value.clone() for name, value in model.state_dict().items()}
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=DECAY
    )
    held_out = strips_of(sorted(options.strips.glob("held-*.npz")))
    print(
        f"before: {error_rate(model, held_out):.4f} of {len(held_out.texts)}",
        flush=True,
    )
    step, begun, running, seen = 0, time.time(), 0.0, 0
    while step < options.steps:
        paths = sorted(options.strips.glob("strips-*.npz"))
        strips = strips_of(
            [paths[n] for n in rng.permutation(len(paths))[: options.shards]]
        )
        for images, group in batches(strips, rng):
            share = step / options.steps
            rate = min(1.0, (step + 1) / WARM_UP) * (
                LEAST_RATE + (RATE - LEAST_RATE) * (1 + cos(pi * share)) / 2
            )
            for part in optimizer.param_groups:
                part["lr"] = rate
            if bends:
                bend.share = min(1.0, (step + 1) / (BENDING * options.steps))
            each = losses(model, images, group, strips)
            good = each.detach() < WORST
            loss = (each * good).sum() / max(1, int(good.sum()))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            decay = min(MEAN, (step + 1) / (step + 10))
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    mean[name].mul_(decay).add_(
                        value, alpha=1 - decay
                    ) if name not in fixed else None
            step, seen, running = (
                step + 1,
                seen + len(group),
                0.98 * running + 0.02 * float(loss.detach()),
            )
            if step % 50 == 0:
                print(
                    f"{step} loss {running:.4f} rate {rate:.1e} {seen} strips "
                    f"{time.time() - begun:.0f} s "
                    f"dropped {int((~good).sum())}",
                    flush=True,
                )
            if step % options.every == 0 or step == options.steps:
                _keep(model, mean, options, held_out, step)
            if step == options.steps:
                break


def _keep(
    model: AsterNetTorch,
    mean: dict[str, Any],
    options: argparse.Namespace,
    held_out: Strips,
    step: int,
) -> None:
    now = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(mean)
    print(f"{step} error rate {error_rate(model, held_out):.4f}", flush=True)
    if model.backbone.bend.share in (0, 1):
        save(model, options.source, options.out)
    model.load_state_dict(now)
    model.train()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--strips", type=Path, required=True)
    parser.add_argument("--source", type=Path, default=ROOT / "models/asternet.onnx")
    parser.add_argument("--out", type=Path, default=ROOT / "models/asternet-tuned.onnx")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--every", type=int, default=300)
    parser.add_argument(
        "--shards", type=int, default=12, help="files of strips held at a time"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--rectify",
        action="store_true",
        help="train SiLU into ReLU, which costs nothing quantised",
    )
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
