"""A model's file: arrays, numbers and texts in NumPy's archive, which holds no objects to execute.

Members are named by their path in the record, such as `model.dry.curves.slopes`, so that
`numpy.load(path)` is enough to look into one. Equal models give equal bytes: the archive holds no time.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import numpy as np

# The largest model is below 1 MB; an archive that states more is no model, and could fill the memory.
MOST_BYTES: Final = 256 * 1024**2
_NOTHING: Final = np.empty((0, 0), dtype=bool)  # in the place of None; no part of a model has this shape


def dump(tree: dict[str, Any]) -> bytes:
    """Return nested dictionaries of arrays, numbers, texts and None as an archive.

    Raises:
        ValueError: They hold something else.
    """
    target = io.BytesIO()
    np.savez_compressed(target, allow_pickle=False, **_flatten(tree))
    return target.getvalue()


def _flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = _NOTHING if value is None else np.asarray(value)
    return flat


def load(path: Path) -> dict[str, Any]:
    """Read what `dump` made; nothing that the file holds is executed.

    Raises:
        ValueError: It would unpack to more than any model has, or holds objects.
        OSError, KeyError, zipfile.BadZipFile: It is damaged or no such archive.
    """
    with ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MOST_BYTES:
        raise ValueError(f"unpacks to {size / 1024**2:.0f} MB; at most {MOST_BYTES // 1024**2} MB")
    tree: dict[str, Any] = {}
    with np.load(path, allow_pickle=False) as arrays:
        for name in arrays.files:
            *above, last = name.split(".")
            place = tree
            for part in above:
                place = place.setdefault(part, {})
            place[last] = _read(arrays[name])
    return tree


def _read(value: np.ndarray[Any, Any]) -> Any:  # noqa: ANN401  what a record's field holds
    if value.dtype == _NOTHING.dtype and value.shape == _NOTHING.shape:
        return None
    return value if value.ndim else value.item()
