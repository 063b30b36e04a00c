"""From raw xTB quantities to reference energies, each with a standard error.

A calibration is Gaussian-process regression of the difference between reference and raw energy on a few
physical features, with a kernel whose parts a chemist can name: a constant offset, a straight line in each
feature, a smooth correction near known molecules, and an offset for each class shrunk towards none (Rasmussen
& Williams, Gaussian Processes for Machine Learning, MIT Press 2006, chapter 2). The file holds the reference
points themselves and six numbers; far from the points, or in a class without points, the standard error grows
of itself.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.errors import NotANumber
from monodesign.paths import MODELS
from monodesign.tables.json_file import DAMAGE, MODEL_REMEDY, damaged, find_named, read_json

FOLDER: Final = MODELS / "calibration"
# References that must differ from the rest in a feature before it has a scale of its own.
FEWEST_TELLING: Final = 3
# Referenced classes of a family that stand for those of it without a reference.
FEWEST_CLASSES: Final = 2
# What a group without donors is called, whatever names it.
DONOR_FREE: Final = {"": "donor-free", "sigma/alkane": "donor-free"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """The parts of the covariance, as standard deviations in the unit of the energy.

    Attributes:
        offset: Of the constant.
        slope: Of the change along one standard deviation of a feature.
        smooth: Of the smooth correction.
        length: Distance over which the smooth part forgets, in standard deviations of a feature.
        family: Of the offset that a family of classes shares.
        group: Of a class's own offset.
        noise: Of what no feature explains.
    """

    offset: float
    slope: float
    smooth: float
    length: float
    family: float
    group: float
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A calibrated number.

    Attributes:
        value: In the unit of the calibration.
        std: Its standard error.
        is_known_group: Whether the references hold this class on its own; for a chelate, the class of each
            arm and a chelate of the same families of donors.
    """

    value: float
    std: float
    is_known_group: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A fitted calibration.

    Attributes:
        task: What it predicts, with the unit at the end.
        version: Hash of points and kernel.
        base: The raw energy that is corrected.
        features: Names of the features.
        centre: Their means over the references.
        scale: Their standard deviations over the references; 1 where too few references tell them apart.
        kernel: The covariance.
        std_factor: Brings the standard errors to those of leave-one-molecule-out.
        points: Features of the references, shape (n, d), as they are.
        groups: Classes of the references, length n.
        residuals: Reference less raw energy, shape (n,).
        names: What the references are called, length n.
        weights: Regression weights of the references, shape (n,).
        inverse: Inverse of their covariance, shape (n, n).
    """

    task: str
    version: str
    base: str
    features: tuple[str, ...]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    kernel: Kernel
    std_factor: float
    points: NDArray[np.float64]
    groups: tuple[str, ...]
    residuals: NDArray[np.float64]
    names: tuple[str, ...]
    weights: NDArray[np.float64]
    inverse: NDArray[np.float64]

    def standardise(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return features in standard deviations from the references' mean."""
        return (points - self.centre) / self.scale


def covariance(
    kernel: Kernel,
    one: NDArray[np.float64],
    other: NDArray[np.float64],
    groups: Sequence[str],
    other_groups: Sequence[str],
) -> NDArray[np.float64]:
    """Return the covariance of two sets of standardised points, noise left out, shape (n, m)."""
    n_features = one.shape[1]
    inner = one @ other.T
    squared = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * inner
    families, other_families = _families(groups), _families(other_groups)
    smooth = np.exp(-np.clip(squared, 0, None) / (2 * n_features * kernel.length**2))
    return np.asarray(
        kernel.offset**2
        + kernel.slope**2 * inner
        + kernel.smooth**2 * smooth
        + kernel.family**2 * _overlap(families, other_families)
        + kernel.group**2 * _overlap(groups, other_groups)
    )


def _families(groups: Sequence[str]) -> list[str]:
    """Keep the families of each group's arms: `carbonyl/ester+nitrile/nitrile` → `carbonyl+nitrile`."""
    return ["+".join(arm.split("/")[0] for arm in group.split("+")) for group in groups]


