"""One measured conductivity on its way from a raw table: parts by weight, T, σ and where it came from."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from curation.excluded import ExcludedRow
from monodesign.errors import InvalidSmiles, UnknownName
from monodesign.formulation.repeat_units import canonical_polymer, count_ends, net_charge
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# A Lewis acid that ties up a polymer's anions is no solvent, though the tables list it among the liquids.
_ANION_RECEPTOR: Final = "BF3 etherate"
ANION_RECEPTOR_FLAG: Final = "anion receptor BF3 counted as solvent"
RATIO_DIGITS: Final = (
    4  # significant digits of a ratio: finer than any recipe, and what makes equal recipes equal text
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was mixed, in parts by weight (any scale).

    Attributes:
        polymers: Repeat unit (any frame and end markers) → weight.
        polymer_moles: Repeat unit → moles of units; needed where there are several.
        solvents: Name or SMILES → weight.
        salts: Name or SMILES of a lithium salt → weight.
    """

    polymers: Mapping[str, float] = field(default_factory=dict)
    polymer_moles: Mapping[str, float] = field(default_factory=dict)
    solvents: Mapping[str, float] = field(default_factory=dict)
    salts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One curated measurement; the fields are columns of conductivity.csv."""

    polymer: str
    polymer_mol_ratio: str
    w_polymer: float
    solvent: str
    w_solvent: float
    salt: str
    w_salt: float
    temperature_c: float
    polymer_mw_g_mol: float
    log10_sigma_s_cm: float
    kind: str
    doi: str
    source: str
    licence: str
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A raw table's identity.

    Attributes:
        name: Short name used in the `source` column.
        licence: Licence of the copy the rows were taken from.
    """

    name: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What one raw table gave: its rows, and how many each rule took out."""

    source: Source
    rows: tuple[Row, ...]
    n_read: int
    removed: Mapping[str, int]
    corrected: Mapping[str, int] = field(default_factory=dict)


def make_row(
    parts: Parts, *, source: Source, temperature_c: float, log10_sigma_s_cm: float,
    polymer_mw_g_mol: float = math.nan, doi: str = "",
) -> Row:  # fmt: skip
    """Return the curated row of one measurement.

    Raises:
        ExcludedRow: A rule takes it out; the message is the rule.
    """
    _check_numbers(temperature_c, log10_sigma_s_cm)
    total = sum(sum(group.values()) for group in (parts.polymers, parts.solvents, parts.salts))
    if not (math.isfinite(total) and total > 0):
        raise ExcludedRow("amounts missing or not positive")
    polymer, ratio = _join_polymers(parts)
    salt, w_salt = _join_salts(parts.salts)
    if not salt and not any(net_charge(unit) < 0 for unit in polymer.split("|") if unit):
        raise ExcludedRow("no lithium: neither a lithium salt nor an anionic polymer")
    w_polymer = sum(parts.polymers.values()) / total
    solvent = _join_solvents(parts.solvents)
    return Row(
        polymer=polymer, polymer_mol_ratio=ratio, w_polymer=w_polymer,
        solvent=solvent, w_solvent=sum(parts.solvents.values()) / total,
        salt=salt, w_salt=w_salt / total,
        temperature_c=temperature_c, polymer_mw_g_mol=polymer_mw_g_mol, log10_sigma_s_cm=log10_sigma_s_cm,
        kind=_kind(polymer, parts.solvents), doi=doi, source=source.name, licence=source.licence,
        flag=ANION_RECEPTOR_FLAG if _ANION_RECEPTOR in solvent else "",
    )  # fmt: skip


def extract(
    source: Source, records: Iterable[dict[str, str]], convert: Callable[[dict[str, str]], Row],
    *, corrected: Mapping[str, int] | None = None,
) -> Extract:  # fmt: skip
    """Convert every record of a raw table, counting what the rules take out."""
    rows: list[Row] = []
    removed: Counter[str] = Counter()
    n_read = 0
    for record in records:
        n_read += 1
        try:
            rows.append(convert(record))
        except ExcludedRow as rule:
            removed[str(rule)] += 1
    return Extract(
        source=source, rows=tuple(rows), n_read=n_read, removed=dict(removed), corrected=dict(corrected or {})
    )


def _check_numbers(temperature_c: float, log10_sigma_s_cm: float) -> None:
    if not math.isfinite(log10_sigma_s_cm):
        raise ExcludedRow("conductivity missing, zero or negative")
    if not math.isfinite(temperature_c):
        raise ExcludedRow("temperature missing")
    if not -100 <= temperature_c <= 250:  # the outermost temperatures of the sources are -79 and 190 °C
        raise ExcludedRow("temperature outside -100…250 °C")
    if (
        not -17 <= log10_sigma_s_cm <= 0.3
    ):  # below: insulators' leakage; above: no liquid electrolyte reaches 2 S/cm
        raise ExcludedRow("conductivity outside 1e-17…2 S/cm")


def _kind(polymer: str, solvents: Mapping[str, float]) -> str:
    if not polymer:
        return "liquid"
    return "gel" if solvents else "dry"


def format_ratio(values: Iterable[float], *, scale: float | None = None) -> list[str]:
    """Return shares as short text; they sum to 1 unless another scale is given.

    >>> format_ratio([2.0, 6.0])
    ['0.25', '0.75']
    """
    numbers = list(values)
    total = scale if scale is not None else sum(numbers)
    return [f"{value / total:.{RATIO_DIGITS}g}" for value in numbers]


def _join_polymers(parts: Parts) -> tuple[str, str]:
    """Return canonical units and their mole ratio, in an order that does not depend on the source's."""
    units: dict[str, float] = {}
    for smiles, weight in parts.polymers.items():
        if count_ends(smiles) < 2:
            raise ExcludedRow("polymer's repeat unit has fewer than two ends")
        try:
            unit = canonical_polymer(smiles)
        except InvalidSmiles as error:
            raise ExcludedRow("polymer's repeat unit unreadable") from error
        units[unit] = units.get(unit, 0.0) + parts.polymer_moles.get(smiles, weight)
    if len(units) < 2:
        return next(iter(units), ""), ""
    names = sorted(units)
    return "|".join(names), "|".join(format_ratio([units[name] for name in names]))


def _join_solvents(solvents: Mapping[str, float]) -> str:
    amounts: dict[str, float] = {}
    for text, weight in solvents.items():
        try:
            name = load_solvents().find(text).name
        except UnknownName as error:
            raise ExcludedRow(f"solvent {text} unknown") from error
        if weight > 0:
            amounts[name] = amounts.get(name, 0.0) + weight
    names = sorted(amounts)
    shares = format_ratio([amounts[name] for name in names])
    return (
        "|".join(f"{name}:{share}" for name, share in zip(names, shares, strict=True))
        if len(names) > 1
        else "".join(names)
    )


def _join_salts(salts: Mapping[str, float]) -> tuple[str, float]:
    amounts: dict[str, float] = {}
    for text, weight in salts.items():
        try:
            name = load_salts().find(text).name
        except UnknownName as error:
            raise ExcludedRow("salt holds no lithium or is unreadable") from error
        if weight > 0:
            amounts[name] = amounts.get(name, 0.0) + weight
    if len(amounts) > 1:
        raise ExcludedRow("more than one lithium salt: the table has room for one")
    return next(iter(amounts.items()), ("", 0.0))
