"""Grades of a host, as suppliers and papers write them: `PEO600k`, `PVDF-HFP (12 wt% HFP)`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monodesign.errors import InvalidFormulation
from monodesign.formulation.repeat_units import unit_mass_g_mol
from monodesign.tables.cells import plain_text

_FACTORS: Final = {
    "k": 1e3, "kda": 1e3, "kg/mol": 1e3, "kg mol-1": 1e3, "m": 1e6, "mda": 1e6,
    "": 1.0, "da": 1.0, "g/mol": 1.0, "g mol-1": 1.0,
}  # fmt: skip
# A bare number below this may be a ratio, as in PEO20; PEG 200 is the shortest that is sold by its mass.
_LEAST_BARE_G_MOL: Final = 200.0
_NUMBER: Final = r"\d{1,3}(?:[,\s]\d{3})+|\d+(?:\.\d+)?(?:e\d+)?"
_MASS: Final = re.compile(
    rf"(?:m[wnv]?\s*[=:≈~]?\s*)?(?P<value>{_NUMBER})\s*"
    r"(?P<unit>kg/mol|kg mol-1|g/mol|g mol-1|kda|mda|da|k|m|)(?![a-z0-9%.])",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)\s*(?P<basis>wt|w|weight|mass|mol|mole|)[.\s-]*%\s*(?P<of>[a-z][a-z ]*[a-z]|)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[\s,;_()\[\]-]+")
_BASES: Final = {"wt": "wt", "w": "wt", "weight": "wt", "mass": "wt", "mol": "mol", "mole": "mol"}
_WHOLE_PERCENT: Final = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A host's name with what stands behind it.

    Attributes:
        name: The name alone.
        mass_g_mol: Molar mass of the chains in g/mol; NaN where none is said.
        percent: Share of one comonomer; NaN where none is said.
        basis: `wt`, `mol`, or empty for a bare %.
        comonomer: What the percentage counts; empty where it is not said.
    """

    name: str
    mass_g_mol: float = math.nan
    percent: float = math.nan
    basis: str = ""
    comonomer: str = ""


def read_grade(text: str, *, is_host: Callable[[str], bool]) -> Grade | None:
    """Return the grade that a text names; None where it is none, a bare name among them.

    >>> read_grade("PEO600k", is_host="PEO".__eq__).mass_g_mol
    600000.0

    Args:
        text: Such as `PEO (Mw = 600,000 g/mol)`, `PEG-2000` or `PVDF-HFP(12%)`.
        is_host: Whether a text is the name of a host.
    """
    line = " ".join(plain_text(text).split())
    if not any(letter.isdigit() for letter in line) or is_host(line):
        return None
    for end in range(len(line) - 1, 1, -1):
        if is_host(line[:end]) and (grade := _read_rest(line[:end], line[end:])) is not None:
            return grade
    return None


def _read_rest(name: str, rest: str) -> Grade | None:
    """Return the grade if all that stands behind the name is a mass, a share, or both."""
    said: dict[str, str] = {}
    chain: re.Match[str] | None = None
    place = 0
    while place < len(rest):
        if (found := _BETWEEN.match(rest, place)) is None:
            if (found := _SHARE.match(rest, place)) is not None and not said:
                said = found.groupdict()
            elif (found := _MASS.match(rest, place)) is not None and chain is None:
                chain = found
            else:
                return None
        place = found.end()
    if chain is None and not said:
        return None
    bare = name.strip(" -_([")
    mass = math.nan if chain is None else _mass_g_mol(chain, name=bare)
    return Grade(
        name=bare, mass_g_mol=mass, percent=float(said.get("value", "nan")),
        basis=_BASES.get(said.get("basis", "").casefold(), ""), comonomer=said.get("of", "").strip(),
    )  # fmt: skip


def _mass_g_mol(found: re.Match[str], *, name: str) -> float:
    unit = found["unit"].casefold()
    value = float(re.sub(r"[,\s]", "", found["value"])) * _FACTORS[unit]
    if not unit and value < _LEAST_BARE_G_MOL:
        raise InvalidFormulation(
            f"polymer '{name} {found['value']}': is {found['value']} a molar mass? Write {name} with "
            f"{found['value']} g/mol or {found['value']}k; a ratio to Li goes into w_salt"
        )
    return value


def share_units(grade: Grade, row: Mapping[str, str]) -> list[float]:
    """Return the mole fractions of a copolymer's units where its grade says the share of one.

    Args:
        grade: The grade.
        row: The host's row of `libraries/polymers.csv`.

    Raises:
        InvalidFormulation: The host has one unit, the share is none, or what it counts is unclear.
    """
    units = row["psmiles"].split("|")
    place, basis = _counted_unit(grade, row, n_units=len(units))
    if not 0.0 < grade.percent < _WHOLE_PERCENT:
        raise InvalidFormulation(f"{grade.name}: {grade.percent:g} %: give a share between 0 and 100 %")
    share = grade.percent / _WHOLE_PERCENT
    amounts = [1.0 - share] * len(units)
    amounts[place] = share
    if basis == "wt":
        amounts = [amount / unit_mass_g_mol(unit) for amount, unit in zip(amounts, units, strict=True)]
    return _normalised(amounts)


def _counted_unit(grade: Grade, row: Mapping[str, str], *, n_units: int) -> tuple[int, str]:
    """Return which unit a share counts, and whether by weight or by moles."""
    names = [name for name in row["graded_as"].split(";") if name]
    if n_units != 2 or not names:
        raise InvalidFormulation(f"polymer {grade.name!r} has one unit: leave out {grade.percent:g} %")
    if grade.comonomer and grade.comonomer.casefold() not in map(str.casefold, names):
        raise InvalidFormulation(
            f"polymer {grade.name!r}: {grade.percent:g} % {grade.comonomer}: give the share of {names[0]}"
        )
    basis = grade.basis or row["graded_in"]
    if not basis:
        raise InvalidFormulation(
            f"polymer {grade.name!r}: {grade.percent:g} % of weight or moles? Write {grade.percent:g} wt% or "
            f"{grade.percent:g} mol%"
        )
    return int(row["graded_unit"]) - 1, basis


def _normalised(amounts: Sequence[float]) -> list[float]:
    total = sum(amounts)
    return [amount / total for amount in amounts]
