"""Whether a model read from a file can predict: what it holds, and that it answers for gels of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from monodesign.formulation.formulations import read_formulations
from monodesign.surrogate.inputs.arrays import featurise
from monodesign.surrogate.predict import predict_inputs
from monodesign.surrogate.trained import Surrogate

# The one number that may be infinite: beyond no distance is a state unknown to liquids.
_UNBOUNDED: Final = "farthest"
# What is divided by or is a standard deviation; the others may be 0.
_ABOVE_ZERO: Final = ("length", "spread", "factor", "noise", "huber", "reference_k", "vogel_k")
# Of one gel, one liquid and one dry polymer; σ of nothing that is measured is outside.
_TRIALS: Final = (
    {"polymer": "DOA", "w_polymer": 0.3, "solvent": "EC", "w_solvent": 0.54, "w_salt": 0.16},
    {"polymer": "", "w_polymer": 0.0, "solvent": "EC:1|DEC:1", "w_solvent": 0.88, "w_salt": 0.12},
    {"polymer": "*CCO*", "w_polymer": 0.8, "solvent": "", "w_solvent": 0.0, "w_salt": 0.2},
)
_TEXTS: Final = ("name", "salt_unit", "features", "gel_hosts")
# What models had not before, and dry polymers have not.
_OPTIONAL: Final = ("memory", "gel_hosts", "coverage")
_LARGEST: Final = 30.0  # of |log10 σ (S/cm)| and of an interval's half-width


def require_sound(surrogate: Surrogate) -> None:
    """Check a model before anything relies on it.

    Raises:
        ValueError: A number is not finite, a standard deviation not above zero, an index points nowhere, or a
            trial prediction is no number.
    """
    for name, value in _numbers(surrogate, "model"):
        _require_numbers(name, np.asarray(value))
    _require_answers(surrogate)


def _numbers(value: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  any field of a record
    """Yield every number and array below a record, with its path."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name), f"{name}.{field.name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(item, f"{name}.{key}")
    elif value is None and name.rpartition(".")[2] in _OPTIONAL:
        return
    elif name.rpartition(".")[2] not in _TEXTS:
        yield name, value


def _require_numbers(name: str, values: np.ndarray[Any, Any]) -> None:
    if values.dtype.kind not in "iufb":
        raise ValueError(f"{name} is not numbers")
    last = name.rpartition(".")[2]
    if np.isnan(values).any() or (last != _UNBOUNDED and not np.isfinite(values).all()):
        raise ValueError(f"{name} is not finite")
    if last in _ABOVE_ZERO and not (values > 0).all():
        raise ValueError(f"{name} is not above 0")


def _require_answers(surrogate: Surrogate) -> None:
    table = pd.DataFrame(_TRIALS).assign(salt="LiTFSI", temperature_c=25.0)
    predicted = predict_inputs(surrogate, featurise(read_formulations(table)))
    numbers = predicted[["log10_sigma_s_cm", "log10_sigma_lower_90", "log10_sigma_upper_90"]].to_numpy(float)
    half = (numbers[:, 2] - numbers[:, 1]) / 2
    if not ((np.abs(numbers) < _LARGEST).all() and (half > 0).all()):
        raise ValueError("a trial prediction is not a plausible number with an error above 0")
