"""Read JSON that may be damaged: only text and finite numbers are accepted; an error is one line."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Final, NoReturn

from monodesign.errors import InvalidTable, UnknownName, UserError

MOST_BYTES: Final = 64 * 1024**2  # the largest that is shipped has some 100 kB
# What numbers of the wrong type, shape or name lead to where a model is built from such a file.
DAMAGE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
MODEL_REMEDY: Final = "restore the file from monodesign, or fit it again"
_MOST_DIGITS: Final = 18  # of a whole number; more do not fit into 64 bits


def read_json(path: Path, *, remedy: str, fault: type[UserError] = InvalidTable) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Args:
        path: The file.
        remedy: What to do about one that cannot be read.
        fault: The error that says so.

    Raises:
        UserError: It cannot be opened.
        InvalidTable: It is no file, too large, not UTF-8, no JSON object, nested too deep, or holds a number
            that is not finite. Or another `fault`.
    """
    if not path.is_file():
        raise fault(f"{path}: {'not a regular file' if path.exists() else 'no such file'}; {remedy}")
    if (size := path.stat().st_size) > MOST_BYTES:
        raise fault(f"{path}: {size / 1024**2:.0f} MB; at most {MOST_BYTES // 1024**2} MB; {remedy}")
    try:
        data = json.loads(
            path.read_text(encoding="utf-8"), parse_constant=_refuse, parse_float=_finite, parse_int=_whole
        )
        json.dumps(data, ensure_ascii=False).encode()  # half a character (a lone surrogate) is no text
    except RecursionError as error:
        raise fault(f"{path}: brackets nested too deep; {remedy}") from error
    except ValueError as error:
        raise fault(f"{path}: not valid JSON ({error}); {remedy}") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    if not isinstance(data, dict):
        raise fault(f"{path}: not a JSON object; {remedy}")
    return data


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a finite number")


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse(text)


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > _MOST_DIGITS:
        raise ValueError(f"a whole number of {len(text)} digits")
    return int(text)


def damaged(path: Path, error: Exception) -> InvalidTable:
    """Return an error with the name of a model's file and the library's message in one line."""
    said = " ".join(str(error).split())
    return InvalidTable(f"{path}: damaged ({type(error).__name__}: {said}); {MODEL_REMEDY}")


def find_named(folder: Path, name: str, *, kind: str) -> Path:
    """Return the JSON file of a model in a folder of them.

    Raises:
        UnknownName: The name is not known; the message lists the others.
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.json"))) or "none"
        raise UnknownName(f"no {kind} {name!r} in {folder}; known: {known}")
    return path
