"""The first sheet of a shortlist: what one reads to choose, in about twelve columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pandas as pd

from monodesign.chem.donor_words import say_classes
from monodesign.export.shared_warnings import find_shared
from monodesign.synthesis.reagents import load_reagents
from monodesign.tables.missing import is_missing, plain, text_of

Row: TypeAlias = Mapping[str, Any]
_HOLDS: Final = ("unit_li_binding_one_armed_kcal_mol", "unit_li_exchange_kcal_mol")
# Flags of a candidate, the value that is worth a warning, and the warning.
_FLAGS: Final = (
    ("is_within_limits", False, "outside the campaign's limits"),
    ("in_domain", False, "outside the training data of the conductivity model"),
    ("is_described", False, "oxidation potential or Li⁺ binding not computed yet"),
    ("unit_oxidation_breaks_bond", True, "a bond breaks on oxidation"),
    ("unit_is_homogeneous", False, "expected to separate from the solvent"),
    ("is_crosslinker", True, "crosslinks"),
)
_SHARED_BELOW: Final = " (shared ones: below)"
# Columns of notes, and what stands before a note that does not name its subject.
_NOTES: Final = {
    "domain_note": "",
    "limit_reasons": "",
    "warnings": "",
    "unit_redox_note": "",
    "unit_li_note": "Li⁺ binding: ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontColumn:
    """A column of the front sheet.

    Attributes:
        heading: What stands above it.
        width: Its width in characters.
        value: What a row has there.
        decimals: Of a number; None of text and whole numbers.
    """

    heading: str
    width: float
    value: Callable[[Row], object]
    decimals: int | None = None


def front_columns(shortlist: pd.DataFrame, *, said_once: frozenset[str] = frozenset()) -> list[FrontColumn]:
    """Return the columns of a shortlist's front sheet; those of which it holds nothing are left out.

    Args:
        shortlist: The candidates.
        said_once: Warnings that stand elsewhere and not in each row; see `find_front_shared`.
    """
    hold = next((name for name in _HOLDS if name in shortlist and shortlist[name].notna().any()), _HOLDS[0])
    swap = " against the solvent" if hold == _HOLDS[1] else ""
    columns = {
        "rank": FrontColumn(heading="Rank", width=6, value=lambda row: row["rank"]),
        "name": FrontColumn(heading="Name", width=22, value=lambda row: text_of(row["name"])),
        "log10_sigma_s_cm": FrontColumn(heading="σ (mS/cm)", width=9, value=_sigma, decimals=2),
        "log10_sigma_lower_90": FrontColumn(heading="σ, 90 % interval", width=13, value=_interval),
        "unit_oxidation_potential_v": FrontColumn(
            heading="Oxidation (V vs Li/Li⁺)",
            width=10,
            value=lambda row: row["unit_oxidation_potential_v"],
            decimals=2,
        ),
        hold: FrontColumn(
            heading=f"Li⁺ binding{swap} (kcal/mol)", width=11, value=lambda row: row[hold], decimals=1
        ),
        "tier": FrontColumn(heading="Tier", width=6, value=lambda row: row["tier"]),
    }
    found = [column for name, column in columns.items() if name in shortlist]
    heading = f"Warnings{_SHARED_BELOW}" if said_once else "Warnings"
    found.append(FrontColumn(heading=heading, width=30, value=lambda row: _own_warnings(row, said_once)))
    if "n_synthesis_steps" in shortlist:
        found.append(FrontColumn(heading="Route", width=24, value=_route))
    return [*found, FrontColumn(heading="SMILES", width=30, value=lambda row: row["smiles"])]


def find_front_shared(shortlist: pd.DataFrame) -> dict[str, str]:
    """Return the warnings that all candidates share, or all with one head, with the line that says each."""
    rows = plain(shortlist).to_dict("records")
    named = [{str(name): value for name, value in row.items()} for row in rows]
    return find_shared(list(map(find_warnings, named)), [text_of(row.get("head")) for row in named])


def find_warnings(row: Row) -> list[str]:
    """Return what to mind of a candidate, by its flags and notes, each once."""
    said = [text for name, bad, text in _FLAGS if not is_missing(row.get(name)) and bool(row[name]) is bad]
    said += [
        f"{subject}{text}"
        for name, subject in _NOTES.items()
        for text in _note(row, name).split("; ")
        if text
    ]
    return list(dict.fromkeys(said))


def _own_warnings(row: Row, said_once: frozenset[str]) -> str:
    return "; ".join(text for text in find_warnings(row) if text not in said_once)


def _note(row: Row, name: str) -> str:
    """Return a note; classes of donors, such as acyl_oxygen, are written as words."""
    text = text_of(row.get(name))
    return say_classes(text) if name == "unit_li_note" else text


def _sigma(row: Row) -> float | None:
    """Return the conductivity in mS/cm."""
    value = row["log10_sigma_s_cm"]
    return None if is_missing(value) else float(f"{1000 * 10 ** float(value):.3g}")


def _interval(row: Row) -> str:
    ends = row["log10_sigma_lower_90"], row.get("log10_sigma_upper_90")
    if any(map(is_missing, ends)):
        return ""
    return "–".join(f"{1000 * 10 ** float(str(end)):.2g}" for end in ends)


def _name_reagent(smiles: str) -> str:
    """Return what a reagent is called; its SMILES where only the compound without stereo marks has a name."""
    known = load_reagents().find(smiles)
    name = known.name if known and known.smiles == smiles else smiles
    return name if known and known.lists else f"{name} (on no list)"


def _route(row: Row) -> str:
    """Say how many steps a candidate takes and what is to be ordered."""
    steps = row["n_synthesis_steps"]
    if is_missing(steps) or not steps:
        return "no route found"
    to_order = "; ".join(map(_name_reagent, filter(None, text_of(row.get("to_order")).split("; "))))
    plural = "s" * (int(steps) != 1)
    return f"{int(steps)} step{plural}" + (f"; order {to_order}" if to_order else "")
