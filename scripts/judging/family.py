"""The source paper's seven gels: does a model order two that it has not seen, and by what?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from monodesign.surrogate.inputs.collection import Sample, weigh_lessons
from monodesign.surrogate.model.embedding import place_dry
from monodesign.surrogate.model.gel import Evidence, Obstruction, costs, fit_obstruction
from monodesign.surrogate.model.hindrances import bridged
from monodesign.surrogate.model.ordinals import read_ordinals
from monodesign.surrogate.model.surrogate import GEL, ConductivityModel, kinds_of, liquid_reference
from monodesign.surrogate.own_errors import own_of_gels

# What two gels of a comparison have in common; the temperature comes last.
_SAME: Final = ("solvent_index", "salt_index", "w_polymer", "w_solvent", "temperature_k")
PAPER_DOI: Final = "10.1038/s41467-025-59020-w"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyScore:
    """How many pairs each way of ranking puts in the measured order.

    Attributes:
        n_pairs: Pairs of gels.
        right: Pairs in the right order, by name of the way.
        spread: Range of the measured log10 σ.
        error: Mean absolute error of the difference of log10 σ within a pair, by hold and head.
        n_gel_pairs: Pairs of all gels that differ in their polymer alone, those of other publications too.
        probabilities: What hold and head give the measured order of each of these, both polymers left out.
        log_loss: Mean of minus their natural logarithm; a coin's is 0.693.
    """

    n_pairs: int
    right: dict[str, int]
    spread: float
    error: float
    n_gel_pairs: int
    probabilities: tuple[float, ...]
    log_loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gels:
    """All measured gels with what does not change from pair to pair."""

    sample: Sample
    model: ConductivityModel
    rows: NDArray[np.int64]
    reference: NDArray[np.float64]
    ordinals: Evidence
    family: NDArray[np.int64]


def score_family(sample: Sample, model: ConductivityModel) -> FamilyScore | None:
    """Leave out every pair of the paper's polymers, and copolymers that hold them, and order the two.

    Args:
        sample: Measurements with the paper's gels.
        model: Fitted to them; its liquids and dry polymers have seen no gel, so they need not be fitted again
            for each pair.

    Returns:
        None when the measurements hold fewer than five of the paper's gels.
    """
    gels = _gather(sample, model)
    if len(gels.family) < 5:
        return None
    ways: dict[str, Callable[..., float]] = {
        "hold and head": _by_obstruction,
        "hold alone": _by_hold,
        "ridge on polymer features": _by_ridge,
        "nearest polymer": _by_neighbour,
    }
    pairs = [np.array(pair) for pair in combinations(gels.family, 2)]
    truth = np.array([sample.log10_sigma[one] - sample.log10_sigma[other] for one, other in pairs])
    guesses = {
        way: np.array([order(gels, _without(gels, pair), pair) for pair in pairs])
        for way, order in ways.items()
    }
    chances = [_probability(gels, pair) for pair in _list_comparisons(gels)]
    return FamilyScore(
        n_pairs=len(pairs),
        right={way: int((values * truth > 0).sum()) for way, values in guesses.items()},
        spread=float(np.ptp(sample.log10_sigma[gels.family])),
        error=float(np.abs(guesses["hold and head"] - truth).mean()),
        n_gel_pairs=len(chances),
        probabilities=tuple(round(chance, 3) for chance in chances),
        log_loss=float(-np.log(np.maximum(chances, 1e-12)).mean()),
    )


def _list_comparisons(gels: _Gels) -> list[NDArray[np.int64]]:
    """Return the pairs of rows of one publication that differ in their polymer alone; each two polymers once.

    Of several temperatures the one nearest to 25 °C stands for all.
    """
    inputs, rows = gels.sample.inputs, gels.rows
    found: dict[tuple[object, ...], tuple[float, NDArray[np.int64]]] = {}
    for one, other in combinations(rows, 2):
        facts = [
            (gels.sample.groups[row], *np.round([getattr(inputs, name)[row] for name in _SAME], 3))
            for row in (one, other)
        ]
        polymers = tuple(sorted((int(inputs.polymer_index[one]), int(inputs.polymer_index[other]))))
        if facts[0] != facts[1] or polymers[0] == polymers[1]:
            continue
        away = abs(float(inputs.temperature_k[one]) - 298.15)
        key = (*polymers, *facts[0][:-1])
        if key not in found or away < found[key][0]:
            found[key] = (away, np.array([one, other]))
    return [pair for _, pair in found.values()]


def _probability(gels: _Gels, pair: NDArray[np.int64]) -> float:
    """Return the probability that a model without both polymers gives to their measured order."""
    kept, sample = _without(gels, pair), gels.sample
    obstruction = _fit_without(gels, kept)
    used = np.unique(sample.inputs.polymer_index[gels.rows[kept]])
    points = place_dry(sample.inputs, gels.model.dry.embedding).substance.points[used]
    model = replace(gels.model, obstruction=obstruction, gel_polymers=points)
    one, other = -costs(sample.inputs.take(pair), obstruction)
    std = float(np.hypot(*own_of_gels(model, sample.inputs.take(pair))))
    measured = sample.log10_sigma[pair[0]] - sample.log10_sigma[pair[1]]
    return float(norm.cdf(np.sign(measured) * (one - other) / std))


def _gather(sample: Sample, model: ConductivityModel) -> _Gels:
    rows = np.flatnonzero(kinds_of(sample.inputs) == GEL)
    has_doi = "doi" in sample.table.columns
    from_paper = (
        (sample.table["doi"] == PAPER_DOI).to_numpy()[rows] if has_doi else np.zeros(len(rows), dtype=bool)
    )
    liquid = model.liquid
    return _Gels(
        sample=sample,
        model=model,
        rows=rows,
        reference=liquid_reference(liquid, sample.inputs.take(rows)),
        ordinals=read_ordinals(partial(liquid_reference, liquid)),
        family=rows[from_paper],
    )


def _without(gels: _Gels, pair: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which gels hold neither of the two polymers, nor a left-out homopolymer's unit."""
    formulations = gels.sample.formulations
    units = [set(formulations.polymers[index].units) for index in formulations.polymer_index[gels.rows]]
    left_out = [units[int(np.flatnonzero(gels.rows == row)[0])] for row in pair]
    alone: set[str] = set().union(*(members for members in left_out if len(members) == 1))
    return np.array([members not in left_out and not members & alone for members in units])


