"""AsterNet's published graph, folded into an equal but cheaper one.

- The three equal planes of a grey picture become one (weights summed), and the 3×3 neighbourhoods
  of every pixel become nine planes, so that the two convolutions of the stem are products of
  matrices, which quantised kernels do well.
- The stem's fixed high-pass, its projection and its gain are linear: one convolution; and the same
  one as the stem's first where both lie under one ReLU (training/asternet_torch.py).
- The features' height is 1 at the end of the backbone, and is dropped without asking whether it is.
- Squeeze and excitation is written as 1×1 convolutions instead of MatMul between Reshape, Expand
  and shape arithmetic.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper, numpy_helper

INPUT = "patches"
PLANES = 9
# Grey g is shown as (g - ZERO) / SPAN; the network learned (g - 127.5) / 127.5, and its padding is
# 0.
ZERO, SPAN = 128, 127.5
_CENTRE = 127.5


def fold(source: Path, target: Path) -> None:
    """Write the folded model: input `patches` (1, 9, 32, width) float32, output as before."""
    _fold_constants(source, target)
    model = onnx.load(str(target))
    graph = model.graph
    weights = {
        tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer
    }
    _fold_stem(graph, weights)
    for pool in [node for node in graph.node if node.op_type == "GlobalAveragePool"]:
        _fold_excitation(graph, weights, pool)
    _fold_height(graph)
    used = {name for node in _all_nodes(graph) for name in node.input}
    for tensor in [tensor for tensor in graph.initializer if tensor.name not in used]:
        graph.initializer.remove(tensor)
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def _fold_constants(source: Path, target: Path) -> None:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = (
        onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    )
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(
        str(source), options, providers=["CPUExecutionProvider"]
    )


def _all_nodes(graph: Any) -> list[Any]:
    nested = [
        part.g
        for node in graph.node
        for part in node.attribute
        if part.type == onnx.AttributeProto.GRAPH
    ]
    return [*graph.node, *(node for inner in nested for node in _all_nodes(inner))]


def _add(graph: Any, name: str, values: NDArray[Any]) -> str:
    graph.initializer.append(
        numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name)
    )
    return name


def _fold_stem(graph: Any, weights: dict[str, NDArray[Any]]) -> None:
    first = [node for node in graph.node if "images" in node.input]
    main = next(node for node in first if weights[node.input[1]].shape[1] == 3)
    high_pass = next(node for node in first if node is not main)
    projection = next(node for node in graph.node if high_pass.output[0] in node.input)
    gain = next(node for node in graph.node if projection.output[0] in node.input)
    by_channel = (
        float(weights["backbone.stem.gamma"].item())
        * weights[projection.input[1]][:, :, 0, 0]
    )
    kernels = np.einsum("oc,chw->ohw", by_channel, weights[high_pass.input[1]][:, 0])
    offset = weights["backbone.stem.gamma"].item() * weights[projection.input[2]]
    at = min(list(graph.node).index(node) for node in first)
    kernel, bias = weights[main.input[1]].sum(1), weights[main.input[2]]
    total = next(node for node in graph.node if gain.output[0] in node.input)
    gone = [main, high_pass, projection, gain]
    if main.output[0] in total.input:
        folded = [
            _patch_convolution(
                graph, "stem/main", kernel + kernels, bias + offset, total.output[0]
            )
        ]
        gone.append(total)
    else:
        folded = [
            _patch_convolution(graph, "stem/main", kernel, bias, main.output[0]),
            _patch_convolution(
                graph, "stem/high_pass", kernels, offset, gain.output[0]
            ),
        ]
    for node in gone:
        graph.node.remove(node)
    for node in reversed(folded):
        graph.node.insert(at, node)
    shown = helper.make_tensor_value_info(
        INPUT, onnx.TensorProto.FLOAT, ["batch", PLANES, 32, "width"]
    )
    graph.input[0].CopyFrom(shown)


def _patch_convolution(
    graph: Any, name: str, kernels: NDArray[Any], bias: NDArray[Any], output: str
) -> Any:
    """A 3×3 convolution of one plane, (out, 3, 3), as a 1×1 one of nine planes."""
    flat = kernels.reshape(len(kernels), PLANES, 1, 1)
    moved = bias + flat.sum((1, 2, 3)) * (ZERO - _CENTRE) / SPAN
    tensors = [_add(graph, f"{name}.weight", flat), _add(graph, f"{name}.bias", moved)]
    return helper.make_node(
        "Conv",
        [INPUT, *tensors],
        [output],
        name=f"backbone/{name}",
        kernel_shape=[1, 1],
    )


def _fold_height(graph: Any) -> None:
    asked = next(
        node
        for node in graph.node
        if node.op_type == "If" and node.name.startswith("/backbone")
    )
    shape = next(
        node
        for node in graph.node
        if node.op_type == "Shape" and node.name == "/backbone/Shape"
    )
    graph.initializer.append(
        numpy_helper.from_array(np.array([2], np.int64), "backbone.height")
    )
    dropped = helper.make_node(
        "Squeeze",
        [shape.input[0], "backbone.height"],
        [asked.output[0]],
        name="/backbone/height",
    )
    graph.node.remove(asked)
    graph.node.insert(list(graph.node).index(shape), dropped)


def _fold_excitation(graph: Any, weights: dict[str, NDArray[Any]], pool: Any) -> None:
    block = pool.name.rsplit("/avg_pool", 1)[0]
    features = pool.input[0]
    parts = [node for node in graph.node if node.name.startswith(block + "/")]
    narrow, wide = sorted(
        (node for node in parts if node.op_type == "MatMul"), key=lambda node: node.name
    )
    scaled = next(
        node for node in parts if node.op_type == "Mul" and features in node.input
    )
    at = list(graph.node).index(parts[0])
    for node in parts:
        graph.node.remove(node)
    down = _add(graph, f"{block}.down", weights[narrow.input[1]].T[:, :, None, None])
    up = _add(graph, f"{block}.up", weights[wide.input[1]].T[:, :, None, None])

    def made(kind: str, inputs: list[str], result: str, **options: Any) -> Any:
        return helper.make_node(
            kind,
            inputs,
            [result],
            name=f"{block}/{result.rsplit('.', 1)[1]}",
            **options,
        )

    mean, small, gate, passed, large, share = (
        f"{block}.{part}"
        for part in ("mean", "small", "gate", "passed", "large", "share")
    )
    chain = [
        made("GlobalAveragePool", [features], mean),
        made("Conv", [mean, down], small, kernel_shape=[1, 1]),
        made("Sigmoid", [small], gate),
        made("Mul", [small, gate], passed),
        made("Conv", [passed, up], large, kernel_shape=[1, 1]),
        made("Sigmoid", [large], share),
        helper.make_node(
            "Mul", [features, share], [scaled.output[0]], name=f"{block}/scaled"
        ),
    ]
    for number, link in enumerate(chain):
        graph.node.insert(at + number, link)
