"""What the campaign's own measurements say, and what the last retraining with them changed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from monodesign.campaign_folder.tables import Campaign
from monodesign.formulation.wording import word_conditions
from monodesign.report.neighbours import RATIO, join_units

FIRST: Final = 10
_CONDITIONS: Final = (
    "monomer_id", "polymer", "polymer_mol_ratio", "w_polymer", "solvent", "w_solvent", "salt", "w_salt",
    "temperature_c",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The section of the report on measurements; empty tables if there are none.

    Attributes:
        sentences: What was measured and what it changed, in plain words.
        rows: One per monomer and set of conditions.
        moves: The best candidates right after the last retraining, with rank and prediction before and after.
    """

    sentences: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    moves: tuple[dict[str, Any], ...]


def summarise_bench(campaign: Campaign) -> Bench:
    """Describe a campaign's measurements and their effect in sentences and two tables."""
    moves = campaign.changes.head(FIRST).to_dict("records") if len(campaign.changes) else []
    return Bench(
        sentences=(*_word_bench(campaign.bench), *_word_changes(campaign.changes)),
        rows=tuple(_measured_rows(campaign)),
        moves=tuple(_textual(row) for row in moves),
    )


def measurements_by_monomer(campaign: Campaign) -> dict[str, list[dict[str, Any]]]:
    """Return each monomer's measurements under its `monomer_id`, as the page of a candidate lists them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in campaign.bench.to_dict("records"):
        entry = {
            "log10_sigma_s_cm": float(row["log10_sigma_s_cm"]),
            "conditions": word_conditions(row),
            "replicate": int(row["replicate"]),
            "recorded_utc": str(row["recorded_utc"]),
            "note": str(row["note"]) if isinstance(row["note"], str) else "",
        }
        found.setdefault(str(row["monomer_id"]), []).append(entry)
    return found


def own_gels(campaign: Campaign) -> list[dict[str, Any]]:
    """Return the candidates measured here as `find_neighbours` wants them, one each: the latest."""
    table = campaign.ranking
    units = (
        dict(zip(table["monomer_id"], table["repeat_unit"], strict=True)) if "repeat_unit" in table else {}
    )
    latest = campaign.bench.drop_duplicates("monomer_id", keep="last")
    return [
        {
            "polymer": join_units(units[row["monomer_id"]], row[RATIO]),
            RATIO: row[RATIO],
            "kind": "gel" if row["w_solvent"] > 0 else "dry",
            "log10_sigma_s_cm": row["log10_sigma_s_cm"],
            "temperature_c": row["temperature_c"],
            "salt": row["salt"],
            "solvent": row["solvent"],
            "doi": None,
            "source": "measured here (bench.csv)",
        }
        for row in latest.to_dict("records")
        if row["monomer_id"] in units
    ]


def _measured_rows(campaign: Campaign) -> list[dict[str, Any]]:
    """Average the replicates; a monomer's name and predictions are those of the ranking, if it is there."""
    names = dict(zip(campaign.ranking["monomer_id"], campaign.ranking["name"], strict=True))
    rows = []
    for values, group in campaign.bench.groupby(list(_CONDITIONS), sort=False, dropna=False):
        row: dict[str, Any] = dict(zip(_CONDITIONS, values, strict=True))
        is_candidate = row["monomer_id"] in names
        rows.append(
            {
                "monomer_id": row["monomer_id"] if is_candidate else None,
                "name": names.get(row["monomer_id"], row["polymer"]),
                "sigma_ms_cm": 1000 * 10 ** float(group["log10_sigma_s_cm"].mean()),
                "n": len(group),
                "conditions": word_conditions(row),
            }
        )
    return rows


def _textual(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _word_bench(bench: pd.DataFrame) -> tuple[str, ...]:
    if bench.empty:
        return ()
    n_monomers = bench["monomer_id"].nunique()
    sentence = (
        f"bench.csv holds {_count(len(bench), 'valid measurement')} of {_count(n_monomers, 'monomer')}; "
        "nothing in it is ever overwritten."
    )
    return (sentence,)


def _word_changes(changes: pd.DataFrame) -> tuple[str, ...]:
    """Say how far predictions and errors moved, and how many of the best are new among them."""
    if changes.empty:
        return ()
    moved = (changes["log10_sigma_after_s_cm"] - changes["log10_sigma_before_s_cm"]).abs().median()
    before, after = changes["std_before"].median(), changes["std_after"].median()
    n_new = int((changes["rank_before"].head(FIRST) > FIRST).sum())
    sentence = (
        f"The last retraining changed the predicted log10 σ by {moved:.2f} (median); the median standard "
        f"error went from {before:.2f} to {after:.2f}. Of the best {min(FIRST, len(changes))} candidates "
        "now, "
        f"{n_new or 'none'} {'was' if n_new == 1 else 'were'} not among the best before."
    )
    return (sentence, *_word_hits(changes))


def _word_hits(changes: pd.DataFrame) -> tuple[str, ...]:
    """Say how far the predictions of what was measured were off, before and since."""
    measured = changes.dropna(subset=["log10_sigma_measured_s_cm"])
    if measured.empty:
        return ()
    before, after = (
        (measured[f"log10_sigma_{when}_s_cm"] - measured["log10_sigma_measured_s_cm"]).abs().mean()
        for when in ("before", "after")
    )
    sentence = (
        f"{_count(len(measured), 'candidate')} measured in the formulation of the campaign: mean error of "
        "the "
        f"prediction {before:.2f} log10 units before retraining and {after:.2f} after. The second is not a "
        "test, because the model was trained on them."
    )
    return (sentence,)


def _count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> _count(1, "monomer"), _count(2, "monomer")
    ('1 monomer', '2 monomers')
    """
    return f"{number} {noun}{'s' * (number != 1)}"
