"""The learning curve: how the error of liquids and dry polymers falls as groups are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.surrogate.collection import thin
from monodesign.surrogate.models import DRY, LIQUID, fit_phase, kinds_of, predict_phase
from monodesign.surrogate.validation import mean_of_groups

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monodesign.surrogate.collection import Sample
    from monodesign.surrogate.models import PhaseSettings, SurrogateSettings

_SHARES: Final = (0.25, 0.5, 1.0)


def measure_learning_curve(
    sample: Sample, folds: NDArray[np.int64], *, settings: SurrogateSettings, seed: int
) -> dict[str, dict[str, float]]:
    """Return the mean of group errors when a share of the other folds' groups is learned from.

    Returns:
        For `dry` and `liquid`, the error by share of groups (`0.25`, `0.5`, `1`), log10 units.
    """
    phases = {DRY: settings.dry, LIQUID: settings.liquid}
    return {
        kind: {f"{share:g}": _error(sample, folds, kind, phase, share=share, seed=seed) for share in _SHARES}
        for kind, phase in phases.items()
    }


def _error(
    sample: Sample, folds: NDArray[np.int64], kind: str, settings: PhaseSettings, *, share: float, seed: int
) -> float:
    import numpy as np

    rows = np.flatnonzero(kinds_of(sample.inputs) == kind)
    errors = np.full(len(sample.groups), np.nan)
    for fold in np.unique(folds[rows]):
        test, rest = rows[folds[rows] == fold], rows[folds[rows] != fold]
        learned = thin(sample.groups, _keep_groups(sample.groups, rest, share, seed), seed=seed)
        phase = fit_phase(
            sample.inputs.take(learned),
            sample.log10_sigma[learned],
            sample.weights[learned],
            kind=kind,
            settings=settings,
            seed=seed,
        )
        errors[test] = predict_phase(phase, sample.inputs.take(test), kind=kind) - sample.log10_sigma[test]
    return mean_of_groups(np.abs(errors[rows]), sample.groups[rows])


def _keep_groups(
    groups: NDArray[np.str_], rows: NDArray[np.int64], share: float, seed: int
) -> NDArray[np.int64]:
    """Return the rows of a share of the groups, at least one; a larger share holds a smaller one."""
    import numpy as np

    names = np.unique(groups[rows])
    kept = np.random.default_rng(seed).permutation(names)[: max(1, round(share * len(names)))]
    return rows[np.isin(groups[rows], kept)]
