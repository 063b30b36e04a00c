"""Fit a calibration to references, and measure it on molecules and classes it has not seen."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from monodesign.descriptors.calibration import Calibration, Kernel, build_calibration, covariance, estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

Prior = Mapping[str, tuple[float, float]]
# Log-normal priors (mean of the logarithm, width) of the kernel's parameters in units of the residuals'
# spread: wide enough to be overruled by twenty points, narrow enough to hold where there are eight. With one
# reference a class, offset and noise cannot be told apart; the error is known to be nearly constant inside a
# class, so the noise starts small.
PRIOR: Final = {
    "offset": (1.0, 1.0),
    "slope": (-1.2, 0.8),
    "smooth": (-1.2, 0.8),
    "length": (0.7, 0.5),
    "family": (0.0, 1.0),
    "group": (-0.8, 0.6),
    "noise": (-2.0, 0.5),
}
# The same where molecules of one class differ by half as much as all do.
UNEVEN_PRIOR: Final = PRIOR | {"noise": (-0.4, 0.3)}
# The same with a constant for all and next to nothing besides: a class tells what the others do.
CONSTANT_PRIOR: Final = UNEVEN_PRIOR | dict.fromkeys(("slope", "smooth", "family", "group"), (-5.0, 0.1))
# On standard errors; a fit that needs more is wrong, not uncertain.
SMALLEST_FACTOR: Final = 0.5
LARGEST_FACTOR: Final = 3.0
COVERAGE: Final = 0.90
NORMAL_90: Final = 1.6449  # standard errors on either side that hold that share of a normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One reference energy with what xTB says of the same molecule or site.

    Attributes:
        name: Unique name of the point.
        molecule: Points of one molecule are left out together.
        group: Its class.
        reference: The reference energy.
        features: Raw energy and features by name.
        source: Where the reference comes from.
    """

    name: str
    molecule: str
    group: str
    reference: float
    features: Mapping[str, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A prediction for a reference that was left out."""

    name: str
    group: str
    reference: float
    raw: float
    predicted: float
    std: float


def fit_calibration(
    references: Sequence[Reference],
    *,
    task: str,
    base: str,
    features: Sequence[str],
    by: Sequence[str] = ("molecule", "group"),
    priors: Sequence[Prior] = (PRIOR,),
) -> Calibration:
    """Fit the kernel by its posterior probability and make nine in ten of the 90 % intervals hold.

    The intervals are those of molecules left out and of classes left out, pooled: a library's molecule may be
    unlike every reference.

    Args:
        references: What to fit.
        task: What it predicts, with the unit at the end.
        base: The raw energy that is corrected.
        features: Of the correction.
        by: What is left out.
        priors: As in `fit_and_hold`.
    """
    return fit_and_hold(references, task=task, base=base, features=features, by=by, priors=priors)[0]


def fit_and_hold(
    references: Sequence[Reference],
    *,
    task: str,
    base: str,
    features: Sequence[str],
    by: Sequence[str] = ("molecule", "group"),
    also_by: Sequence[str] = (),
    priors: Sequence[Prior] = (PRIOR,),
) -> tuple[Calibration, dict[str, list[Held]]]:
    """Fit as `fit_calibration` does, and return what was left out with it, its standard errors scaled.

    Args:
        references: What to fit.
        task: What it predicts, with the unit at the end.
        base: The raw energy that is corrected.
        features: Of the correction.
        by: What is left out to scale standard errors.
        also_by: What is left out besides.
        priors: Of the kernel's parameters. Of several, the one whose fit errs least on molecules left out is
            taken, here and again among the rest whenever something is left out.
    """
    plain = _fit_best(references, task=task, base=base, features=features, priors=priors)
    held = {
        key: leave_out(references, plain, by=key, priors=priors) for key in dict.fromkeys([*by, *also_by])
    }
    found = find_factor(pool(*(held[key] for key in by)))
    factor = float(np.clip(found, SMALLEST_FACTOR, LARGEST_FACTOR))
    calibration = _condition(references, plain, kernel=plain.kernel, std_factor=factor)
    scaled = {key: [replace(one, std=one.std * factor) for one in ones] for key, ones in held.items()}
    return calibration, scaled


def find_factor(held: Sequence[Held]) -> float:
    """Return what standard errors must be multiplied by for 90 % intervals to hold nine times in ten.

    One more case lies within the k-th smallest of n errors with probability k / (n + 1), so k is 0.9 (n + 1)
    rounded up; of fewer than nine cases it is the largest, which holds less often (split conformal
    prediction: Lei et al., doi 10.1080/01621459.2017.1307116).
    """
    off = sorted(abs(one.predicted - one.reference) / one.std for one in held)
    rank = min(math.ceil(COVERAGE * (len(off) + 1)), len(off))
    return off[rank - 1] / NORMAL_90 if off else 1.0


def pool(*lists: Sequence[Held]) -> list[Held]:
    """Return left-out cases, each once: a class of one molecule left out is that molecule left out."""
    return list({(one.name, one.predicted): one for held in lists for one in held}.values())


def cover_unseen(held: Sequence[Held]) -> float:
    """Return the share of cases in their 90 % interval when the factor on errors comes from other classes.

    References without classes are classes of their own.
    """
    own = [one.group or one.name for one in held]
    inside = []
    for one, group in zip(held, own, strict=True):
        others = [other for other, its in zip(held, own, strict=True) if its != group]
        inside.append(abs(one.predicted - one.reference) <= find_factor(others) * one.std * NORMAL_90)
    return float(np.mean(inside)) if inside else float("nan")


def leave_out(
    references: Sequence[Reference],
    fitted: Calibration,
    *,
    by: str,
    priors: Sequence[Prior] = (PRIOR,),
) -> list[Held]:
    """Predict every reference from the others, leaving out its whole molecule or its whole class.

    The kernel is fitted again each time, so the left-out points take no part in it.

    Args:
        references: All points.
        fitted: A calibration of all of them: its features and, as the start of each fit, its kernel.
        by: `molecule` or `group`.
        priors: As in `fit_and_hold`.
    """
    held: list[Held] = []
    for key in dict.fromkeys(getattr(one, by) for one in references):
        rest = [one for one in references if getattr(one, by) != key]
        if len(rest) < 3:  # fewer points than a straight line needs say nothing
            continue
        kernel = _fit_best(
            rest,
            task=fitted.task,
            base=fitted.base,
            features=fitted.features,
            priors=priors,
            start=fitted.kernel if len(priors) == 1 else None,
        ).kernel
        calibration = _condition(rest, fitted, kernel=kernel, std_factor=fitted.std_factor)
        held += [_predict(one, calibration) for one in references if getattr(one, by) == key]
    return held


def _predict(one: Reference, calibration: Calibration) -> Held:
    found = estimate(calibration, one.features, group=one.group)
    return Held(
        name=one.name,
        group=one.group,
        reference=one.reference,
        raw=one.features[calibration.base],
        predicted=found.value,
        std=found.std,
    )


def _fit_best(
    references: Sequence[Reference],
    *,
    task: str,
    base: str,
    features: Sequence[str],
    priors: Sequence[Prior],
    start: Kernel | None = None,
) -> Calibration:
    """Fit with each prior and return the fit that errs least on points left out, its kernel kept."""
    fits = [
        _fit(references, task=task, base=base, features=features, prior=prior, start=start)
        for prior in priors
    ]
    return min(fits, key=_left_out_error) if len(fits) > 1 else fits[0]


def _left_out_error(calibration: Calibration) -> float:
    """Return the mean absolute error on points left out (Rasmussen & Williams, eq. 5.12)."""
    return float(np.abs(calibration.weights / np.diag(calibration.inverse)).mean())


def _fit(
    references: Sequence[Reference],
    *,
    task: str,
    base: str,
    features: Sequence[str],
    prior: Prior,
    start: Kernel | None = None,
) -> Calibration:
    from scipy.optimize import minimize

    flat = build_calibration(
        **_arrays(references, base=base, features=features),
        task=task,
        kernel=Kernel(offset=1, slope=1, smooth=1, length=1, family=1, group=1, noise=1),
    )
    known = flat.standardise(flat.points)
    spread = robust_spread(flat.residuals)

    def loss(logs: NDArray[np.float64]) -> float:
        return _minus_log_posterior(_kernel(logs, spread), logs, known, flat, prior)

    means = np.array([mean for mean, _ in prior.values()])
    first = means if start is None else _logs(start, spread)
    found = minimize(loss, first, method="L-BFGS-B", bounds=[(-6, 4)] * len(PRIOR))
    return _condition(references, flat, kernel=_kernel(found.x, spread), std_factor=1.0)


def robust_spread(residuals: NDArray[np.float64]) -> float:
    """Return the spread of most residuals: 1.48 times the median distance from their median.

    A few classes far from the rest (sulfones, by 13 kcal/mol) must not make every other class look noisy.
    """
    distance = np.abs(residuals - np.median(residuals))
    return float(1.4826 * np.median(distance)) or float(np.std(residuals)) or 1.0


def _minus_log_posterior(
    kernel: Kernel,
    logs: NDArray[np.float64],
    known: NDArray[np.float64],
    flat: Calibration,
    prior: Prior,
) -> float:
    """Return minus the log marginal likelihood (Rasmussen & Williams, eq. 5.8) less the log prior."""
    matrix = covariance(kernel, known, known, flat.groups, flat.groups)
    matrix += (kernel.noise**2 + 1e-10) * np.eye(len(known))
    factor = np.linalg.cholesky(matrix)
    white = np.linalg.solve(factor, flat.residuals)
    likelihood = 0.5 * float(white @ white) + float(np.log(np.diag(factor)).sum())
    unlikely = sum(
        (log - mean) ** 2 / (2 * width**2) for log, (mean, width) in zip(logs, prior.values(), strict=True)
    )
    return likelihood + float(unlikely)


def _kernel(logs: NDArray[np.float64], spread: float) -> Kernel:
    values = dict(zip(PRIOR, np.exp(logs), strict=True))
    return Kernel(**{name: float(v if name == "length" else v * spread) for name, v in values.items()})


def _logs(kernel: Kernel, spread: float) -> NDArray[np.float64]:
    values = asdict(kernel)
    return np.log([values[name] if name == "length" else values[name] / spread for name in PRIOR])


def _condition(
    references: Sequence[Reference], like: Calibration, *, kernel: Kernel, std_factor: float
) -> Calibration:
    return build_calibration(
        **_arrays(references, base=like.base, features=like.features),
        task=like.task,
        kernel=kernel,
        std_factor=std_factor,
    )


def _arrays(references: Sequence[Reference], *, base: str, features: Sequence[str]) -> dict[str, Any]:
    return {
        "base": base,
        "features": features,
        "points": np.array([[one.features[name] for name in features] for one in references]),
        "groups": [one.group for one in references],
        "residuals": np.array([one.reference - one.features[base] for one in references]),
        "names": [one.name for one in references],
    }


def calibration_json(calibration: Calibration, references: Sequence[Reference]) -> str:
    """Return the calibration as the readable file that `load_calibration` reads."""
    rows = [
        {
            "name": one.name,
            "molecule": one.molecule,
            "group": one.group,
            "reference": one.reference,
            "raw": one.features[calibration.base],
            "features": {name: one.features[name] for name in calibration.features},
            "source": one.source,
        }
        for one in references
    ]
    data = {
        "task": calibration.task,
        "version": calibration.version,
        "base": calibration.base,
        "features": list(calibration.features),
        "kernel": asdict(calibration.kernel),
        "std_factor": calibration.std_factor,
        "slopes_per_unit": slopes(calibration),
        "group_offsets": group_offsets(calibration),
        "references": rows,
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def slopes(calibration: Calibration) -> dict[str, float]:
    """Return the straight-line part: change of the correction per unit of each feature."""
    known = calibration.standardise(calibration.points)
    per_std = calibration.kernel.slope**2 * known.T @ calibration.weights
    return {n: float(v) for n, v in zip(calibration.features, per_std / calibration.scale, strict=True)}


def group_offsets(calibration: Calibration) -> dict[str, float]:
    """Return the offset of each class that is an arm of a reference, its family's share included."""
    arms = sorted({arm for group in calibration.groups for arm in group.split("+")})
    kernel = calibration.kernel
    empty = np.zeros((max(len(arms), len(calibration.points)), calibration.points.shape[1]))
    classes_only = Kernel(
        offset=0.0, slope=0.0, smooth=0.0, length=1.0, family=kernel.family, group=kernel.group, noise=0.0
    )
    cross = covariance(
        classes_only, empty[: len(arms)], empty[: len(calibration.points)], arms, calibration.groups
    )
    return {arm: float(value) for arm, value in zip(arms, cross @ calibration.weights, strict=True)}
