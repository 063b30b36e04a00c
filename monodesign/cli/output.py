"""What commands print: tables on stdout, notes on stderr."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monodesign.errors import CannotWrite

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from monodesign.campaign_folder.summary import Summary


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
    shown = summary.ranking[[name for name in SHOWN if name in summary.ranking]].head(10)
    if "tier" in shown:  # empty for a candidate without a prediction, and so a float
        shown = shown.assign(tier=shown["tier"].astype("Int64"))
    print(shown.to_string(index=False, float_format="{:.2f}".format, na_rep="–"))
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
    """Print a line on stderr; ignore a closed stderr."""
    with suppress(OSError, ValueError):
        # In one piece, which an interrupt does not cut before the line's end.
        print(f"{text}\n", end="", file=sys.stderr, flush=True)


def open_streams() -> bool:
    """Give closed standard streams a place, let stdout be UTF-8, and return whether stdout was open.

    A file opened later would take a closed stream's number, and libraries that print would write into it. All
    our files are UTF-8, whatever the locale: ASCII and Latin-1 have no σ.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number, which is this one; worker processes have it too, or die without.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    has_stdout = sys.stdout is not None
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  open to the end
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  open to the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    return has_stdout


def flush_stdout() -> None:
    """Flush stdout.

    Raises:
        BrokenPipeError: Its reader went away.
        CannotWrite: It could not be written, for example because a disk is full.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_stdout()
        raise CannotWrite(f"stdout: {error.strerror}; the output is incomplete") from error


def drop_stdout() -> None:
    """Discard unwritten output, so that the interpreter does not try to write it again at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
