"""Read what a browser asked for: each value has a type and limits; a fault says value, place and remedy.

A fault also names the value it belongs to, so that the page can show it at that field.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from monodesign.errors import UserError

_LONGEST_TEXT: Final = 5000
_SHOWN: Final = 60
_NOTHING: Final = object()


class FieldFault(UserError):
    """A value that was asked with cannot be used.

    Attributes:
        field: The value's name in what was asked.
    """

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """Say of every fault inside that it belongs to this value, unless it names another.

    Raises:
        FieldFault: Something inside refused the value.
    """
    try:
        yield
    except FieldFault:
        raise
    except UserError as error:
        raise FieldFault(str(error), field=name) from error


def text_of(
    asked: Mapping[str, Any], name: str, *, default: str | None = None, longest: int = _LONGEST_TEXT
) -> str:
    """Return a text without blanks around it.

    Args:
        asked: What was asked.
        name: The value's name.
        default: Where it is missing; without one it is required.
        longest: Most characters.

    Raises:
        UserError: It is missing, no text, or too long.
    """
    value = _value(asked, name, default)
    if not isinstance(value, str):
        raise FieldFault(f"{name}: {_show(value)} is not a text; send a text", field=name)
    if len(value) > longest:
        raise FieldFault(f"{name}: {len(value)} characters; send at most {longest}", field=name)
    return value.strip()


def number_of(
    asked: Mapping[str, Any], name: str, *, least: float, most: float, default: float | None = None
) -> float:
    """Return a finite number within limits.

    Raises:
        UserError: It is missing, no number, or outside the limits.
    """
    value = _value(asked, name, default)
    number = _to_number(value)
    if number is None or not least <= number <= most:
        comma = "; write decimals with a point" if isinstance(value, str) and "," in value else ""
        raise FieldFault(
            f"{name}: {_show(value)} is not a number from {least:g} to {most:g}{comma}", field=name
        )
    return number


def whole_number_of(
    asked: Mapping[str, Any], name: str, *, least: int, most: int, default: int | None = None
) -> int:
    """Return a whole number within limits.

    Raises:
        UserError: It is missing, no whole number, or outside the limits.
    """
    number = number_of(asked, name, least=least, most=most, default=default)
    if number != int(number):
        raise FieldFault(f"{name}: {number:g} is not a whole number", field=name)
    return int(number)


def choice_of(
    asked: Mapping[str, Any], name: str, choices: Sequence[str], *, default: str | None = None
) -> str:
    """Return one of several texts.

    Raises:
        UserError: It is missing or none of them.
    """
    value = _value(asked, name, default)
    if value not in choices:
        raise FieldFault(f"{name}: {_show(value)} is unknown; choose {', '.join(choices)}", field=name)
    return str(value)


def flag_of(asked: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    """Return true or false.

    Raises:
        UserError: It is neither.
    """
    value = asked.get(name, default)
    if not isinstance(value, bool):
        raise FieldFault(f"{name}: {_show(value)} is neither true nor false", field=name)
    return value


def texts_of(asked: Mapping[str, Any], name: str, *, most: int, longest: int = _LONGEST_TEXT) -> list[str]:
    """Return a list of texts, empty where there is none.

    Raises:
        UserError: It is no list of texts, or too long.
    """
    value = asked.get(name, [])
    if not isinstance(value, list) or len(value) > most:
        raise FieldFault(f"{name}: {_show(value)} is not a list of at most {most} texts", field=name)
    return [text_of({name: entry}, name, longest=longest) for entry in value]


def _value(asked: Mapping[str, Any], name: str, default: object) -> object:
    value = asked.get(name, _NOTHING)
    if value is _NOTHING or value is None:
        if default is None:
            raise FieldFault(f"{name} is missing; send it", field=name)
        return default
    return value


def _to_number(value: object) -> float | None:
    """Return a number, also one that a query holds as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _show(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
