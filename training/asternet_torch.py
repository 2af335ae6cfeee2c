"""AsterNet in PyTorch, to be trained further: weights come out of the ONNX file and go back into
its own graph.

Modules bear the names that the graph's nodes still tell, so that every initializer finds its
parameter by name. PyTorch is not among the project's packages: training/README.md says how this is
run.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

HEADS = 4
_NEW_BIAS = -6.0
_NEW_SPREAD = 0.01
# Order of the LSTM's gates: ONNX input, output, forget, cell; torch input, forget, cell, output.
_TO_TORCH, _TO_ONNX = (0, 2, 3, 1), (0, 3, 1, 2)
# Inputs of a convolution after the first; the fixed high-pass has no bias.
_CONV = ("weight", "bias")


class Bend(nn.Module):
    """SiLU as published (`share` 0), ReLU (1), and what lies between while one is trained into the
    other.

    A quantised convolution rectifies for nothing, while a quantised SiLU is two passes over the
    features.
    """

    def __init__(self) -> None:
        super().__init__()
        self.share = 0.0

    def forward(self, features: Tensor) -> Tensor:
        """Element by element."""
        if self.share == 0:
            return functional.silu(features)
        rectified = functional.relu(features)
        return (
            rectified
            if self.share == 1
            else torch.lerp(functional.silu(features), rectified, self.share)
        )


class Stem(nn.Module):
    """A convolution and a fixed high-pass. The three planes are equal, so kernels are summed over
    them.

    As published only the convolution is bent; as the bend becomes ReLU the high-pass moves under
    it, and both are one.
    """

    def __init__(self, bend: Bend) -> None:
        super().__init__()
        self.bend = bend
        self.conv_main = nn.Sequential(nn.Conv2d(3, 64, 3, padding=1))
        self.hp_proj = nn.Sequential(nn.Conv2d(3, 64, 1))
        self.gamma = nn.Parameter(torch.zeros(1))
        self.register_buffer("weight", torch.zeros(3, 1, 3, 3))

    def forward(self, grey: Tensor) -> Tensor:
        """(n, 1, h, w) to (n, 64, h, w)."""
        main, projection = self.conv_main[0], self.hp_proj[0]
        seen = functional.conv2d(
            grey, main.weight.sum(1, keepdim=True), main.bias, padding=1
        )
        kernels = torch.einsum(
            "oc,cihw->oihw", projection.weight[:, :, 0, 0], self.weight
        )
        edges = functional.conv2d(
            grey, self.gamma * kernels, self.gamma * projection.bias, padding=1
        )
        under = self.bend.share
        return (
            self.bend(seen + edges)
            if under == 1
            else self.bend(seen + under * edges) + (1 - under) * edges
        )


class Excitation(nn.Module):
    """Squeeze and excitation."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        narrow, wide = (
            nn.Linear(channels, 16, bias=False),
            nn.Linear(16, channels, bias=False),
        )
        self.fc = nn.Sequential(narrow, nn.SiLU(), wide, nn.Sigmoid())

    def forward(self, features: Tensor) -> Tensor:
        """Scales every channel."""
        return features * self.fc(features.mean((2, 3)))[:, :, None, None]


class Block(nn.Module):
    """Residual block of 1×1, depthwise 3×3 and 1×1 convolutions; batch norms were folded into them
    before export."""

    def __init__(
        self, inputs: int, outputs: int, stride: tuple[int, int], bend: Bend
    ) -> None:
        super().__init__()
        self.bend = bend
        self.pw1 = nn.Conv2d(inputs, outputs, 1)
        self.dw = nn.Conv2d(outputs, outputs, 3, stride, 1, groups=outputs)
        self.se = Excitation(outputs)
        self.pw2 = nn.Conv2d(outputs, outputs, 1)
        plain = inputs == outputs and stride == (1, 1)
        self.shortcut = (
            nn.Sequential()
            if plain
            else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride))
        )

    def forward(self, features: Tensor) -> Tensor:
        """(n, inputs, h, w) to (n, outputs, h / stride, w / stride)."""
        inner = self.se(self.bend(self.dw(self.bend(self.pw1(features)))))
        return self.bend(self.pw2(inner) + self.shortcut(features))


