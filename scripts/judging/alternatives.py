"""Other models on the same folds: a mean, a forest on fingerprints, extra trees and boosting on physics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from monodesign.surrogate.inputs.collection import thin, weigh_lessons
from monodesign.surrogate.model.surrogate import KINDS, kinds_of
from monodesign.surrogate.training.validation import mean_of_groups

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from monodesign.surrogate.inputs.collection import Sample

N_ALTERNATIVES: Final = 4
_FINGERPRINT_BITS: Final = 256
_N_TREES: Final = 50


def compare_alternatives(
    sample: Sample, folds: NDArray[np.int64], *, seed: int, on_step: Callable[[], None] | None = None
) -> dict[str, dict[str, float]]:
    """Cross-validate each alternative on given folds, kind by kind, with the surrogate's weights.

    `on_step` is called after each of the `N_ALTERNATIVES`.

    Returns:
        For each alternative the mean of group errors of every kind, log10 units.
    """
    import numpy as np

    kinds = kinds_of(sample.inputs)
    fingerprints, physical = _fingerprint_columns(sample), _physical_columns(sample)
    ways: dict[str, tuple[Callable[[], Any], NDArray[np.float64]]] = {
        "mean": (_mean, physical[:, :1]),
        "random forest on fingerprint, salt, molar mass, molality, 1/T": (_forest(seed), fingerprints),
        "extra trees on physical features": (_extra_trees(seed), physical),
        "gradient boosting on physical features": (_boosting(seed), physical),
    }
    results = {}
    for name, (make, columns) in ways.items():
        results[name] = {
            kind: _cross_validate(sample, folds, np.flatnonzero(kinds == kind), make, columns, seed=seed)
            for kind in KINDS
        }
        if on_step is not None:
            on_step()
    return results


def _cross_validate(
    sample: Sample,
    folds: NDArray[np.int64],
    rows: NDArray[np.int64],
    make: Callable[[], Any],
    columns: NDArray[np.float64],
    *,
    seed: int,
) -> float:
    import numpy as np

    errors = np.full(len(sample.groups), np.nan)
    for fold in np.unique(folds[rows]):
        test, rest = rows[folds[rows] == fold], rows[folds[rows] != fold]
        rest = thin(sample, rest, seed=seed)
        if not rest.size:
            return float("nan")
        model = make().fit(
            columns[rest], sample.log10_sigma[rest], sample_weight=weigh_lessons(sample.groups[rest])
        )
        errors[test] = np.abs(model.predict(columns[test]) - sample.log10_sigma[test])
    return mean_of_groups(errors[rows], sample.groups[rows]) if rows.size else float("nan")


def _mean() -> Any:  # noqa: ANN401  scikit-learn is untyped
    from sklearn.dummy import DummyRegressor

    return DummyRegressor()


def _forest(seed: int) -> Callable[[], Any]:
    from sklearn.ensemble import RandomForestRegressor

    return lambda: RandomForestRegressor(_N_TREES, max_features=0.3, random_state=seed)


def _extra_trees(seed: int) -> Callable[[], Any]:
    from sklearn.ensemble import ExtraTreesRegressor

    return lambda: ExtraTreesRegressor(_N_TREES, max_features=0.4, random_state=seed)


def _boosting(seed: int) -> Callable[[], Any]:
    from sklearn.ensemble import HistGradientBoostingRegressor

    return lambda: HistGradientBoostingRegressor(max_iter=200, l2_regularization=5.0, random_state=seed)


def _state_columns(sample: Sample) -> NDArray[np.float64]:
    """Return salt features, both molalities, fractions, chain length and 1000/T."""
    import numpy as np

    inputs = sample.inputs
    return np.column_stack(
        [
            inputs.salts[inputs.salt_index],
            inputs.dry_molality,
            inputs.own_molality,
            inputs.w_polymer,
            inputs.dry_states(),
            1000 / inputs.temperature_k,
        ]
    )


def _physical_columns(sample: Sample) -> NDArray[np.float64]:
    import numpy as np

    inputs = sample.inputs
    parts = (
        inputs.polymers[inputs.polymer_index],
        inputs.solvents[inputs.solvent_index],
        _state_columns(sample),
    )
    return np.column_stack(parts)


def _fingerprint_columns(sample: Sample) -> NDArray[np.float64]:
    """Return Morgan counts (radius 2) of polymer units and of solvents, averaged, beside the state."""
    import numpy as np

    formulations = sample.formulations
    none = np.zeros(_FINGERPRINT_BITS)
    polymers = [_average(polymer.units, polymer.mole_fractions) for polymer in formulations.polymers]
    solvents = [
        _average([solvent.smiles for solvent in mixture.solvents], mixture.weight_fractions)
        for mixture in formulations.solvents
    ]
    return np.column_stack(
        [
            np.array([*polymers, none])[formulations.polymer_index],
            np.array([*solvents, none])[formulations.solvent_index],
            _state_columns(sample),
        ]
    )


def _average(smiles: tuple[str, ...] | list[str], shares: tuple[float, ...]) -> NDArray[np.float64]:
    import numpy as np
    from rdkit import Chem
    from rdkit.Chem import rdFingerprintGenerator

    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=_FINGERPRINT_BITS)
    counts = [generator.GetCountFingerprintAsNumPy(Chem.MolFromSmiles(text)).astype(float) for text in smiles]
    return np.asarray(np.array(shares) @ np.array(counts))
