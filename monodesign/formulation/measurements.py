"""Read a user's own table of measured conductivities: every fault reported at once, by line and column."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from monodesign.errors import InvalidTable
from monodesign.formulation.formulations import Formulations, read_formulations, require_recipe
from monodesign.formulation.impedance import conductivity_s_cm
from monodesign.tables.cells import plain_text
from monodesign.tables.formats import PARQUET
from monodesign.tables.header import TITLE_HINT, decimal_hint, rename_hint
from monodesign.tables.missing import says_nothing, texts
from monodesign.tables.read import open_table
from monodesign.tables.text import read_rows

# One of these says what was measured; of several that a row fills the first counts, if they agree.
SIGMA_COLUMNS: Final = ("log10_sigma_s_cm", "sigma_s_cm", "sigma_ms_cm")
# Values written beside each other are rounded to two or three digits.
_AGREEMENT_LOG10: Final = 0.03
EIS_COLUMNS: Final = ("resistance_ohm", "thickness_cm", "area_cm2")
# What a row has in one of these says that it is not to be learned from.
FLAG_COLUMNS: Final = ("flag", "error")
# No lithium electrolyte conducts more than about 0.1 S/cm (acetonitrile, hot); above it, mS/cm were typed as
# S/cm.
HIGHEST_CREDIBLE_LOG10: Final = -0.7
# Below a nanosiemens per cm at the most: an insulator, or a unit mistake the other way.
HIGHEST_POSSIBLE_LOG10: Final = 6.0
LOWEST_POSSIBLE_LOG10: Final = -25.0
LOWEST_CREDIBLE_LOG10: Final = -13.0
MOST_FAULTS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """A user's measurements, checked.

    Attributes:
        table: One row per measurement in file order: the formulation columns as given and `log10_sigma_s_cm`,
            NaN where a row that is left out has no readable one.
        n_flagged: How many of them a surrogate does not learn from, because of `FLAG_COLUMNS` or because the
            row says that no conductivity was found.
        warnings: What looks wrong but was kept, each with its line: flags, unit suspicions, repeated rows.
    """

    table: pd.DataFrame
    n_flagged: int
    warnings: tuple[str, ...]


def read_measurements(path: Path) -> Measurements:
    """Read a CSV or Parquet file of measured conductivities.

    Columns: those of a formulation (`polymer`, `polymer_mol_ratio`, `w_polymer`, `solvent`, `w_solvent`,
        `salt`, `w_salt`, `temperature_c`, `polymer_mw_g_mol`) and the conductivity as `log10_sigma_s_cm`,
        `sigma_s_cm`, `sigma_ms_cm`, or `resistance_ohm` with `thickness_cm` and `area_cm2`. Other columns are
        handed through; a row with a `flag` or `error` is one that a surrogate does not learn from, and is not
        checked.

    Raises:
        UserError: There is no such file.
        InvalidTable: It is empty, no UTF-8 CSV, lacks columns, or has faulty cells; the message lists every
            fault with its line (1 is the header) and column.
    """
    table, lines = _read_table(path)
    require_recipe(table, where=str(path), beside=(*SIGMA_COLUMNS, *EIS_COLUMNS))
    _require_sigma(table, path)
    formulations = read_formulations(table)
    sigma, faults = _read_sigma(table)
    faults += [(row, error) for row, error in enumerate(formulations.errors) if error]
    is_unmeasured = _find_unmeasured(table)
    is_flagged = [any(pair) for pair in zip(_find_flagged(table), is_unmeasured, strict=True)]
    if faults := [(row, error) for row, error in faults if not is_flagged[row]]:
        raise InvalidTable(_list_faults(path, faults, lines))
    measured = table.drop(columns=[name for name in (*SIGMA_COLUMNS, *EIS_COLUMNS) if name in table.columns])
    measured = measured.assign(log10_sigma_s_cm=sigma)
    used = [row for row, flagged in enumerate(is_flagged) if not flagged]
    unmeasured = [line for line, is_left_out in zip(lines, is_unmeasured, strict=True) if is_left_out]
    warnings = (
        *_word_flags(measured, lines),
        *_word_unmeasured(unmeasured),
        *_find_warnings(measured, formulations, lines, used),
    )
    return Measurements(table=measured, n_flagged=sum(is_flagged), warnings=warnings)


def _read_table(path: Path) -> tuple[pd.DataFrame, list[int]]:
    """Return the cells as text and the line on which each row begins; of Parquet as if it were a CSV."""
    if path.suffix == PARQUET:
        whole = pd.concat(open_table(path).parts(), ignore_index=True)
        columns = {name: texts(whole, name) for name in whole.columns}
        return pd.DataFrame(columns, dtype=object), list(range(2, len(whole) + 2))
    layout, rows = read_rows(path)
    if not rows:
        raise InvalidTable(f"{path}: no measurements: give a header line and at least one row")
    n_columns = len(layout.columns)
    if wrong := [f"line {line} ({len(cells)})" for line, cells in rows if len(cells) != n_columns]:
        remedy = TITLE_HINT if n_columns == 1 else "quote cells that contain a comma"
        raise InvalidTable(
            f"{path}: the header has {n_columns} cells, but {', '.join(wrong[:MOST_FAULTS_SHOWN])}; {remedy}"
        )
    lines = [line for line, _ in rows]
    return pd.DataFrame([cells for _, cells in rows], columns=list(layout.columns), dtype=object), lines


def _require_sigma(table: pd.DataFrame, path: Path) -> None:
    found = list(map(str, table.columns))
    absent = [name for name in EIS_COLUMNS if name not in found]
    if not absent or any(name in found for name in SIGMA_COLUMNS):
        return
    missing = f" (missing: {', '.join(absent)})" if len(absent) < len(EIS_COLUMNS) else ""
    raise InvalidTable(
        f"{path}: give one of {', '.join(SIGMA_COLUMNS)}, or all of {', '.join(EIS_COLUMNS)}{missing}; "
        f"found {', '.join(found)}{rename_hint((*SIGMA_COLUMNS, *EIS_COLUMNS), found)}"
    )


def _read_sigma(table: pd.DataFrame) -> tuple[list[float], list[tuple[int, str]]]:
    """Return each row's log10 σ (NaN where it has a fault) and the faults by row."""
    records = table.to_dict("records")
    values: list[float] = []
    faults: list[tuple[int, str]] = []
    for row, record in enumerate(records):
        try:
            given = {str(name): str(cell) for name, cell in record.items() if not says_nothing(str(cell))}
            values.append(_log10_sigma(given))
        except InvalidTable as error:
            values.append(math.nan)
            faults.append((row, str(error)))
    return values, faults


