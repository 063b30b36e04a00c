"""One formulation with one thing varied: temperature, polymer content or salt content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.surrogate.predict import predict
from monodesign.surrogate.trained import Surrogate

Axis = Literal["temperature_c", "w_polymer", "w_salt"]
AXES: Final[tuple[Axis, ...]] = ("temperature_c", "w_polymer", "w_salt")
RECIPE: Final = ("polymer", "polymer_mol_ratio", "solvent", "salt")
WEIGHTS: Final = ("w_polymer", "w_solvent", "w_salt")
_TEMPERATURES_C: Final = np.arange(-20.0, 91.0, 5.0)
_N_STEPS: Final = 23
_SAME_SHARE: Final = 0.01
_SAME_CELSIUS: Final = 1.0
_MOST_SALT: Final = 0.45  # weight fraction


def sweep(model: Surrogate, formulation: Mapping[str, object], axis: Axis) -> pd.DataFrame:
    """Predict a formulation while one of its numbers varies.

    As the polymer's weight fraction varies, the solvent takes the rest and the salt stays; as the salt's
    varies, polymer and solvent keep their ratio.

    Args:
        model: From `load_model`.
        formulation: The columns of a formulation.
        axis: What varies.

    Returns:
        The columns of `predict`, one row a step; empty where nothing can vary: the polymer's content without
        a polymer or without a solvent, the salt's without a salt.
    """
    return sweep_all(model, [(formulation, axis)])[0]


def sweep_all(model: Surrogate, sweeps: Sequence[tuple[Mapping[str, object], Axis]]) -> list[pd.DataFrame]:
    """Return `sweep` of several formulations and axes, all predicted together, which is quicker."""
    tables = [_list_steps(formulation, axis) for formulation, axis in sweeps]
    if not any(map(len, tables)):
        return tables
    predicted = predict(model, pd.concat(tables, ignore_index=True)).table
    ends = np.cumsum([len(table) for table in tables])
    return [predicted.iloc[end - len(table) : end] for table, end in zip(tables, ends, strict=True)]


def _list_steps(formulation: Mapping[str, object], axis: Axis) -> pd.DataFrame:
    given = {name: float(str(formulation[name])) for name in WEIGHTS}
    if (axis == "w_polymer" and not (given["w_polymer"] and given["w_solvent"])) or (
        axis == "w_salt" and not given["w_salt"]
    ):
        return pd.DataFrame()
    steps = _STEPS[axis](given)
    return pd.DataFrame([dict(formulation)] * len(steps)).assign(**steps)


def _vary_temperature(_: Mapping[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"temperature_c": _TEMPERATURES_C})


def _vary_polymer(given: Mapping[str, float]) -> pd.DataFrame:
    free = 1 - given["w_salt"]
    polymer = np.linspace(0.02, 0.98, _N_STEPS) * free
    return pd.DataFrame({"w_polymer": polymer, "w_solvent": free - polymer})


def _vary_salt(given: Mapping[str, float]) -> pd.DataFrame:
    salt: NDArray[np.float64] = np.linspace(0.01, _MOST_SALT, _N_STEPS)
    scale = (1 - salt) / (1 - given["w_salt"])
    return pd.DataFrame(
        {
            "w_polymer": given["w_polymer"] * scale,
            "w_solvent": given["w_solvent"] * scale,
            "w_salt": salt,
        }
    )


_STEPS: Final[Mapping[Axis, Callable[[Mapping[str, float]], pd.DataFrame]]] = {
    "temperature_c": _vary_temperature,
    "w_polymer": _vary_polymer,
    "w_salt": _vary_salt,
}
# What stays as it is while another number varies.
_KEPT: Final[Mapping[Axis, tuple[str, ...]]] = {
    "temperature_c": WEIGHTS,
    "w_polymer": ("w_salt", "temperature_c"),
    "w_salt": ("temperature_c",),
}


def is_on_sweep(measured: pd.DataFrame, formulation: Mapping[str, object], axis: Axis) -> NDArray[np.bool_]:
    """Return which measurements lie on a sweep of a formulation: all else equal, weights to a hundredth."""
    found = np.ones(len(measured), dtype=bool)
    for name in RECIPE:
        own = measured[name].fillna("").astype(str) if name in measured else pd.Series([""] * len(measured))
        found &= (own == _text(formulation.get(name))).to_numpy()
    for name in _KEPT[axis]:
        margin = _SAME_CELSIUS if name == "temperature_c" else _SAME_SHARE
        found &= np.abs(measured[name].to_numpy(dtype=float) - float(str(formulation[name]))) <= margin
    if axis == "w_salt":
        share = _polymer_share(pd.DataFrame([dict(formulation)]))[0]
        found &= np.abs(_polymer_share(measured) - share) <= _SAME_SHARE
    return found


def _polymer_share(table: pd.DataFrame) -> NDArray[np.float64]:
    polymer, solvent = (table[name].to_numpy(dtype=float) for name in WEIGHTS[:2])
    return np.asarray(polymer / (polymer + solvent))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
