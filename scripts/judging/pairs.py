"""How well differences between dry polymers that a model has not seen, and their errors, are predicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from monodesign.surrogate.inputs.collection import Sample, prepare, thin, weigh_lessons
from monodesign.surrogate.model.curves import novelty
from monodesign.surrogate.model.embedding import place_dry
from monodesign.surrogate.model.intervals import COVERAGE
from monodesign.surrogate.model.surrogate import DRY, PhaseSettings, fit_phase, kinds_of, predict_phase
from monodesign.surrogate.training.held_out import Answers, HeldOut, hold_out
from monodesign.surrogate.training.pairs import Pairs, difference_std, find_pairs
from monodesign.surrogate.training.validation import cross_calibrate

N_DEALS_OF_PAIRS: Final = 6
_N_RESAMPLES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScore:
    """How well differences of held-out polymers and their errors are predicted.

    Attributes:
        n_pairs: Pairs.
        n_polymers: Polymers in them.
        own_share: Standard error of a difference as a share of that of independent levels.
        log_loss: Mean of -ln of the probability given to the measured order; a coin's is 0.693.
        log_loss_low: Lower end of its 95 % interval, drawing polymers.
        log_loss_high: Upper end.
        right: Share of pairs in the measured order.
        coverage: Share of measured differences inside the 90 % interval.
        half_width: Median half-width of that, log10 units.
        stated: Mean probability given to the likelier order, by quarter of it.
        found: Share of pairs in the likelier order, by the same quarters.
    """

    n_pairs: int
    n_polymers: int
    own_share: float
    log_loss: float
    log_loss_low: float
    log_loss_high: float
    right: float
    coverage: float
    half_width: float
    stated: tuple[float, ...]
    found: tuple[float, ...]


def find_more_pairs(sample: Sample, deals: Sequence[HeldOut], *, settings: PhaseSettings, seed: int) -> Pairs:
    """Return the pairs of polymers that any of `N_DEALS_OF_PAIRS` deals of groups holds out together.

    One deal puts an eighth of the pairs of polymers into one fold; what is left of a score's uncertainty is
    that pairs are few. Each pair counts once, as the first deal that holds it out predicts it.

    Args:
        sample: The measurements.
        deals: Of all kinds, the first with `seed`, each other with the next one; they come first.
        settings: Of the model of dry polymers, which alone is fitted for the deals that are left.
        seed: Of the first deal.
    """
    found = [find_pairs(sample, held_out, cross_calibrate(held_out)[0]) for held_out in deals]
    dry = prepare(sample.table[kinds_of(sample.inputs) == DRY])
    for more in range(len(deals), N_DEALS_OF_PAIRS):
        held_out = _hold_out_dry(dry, settings, seed + more)
        found.append(find_pairs(dry, held_out, cross_calibrate(held_out)[0]))
    return _join_once(found)


def _hold_out_dry(dry: Sample, settings: PhaseSettings, seed: int) -> HeldOut:
    """Hold out dry polymers from a model of them alone; each lies in the same fold as with all kinds."""

    def answer(rest: NDArray[np.int64], test: NDArray[np.int64]) -> Answers:
        rows = thin(dry, rest, seed=seed)
        learned, new = dry.inputs.take(rows), dry.inputs.take(test)
        weights = weigh_lessons(dry.groups[rows])
        phase = fit_phase(learned, dry.log10_sigma[rows], weights, kind=DRY, settings=settings, seed=seed)
        return Answers(
            predicted=predict_phase(phase, new, kind=DRY),
            novelty=novelty(phase.curves, place_dry(new, phase.embedding)),
            is_covered=np.ones(len(test), dtype=bool),
        )

    return hold_out(dry, answer, seed=seed)


def _join_once(found: list[Pairs]) -> Pairs:
    """Join pairs, each two measurements once."""
    groups = np.concatenate([pairs.groups for pairs in found])
    measured = np.concatenate([pairs.measured for pairs in found])
    keys = [
        (*sorted(map(str, pair)), round(abs(value), 9)) for pair, value in zip(groups, measured, strict=True)
    ]
    places = sorted({key: place for place, key in reversed(list(enumerate(keys)))}.values())
    first = np.array(places, dtype=np.int64)
    return Pairs(
        groups=groups[first],
        measured=measured[first],
        predicted=np.concatenate([pairs.predicted for pairs in found])[first],
        level_std=np.concatenate([pairs.level_std for pairs in found])[first],
    )


def score_pairs(pairs: Pairs, own_share: float, *, seed: int) -> PairScore | None:
    """Score stated probabilities and intervals of differences; None without a pair."""
    if not len(pairs.measured):
        return None
    std = difference_std(pairs, own_share)
    decided = pairs.measured != 0
    up = norm.cdf(pairs.predicted / std)
    of_measured = np.where(pairs.measured > 0, up, 1 - up)[decided]
    losses = -np.log(np.maximum(of_measured, 1e-12))
    half_width = std * norm.ppf((1 + COVERAGE) / 2)
    low, high = _resample(losses, pairs.groups[decided], seed=seed)
    likelier, is_right = np.maximum(of_measured, 1 - of_measured), of_measured > 0.5
    quarters = np.array_split(np.argsort(likelier), 4)
    return PairScore(
        n_pairs=len(pairs.measured),
        n_polymers=len(set(pairs.groups.ravel())),
        own_share=own_share,
        log_loss=float(losses.mean()),
        log_loss_low=low,
        log_loss_high=high,
        right=float(is_right.mean()),
        coverage=float((np.abs(pairs.predicted - pairs.measured) <= half_width).mean()),
        half_width=float(np.median(half_width)),
        stated=tuple(float(likelier[part].mean()) for part in quarters),
        found=tuple(float(is_right[part].mean()) for part in quarters),
    )


def _resample(losses: NDArray[np.float64], groups: NDArray[np.str_], *, seed: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean loss when polymers are drawn with replacement."""
    names, which = np.unique(groups, return_inverse=True)
    which = which.reshape(groups.shape)
    generator = np.random.default_rng(seed)
    means = []
    for _ in range(_N_RESAMPLES):
        times = np.bincount(generator.integers(len(names), size=len(names)), minlength=len(names))
        weights = times[which].prod(axis=1)
        if weights.any():
            means.append(float(weights @ losses / weights.sum()))
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