def _log10_sigma(record: dict[str, str]) -> float:
    """Return a row's log10 σ in S/cm from the first column that it fills; others must say the same."""
    said = {name: _read_column(record, name) for name in SIGMA_COLUMNS if record.get(name)}
    if all(record.get(name) for name in EIS_COLUMNS):
        resistance, thickness, area = (_number(record, name) for name in EIS_COLUMNS)
        log10_sigma = math.log10(conductivity_s_cm(resistance, thickness, area))
        said["L/(R·S)"] = _possible(log10_sigma, "L/(R·S)", "so")
    if not said:
        raise InvalidTable(
            f"no conductivity: {', '.join(SIGMA_COLUMNS)} are empty, and so are some of "
            f"{', '.join(EIS_COLUMNS)}"
        )
    (first, value), *others = said.items()
    for name, other in others:
        if abs(other - value) > _AGREEMENT_LOG10:
            raise InvalidTable(
                f"{first} and {name} disagree: {10**value:.3g} and {10**other:.3g} S/cm; keep the right one"
            )
    return value


def _read_column(record: dict[str, str], name: str) -> float:
    """Return log10 σ in S/cm from one column of a row."""
    value = _number(record, name)
    if name == "log10_sigma_s_cm":
        return _possible(value, name, record[name])
    if value <= 0:
        raise InvalidTable(f"{name} is {record[name]}: must be a positive number")
    return _possible(math.log10(value) - (3 if name == "sigma_ms_cm" else 0), name, record[name])


def _possible(log10_sigma: float, name: str, cell: str) -> float:
    """Return log10 σ, refused where no substance is: metals end near 6, and the best insulators at -25."""
    if not LOWEST_POSSIBLE_LOG10 <= log10_sigma <= HIGHEST_POSSIBLE_LOG10:
        raise InvalidTable(
            f"{name} is {cell[:40]}: log10 σ (S/cm) of {log10_sigma:.4g} is not possible "
            f"({LOWEST_POSSIBLE_LOG10:g} to {HIGHEST_POSSIBLE_LOG10:g})"
        )
    return log10_sigma


def _number(record: dict[str, str], name: str) -> float:
    try:
        value = float(plain_text(record[name]))
    except ValueError as error:
        hint = decimal_hint(record[name])
        raise InvalidTable(f"{name} is {record[name][:40]!r}: not a number{hint}") from error
    if not math.isfinite(value):
        raise InvalidTable(f"{name} is {record[name]}: not a finite number")
    return value