def _overlap(groups: Sequence[str], other_groups: Sequence[str]) -> NDArray[np.float64]:
    """Return the share of arms that two sites have in common: 1 for one class, ½ for one arm of two."""
    # Thousands of sites share a few dozen classes.
    ones, rows = np.unique(list(groups), return_inverse=True)
    others, columns = np.unique(list(other_groups), return_inverse=True)
    shares = np.array([_share(str(one), str(other)) for one in ones for other in others], dtype=float)
    return np.asarray(shares.reshape(len(ones), len(others))[rows][:, columns])


@lru_cache(maxsize=100_000)
def _share(group: str, other: str) -> float:
    arms, other_arms = group.split("+"), other.split("+")
    return sum(arm == one for arm in arms for one in other_arms) / (len(arms) * len(other_arms))


def estimate(calibration: Calibration, features: Mapping[str, float], *, group: str) -> Estimate:
    """Return the calibrated energy of one molecule or site.

    Args:
        calibration: As loaded.
        features: Must hold the base and every feature of the calibration.
        group: Its class.

    Raises:
        NotANumber: A feature is not a number; a noble gas atom has no lowest empty orbital.
    """
    missing = [name for name in calibration.features if not np.isfinite(features[name])]
    if missing:
        raise NotANumber(
            f"{', '.join(missing)}: no value for this molecule, so {calibration.task} cannot be calibrated"
        )
    point = calibration.standardise(np.array([[features[name] for name in calibration.features]]))
    known = calibration.standardise(calibration.points)
    kernel = calibration.kernel
    cross = covariance(kernel, point, known, [group], calibration.groups)[0]
    prior = covariance(kernel, point, point, [group], [group])[0, 0]
    variance = float(prior - cross @ calibration.inverse @ cross)
    std = calibration.std_factor * np.sqrt(max(variance, 0.0) + kernel.noise**2)
    return Estimate(
        value=features[calibration.base] + float(cross @ calibration.weights),
        std=float(std),
        is_known_group=is_known_group(group, calibration.groups),
    )


def is_known_group(group: str, known: Sequence[str]) -> bool:
    """Return whether references of these classes tell something about a class.

    Left out, nitro, phosphine oxide and fluorine were 5 to 16 kcal/mol off in the binding of Li⁺, each the
    only one of its kind; arms alone do not tell what a chelate's bite costs.

    >>> known = ["carbonyl/ester", "nitrogen/nitrile", "carbonyl/oxalate+carbonyl/oxalate"]
    >>> is_known_group("carbonyl/ester+carbonyl/oxalate", known)
    True
    >>> is_known_group("carbonyl/ester+nitrogen/nitrile", known)
    False
    """
    arms = group.split("+")
    if len(arms) == 1:
        return any(set(one.split("+")) == {group} for one in known)
    has_arms = set(arms) <= {arm for one in known for arm in one.split("+")}
    return has_arms and sorted(_families([group])[0].split("+")) in _kinds(tuple(known))


def name_unknown(group: str, known: Sequence[str]) -> str:
    """Return the classes of a group that references tell nothing about, joined by ` and `; empty if none.

    One class says little of another of its family, as nitriles of amines.
    Two or more classes of a family stand for the rest of it.

    >>> known = ["carbonyl/ketone", "carbonyl/ester", "nitrogen/nitrile"]
    >>> name_unknown("carbonyl/amide+nitrogen/amine", known)
    'amine'
    """
    classes = {arm for one in known for arm in one.split("+")}
    families = Counter(arm.split("/")[0] for arm in classes)
    arms = [arm for arm in dict.fromkeys(group.split("+")) if arm not in classes]
    unknown = [arm for arm in arms if families[arm.split("/")[0]] < FEWEST_CLASSES]
    return " and ".join(DONOR_FREE.get(arm, arm.split("/")[-1]) for arm in unknown)


