"""Each table's columns, declared once with meaning and unit in columns.csv.

A column's unit is the end of its name. README and report take their explanations from there.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast

import pandas as pd

from monodesign.errors import InvalidTable
from monodesign.tables.header import decimal_hint, list_found, rename_hint
from monodesign.tables.missing import is_missing, plain, says_nothing, text_of

# Half the width of a 90 % interval in standard deviations of a normal distribution.
HALF_WIDTH_90: Final = 1.645


# A table's number beyond these is a slip: squares and powers of ten of it would no longer be numbers.
MOST: Final = 1e15
MOST_LOG10: Final = 30.0


Kind: TypeAlias = Literal["text", "number", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name (ending in the unit), what it means, and what its cells are."""

    name: str
    meaning: str
    kind: Kind = "text"


def _read_tables() -> dict[str, tuple[Column, ...]]:
    """Return the columns of columns.csv by table, in its order."""
    tables: dict[str, tuple[Column, ...]] = {}
    with (Path(__file__).parent / "columns.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            column = Column(row["name"], row["meaning"], kind=cast("Kind", row["kind"]))
            tables[row["table"]] = (*tables.get(row["table"], ()), column)
    return tables


_TABLES: Final = _read_tables()
LIBRARY: Final = _TABLES["library"]
# Beside the library's columns in a ranking, as in a table of formulations. Of a copolymer, monomer_id stands
# for monomers and ratio, and smiles, repeat_unit and unit_smiles hold one molecule of each, joined by a dot.
POLYMER: Final = _TABLES["polymer"]
CHECK: Final = (*LIBRARY, *_TABLES["check"])
# What `describe` says of one form of a molecule; the table carries each twice, as `monomer_…` and `unit_…`.
REDOX: Final = _TABLES["redox"]
LITHIUM: Final = _TABLES["lithium"]
IN_GEL: Final = _TABLES["in_gel"]
OF_A_FORM: Final = (*REDOX, *LITHIUM, *_TABLES["dft"], *IN_GEL)
DESCRIPTORS: Final = (
    Column("smiles", "the molecule as given"),
    *(Column(f"monomer_{c.name}", f"molecule as given: {c.meaning}", kind=c.kind) for c in OF_A_FORM),
    *(Column(f"unit_{c.name}", f"hydrogen-capped unit: {c.meaning}", kind=c.kind) for c in OF_A_FORM),
    Column("error", "reason why the molecule could not be described; empty: no error"),
)
PREDICTION: Final = _TABLES["prediction"]
ESTIMATES: Final = _TABLES["estimates"]
RANKING: Final = _TABLES["ranking"]
SYNTHESIS: Final = _TABLES["synthesis"]
CHANGES: Final = _TABLES["changes"]
BENCH: Final = _TABLES["bench"]
_BATCH: Final = _TABLES["next_batch"]
SUGGESTIONS: Final = (*_BATCH[:-1], *SYNTHESIS, _BATCH[-1])
# What a campaign's tables are made of.
CAMPAIGN: Final = (
    *LIBRARY, *POLYMER, *DESCRIPTORS, *PREDICTION, *ESTIMATES, *RANKING, *SYNTHESIS,
)  # fmt: skip


def names(columns: tuple[Column, ...]) -> list[str]:
    """Return the column names in order.

    >>> names(LIBRARY)[:2]
    ['monomer_id', 'smiles']
    """
    return [column.name for column in columns]


# What people read first in a table of candidates.
_FIRST: Final = (
    "rank", "name", "smiles", "tier", "sigma_ms_cm", "log10_sigma_s_cm", "log10_sigma_lower_90",
    "log10_sigma_upper_90", "unit_oxidation_potential_v", "unit_li_binding_one_armed_kcal_mol",
    "unit_li_exchange_kcal_mol", "is_within_limits", "limit_reasons", "warnings", "in_domain",
)  # fmt: skip


def put_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of candidates that begins with the columns people read; the others keep their order."""
    first = [name for name in _FIRST if name in table]
    return table[[*first, *(name for name in table.columns if name not in first)]]


def estimate_columns(column: str) -> tuple[str, str]:
    """Return the names of a descriptor's estimate and of its standard error.

    >>> estimate_columns("unit_oxidation_potential_v")
    ('unit_oxidation_potential_estimate_v', 'unit_oxidation_potential_estimate_std_v')
    """
    unit = "kcal_mol" if column.endswith("_kcal_mol") else column.rsplit("_", 1)[1]
    stem = column.removesuffix(f"_{unit}")
    return f"{stem}_estimate_{unit}", f"{stem}_estimate_std_{unit}"


def read_std(predictions: pd.DataFrame) -> pd.Series[float]:
    """Return the standard errors of log10 σ from the 90 % intervals."""
    bounds = plain(predictions[["log10_sigma_upper_90", "log10_sigma_lower_90"]]).astype(float)
    width = bounds["log10_sigma_upper_90"] - bounds["log10_sigma_lower_90"]
    return width / 2.0 / HALF_WIDTH_90


def require_columns(table: pd.DataFrame, wanted: tuple[str, ...], *, where: str) -> None:
    """Check that a table holds the wanted columns.

    Raises:
        InvalidTable: One or more are missing; the message names them all.
    """
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        found = list(map(str, table.columns))
        hint = rename_hint(missing, found)
        raise InvalidTable(f"{where}: missing column(s) {', '.join(missing)}; {list_found(found)}{hint}")


def read_gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its numbers and flags read where cells say that there is none (`n.d.`).

    A column that holds another text stays as it is.
    """
    gaps = {
        column.name: _read_gaps(table[column.name], column)
        for column in CAMPAIGN
        if column.kind != "text" and column.name in table.columns and table[column.name].dtype.kind in "OU"
    }
    return table.assign(**gaps) if gaps else table


def _read_gaps(cells: pd.Series[Any], column: Column) -> pd.Series[Any]:
    given = cells.astype(object).map(lambda cell: math.nan if says_nothing(text_of(cell)) else cell)
    if not (_is_of_kind(given, column) | given.isna()).all():
        return cells
    if column.kind == "number":
        return pd.to_numeric(given)
    return given.map(lambda cell: cell if is_missing(cell) else str(cell) == "True")


_IDENTITY: Final = ("smiles", "monomer_id", "unit_smiles")


def require_values(table: pd.DataFrame, *, where: str) -> None:
    """Check that a campaign's table, which its user may have edited, holds numbers and flags where it should.

    A flag of the library or the ranking is never empty, nor is a SMILES or an identifier. Other flags and
    numbers are, where nothing was computed.

    Raises:
        InvalidTable: A cell is neither; the message names the first of the first such column.
    """
    for name in (name for name in _IDENTITY if name in table.columns):
        if (is_empty := table[name].isna()).any():
            row = int(is_empty.to_numpy().argmax())
            raise InvalidTable(
                f"{where}: {name} in row {row + 2} is empty: write it again, or delete the file and run "
                "monodesign screen to write it again"
            )
    for column in CAMPAIGN:
        if column.kind == "text" or column.name not in table.columns:
            continue
        cells = table[column.name]
        is_wrong = ~_is_of_kind(cells, column)
        if column.kind == "number" or column not in (*LIBRARY, *RANKING):
            is_wrong &= cells.notna()
        if is_wrong.any():
            row = int(is_wrong.to_numpy().argmax())
            shown = "empty" if cells.isna().iloc[row] else repr(str(cells.iloc[row])[:40])
            wanted = "a number" if column.kind == "number" else "True or False"
            if column.name.startswith("log10_"):
                wanted = f"a number between -{MOST_LOG10:g} and {MOST_LOG10:g}"
            raise InvalidTable(
                f"{where}: {column.name} in row {row + 2} is {shown}: write "
                f"{wanted}{decimal_hint(shown)}, or delete the file and run monodesign screen to write it "
                "again"
            )


def _is_of_kind(cells: pd.Series[Any], column: Column) -> pd.Series[bool]:
    if column.kind == "number":
        largest = MOST_LOG10 if column.name.startswith("log10_") else MOST
        return pd.to_numeric(cells, errors="coerce").abs() <= largest
    return cells.astype(str).isin(["True", "False"])
