"""Makes models/asternet-int8.onnx from AsterNet in full precision (training/README.md).

    python -m training.quantize_asternet [--source FILE] [--out FILE]

The backbone is quantised statically (u8 activations, s8 weights a channel, ranges of calibration
lines), LSTM and attention dynamically. Weights use 7 bits, since AVX2 kernels without VNNI add
pairs of 8-bit products in 16 bits and would saturate: so every machine computes the same. Same
input, same file, with the versions of requirements.lock.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
from onnxruntime import quantization as quant

from pipeline.common.model_file import MODELS, find_model
from pipeline.ocr.asternet.model import stack_neighbours
from schemas.imaging import Pixels
from training.fold_asternet import INPUT, SPAN, ZERO, fold
from training.made_strips import made_strips

SEED = 1
PAGES, LINES = 12, 80
# All calibration lines have one width, since ranges are gathered over tensors of one shape.
WIDTH = 384
PERCENTILE = 99.999
_STATIC = ["Conv", "Mul", "Add", "Relu", "Sigmoid", "GlobalAveragePool", "Squeeze"]
_DYNAMIC = ["LSTM", "MatMul", "Gemm"]


class _Lines(quant.CalibrationDataReader):
    def __init__(self) -> None:
        self._shown = _calibration_inputs()

    def get_next(self) -> dict[str, Any] | None:
        return next(self._shown, None)


def _calibration_inputs() -> Iterator[dict[str, Any]]:
    """Lines at several widths, one after another until the width is full."""
    rng = np.random.default_rng(SEED)
    strips = [strip for strip in made_strips(SEED, PAGES) if strip.text]
    for at in rng.permutation(len(strips))[:LINES]:
        row = _row(strips[at].pixels, float(rng.uniform(0.48, 0.64)))
        planes = stack_neighbours(np.tile(row, WIDTH // row.shape[1] + 1)[:, :WIDTH])
        yield {INPUT: (planes.astype(np.float32) - ZERO) / np.float32(SPAN)}


def _row(strip: Pixels, squeeze: float) -> Pixels:
    height, width = strip.shape
    wide = max(32, round(width * 32 / height * squeeze))
    return np.asarray(
        cv2.resize(strip, (wide, 32), interpolation=cv2.INTER_AREA), dtype=np.uint8
    )


def quantize(source: Path, target: Path) -> None:
    """Fold and quantise the model."""
    with tempfile.TemporaryDirectory() as folder:
        folded, static = Path(folder) / "folded.onnx", Path(folder) / "static.onnx"
        fold(source, folded)
        nodes = onnx.load(str(folded)).graph.node
        quant.quantize_static(
            str(folded),
            str(static),
            _Lines(),
            quant_format=quant.QuantFormat.QDQ,
            op_types_to_quantize=_STATIC,
            per_channel=True,
            reduce_range=True,
            activation_type=quant.QuantType.QUInt8,
            weight_type=quant.QuantType.QInt8,
            calibrate_method=quant.CalibrationMethod.Percentile,
            nodes_to_exclude=[
                node.name
                for node in nodes
                if node.op_type in _STATIC and "backbone" not in node.name
            ],
            extra_options={
                "CalibPercentile": PERCENTILE,
                "TensorQuantOverrides": {INPUT: [_input_levels()]},
            },
        )
        quant.quantize_dynamic(
            str(static),
            str(target),
            op_types_to_quantize=_DYNAMIC,
            per_channel=True,
            reduce_range=True,
            weight_type=quant.QuantType.QInt8,
        )
    model = onnx.load(str(target))
    _take_bytes(model.graph)
    onnx.save(model, str(target))


def _input_levels() -> dict[str, Any]:
    return {
        "quant_type": quant.QuantType.QUInt8,
        "scale": np.array(1 / SPAN, np.float32),
        "zero_point": np.array(ZERO, np.uint8),
    }


def _take_bytes(graph: Any) -> None:
    """Let the model take grey levels as they are: its first node would only make them again."""
    first = next(
        node
        for node in graph.node
        if node.op_type == "QuantizeLinear" and INPUT in node.input
    )
    for node in graph.node:
        for at, name in enumerate(node.input):
            if name == first.output[0]:
                node.input[at] = INPUT
    graph.node.remove(first)
    graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.UINT8


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=MODELS / "asternet-int8.onnx")
    parser.add_argument(
        "--source",
        type=Path,
        help="the model to quantise; by default the published one",
    )
    options = parser.parse_args()
    target = options.out
    logging.disable(logging.WARNING)
    cv2.setNumThreads(1)
    quantize(options.source or find_model("asternet-fp32").verify(), target)
    print(hashlib.sha256(target.read_bytes()).hexdigest(), target)


if __name__ == "__main__":
    main()
