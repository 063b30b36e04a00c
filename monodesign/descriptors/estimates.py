"""Estimates of calibrated descriptors from structure, learned from described units and growing with them.

An estimator is a calibration whose raw energy is that of the unit's strongest group, so its standard error
grows of itself away from what was described. It stands in where xTB was not asked; its columns say
`estimate`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.chem.polymerisation import capped_unit
from monodesign.compute.store import Store
from monodesign.descriptors.calibration import (
    Calibration,
    Kernel,
    build_calibration,
    covariance,
)
from monodesign.descriptors.settings import DescribeSettings
from monodesign.descriptors.stored import KIND, describe_inputs
from monodesign.descriptors.structure_sums import FEATURES, structure_features, sum_structure
from monodesign.engines import EngineName
from monodesign.paths import MODELS
from monodesign.tables.columns import estimate_columns
from monodesign.tables.json_file import DAMAGE, MODEL_REMEDY, damaged, find_named, read_json

FOLDER: Final = MODELS / "learned"
BASE: Final = "strongest"
EXCHANGE: Final = "exchange"
# Descriptor, and the calibration behind it.
TASKS: Final = {
    "unit_oxidation_potential_v": "oxidation_potential_v",
    "unit_li_binding_one_armed_kcal_mol": "li_binding_kcal_mol",
    "unit_li_exchange_kcal_mol": EXCHANGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimator:
    """A fitted model from structure to one descriptor.

    Attributes:
        task: The descriptor's column.
        calibration_version: The calibration that the learned values went through.
        strengths: Typical energy by class of group.
        units: The units it was learned from, canonical SMILES.
        targets: Their descriptor, shape (n,).
        model: Regression of the descriptor less the strongest group's energy.
    """

    task: str
    calibration_version: str
    strengths: Mapping[str, float]
    units: tuple[str, ...]
    targets: NDArray[np.float64]
    model: Calibration


def build_estimator(
    *,
    task: str,
    calibration_version: str,
    strengths: Mapping[str, float],
    units: Sequence[str],
    targets: NDArray[np.float64],
    kernel: Kernel,
    std_factor: float,
) -> Estimator:
    """Condition a kernel on described units; the arguments are the fields of `Estimator`."""
    points, groups = structure_features(np.array([sum_structure(unit) for unit in units]), strengths)
    model = build_calibration(
        task=task,
        base=BASE,
        features=FEATURES,
        points=points,
        groups=groups,
        residuals=targets - points[:, FEATURES.index(BASE)],
        names=units,
        kernel=kernel,
        std_factor=std_factor,
    )
    return Estimator(
        task=task,
        calibration_version=calibration_version,
        strengths=strengths,
        units=tuple(units),
        targets=targets,
        model=model,
    )


def estimate_units(
    estimator: Estimator, sums: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Estimate a descriptor of many units.

    Args:
        estimator: As loaded or grown.
        sums: What `structure.sum_structure` gives, shape (n, k).

    Returns:
        Estimates and standard errors in the descriptor's unit, shape (n,) each.
    """
    model = estimator.model
    points, groups = structure_features(sums, estimator.strengths)
    scaled, known = model.standardise(points), model.standardise(model.points)
    cross = covariance(model.kernel, scaled, known, groups, model.groups)
    variance = _prior(model.kernel, scaled) - ((cross @ model.inverse) * cross).sum(axis=1)
    std = model.std_factor * np.sqrt(np.maximum(variance, 0.0) + model.kernel.noise**2)
    return points[:, FEATURES.index(BASE)] + cross @ model.weights, std


def _prior(kernel: Kernel, scaled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance of each point before any reference, the noise left out; each has one group."""
    constant = kernel.offset**2 + kernel.smooth**2 + kernel.family**2 + kernel.group**2
    return np.asarray(constant + kernel.slope**2 * (scaled**2).sum(axis=1))


def estimates_table(estimators: Sequence[Estimator], sums: NDArray[np.float64]) -> pd.DataFrame:
    """Return the columns of `tables.ESTIMATES` for units given as sums, shape (n, k)."""
    columns: dict[str, NDArray[np.float64]] = {}
    for estimator in estimators:
        found = estimate_units(estimator, sums)
        columns |= dict(zip(estimate_columns(estimator.task), found, strict=True))
    return pd.DataFrame(columns)


def grow(estimator: Estimator, described: Mapping[str, float]) -> Estimator:
    """Add described units; one that is known already takes the new value.

    Args:
        estimator: The model.
        described: Values by canonical SMILES of the unit.
    """
    known = dict(zip(estimator.units, estimator.targets.tolist(), strict=True))
    known |= {unit: value for unit, value in described.items() if np.isfinite(value)}
    return build_estimator(
        task=estimator.task,
        calibration_version=estimator.calibration_version,
        strengths=estimator.strengths,
        units=tuple(known),
        targets=np.array(list(known.values())),
        kernel=estimator.model.kernel,
        std_factor=estimator.model.std_factor,
    )


def read_described(
    store: Store, *, task: str, settings: DescribeSettings, engine_name: EngineName = "default"
) -> dict[str, float]:
    """Return a descriptor of the units that a campaign has described, by canonical SMILES.

    Only results of the same engine, settings and calibrations count.
    """
    wanted = describe_inputs("", settings=settings, engine_name=engine_name)
    described = {}
    for inputs, result in store.results(KIND):
        if {**inputs, "smiles": ""} == _plain(wanted) and task in result["columns"]:
            described[capped_unit(inputs["smiles"])] = float(result["columns"][task])
    return dict(sorted(described.items()))


def _plain(inputs: Mapping[str, object]) -> dict[str, object]:
    """Return inputs as they read after a way through JSON, where a tuple becomes a list."""
    return dict(json.loads(json.dumps(inputs)))


@lru_cache(maxsize=16)
def load_estimator(task: str, *, folder: Path = FOLDER) -> Estimator:
    """Read an estimator; the file is data only.

    Raises:
        UnknownName: The name is not known.
        InvalidTable: The file is damaged.
    """
    path = find_named(folder, task, kind="learned model of")
    try:
        data = read_json(path, remedy=MODEL_REMEDY)
        return build_estimator(
            task=data["task"],
            calibration_version=data["calibration_version"],
            strengths=data["strengths"],
            units=[row["smiles"] for row in data["units"]],
            targets=np.array([row["value"] for row in data["units"]], dtype=float),
            kernel=Kernel(**data["kernel"]),
            std_factor=data["std_factor"],
        )
    except DAMAGE as error:
        raise damaged(path, error) from error