def _by_obstruction(gels: _Gels, kept: NDArray[np.bool_], pair: NDArray[np.int64]) -> float:
    """Return the difference of log10 σ from the model's own obstruction, fitted without the pair."""
    one, other = -costs(gels.sample.inputs.take(pair), _fit_without(gels, kept))
    return float(one - other)


def _fit_without(gels: _Gels, kept: NDArray[np.bool_]) -> Obstruction:
    sample, rows = gels.sample, gels.rows[kept]
    return fit_obstruction(
        sample.inputs.take(rows),
        sample.log10_sigma[rows],
        weigh_lessons(sample.groups[rows]),
        groups=sample.groups[rows],
        liquid=gels.reference[kept],
        ordinals=gels.ordinals,
    )


def _by_hold(gels: _Gels, _: NDArray[np.bool_], pair: NDArray[np.int64]) -> float:
    """Return how much less of Li⁺'s shell one's polymer bridges than the other's: no gel teaches anything."""
    one, other = bridged(gels.sample.inputs.take(pair).shell_share)
    return float(other - one)


def _by_ridge(gels: _Gels, kept: NDArray[np.bool_], pair: NDArray[np.int64]) -> float:
    """Return the difference from ridge regression of the family's conductivities on all polymer features."""
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    family, features = _remaining_family(gels, kept)
    model = make_pipeline(StandardScaler(), RidgeCV([0.1, 1.0, 10.0]))
    model.fit(features[family], gels.sample.log10_sigma[family])
    one, other = model.predict(features[pair])
    return float(one - other)


def _by_neighbour(gels: _Gels, kept: NDArray[np.bool_], pair: NDArray[np.int64]) -> float:
    """Return the difference between the conductivities of each one's most similar polymer of the family."""
    family, features = _remaining_family(gels, kept)
    scale = np.maximum(features[gels.family].std(axis=0), 1e-9)
    distances = np.linalg.norm((features[pair][:, None] - features[family][None]) / scale, axis=2)
    one, other = gels.sample.log10_sigma[family[distances.argmin(axis=1)]]
    return float(one - other)


def _remaining_family(gels: _Gels, kept: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the family's rows that are kept, and the polymer features of all rows."""
    inputs = gels.sample.inputs
    return np.intersect1d(gels.family, gels.rows[kept]), inputs.polymers[inputs.polymer_index]
