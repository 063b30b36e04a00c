"""The report's first page: what was asked, how many candidates fell where and why, and the best ten."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from monodesign.chem.comonomers import is_copolymer
from monodesign.ranking.rank import Goals
from monodesign.report.wording import word_copolymers, word_question, word_sureness

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from monodesign.campaign_folder.tables import Campaign

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
        best: Rows of the best candidates within the limits.
        sureness: Sentences on how far the numbers can be trusted.
    """

    title: str
    question: tuple[str, ...]
    funnel: tuple[Count, ...]
    reasons: tuple[Count, ...]
    failures: tuple[Count, ...]
    best: tuple[dict[str, Any], ...]
    sureness: tuple[str, ...]


def summarise(campaign: Campaign) -> Summary:
    """Put a campaign into plain words and counts."""
    goals = read_goals(campaign.settings)
    return Summary(
        title=str(campaign.settings.get("name", "campaign")),
        question=word_question(campaign.settings, goals),
        funnel=_funnel(campaign),
        reasons=_reasons(campaign.rejected),
        failures=_failures(campaign.failures),
        best=_best(campaign.ranking),
        sureness=(*word_copolymers(campaign.ranking), *word_sureness(campaign.ranking, goals)),
    )


def read_goals(settings: Mapping[str, Any]) -> Goals:
    """Return the campaign's goals; what its file does not say is the default."""
    given = settings.get("goals", {})
    known = {name: given[name] for name in Goals.__dataclass_fields__ if name in given}
    return Goals(**known)


def _funnel(campaign: Campaign) -> tuple[Count, ...]:
    ranking = campaign.ranking[~is_copolymer(campaign.ranking)]
    within = ranking["is_within_limits"].astype(bool)
    described = _described(ranking)
    n_invalid = int((campaign.failures["stage"] == "check").sum()) if "stage" in campaign.failures else 0
    n_built = len(ranking) + len(campaign.rejected) + n_invalid
    steps = [
        ("Monomers looked at", n_built, "built from the fragments, or named by you"),
        ("Passed the filters", len(ranking), "ether-free and as the campaign file asks"),
        ("Conductivity predicted", int(ranking["log10_sigma_s_cm"].notna().sum()), "by the surrogate model"),
        ("Described with quantum chemistry", int(described.sum()), "xTB, as many as the budget allows"),
        (
            "Described, and within the limits",
            int((described & within).sum()),
            "none of the campaign's limits broken",
        ),
    ]
    if len(campaign.shortlist):
        steps.append(
            (
                "On the shortlist",
                len(campaign.shortlist),
                "the best that differ from each other, described or not",
            )
        )
    return _bars(steps)


def _described(ranking: pd.DataFrame) -> pd.Series[bool]:
    import pandas as pd

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


def _best(ranking: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    within = ranking[ranking["is_within_limits"].astype(bool)]
    return tuple(_as_row(row) for row in within.head(BEST).to_dict("records"))


def _as_row(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
