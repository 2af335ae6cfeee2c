"""Model files: which there are (configs/models.toml), where they lie, whether they are what they
should be, and how they are opened."""

from __future__ import annotations

import hashlib
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from pipeline.common.data import CONFIGS, Data
from pipeline.errors import MissingToolError, UsageError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODELS = CONFIGS.parent / "models"
REMEDY = "git checkout models; for the full model: bash scripts/models.sh"


class HashedFile(Data):
    """A file of models/ with the SHA-256 that it must have."""

    name: str
    file: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    version: str
    licence: str
    source: str

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return MODELS / self.file

    def verify(self) -> Path:
        """The path of the file, after its SHA-256 was compared.

        Raises:
            MissingToolError: it is not there (`model_missing`) or not the one that was tested
                (`model_damaged`).
        """
        try:
            with self.path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise MissingToolError(
                "model_missing",
                f"the model file can't be read ({error.strerror})",
                item=self.file,
                remedy=REMEDY,
            ) from error
        if digest != self.sha256:
            raise MissingToolError(
                "model_damaged",
                "the model file is not the one that belongs here",
                item=self.file,
                remedy=REMEDY,
            )
        return self.path


class ModelFile(HashedFile):
    """A line recogniser with a CTC output, as configs/models.toml describes it.

    `height`, `width_step`: size of its input in pixels. `frame`: input pixels a frame of the
    output. `input`: `rgb` takes float32 in three equal planes, levels -1 to 1; `patches` takes
    uint8 grey, the 3×3 neighbourhood of each pixel in nine planes; `ink` takes float32 in one
    plane, 0 the paper and 1 the darkest. `alphabet`: what the outputs
    after the blank mean, one character each. `max_aspect`: longer strips are split.
    `most_frames`: the network can't take more. `squeeze`: how much narrower than its natural
    width a line is shown.
    """

    height: int = Field(ge=8)
    width_step: int = Field(ge=1)
    frame: int = Field(ge=1)
    input: Literal["rgb", "patches", "ink"]
    blank: int = Field(ge=0)
    alphabet: str
    max_aspect: float = Field(gt=1)
    most_frames: int = Field(ge=16)
    squeeze: float = Field(gt=0.3, le=2)

    @property
    def reads_lines(self) -> bool:
        """Whether it reads lines of text; else digits in a gap."""
        return self.input != "ink"


@cache
def load_models(path: Path = CONFIGS / "models.toml") -> dict[str, ModelFile]:
    """Every model of the settings, by name.

    Raises:
        UsageError: the file can't be read or a key is wrong, missing or unknown (`models_invalid`).
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            "models_invalid",
            f"the list of models can't be read: {error}",
            item=str(path),
            remedy="restore configs/models.toml",
        ) from error
    try:
        return {name: _describe(name, table) for name, table in tables.items()}
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            "models_invalid",
            f"key {key!r}: {first['msg']}",
            item=str(path),
            remedy="restore configs/models.toml",
        ) from None


def _describe(name: str, table: object) -> ModelFile:
    known = {**table, "name": name} if isinstance(table, dict) else table
    return ModelFile.model_validate(known)


def find_model(name: str) -> ModelFile:
    """The model of that name.

    Raises:
        UsageError: there is none.
    """
    models = load_models()
    if name not in models:
        raise UsageError(
            "unknown_model",
            f"there is no model {name!r}",
            item="configs/models.toml",
            remedy=f"one of: {', '.join(models)}",
        )
    return models[name]


def forbid_reports() -> None:
    """Tell onnxruntime to keep to itself what is run; it takes note only before it is loaded.

    From release 1.32 on it reports to its makers, over the network, and keeps a number of the
    machine in the home folder.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def open_session(path: Path) -> InferenceSession:
    """A model ready to run, in one thread: pages are the unit of parallel work.

    Args:
        path: of the model file.
    """
    forbid_reports()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"]
    )
