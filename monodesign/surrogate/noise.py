"""The noise floor: how far apart two publications put the same formulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.surrogate.models import KINDS, kinds_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monodesign.surrogate.collection import Sample

# Two measurements count as the same formulation when fractions agree to a hundredth and temperatures to 3 K.
_SHARE_STEP: Final = 0.01
_TEMPERATURE_STEP_K: Final = 3.0


def measure_noise_floor(sample: Sample) -> dict[str, dict[str, float]]:
    """Return, for each kind, how much repeats of a formulation differ: `n_repeated` and `mae` (log10 units).

    Liquids and gels are compared between publications. A dry polymer is one group, so its rows of the same
    salt, amount and temperature are compared with each other. `mae` is the mean distance of a measurement
    from the mean of the others: the error of a model that knows everything but the laboratory.
    """
    import numpy as np

    keys, groups, kinds = _keys(sample), sample.groups, kinds_of(sample.inputs)
    floors = {}
    for kind in KINDS:
        rows = np.flatnonzero(kinds == kind)
        distances = _leave_one_out(
            keys[rows], groups[rows], sample.log10_sigma[rows], is_across=kind != "dry"
        )
        floors[kind] = {
            "n_repeated": len(distances),
            "mae": float(np.mean(distances)) if len(distances) else float("nan"),
        }
    return floors


def _keys(sample: Sample) -> NDArray[np.int64]:
    """Return a number for each row, equal for rows of the same formulation."""
    import numpy as np

    formulations = sample.formulations
    columns = np.column_stack(
        [
            formulations.polymer_index,
            _solvent_codes(sample)[formulations.solvent_index],
            formulations.salt_index,
            np.round(formulations.w_salt / _SHARE_STEP),
            np.round(formulations.w_polymer / _SHARE_STEP),
            np.round(formulations.temperature_c / _TEMPERATURE_STEP_K),
        ]
    )
    _, which = np.unique(columns, axis=0, return_inverse=True)
    return np.asarray(which.ravel())


def _solvent_codes(sample: Sample) -> NDArray[np.int64]:
    """Return a number for each mixture, equal for those that agree to a hundredth; the last is for none."""
    import numpy as np

    texts = [
        "|".join(
            f"{solvent.name}:{round(share / _SHARE_STEP)}"
            for solvent, share in zip(mixture.solvents, mixture.weight_fractions, strict=True)
        )
        for mixture in sample.formulations.solvents
    ]
    _, codes = np.unique([*texts, ""], return_inverse=True)
    return np.asarray(codes)


def _leave_one_out(
    keys: NDArray[np.int64], groups: NDArray[np.str_], values: NDArray[np.float64], *, is_across: bool
) -> NDArray[np.float64]:
    """Return each value's distance from the mean of the others (other groups) of its formulation."""
    import pandas as pd

    table = pd.DataFrame({"key": keys, "group": groups if is_across else range(len(keys)), "value": values})
    means = table.groupby(["key", "group"], as_index=False)["value"].mean()
    total = means.groupby("key")["value"].agg(["sum", "size"]).loc[means["key"]].reset_index(drop=True)
    several = (total["size"] > 1).to_numpy()
    others = (total["sum"] - means["value"]) / (total["size"] - 1).where(several)
    return (means["value"] - others).abs().to_numpy(dtype=float)[several]