def _list_faults(path: Path, faults: Sequence[tuple[int, str]], lines: Sequence[int]) -> str:
    """Say each fault once, with the lines that have it."""
    where: dict[str, list[int]] = {}
    for line, text in sorted((lines[row], text) for row, text in faults):
        where.setdefault(text, []).append(line)
    said = [f"line {_listed(found)}: {text}" for text, found in where.items()]
    more = f"; and {len(said) - MOST_FAULTS_SHOWN} more faults" if len(said) > MOST_FAULTS_SHOWN else ""
    return f"{path}: {'; '.join(said[:MOST_FAULTS_SHOWN])}{more}"


def _listed(found: Sequence[int]) -> str:
    """Return line numbers as a text, a great number of them cut short."""
    shown = ", ".join(map(str, found[:MOST_FAULTS_SHOWN]))
    return shown + (f" and {len(found) - MOST_FAULTS_SHOWN} more" if len(found) > MOST_FAULTS_SHOWN else "")


def _find_flagged(table: pd.DataFrame) -> list[bool]:
    """Say of each row whether it is left out."""
    names = [name for name in FLAG_COLUMNS if name in table.columns]
    return [any(cells) for cells in table[names].to_numpy().tolist()]


def _find_unmeasured(table: pd.DataFrame) -> list[bool]:
    """Say of each row whether its cells say that no conductivity was found, as `n.d.` or `<LOD`."""
    found = [name for name in (*SIGMA_COLUMNS, *EIS_COLUMNS) if name in table.columns]
    ways: list[tuple[str, ...]] = [(name,) for name in SIGMA_COLUMNS if name in found]
    ways += [EIS_COLUMNS] * set(EIS_COLUMNS).issubset(found)
    return [
        any(cell and says_nothing(cell) for cell in record.values())
        and not any(all(not says_nothing(record[name]) for name in way) for way in ways)
        for record in table[found].to_dict("records")
    ]


def _word_unmeasured(lines: Sequence[int]) -> list[str]:
    return [f"line {_listed(lines)}: skipped because no conductivity is given (n.d. or the like)"] * bool(
        lines
    )


def _word_flags(table: pd.DataFrame, lines: Sequence[int]) -> list[str]:
    """Return a warning for each column by which rows are left out."""
    left_out = {
        name: [line for line, cell in zip(lines, table[name], strict=True) if cell]
        for name in FLAG_COLUMNS
        if name in table.columns
    }
    return [
        f"line {_listed(found)}: skipped because column {name} has a value; rename the column if it does not "
        "mark faults"
        for name, found in left_out.items()
        if found
    ]


def _find_warnings(
    table: pd.DataFrame, formulations: Formulations, lines: Sequence[int], used: Sequence[int]
) -> tuple[str, ...]:
    """Return what looks wrong in the rows that are used."""
    sigma = table["log10_sigma_s_cm"].tolist()
    warnings = [
        f"line {lines[row]}: σ is {10 ** sigma[row]:.3g} S/cm, more than any lithium electrolyte has; was "
        "it in mS/cm?"
        if sigma[row] > HIGHEST_CREDIBLE_LOG10
        else f"line {lines[row]}: σ is {10 ** sigma[row]:.3g} S/cm, as low as an insulator; check the unit"
        for row in used
        if sigma[row] > HIGHEST_CREDIBLE_LOG10 or sigma[row] < LOWEST_CREDIBLE_LOG10
    ]
    return (*warnings, *_find_repeats(table, formulations, lines, used))


def _find_repeats(
    table: pd.DataFrame, formulations: Formulations, lines: Sequence[int], used: Sequence[int]
) -> list[str]:
    """Return a warning for each row that repeats an earlier one; replicates with another σ are welcome."""
    first: dict[tuple[object, ...], int] = {}
    repeats = []
    for row in used:
        key = (
            int(formulations.polymer_index[row]), int(formulations.solvent_index[row]),
            int(formulations.salt_index[row]), round(float(formulations.w_polymer[row]), 6),
            round(float(formulations.w_salt[row]), 6), round(float(formulations.temperature_c[row]), 3),
            round(float(table["log10_sigma_s_cm"].iloc[row]), 6),
        )  # fmt: skip
        if key in first:
            repeats.append(f"line {lines[row]}: the same as line {first[key]}")
        else:
            first[key] = lines[row]
    return repeats
