"""Check a table of formulations row by row and hand it on as columns over its distinct components."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.errors import InvalidFormulation, InvalidTable
from monodesign.formulation.components import (
    Polymer,
    SaltMixture,
    SolventMixture,
    read_polymer,
    read_salts,
    read_solvents,
)
from monodesign.formulation.polymer_names import named_mass_g_mol
from monodesign.formulation.repeat_units import unit_mass_g_mol
from monodesign.tables.cells import plain_text
from monodesign.tables.header import decimal_hint, list_found, rename_hint
from monodesign.tables.missing import given_texts

LOWEST_TEMPERATURE_C: Final = -80.0
HIGHEST_TEMPERATURE_C: Final = 200.0
HOTTEST_KELVIN: Final = 473.15
# No measured polymer is lighter. Heavier ones may weigh less than a unit that is drawn as a whole chain.
LIGHTEST_G_MOL: Final = 150.0
# The most dilute that was ever measured and is shipped holds 1e-6 of salt; less is a slip, or none.
SMALLEST_FRACTION: Final = 1e-7
HEAVIEST_G_MOL: Final = 1e9  # a hundred times the longest chains that are made
_SAME_MASS: Final = 0.01  # a name is rounded, as 600k
SUM_TOLERANCE: Final = 0.005  # fractions typed with two or three decimals miss 1 by less
# The columns of numbers, with the conductivity that may stand beside a formulation.
NUMBERS: Final = (
    "w_polymer", "w_solvent", "w_salt", "temperature_c", "polymer_mw_g_mol", "polymer_share",
    "log10_sigma_s_cm", "sigma_s_cm", "sigma_ms_cm",
)  # fmt: skip
NONE: Final = -1  # index of a component that a formulation lacks
_REQUIRED: Final = ("polymer", "w_polymer", "solvent", "w_solvent", "salt", "w_salt", "temperature_c")
_OPTIONAL: Final = ("polymer_mol_ratio", "polymer_mw_g_mol")
SIMULATED_SHARE: Final = "polymer_share"
_Component = TypeVar("_Component")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulations:
    """A checked table of formulations: distinct components, and one entry per row that points to them.

    Attributes:
        polymers: Distinct polymers, in order of first use.
        solvents: Distinct solvent mixtures.
        salts: Distinct salts and mixtures of salts.
        polymer_index: For each row the polymer's index, -1 without one, shape (n,).
        solvent_index: The same for solvents.
        salt_index: The same for salts.
        w_polymer: Weight fraction, shape (n,); the three sum to 1 in rows without error, NaN in rows with
            one.
        w_solvent: Weight fraction of all solvents.
        w_salt: Weight fraction of all salts.
        temperature_c: Temperature in °C.
        polymer_mw_g_mol: Molar mass of the polymer in g/mol, NaN where not given.
        simulated_share: The polymer's share of Li⁺'s first shell, NaN where it was not simulated.
        errors: For each row what is wrong with it; empty when nothing is.
    """

    polymers: tuple[Polymer, ...]
    solvents: tuple[SolventMixture, ...]
    salts: tuple[SaltMixture, ...]
    polymer_index: NDArray[np.int64]
    solvent_index: NDArray[np.int64]
    salt_index: NDArray[np.int64]
    w_polymer: NDArray[np.float64]
    w_solvent: NDArray[np.float64]
    w_salt: NDArray[np.float64]
    temperature_c: NDArray[np.float64]
    polymer_mw_g_mol: NDArray[np.float64]
    simulated_share: NDArray[np.float64]
    errors: tuple[str, ...]

    @property
    def is_valid(self) -> NDArray[np.bool_]:
        """Which rows can be used, shape (n,)."""
        return np.array([not error for error in self.errors], dtype=bool)


def read_formulations(table: pd.DataFrame) -> Formulations:
    """Check every row of a table of formulations.

    Columns: `w_polymer` with `polymer` (and `polymer_mol_ratio` for several units), `w_solvent` with
        `solvent`, `w_salt` with `salt`, `temperature_c`, optional `polymer_mw_g_mol` and `polymer_share` (of
        Li⁺'s first shell, as `simulate` counts it). The polymer pair may be missing from a table of liquids,
        the solvent pair from one of dry polymers. A component with weight fraction 0 is not there.

    Raises:
        InvalidTable: A column is missing; faults of single rows are in `errors`.
    """
    require_recipe(table, where="formulations")
    faults: defaultdict[int, list[str]] = defaultdict(list)
    weights = {part: _weights(table, part, faults) for part in ("polymer", "solvent", "salt")}
    temperature_c = _temperatures(table, faults)
    _check_sum(weights, faults)
    polymers, polymer_index = _read_cells(
        _polymer_cells(table), weights["polymer"], _read_polymer_pair, faults
    )
    solvents, solvent_index = _read_cells(
        given_texts(table, "solvent"), weights["solvent"], read_solvents, faults
    )
    salts, salt_index = _read_cells(given_texts(table, "salt"), weights["salt"], read_salts, faults)
    _check_lithium(polymers, polymer_index, salt_index, faults)
    for row in np.flatnonzero((polymer_index == NONE) & (solvent_index == NONE)):
        if int(row) not in faults:
            faults[int(row)].append("no polymer and no solvent: give w_polymer or w_solvent above 0")
    masses = _molar_masses(table, polymers, polymer_index, faults)
    shares = _simulated_shares(table, faults)
    _name_empty(table, faults)
    errors = tuple("; ".join(faults[row]) if row in faults else "" for row in range(len(table)))
    scale = np.where([not error for error in errors], sum(weights.values(), np.zeros(len(table))), np.nan)
    return Formulations(
        polymers=polymers, solvents=solvents, salts=salts,
        polymer_index=polymer_index, solvent_index=solvent_index, salt_index=salt_index,
        w_polymer=weights["polymer"] / scale, w_solvent=weights["solvent"] / scale,
        w_salt=weights["salt"] / scale, temperature_c=temperature_c,
        polymer_mw_g_mol=masses, simulated_share=shares, errors=errors,
    )  # fmt: skip


def require_recipe(table: pd.DataFrame, *, where: str, beside: Sequence[str] = ()) -> None:
    """Check that a table has the columns of formulations, spelled as they should be.

    Args:
        table: The table.
        where: Its name.
        beside: Further columns of which another spelling is named too, if anything is wrong.

    Raises:
        InvalidTable: One is missing or spelt otherwise; the message says where, and what to rename.
    """
    wanted = ["w_salt", "salt", "temperature_c"]
    for part in ("polymer", "solvent"):
        if part in table.columns or f"w_{part}" in table.columns:
            wanted += [part, f"w_{part}"]
    found = list(map(str, table.columns))
    absent = [name for name in (*_REQUIRED, *_OPTIONAL) if name not in found]
    is_misspelt = bool(rename_hint(absent, found))
    hint = rename_hint([*absent, *(name for name in beside if name not in found)], found)
    if len(wanted) == 3:
        raise InvalidTable(
            f"{where}: the first line names neither polymer and w_polymer nor solvent and w_solvent; "
            f"{list_found(found)}{hint}"
        )
    if missing := [name for name in wanted if name not in found]:
        raise InvalidTable(f"{where}: missing column(s) {', '.join(missing)}; {list_found(found)}{hint}")
    if is_misspelt:
        raise InvalidTable(f"{where}: unknown column(s){hint}")


def _polymer_cells(table: pd.DataFrame) -> list[str]:
    """Return polymer and ratio as one text each, joined by a line feed that neither holds."""
    ratios = given_texts(table, "polymer_mol_ratio")
    return [
        f"{polymer}\n{ratio}" if polymer else ""
        for polymer, ratio in zip(given_texts(table, "polymer"), ratios, strict=True)
    ]


def _read_polymer_pair(cell: str) -> Polymer:
    polymer, _, ratio = cell.partition("\n")
    return read_polymer(polymer, ratio)


def _numbers(table: pd.DataFrame, column: str) -> tuple[NDArray[np.float64], list[str]]:
    """Return a column as numbers (NaN where a cell is not one) and as text, empty where none is given."""
    cells = given_texts(table, column)
    numbers = pd.Series(list(map(plain_text, cells)), dtype=object)
    return pd.to_numeric(numbers, errors="coerce").to_numpy(dtype=float, copy=True), cells


def _molar_masses(
    table: pd.DataFrame, polymers: Sequence[Polymer], polymer_index: NDArray[np.int64],
    faults: defaultdict[int, list[str]],
) -> NDArray[np.float64]:  # fmt: skip
    """Return the polymers' molar masses, NaN where none is given."""
    values, cells = _numbers(table, "polymer_mw_g_mol")
    _take_named_masses(table, values, cells, polymer_index, faults)
    is_given = np.array([bool(text) for text in cells], dtype=bool)
    is_mass = (values > 0) & (values <= HEAVIEST_G_MOL)
    for row in np.flatnonzero(is_given & ~is_mass):
        faults[int(row)].append(
            f"polymer_mw_g_mol is {cells[row]}: give a molar mass above 0 g/mol, or leave it empty"
            f"{decimal_hint(cells[row])}"
        )
    for row in np.flatnonzero(is_mass & (values < LIGHTEST_G_MOL) & (polymer_index != NONE)):
        unit_g_mol = min(map(unit_mass_g_mol, polymers[polymer_index[row]].units))
        if values[row] < unit_g_mol:
            faults[int(row)].append(
                f"polymer_mw_g_mol is {cells[row]}: less than the {unit_g_mol:.4g} g/mol of one repeat "
                "unit; give g/mol (was it in kg/mol?), or leave it empty"
            )
    return np.where(is_mass, values, np.nan)


def _name_empty(table: pd.DataFrame, faults: defaultdict[int, list[str]]) -> None:
    """Say of rows without a single cell, which spreadsheets leave at the end, that they are empty."""
    cells = zip(*(given_texts(table, column) for column in _REQUIRED), strict=True)
    for row, texts in enumerate(cells):
        if not any(texts):
            faults[row] = ["the row is empty: fill it in or delete it"]


def _take_named_masses(
    table: pd.DataFrame, values: NDArray[np.float64], cells: list[str], polymer_index: NDArray[np.int64],
    faults: defaultdict[int, list[str]],
) -> None:  # fmt: skip
    """Fill in the molar masses that polymers' names say, as PEO600k does; a column may not contradict one."""
    for row, text in enumerate(given_texts(table, "polymer")):
        try:
            mass = named_mass_g_mol(text) if polymer_index[row] != NONE else math.nan
        except InvalidFormulation as error:
            faults[row].append(str(error))
            continue
        if math.isnan(mass):
            continue
        if not cells[row]:
            values[row], cells[row] = mass, f"{mass:g}"
        elif not math.isclose(values[row], mass, rel_tol=_SAME_MASS):
            faults[row].append(f"polymer_mw_g_mol is {cells[row]}, but polymer {text!r} says {mass:g} g/mol")


def _simulated_shares(table: pd.DataFrame, faults: defaultdict[int, list[str]]) -> NDArray[np.float64]:
    """Return simulated shares of Li⁺'s first shell, NaN where none is given."""
    values, cells = _numbers(table, SIMULATED_SHARE)
    is_share = (values >= 0) & (values <= 1)
    for row in np.flatnonzero(np.array([bool(text) for text in cells], dtype=bool) & ~is_share):
        faults[int(row)].append(
            f"{SIMULATED_SHARE} is {cells[row]}: give a share between 0 and 1, or leave it empty"
            f"{decimal_hint(cells[row])}"
        )
    return np.where(is_share, values, np.nan)


def _weights(table: pd.DataFrame, part: str, faults: defaultdict[int, list[str]]) -> NDArray[np.float64]:
    """Return a part's weight fractions; a blank is 0 where the part has no name."""
    column = f"w_{part}"
    values, cells = _numbers(table, column)
    is_blank = np.array([not text for text in cells], dtype=bool)
    has_name = np.array([bool(text) for text in given_texts(table, part)], dtype=bool)
    values = np.where(is_blank & ~has_name, 0.0, values)
    for row in np.flatnonzero(~((values >= 0) & (values <= 1 + SUM_TOLERANCE))):
        shown = cells[row] or "empty"
        faults[int(row)].append(
            f"{column} is {shown}: give a weight fraction between 0 and 1{decimal_hint(shown)}"
        )
    for row in np.flatnonzero((values > 0) & (values < SMALLEST_FRACTION)):
        faults[int(row)].append(
            f"{column} is {cells[row]}: too small to weigh (below {SMALLEST_FRACTION:g}); write 0 for none"
        )
    for row in np.flatnonzero((values > 0) & ~has_name):
        faults[int(row)].append(f"{column} is {cells[row]} but {part} is empty")
    return values


def _temperatures(table: pd.DataFrame, faults: defaultdict[int, list[str]]) -> NDArray[np.float64]:
    values, cells = _numbers(table, "temperature_c")
    for row in np.flatnonzero(~((values >= LOWEST_TEMPERATURE_C) & (values <= HIGHEST_TEMPERATURE_C))):
        hint = " (was it in kelvin?)" if HIGHEST_TEMPERATURE_C < values[row] <= HOTTEST_KELVIN else ""
        faults[int(row)].append(
            f"temperature_c is {cells[row] or 'empty'}: give one between {LOWEST_TEMPERATURE_C:g} and "
            f"{HIGHEST_TEMPERATURE_C:g} °C{hint}{decimal_hint(cells[row])}"
        )
    return values


def _check_sum(weights: dict[str, NDArray[np.float64]], faults: defaultdict[int, list[str]]) -> None:
    total = weights["polymer"] + weights["solvent"] + weights["salt"]
    for row in np.flatnonzero(np.abs(total - 1) > SUM_TOLERANCE):
        hint = " (was it in percent?)" if math.isclose(total[row], 100, rel_tol=0.02) else ""
        shown = ", ".join(f"w_{part} {values[row]:.4g}" for part, values in weights.items())
        faults[int(row)].append(f"weight fractions sum to {total[row]:.4g}, not 1: {shown}{hint}")


def _read_cells(
    cells: Sequence[str], weights: NDArray[np.float64], read: Callable[[str], _Component],
    faults: defaultdict[int, list[str]],
) -> tuple[tuple[_Component, ...], NDArray[np.int64]]:  # fmt: skip
    """Read each distinct cell once; return the distinct components and each row's index."""
    codes, distinct = pd.factorize(np.asarray(cells, dtype=object))
    components: dict[_Component, int] = {}
    of_code = np.full(len(distinct), NONE, dtype=np.int64)
    wrong: dict[int, str] = {}
    for code, cell in enumerate(distinct):
        if not cell:
            continue
        try:
            of_code[code] = components.setdefault(read(cell), len(components))
        except InvalidFormulation as error:
            wrong[code] = str(error)
    index = of_code[codes] if len(distinct) else np.empty(0, dtype=np.int64)
    for row in np.flatnonzero(np.isin(codes, list(wrong)) & (weights != 0)):  # `none` of nothing is no fault
        faults[int(row)].append(wrong[int(codes[row])])
    return tuple(components), np.where(weights > 0, index, NONE)


def _check_lithium(
    polymers: Sequence[Polymer], polymer_index: NDArray[np.int64], salt_index: NDArray[np.int64],
    faults: defaultdict[int, list[str]],
) -> None:  # fmt: skip
    """Mark rows without Li⁺: no salt, and no polymer that carries the anion."""
    # The last entry answers index -1: without a polymer there is no anionic one.
    is_anionic = np.array([*(polymer.is_anionic for polymer in polymers), False], dtype=bool)
    for row in np.flatnonzero((salt_index == NONE) & ~is_anionic[polymer_index]):
        if int(row) not in faults:
            faults[int(row)].append("no lithium: give a salt and w_salt above 0")
