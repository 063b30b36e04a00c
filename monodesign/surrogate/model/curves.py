"""Conductivity curves: log10 σ = level + slope · u(T), level and slope functions of the formulation.

u(T) rises with temperature (Vogel-Fulcher-Tammann with a fixed temperature T0; Vogel, Phys. Z. 22, 645
(1921)) and the slope never falls below a floor, so σ rises with temperature for every formulation. Level and
slope are Gaussian processes on a few hundred remembered formulations (subset of regressors: Quiñonero-Candela
& Rasmussen, J. Mach. Learn. Res. 6, 1939 (2005)); measurements far off the curve are given less weight
(Huber, Ann. Math. Stat. 35, 73 (1964)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.model.kernels import Block, Blocks, Variances, combine

# Measurements within this of each other say nothing of how σ rises with temperature.
LEAST_SPAN_K: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveSettings:
    """What is fixed before a fit.

    Attributes:
        level: Variances of log10 σ at the reference temperature.
        slope: Variances of the slope.
        slope_stretch: Factor on the length scales for the slope.
        noise: Variance of one measurement, log10² units.
        huber: Residual in log10 units from which a measurement loses weight.
        vogel_k: T0 in K.
        reference_k: Temperature at which u is 0.
        least_slope: Floor of the slope in log10 units per 1/(1000 K).
        n_centres: Most formulations remembered.
        n_rounds: Rounds of reweighting.
    """

    level: Variances
    slope: Variances
    slope_stretch: float = 1.3
    noise: float
    huber: float
    vogel_k: float
    reference_k: float
    least_slope: float
    n_centres: int = 400
    n_rounds: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveModel:
    """A fitted model.

    Attributes:
        settings: As given to the fit.
        centres: Remembered formulations.
        mean: Mean level and slope, shape (2,).
        level_weights: One per centre.
        slope_weights: One per centre.
    """

    settings: CurveSettings
    centres: Blocks
    mean: NDArray[np.float64]
    level_weights: NDArray[np.float64]
    slope_weights: NDArray[np.float64]


def rise(temperature_k: NDArray[np.float64], settings: CurveSettings) -> NDArray[np.float64]:
    """Return u(T): 0 at the reference temperature, rising, with the slope of 1000/T there."""
    span = settings.reference_k - settings.vogel_k
    u = 1000 / span - 1000 / (temperature_k - settings.vogel_k)
    return np.asarray(u * (span / settings.reference_k) ** 2)


def fit_curves(
    blocks: Blocks,
    temperature_k: NDArray[np.float64],
    log10_sigma: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    settings: CurveSettings,
    seed: int,
) -> CurveModel:
    """Fit level and slope to measurements; from those at one temperature the least slope.

    Args:
        blocks: The formulations, one per measurement.
        temperature_k: Temperatures in K.
        log10_sigma: log10 of σ in S/cm.
        weights: Importance of each measurement; only ratios matter.
        settings: Kernel and noise.
        seed: Draws the remembered formulations.
    """
    centres = _choose_centres(blocks, weights, settings.n_centres, seed)
    u = rise(temperature_k, settings)
    weights = weights / weights.mean()
    line = np.column_stack([np.ones_like(u), u])
    if np.ptp(temperature_k) < LEAST_SPAN_K:
        level = np.average(log10_sigma - settings.least_slope * u, weights=weights)
        mean = np.array([level, settings.least_slope])
    else:
        normal = (line * weights[:, None]).T @ line
        mean = np.linalg.solve(normal, (line * weights[:, None]).T @ log10_sigma)
    features = _basis(blocks, u, centres, settings)
    solution = _solve_robustly(
        features, log10_sigma - line @ mean, weights, _prior(centres, settings), settings
    )
    level_weights, slope_weights = np.split(solution, 2)
    return CurveModel(
        settings=settings,
        centres=centres,
        mean=mean,
        level_weights=level_weights,
        slope_weights=slope_weights,
    )


def predict_curves(
    model: CurveModel,
    blocks: Blocks,
    temperature_k: NDArray[np.float64],
    *,
    added: NDArray[np.float64] | float = 0.0,
) -> NDArray[np.float64]:
    """Return log10 σ (S/cm), shape (n,), with something added to levels and slopes, shape (n, 2)."""
    settings = model.settings
    level = model.mean[0] + combine(blocks, model.centres, settings.level) @ model.level_weights
    slope_kernel = combine(blocks, model.centres, settings.slope, stretch=settings.slope_stretch)
    both = np.column_stack([level, model.mean[1] + slope_kernel @ model.slope_weights]) + added
    slope = np.maximum(both[:, 1], settings.least_slope)
    return np.asarray(both[:, 0] + slope * rise(temperature_k, settings))


def novelty(model: CurveModel, blocks: Blocks) -> NDArray[np.float64]:
    """Return how unlike the most similar remembered formulation each one is: 0 equal, 1 wholly new."""
    kernel = combine(blocks, model.centres, model.settings.level)
    return np.asarray(np.clip(1 - kernel.max(axis=1) / model.settings.level.total, 0.0, 1.0))


def _choose_centres(blocks: Blocks, weights: NDArray[np.float64], most: int, seed: int) -> Blocks:
    """Draw distinct formulations, heavier ones more often."""
    places = np.hstack([blocks.substance.gather(), blocks.salt.gather(), blocks.state.gather()])
    _, first, which = np.unique(np.round(places, 3), axis=0, return_index=True, return_inverse=True)
    if len(first) > most:
        share = np.bincount(which.ravel(), weights=weights, minlength=len(first))
        generator = np.random.default_rng(seed)
        first = generator.choice(first, most, replace=False, p=share / share.sum())
    rows = np.sort(first)
    parts = (blocks.substance, blocks.salt, blocks.state)
    points = [Block(points=part.points[part.index[rows]], index=np.arange(len(rows))) for part in parts]
    return Blocks(substance=points[0], salt=points[1], state=points[2])


def _basis(
    blocks: Blocks, u: NDArray[np.float64], centres: Blocks, settings: CurveSettings
) -> NDArray[np.float64]:
    level = combine(blocks, centres, settings.level)
    slope = combine(blocks, centres, settings.slope, stretch=settings.slope_stretch) * u[:, None]
    return np.hstack([level, slope])


def _prior(centres: Blocks, settings: CurveSettings) -> NDArray[np.float64]:
    """Return the precision of the weights, block diagonal, with a little added for numerical safety."""
    from scipy.linalg import block_diag

    level = combine(centres, centres, settings.level)
    slope = combine(centres, centres, settings.slope, stretch=settings.slope_stretch)
    precision = block_diag(level, slope)
    precision.flat[:: len(precision) + 1] += 1e-4
    return np.asarray(precision)


def _solve_robustly(
    features: NDArray[np.float64],
    residual: NDArray[np.float64],
    weights: NDArray[np.float64],
    precision: NDArray[np.float64],
    settings: CurveSettings,
) -> NDArray[np.float64]:
    from scipy.linalg import cho_factor, cho_solve

    precise = weights / settings.noise
    trusting = _normal(features, precise) + precision
    trust = np.ones_like(residual)
    solution = np.zeros(features.shape[1])
    for _ in range(settings.n_rounds):
        # Most measurements are trusted wholly; what the others lose is soon taken off.
        rows = np.flatnonzero(trust < 1)
        normal = trusting - _normal(features[rows], precise[rows] * (1 - trust[rows]))
        factor = cho_factor(normal, overwrite_a=True)
        wanted = precise * trust
        solution = cho_solve(factor, features.T @ (wanted * residual))
        # Once refined, the solution is exact to 1e-12 in log10 σ; rounding alone would leave 2e-9.
        left = features.T @ (wanted * (residual - features @ solution)) - precision @ solution
        solution += cho_solve(factor, left)
        error = np.abs(residual - features @ solution)
        trust = 1 / np.maximum(1.0, error / settings.huber)
    return np.asarray(solution)


def _normal(features: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Σ w f fᵀ, shape (n_features, n_features)."""
    scaled = features * np.sqrt(weights)[:, None]
    return np.asarray(scaled.T @ scaled)  # NumPy sees that this is symmetric and calculates one half
