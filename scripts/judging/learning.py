"""The learning curve: how the error of liquids and dry polymers falls as groups are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.surrogate.inputs.collection import thin, weigh_lessons
from monodesign.surrogate.model.surrogate import DRY, LIQUID, fit_phase, kinds_of, predict_phase
from monodesign.surrogate.training.validation import liquids_by_novelty, mean_of_groups

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from monodesign.surrogate.inputs.collection import Sample
    from monodesign.surrogate.model.surrogate import PhaseSettings, SurrogateSettings
    from monodesign.surrogate.training.held_out import HeldOut

SHARES: Final = (0.25, 0.5, 1.0)  # of the groups


def measure_learning_curve(
    sample: Sample,
    held_out: HeldOut,
    *,
    settings: SurrogateSettings,
    seed: int,
    on_step: Callable[[], None] | None = None,
) -> dict[str, dict[str, float]]:
    """Return the mean of group errors when a share of the other folds' groups is learned from.

    `on_step` is called after each of the `SHARES`.

    Returns:
        For `dry`, `liquid` and its parts `liquids_by_novelty`, the error by share of groups (`0.25`, `0.5`,
        `1`), log10 units.
    """
    import numpy as np

    phases = {DRY: settings.dry, LIQUID: settings.liquid}
    parts = {kind: held_out.kinds == kind for kind in phases} | liquids_by_novelty(held_out)
    curves: dict[str, dict[str, float]] = {name: {} for name, rows in parts.items() if rows.any()}
    for share in SHARES:
        errors = np.full(len(sample.groups), np.nan)
        for kind, phase in phases.items():
            _fill_errors(errors, sample, held_out.folds, kind, phase, share=share, seed=seed)
        for name, curve in curves.items():
            curve[f"{share:g}"] = mean_of_groups(np.abs(errors[parts[name]]), sample.groups[parts[name]])
        if on_step is not None:
            on_step()
    return curves


def _fill_errors(
    errors: NDArray[np.float64],
    sample: Sample,
    folds: NDArray[np.int64],
    kind: str,
    settings: PhaseSettings,
    *,
    share: float,
    seed: int,
) -> None:
    """Write the errors of one kind's rows, each predicted from a share of the groups of other folds."""
    import numpy as np

    rows = np.flatnonzero(kinds_of(sample.inputs) == kind)
    for fold in np.unique(folds[rows]):
        test, rest = rows[folds[rows] == fold], rows[folds[rows] != fold]
        learned = thin(sample, _keep_groups(sample.groups, rest, share, seed), seed=seed)
        phase = fit_phase(
            sample.inputs.take(learned),
            sample.log10_sigma[learned],
            weigh_lessons(sample.groups[learned]),
            kind=kind,
            settings=settings,
            seed=seed,
        )
        errors[test] = predict_phase(phase, sample.inputs.take(test), kind=kind) - sample.log10_sigma[test]


def _keep_groups(
    groups: NDArray[np.str_], rows: NDArray[np.int64], share: float, seed: int
) -> NDArray[np.int64]:
    """Return the rows of a share of the groups, at least one; a larger share holds a smaller one."""
    import numpy as np

    names = np.unique(groups[rows])
    kept = np.random.default_rng(seed).permutation(names)[: max(1, round(share * len(names)))]
    return rows[np.isin(groups[rows], kept)]
