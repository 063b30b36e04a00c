"""Models on disk: arrays and numbers, rebuilt into records; loading executes nothing."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from monodesign.compute.threads import limit_threads
from monodesign.errors import UnknownName
from monodesign.formulation.formulations import NUMBERS
from monodesign.paths import MODELS
from monodesign.surrogate.archive import dump, load
from monodesign.surrogate.inputs.arrays import features_version
from monodesign.surrogate.model.coverage import Coverage
from monodesign.surrogate.model.curves import CurveModel, CurveSettings
from monodesign.surrogate.model.embedding import Embedding, Scaling
from monodesign.surrogate.model.gel import Obstruction
from monodesign.surrogate.model.intervals import IntervalModel
from monodesign.surrogate.model.kernels import Block, Blocks, Variances
from monodesign.surrogate.model.memory import Memory
from monodesign.surrogate.model.own_effects import OwnEffects
from monodesign.surrogate.model.surrogate import ConductivityModel, Phase
from monodesign.surrogate.soundness import require_sound
from monodesign.surrogate.trained import Surrogate
from monodesign.tables.read import read_csv
from monodesign.tables.write import replacing

FILE_NAME: Final = "model.npz"
# What a model learned from beside the shipped measurements, so that more can be added to them.
OWN_FILE: Final = "own_measurements.csv"
_LONGEST_WORDS: Final = 200  # of a library's error
_RECORD: Final = "record"
_REMEDY: Final = "train it again (monodesign retrain for the model of a campaign)"


_RECORDS: Final[Mapping[str, Any]] = {
    record.__name__: record
    for record in (
        Block,
        Blocks,
        Variances,
        CurveSettings,
        CurveModel,
        Scaling,
        Embedding,
        OwnEffects,
        Obstruction,
        IntervalModel,
        Memory,
        Coverage,
        Phase,
        ConductivityModel,
        Surrogate,
    )
}


def save_model(surrogate: Surrogate, folder: Path, *, files: Mapping[str, bytes]) -> None:
    """Save a conductivity model with its card into a folder; each file is written whole or not at all.

    Args:
        surrogate: The model.
        folder: Folder for the model; made if it does not exist.
        files: Further files by name, such as the card.

    Raises:
        CannotWrite: A file cannot be written, for example because the disk is full.
    """
    for name, content in {FILE_NAME: dump(pack(surrogate)), **files}.items():
        with replacing(folder / name) as partial:
            partial.write_bytes(content)


def load_model(name_or_path: str | Path = "default") -> Surrogate:
    """Load a conductivity model.

    Args:
        name_or_path: Name of a model under models/, or folder of a model.

    Returns:
        The model, ready for `predict`.

    Raises:
        UnknownName: The model does not exist, is damaged, or was made by another version.
    """
    limit_threads()
    path = find_model(name_or_path) / FILE_NAME
    try:
        surrogate = _read(path)
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_WORDS]
        raise UnknownName(
            f"{path} is not a conductivity model of this version ({said}); {_REMEDY}"
        ) from error
    if surrogate.features != features_version():
        raise UnknownName(f"{path} was trained with features of another version; {_REMEDY}")
    try:
        require_sound(surrogate)
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_WORDS]
        raise UnknownName(f"{path} cannot predict ({said}); {_REMEDY}") from error
    return surrogate


def _read(path: Path) -> Surrogate:
    """Read a model's file, whose size when unpacked is looked at first.

    Raises:
        ValueError: It would unpack to more than any model has, or holds something else.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a damaged array makes NumPy warn of, it raises next
        surrogate = unpack(load(path))
    if not isinstance(surrogate, Surrogate):
        raise TypeError("it contains something else")
    return surrogate


def find_model(name_or_path: str | Path) -> Path:
    """Return the folder of a model, given by its name under models/ or as a folder.

    Raises:
        UnknownName: There is no such model.
    """
    named = MODELS / str(name_or_path)
    folder = named if (named / FILE_NAME).is_file() else Path(name_or_path)
    if not (folder / FILE_NAME).is_file():
        raise UnknownName(
            f"model {str(name_or_path)!r}: no {FILE_NAME} under {MODELS} or in that folder; train it first"
        )
    return folder


def read_own_measurements(base: str | Path) -> pd.DataFrame:
    """Return the user's measurements that a model was trained on; empty for `default`.

    Raises:
        UnknownName: There is no such model, or its measurements were not kept with it.
        InvalidTable: They can no longer be read.
    """
    folder = find_model(base)
    if folder.resolve() == (MODELS / "default").resolve():
        return pd.DataFrame()
    path = folder / OWN_FILE
    if path.is_file():
        return read_csv(path, numbers=NUMBERS)
    raise UnknownName(
        f"model {str(base)!r}: its measurements are not kept with it ({OWN_FILE} is missing); train it again"
    )


def pack(value: Any) -> Any:  # noqa: ANN401  any field of a record
    """Turn records into dictionaries that name their class."""
    if is_dataclass(value) and not isinstance(value, type):
        content = {field.name: pack(getattr(value, field.name)) for field in fields(value)}
        return {_RECORD: type(value).__name__, **content}
    if isinstance(value, dict):
        return {key: pack(item) for key, item in value.items()}
    return value


def unpack(value: Any) -> Any:  # noqa: ANN401  any field of a record
    """Turn dictionaries that name one of our classes back into records."""
    if not isinstance(value, dict):
        return value
    content = {key: unpack(item) for key, item in value.items() if key != _RECORD}
    return _RECORDS[value[_RECORD]](**content) if _RECORD in value else content