class Backbone(nn.Module):
    """Convolutions: (n, 1, 32, w) to (n, w / 4, 512)."""

    def __init__(self) -> None:
        super().__init__()
        self.bend = bend = Bend()
        self.stem = Stem(bend)
        self.layer1 = nn.Sequential(
            Block(64, 64, (1, 1), bend), Block(64, 128, (2, 1), bend)
        )
        self.layer2 = nn.Sequential(
            Block(128, 128, (1, 1), bend), Block(128, 256, (2, 2), bend)
        )
        self.layer3 = nn.Sequential(
            Block(256, 256, (1, 1), bend), Block(256, 512, (2, 2), bend)
        )
        self.layer4 = nn.Sequential(
            Block(512, 512, (1, 1), bend), nn.Conv2d(512, 512, (4, 1), (4, 1)), bend
        )

    def forward(self, grey: Tensor) -> Tensor:
        """One vector a frame."""
        features = self.layer4(self.layer3(self.layer2(self.layer1(self.stem(grey)))))
        return features.squeeze(2).transpose(1, 2)


class AsterNetTorch(nn.Module):
    """The whole network. Made by `load`; `symbols` counts the blank, which is number 0."""

    def __init__(self, symbols: int, positions: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.backbone = Backbone()
        self.sequence = nn.ModuleDict(
            {"lstm": nn.LSTM(512, 256, 2, bidirectional=True, batch_first=True)}
        )
        layer = nn.TransformerEncoderLayer(
            512, HEADS, 1024, dropout, "gelu", 1e-5, batch_first=True, norm_first=True
        )
        encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.language_head = nn.ModuleDict(
            {"transformer": encoder, "norm": nn.LayerNorm(512, 1e-5)}
        )
        self.language_head["pos_encoder"] = nn.Module()
        self.language_head["pos_encoder"].register_buffer(
            "pe", torch.zeros(positions, 1, 512)
        )
        self.fusion = nn.ModuleDict({"gate_linear": nn.Linear(1024, 512)})
        self.classifier = nn.Linear(512, symbols)

    def forward(self, images: Tensor) -> Tensor:
        """Log-posteriors (n, frames, symbols) of strips (n, 1 or 3 equal planes, 32, w) between -1
        and 1.

        No frame is masked, so all strips of a batch are as wide as they look. w / 4 is at most the
        positions, 256.
        """
        return functional.log_softmax(self.head(self.backbone(images[:, :1])), -1)

    def head(self, frames: Tensor) -> Tensor:
        """Logits of the backbone's frames (n, frames, 512)."""
        heard, _ = self.sequence["lstm"](frames)
        language = self.language_head
        placed = heard + language["pos_encoder"].pe[: heard.shape[1]].transpose(0, 1)
        told = language["norm"](language["transformer"](placed))
        share = torch.sigmoid(self.fusion["gate_linear"](torch.cat((heard, told), -1)))
        return self.classifier(share * heard + (1 - share) * told)


def with_more_symbols(module: AsterNetTorch, count: int) -> AsterNetTorch:
    """Append `count` symbols, all but unheard of at first, to the module's last layer; returns the
    module."""
    old = module.classifier
    module.classifier = new = nn.Linear(old.in_features, old.out_features + count)
    with torch.no_grad():
        new.weight.normal_(0, _NEW_SPREAD)
        new.bias.fill_(_NEW_BIAS)
        new.weight[: old.out_features], new.bias[: old.out_features] = (
            old.weight,
            old.bias,
        )
    return module


def load(onnx_path: Path) -> AsterNetTorch:
    """The network of an ONNX file, for reading: call `train()` to let dropout act."""
    graph = onnx.load(str(onnx_path)).graph
    arrays = {tensor.name: _array(tensor) for tensor in graph.initializer}
    module = AsterNetTorch(
        len(arrays["classifier.bias"]), len(arrays["language_head.pos_encoder.pe"])
    )
    state = {name: value for node in graph.node for name, value in _taken(node, arrays)}
    named = {name: value for name, value in arrays.items() if "::" not in name}
    module.load_state_dict(
        {name: torch.tensor(value) for name, value in {**named, **state}.items()},
        strict=True,
    )
    module.backbone.bend.share = float(
        any(node.op_type == "Relu" for node in graph.node)
    )
    return module.eval()


def save(module: AsterNetTorch, onnx_source: Path, onnx_target: Path) -> None:
    """Write the source's graph with the module's weights in place of its own, under the same names.

    Raises:
        ValueError: the module's bend is between SiLU and ReLU.
    """
    model = onnx.load(str(onnx_source))
    if module.backbone.bend.share not in (0, 1):
        raise ValueError("neither SiLU nor ReLU: no graph for that")
    if module.backbone.bend.share == 1:
        _rectify(model.graph)
    state = {
        name: value.detach().float().cpu().numpy()
        for name, value in module.state_dict().items()
    }
    given = {
        name: state[name]
        for name in (tensor.name for tensor in model.graph.initializer)
        if name in state
    }
    for node in model.graph.node:
        given.update(_given(node, state))
    for tensor in model.graph.initializer:
        value = np.ascontiguousarray(given.pop(tensor.name), np.float32)
        tensor.raw_data = value.tobytes()
        tensor.dims[:] = value.shape
    model.graph.output[0].type.tensor_type.shape.dim[
        2
    ].dim_value = module.classifier.out_features
    onnx.save(model, str(onnx_target))


def _rectify(graph: Any) -> None:
    """Put ReLU in the place of the backbone's SiLU, and the stem's high-pass under it."""
    bent = {
        n.input[0]: n
        for n in graph.node
        if n.op_type == "Sigmoid" and n.name.startswith("/backbone")
    }
    for product in [
        n
        for n in graph.node
        if n.op_type == "Mul" and n.input[0] in bent and "/se/" not in n.name
    ]:
        at = list(graph.node).index(product)
        graph.node.remove(bent[product.input[0]])
        graph.node.remove(product)
        plain, result = product.input[0], product.output[0]
        if product.name.startswith("/backbone/stem"):
            total = next(
                n for n in graph.node if n.op_type == "Add" and result in n.input
            )
            at, result, plain = (
                list(graph.node).index(total) + 2,
                total.output[0],
                f"{total.output[0]}_linear",
            )
            total.input[0], total.output[0] = product.input[0], plain
        name = product.name.replace("Mul", "Relu")
        graph.node.insert(
            at - 1, onnx.helper.make_node("Relu", [plain], [result], name=name)
        )


def _path(node: Any) -> str:
    """The module of a node: /backbone/layer1/layer1.0/pw1/Conv is backbone.layer1.0.pw1."""
    parts = node.name.strip("/").split("/")[:-1]
    inner = (
        b[len(a) + 1 :] if b.startswith(f"{a}.") else b for a, b in pairwise(parts)
    )
    return ".".join([*parts[:1], *inner])


def _lstm_names(node: Any) -> list[list[str]]:
    """Names in torch of both directions of weights and biases, in the order of the node's inputs 1
    to 3."""
    layer = 1 if node.name.endswith("_1") else 0
    ends = [f"l{layer}", f"l{layer}_reverse"]
    kinds = (("weight_ih",), ("weight_hh",), ("bias_ih", "bias_hh"))
    return [
        [f"sequence.lstm.{kind}_{end}" for end in ends for kind in part]
        for part in kinds
    ]


def _matrix_name(node: Any) -> str:
    kind = "in_proj_weight" if node.name.endswith("self_attn/MatMul") else "weight"
    return f"{_path(node)}.{kind}"


def _gates(values: NDArray[Any], order: tuple[int, ...]) -> NDArray[Any]:
    return values.reshape(4, len(values) // 4, -1)[list(order)].reshape(values.shape)


def _taken(
    node: Any, arrays: dict[str, NDArray[Any]]
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Parameters in torch that come from a node's nameless initializers."""
    held = [arrays[name] for name in node.input[1:] if name in arrays]
    if node.op_type == "Conv":
        yield from (
            (f"{_path(node)}.{kind}", values)
            for kind, values in zip(_CONV, held, strict=False)
        )
    elif node.op_type == "MatMul" and held:
        yield _matrix_name(node), held[0].T.copy()
    elif node.op_type == "LSTM":
        for names, values in zip(_lstm_names(node), held, strict=True):
            parts = values.reshape(len(names), 1024, *values.shape[2:])
            yield from (
                (name, _gates(part, _TO_TORCH))
                for name, part in zip(names, parts, strict=True)
            )


def _given(
    node: Any, state: dict[str, NDArray[Any]]
) -> Iterator[tuple[str, NDArray[Any]]]:
    """The inverse of `_taken`: a node's nameless initializers."""
    if node.op_type == "Conv":
        yield from (
            (name, state[f"{_path(node)}.{kind}"])
            for name, kind in zip(node.input[1:], _CONV, strict=False)
        )
    elif node.op_type == "MatMul" and "::" in node.input[1]:
        yield node.input[1], state[_matrix_name(node)].T
    elif node.op_type == "LSTM":
        for name, names in zip(node.input[1:4], _lstm_names(node), strict=True):
            parts = np.stack([_gates(state[part], _TO_ONNX) for part in names])
            yield name, parts if parts.ndim == 3 else parts.reshape(2, -1)


def _array(tensor: Any) -> NDArray[Any]:
    if tensor.data_type != onnx.TensorProto.FLOAT or not tensor.raw_data:
        raise ValueError(f"{tensor.name}: not raw float32")
    return np.frombuffer(tensor.raw_data, np.float32).reshape(tuple(tensor.dims))
