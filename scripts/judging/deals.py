"""How much a validation depends on how groups were dealt to folds: the same with other deals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from monodesign.surrogate.training.card import format_number, markdown_table
from monodesign.surrogate.training.held_out import HeldOut, cross_validate
from monodesign.surrogate.training.validation import bootstrap_groups, cross_calibrate, score, slices

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monodesign.surrogate.inputs.collection import Sample
    from monodesign.surrogate.model.surrogate import SurrogateSettings

N_DEALS: Final = 3
_PARTS: Final = ("dry", "gel", "liquid", "liquid with DOI, seen", "liquid with DOI, unseen")


def deal_again(
    sample: Sample,
    held_out: HeldOut,
    *,
    settings: SurrogateSettings,
    seed: int,
    on_step: Callable[[], None] | None = None,
) -> list[HeldOut]:
    """Return a validation and those with the seeds that follow.

    Args:
        sample: The measurements.
        held_out: Their predictions with the first deal.
        settings: Of the model.
        seed: Of the first deal.
        on_step: Called after each further deal.
    """
    deals = [held_out]
    for more in range(1, N_DEALS):
        deals.append(cross_validate(sample, settings=settings, seed=seed + more))
        if on_step is not None:
            on_step()
    return deals


def score_deals(deals: Sequence[HeldOut], *, seed: int) -> dict[str, dict[str, list[float]]]:
    """Return scores of each part that every deal has.

    `mae_groups` and `coverage_90` hold a value a deal, `coverage_90_interval` the 95 % interval of the
    coverage in all deals together when groups are resampled.
    """
    scores = [score(deal, seed=seed) for deal in deals]
    covered = [np.abs(deal.errors) <= cross_calibrate(deal)[0] for deal in deals]
    parts = [slices(deal) for deal in deals]
    found = {}
    for part in (part for part in _PARTS if all(part in one for one in parts)):
        rows = [one[part] for one in parts]
        holds = np.concatenate([one[own] for one, own in zip(covered, rows, strict=True)])
        groups = np.concatenate([deal.groups[own] for deal, own in zip(deals, rows, strict=True)])
        found[part] = {name: [one[part][name] for one in scores] for name in ("mae_groups", "coverage_90")}
        interval = bootstrap_groups(holds.astype(float), groups, seed=seed)
        found[part]["coverage_90_interval"] = list(interval)
    return found


def deal_lines(scores: Mapping[str, Mapping[str, Sequence[float]]]) -> list[str]:
    """Return the card's section."""
    text = (
        f"The table above is of one way of dealing the groups to folds. With few groups much depends on it. "
        f"Here are {N_DEALS} deals, the first of them that of the table: their mean and, in brackets, the "
        "lowest and the highest. A group is dealt by its name alone, so that other measurements of it do "
        "not deal the rest anew. Compare models by these means. The last column is the 95 % interval of the "
        "coverage of all deals when groups are resampled."
    )
    headings = ["part", "MAE, mean of groups", "coverage of 90 % intervals", "resampled"]
    rows = [
        [
            part,
            *(_mean_and_range(values[name]) for name in ("mae_groups", "coverage_90")),
            " to ".join(map(format_number, values["coverage_90_interval"])),
        ]
        for part, values in scores.items()
    ]
    return [f"## {N_DEALS} deals of groups to folds", "", text, "", *markdown_table(headings, rows)]


def _mean_and_range(values: Sequence[float]) -> str:
    low, high = format_number(min(values)), format_number(max(values))
    return f"{format_number(float(np.mean(values)))} [{low}, {high}]"
