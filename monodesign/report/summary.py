"""The report's first page: what was asked, how many candidates fell where and why, and the best ten."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from monodesign.campaign_folder.tables import Campaign
from monodesign.chem.comonomers import is_copolymer
from monodesign.export.front_sheet import find_warnings
from monodesign.export.shared_warnings import find_shared
from monodesign.formulation.gel import Formulation
from monodesign.ranking.goals import Goals
from monodesign.ranking.next_batch import select_comparable
from monodesign.report.wording import word_copolymers, word_question, word_sureness
from monodesign.tables.missing import plain, text_of

BEST: Final = 10
# Reasons shown by name; the rarer ones are counted together.
_REASONS_SHOWN: Final = 12
_OWN_VALUE: Final = re.compile(r"(?<=: )-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A labelled number of candidates, and its bar as a share of the longest.

    Attributes:
        label: What was counted.
        count: How many.
        share: Between 0 and 1.
        note: A remark, or empty.
    """

    label: str
    count: int
    share: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the first page says.

    Attributes:
        title: The campaign's name.
        question: Sentences on what was asked.
        funnel: Candidates left after each step.
        reasons: Why candidates were rejected, most frequent first.
        failures: Inputs that failed, by stage.
        best: Rows of the best candidates within the limits, with `measured`, the conductivities measured here
            in mS/cm, and `mind`, what to mind of this one.
        shared: What to mind of all of them alike, or of all with one head.
        sureness: Sentences on how far the numbers can be trusted.
    """

    title: str
    question: tuple[str, ...]
    funnel: tuple[Count, ...]
    reasons: tuple[Count, ...]
    failures: tuple[Count, ...]
    best: tuple[dict[str, Any], ...]
    shared: tuple[str, ...]
    sureness: tuple[str, ...]


def summarise(campaign: Campaign) -> Summary:
    """Put a campaign into plain words and counts."""
    goals = read_goals(campaign.settings)
    best, shared = _best(campaign)
    return Summary(
        title=str(campaign.settings.get("name", "campaign")),
        question=word_question(campaign.settings, goals),
        funnel=_funnel(campaign),
        reasons=_reasons(campaign.rejected),
        failures=_failures(campaign.failures),
        best=best,
        shared=shared,
        sureness=(*word_copolymers(campaign.ranking), *word_sureness(campaign.ranking, goals)),
    )


def read_goals(settings: Mapping[str, Any]) -> Goals:
    """Return the campaign's goals; what its file does not say is the default."""
    given = settings.get("goals", {})
    known = {name: given[name] for name in Goals.__dataclass_fields__ if name in given}
    return Goals(**known)


def _read_gel(settings: Mapping[str, Any]) -> Formulation:
    """Return the campaign's gel; what its file does not say is the default."""
    given = settings.get("formulation", {})
    return Formulation(**{name: given[name] for name in Formulation.__dataclass_fields__ if name in given})


def _funnel(campaign: Campaign) -> tuple[Count, ...]:
    ranking = campaign.ranking[~is_copolymer(campaign.ranking)]
    within = ranking["is_within_limits"].astype(bool)
    described = _described(ranking)
    n_invalid = int((campaign.failures["stage"] == "check").sum()) if "stage" in campaign.failures else 0
    n_built = len(ranking) + len(campaign.rejected) + n_invalid
    steps = [
        ("Monomers looked at", n_built, "from the fragments, and those named by you"),
        ("Passed the filters", len(ranking), "ether-free and within [filters]"),
        (
            "Conductivity predicted",
            int(ranking["log10_sigma_s_cm"].notna().sum()),
            "by the conductivity model",
        ),
        ("Described with quantum chemistry", int(described.sum()), "xTB, up to the budget"),
        (
            "Described, and within the limits",
            int((described & within).sum()),
            "all limits of the campaign met",
        ),
    ]
    if len(campaign.shortlist):
        steps.append(
            (
                "On the shortlist",
                len(campaign.shortlist),
                "the best that differ enough from each other",
            )
        )
    return _bars(steps)


def _described(ranking: pd.DataFrame) -> pd.Series[bool]:
    if "is_described" in ranking:
        return ranking["is_described"].astype(bool)
    return pd.Series(data=False, index=ranking.index)


def _bars(steps: list[tuple[str, int, str]]) -> tuple[Count, ...]:
    longest = max((count for _, count, _ in steps), default=0) or 1
    return tuple(
        Count(label=label, count=count, share=count / longest, note=note) for label, count, note in steps
    )


def _reasons(rejected: pd.DataFrame) -> tuple[Count, ...]:
    """Count the reasons of rejection; a candidate with two reasons counts under both."""
    if "reasons" not in rejected:
        return ()
    counts = Counter(
        reason
        for text in rejected["reasons"].dropna()
        for reason in {_without_value(r) for r in text.split("; ")}
    )
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = [(reason, count, "") for reason, count in ordered[:_REASONS_SHOWN]]
    rest = ordered[_REASONS_SHOWN:]
    if rest:
        shown.append((f"{len(rest)} other reasons", sum(count for _, count in rest), "see rejected.csv"))
    return _bars(shown)


def _without_value(reason: str) -> str:
    """Return a reason without the candidate's own number, so that equal limits count together.

    >>> _without_value("mass: 468.6 g/mol outside 0–450")
    'mass: … g/mol outside 0–450'
    """
    return _OWN_VALUE.sub("…", reason, count=1)


def _failures(failures: pd.DataFrame) -> tuple[Count, ...]:
    if "stage" not in failures:
        return ()
    counts = Counter(str(stage) for stage in failures["stage"])
    return _bars([(stage, count, "see failures.csv") for stage, count in sorted(counts.items())])


def _best(campaign: Campaign) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    """Return the best candidates, and what to mind of all of them, which their rows then need not say."""
    ranking = plain(campaign.ranking)
    within = ranking[ranking["is_within_limits"].astype(bool)].head(BEST)
    rows = [{str(name): value for name, value in row.items()} for row in within.to_dict("records")]
    minds = [_list_mind(row) for row in rows]
    shared = find_shared(minds, [text_of(row.get("head")) for row in rows])
    measured = _list_measured(select_comparable(campaign.bench, _read_gel(campaign.settings)))
    best = tuple(
        row
        | {
            "measured": measured.get(str(row["monomer_id"]), ()),
            "mind": [text for text in mind if text not in shared],
        }
        for row, mind in zip(rows, minds, strict=True)
    )
    return best, tuple(shared.values())


def _list_mind(row: Mapping[str, Any]) -> list[str]:
    """Return the warnings of a candidate, and whether its place is a draw."""
    draw = (
        ["differs in σ from the next candidate by less than the error"]
        if row.get("is_closer_than_error") is True
        else []
    )
    return [*find_warnings(row), *draw]


def _list_measured(bench: pd.DataFrame) -> dict[str, tuple[float, ...]]:
    """Return the conductivities measured of each candidate in mS/cm, in the order of the records."""
    found: dict[str, tuple[float, ...]] = {}
    for row in bench.to_dict("records"):
        identifier = str(row["monomer_id"])
        found[identifier] = (*found.get(identifier, ()), 1000 * 10 ** float(row["log10_sigma_s_cm"]))
    return found