@lru_cache(maxsize=64)
def _kinds(known: tuple[str, ...]) -> list[list[str]]:
    """Return the families of each reference's arms, sorted."""
    return [sorted(families.split("+")) for families in set(_families(known))]


def build_calibration(
    *,
    task: str,
    base: str,
    features: Sequence[str],
    points: NDArray[np.float64],
    groups: Sequence[str],
    residuals: NDArray[np.float64],
    names: Sequence[str],
    kernel: Kernel,
    std_factor: float = 1.0,
) -> Calibration:
    """Condition a kernel on reference points.

    Args:
        task: What it predicts.
        base: Name of the raw energy.
        features: Names of the columns of `points`.
        points: Features of the references, shape (n, d).
        groups: Their classes, length n.
        residuals: Reference less raw energy, shape (n,).
        names: What the references are called, length n.
        kernel: The covariance.
        std_factor: Factor on the standard errors.
    """
    _require_sound(points, residuals, kernel, std_factor)
    centre, scale = points.mean(axis=0), _find_scale(points)
    known = (points - centre) / scale
    noisy = covariance(kernel, known, known, groups, groups) + kernel.noise**2 * np.eye(len(known))
    inverse = np.asarray(np.linalg.inv(noisy), dtype=float)
    facts = json.dumps([points.tolist(), residuals.tolist(), list(groups), asdict(kernel), std_factor])
    return Calibration(
        task=task,
        version=hashlib.sha256(facts.encode()).hexdigest()[:12],
        base=base,
        features=tuple(features),
        centre=centre,
        scale=scale,
        kernel=kernel,
        std_factor=std_factor,
        points=points,
        groups=tuple(groups),
        residuals=residuals,
        names=tuple(names),
        weights=inverse @ residuals,
        inverse=inverse,
    )


def _find_scale(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a feature is divided by: its standard deviation, or 1 where too few references differ.

    The deviation of a feature in which one reference differs from all others is tiny, and a molecule in which
    it is usual would lie twenty of them away, on a straight line through one point.
    """
    n_away = np.array([len(column) - np.unique(column, return_counts=True)[1].max() for column in points.T])
    is_told = n_away >= min(FEWEST_TELLING, len(points) - 1)
    return np.where(is_told & (points.std(axis=0) > 0), points.std(axis=0), 1.0)


def _require_sound(
    points: NDArray[np.float64], residuals: NDArray[np.float64], kernel: Kernel, std_factor: float
) -> None:
    """Check what would make a value or its standard error no number, or one below zero.

    Raises:
        ValueError: A number is not finite, a standard deviation below zero, or a length, the noise or the
            factor not above it.
    """
    if not (np.isfinite(points).all() and np.isfinite(residuals).all()):
        raise ValueError("a reference is not a finite number")
    for name, value in {**asdict(kernel), "std_factor": std_factor}.items():
        is_divisor = name in {"length", "noise", "std_factor"}
        if not (math.isfinite(value) and (value > 0 if is_divisor else value >= 0)):
            wanted = "a positive number" if is_divisor else "0 or more"
            raise ValueError(f"{name} = {value!r}: must be {wanted}")


@lru_cache(maxsize=16)
def load_calibration(task: str, *, folder: Path = FOLDER) -> Calibration:
    """Read a calibration; the file is data only.

    Raises:
        UnknownName: The name is not known.
        InvalidTable: The file is damaged.
    """
    path = find_named(folder, task, kind="calibration")
    try:
        data = read_json(path, remedy=MODEL_REMEDY)
        references = data["references"]
        features = data["features"]
        return build_calibration(
            task=data["task"],
            base=data["base"],
            features=features,
            points=np.array([[row["features"][name] for name in features] for row in references]),
            groups=[row["group"] for row in references],
            residuals=np.array([row["reference"] - row["raw"] for row in references]),
            names=[row["name"] for row in references],
            kernel=Kernel(**data["kernel"]),
            std_factor=data["std_factor"],
        )
    except DAMAGE as error:
        raise damaged(path, error) from error
