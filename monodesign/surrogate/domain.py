"""Whether a formulation is like those measured, and if not, in words what was never measured."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.model.coverage import Coverage, is_covered, word_gaps
from monodesign.surrogate.model.intervals import IntervalModel, describe_limits, is_in_domain
from monodesign.surrogate.model.surrogate import GEL, kinds_of, name_nearest_hosts
from monodesign.surrogate.trained import Surrogate

_UNLIKE: Final = "unlike the measured {}"
# Of the Li⁺ that all but the main salt bring; less is an additive, which changes σ little.
_MOST_SECOND: Final = 0.05
_MIXED: Final = "salts of several kinds, predicted as one salt of their mean anion: none was measured"
_NAMES: Final = {"dry": "dry polymers", "gel": "gels", "liquid": "liquids"}


def find_inside(model: Surrogate, inputs: Inputs, novelty: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether each formulation lies in the training domain, shape (n,)."""
    kinds, inside = kinds_of(inputs), np.zeros(len(inputs), dtype=bool)
    for kind, intervals in model.intervals.items():
        rows = np.flatnonzero(kinds == kind)
        own = inputs.take(rows)
        coverage = model.model.coverage if kind == GEL else None
        covered = None if coverage is None else is_covered(coverage, own)
        inside[rows] = is_in_domain(
            intervals, novelty[rows], own.temperature_k, own.estimated_share, is_covered=covered
        )
    return inside & ~_is_mixed(inputs)


def _is_mixed(inputs: Inputs) -> NDArray[np.bool_]:
    return np.asarray(inputs.second_salt_share > _MOST_SECOND)


def word_domain(model: Surrogate, inputs: Inputs, novelty: NDArray[np.float64]) -> list[str]:
    """Describe how each formulation differs from the measured ones; empty inside the domain."""
    texts, kinds = [""] * len(inputs), kinds_of(inputs)
    for kind, intervals in model.intervals.items():
        rows = np.flatnonzero((kinds == kind) & ~find_inside(model, inputs, novelty))
        own = inputs.take(rows)
        coverage = model.model.coverage if kind == GEL else None
        first = (
            _word_others(intervals, kind, novelty[rows])
            if coverage is None
            else _word_gels(model, coverage, own)
        )
        rest = describe_limits(intervals, own.temperature_k, own.estimated_share)
        mixed = [_MIXED if is_mixed else "" for is_mixed in _is_mixed(own)]
        for row, parts in zip(rows, zip(first, rest, mixed, strict=True), strict=True):
            texts[row] = "; ".join(filter(None, parts))
    return texts


def _word_gels(model: Surrogate, coverage: Coverage, gels: Inputs) -> list[str]:
    """Say what of each gel was never measured, and which measured gel's polymer is the nearest."""
    gels = gels.compact()
    nearest = name_nearest_hosts(model.model, gels)[gels.polymer_index]
    texts = word_gaps(coverage, gels)
    return [
        f"{text}; nearest measured gel: {host}" if text and host else text
        for text, host in zip(texts, nearest, strict=True)
    ]


def _word_others(intervals: IntervalModel, kind: str, novelty: NDArray[np.float64]) -> list[str]:
    return [_UNLIKE.format(_NAMES[kind]) if value > intervals.newest else "" for value in novelty]
