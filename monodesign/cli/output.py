"""What commands print: tables on stdout, notes on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from monodesign.campaign_folder.folder import Summary


# No prediction of σ errs by less than some tenths of a log10 unit, and no synthesis score is surer.
SUGGESTED_DECIMALS: Final = {
    "expected_log10_sigma_s_cm": 2,
    "expected_std": 2,
    "expected_improvement": 3,
    "synthesis_score": 2,
}


def print_summary(summary: Summary) -> None:
    """Print a campaign's counts and its ten best candidates."""
    for what, count in summary.counts.items():
        print(f"{count:>8}  {what}")
    columns = [name for name in SHOWN if name in summary.ranking]
    print(summary.ranking[columns].head(10).to_string(index=False, float_format="{:.2f}".format, na_rep="–"))
    print(f"tables in {summary.folder}")


# What the ten best candidates are shown with.
SHOWN: Final = (
    "rank",
    "name",
    "smiles",
    "log10_sigma_s_cm",
    "sigma_ms_cm",
    "probability_best",
    "probability_in_top_10",
    "tier",
    "unit_oxidation_potential_v",
    "unit_li_binding_one_armed_kcal_mol",
)


def print_table(table: pd.DataFrame, *, as_json: bool) -> None:
    """Print a table as CSV or as a JSON array of rows."""
    if as_json:
        print(table.to_json(orient="records", indent=1, double_precision=10, force_ascii=False))
    else:
        print(_to_csv(table), end="")


def print_parts(tables: Iterable[pd.DataFrame], *, as_json: bool) -> None:
    """Print tables as if they were one, each as soon as it is there."""
    for number, table in enumerate(tables):
        if as_json:
            rows = table.to_json(orient="records", indent=1, double_precision=10, force_ascii=False)
            print(",\n" if number else "[\n", rows.removeprefix("[\n").removesuffix("\n]"), sep="", end="")
        else:
            print(_to_csv(table, has_header=number == 0), end="")
    if as_json:
        print("\n]")


def _to_csv(table: pd.DataFrame, *, has_header: bool = True) -> str:
    """Return a table as CSV in which a spreadsheet finds no formula to run."""
    from monodesign.tables.cells import map_texts, quote_formula

    return (
        map_texts(table, quote_formula).rename(columns=quote_formula).to_csv(index=False, header=has_header)
    )


def print_note(text: str) -> None:
    """Print a line on stderr."""
    print(text, file=sys.stderr)
