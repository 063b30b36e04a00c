"""The noise floor: how far apart two publications put the same formulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.surrogate.model.surrogate import DRY, KINDS, kinds_of
from monodesign.surrogate.training.validation import liquids_by_novelty

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from monodesign.surrogate.inputs.collection import Sample
    from monodesign.surrogate.training.held_out import HeldOut

# Two measurements count as the same formulation when fractions agree to a hundredth, temperatures to 3 K and
# molar masses to a quarter; one that does not say its molar mass is only like others that do not.
_SHARE_STEP: Final = 0.01
_TEMPERATURE_STEP_K: Final = 3.0
_LOG_MASS_STEP: Final = 0.1


def measure_noise_floor(sample: Sample, held_out: HeldOut | None = None) -> dict[str, dict[str, float]]:
    """Return, for each kind, how much repeats of a formulation differ, log10 units.

    Liquids and gels are compared between publications. A dry polymer is one group, so its rows of the same
    salt, amount and temperature are compared with each other.

    Args:
        sample: Measurements.
        held_out: Predictions of the same rows; with them the reported parts of liquids are told apart.

    Returns:
        `n_repeated`, in how many groups (`n_groups`) and of how many salts (`n_salts`); `mae`, the mean
        distance of a measurement from the mean of the others: the error of a model that knows everything but
        the laboratory; `mae_groups`, the mean of the groups' means; `model_mae_groups`, the same of the
        model's own errors on these formulations.
    """
    import numpy as np
    import pandas as pd

    kinds, keys = kinds_of(sample.inputs), _keys(sample)
    parts = {kind: kinds == kind for kind in KINDS}
    errors = np.full(len(kinds), np.nan)
    if held_out is not None:
        parts |= liquids_by_novelty(held_out)
        errors = np.abs(held_out.errors)
    repeats = []
    for kind in KINDS:
        rows = np.flatnonzero(kinds == kind)
        homes = sample.groups[rows] if kind != DRY else rows.astype(str)
        repeats.append(_leave_one_out(rows, keys[rows], homes, sample.log10_sigma[rows]))
    found = pd.concat(repeats)
    found = found.assign(
        group=sample.groups[found.index],
        salt=sample.formulations.salt_index[found.index],
        error=errors[found.index],
    )
    return {name: _summarise(found[rows[found.index]]) for name, rows in parts.items()}


def _summarise(repeats: pd.DataFrame) -> dict[str, float]:
    by_group = repeats.groupby("group")[["distance", "error"]].mean().mean()
    return {
        "n_repeated": len(repeats),
        "n_groups": repeats["group"].nunique(),
        "n_salts": repeats["salt"].nunique(),
        "mae": float(repeats["distance"].mean()),
        "mae_groups": float(by_group["distance"]),
        "model_mae_groups": float(by_group["error"]),
    }


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
            np.nan_to_num(np.round(np.log10(formulations.polymer_mw_g_mol) / _LOG_MASS_STEP), nan=-1.0),
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
    rows: NDArray[np.int64], keys: NDArray[np.int64], homes: NDArray[np.str_], values: NDArray[np.float64]
) -> pd.DataFrame:
    """Return how far each home's mean lies from the mean of the other homes of its formulation.

    Returns:
        `distance`, one row for each formulation and home that has others beside it, the index its first row.
    """
    import pandas as pd

    table = pd.DataFrame({"key": keys, "home": homes, "value": values}, index=rows)
    table["value"] = table.groupby(["key", "home"])["value"].transform("mean")
    means = table.drop_duplicates(["key", "home"])
    total = means.groupby("key")["value"].transform("sum")
    count = means.groupby("key")["value"].transform("size")
    others = (total - means["value"]) / (count - 1).where(count > 1)
    return (means["value"] - others).abs().to_frame("distance")[count > 1]
