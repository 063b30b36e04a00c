"""The way from a liquid to a dry polymer: polymer obstructs the liquid, and conducts a little itself.

log10 σ = log10(10^(R - L) + 10^min(D, R)), never above R, with R the liquid reference, D the dry polymer of
the same salt content, and L = n·c + a·b what the polymer costs. c = -log10(1 - φ), φ the polymer's share of
polymer and solvent, n the obstruction exponent (Bruggeman's is 1.5; Ann. Phys. 416, 636 (1935)); b the share
of Li⁺ whose anions the polymer holds, a what that costs. R is the lowest conductivity that the model gives
the liquid between its salt diluted in solvent and polymer together and the salt that the solvent holds: all
of it, or beside a polyether its share of it. R cannot rise when polymer takes solvent's place, and L cannot
fall, so σ cannot rise; it ends at D, for the last traces of a solvent cost any amount. Three things are left
out of that: a polymer that brings Li⁺ of its own raises the salt content with its share; a polyether takes
salt out of a liquid with fewer than four donors for each Li⁺, which conducts better for it; and without any
solvent σ is D itself, which may lie above R: chains below 1000 g/mol are liquids themselves, and some
diluents conduct less than a polymer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.model.embedding import Scaling
from monodesign.surrogate.model.hindrances import BOUND_ANION, HINDRANCES, closure, hindrances
from monodesign.surrogate.model.own_effects import OwnEffects, fit_own_effects, no_own_effects, own_exponents

# Wiener's bound: the liquid conducts no better than in straight channels of its share (Abh. Math.-Phys. Kl.
# Königl. Sächs. Ges. Wiss. 32, 509 (1912)), taken by weight as everything here.
LEAST_EXPONENT: Final = 1.0
# What sets a publication's gels apart and is not explained here, log10 units. Held-out publications differ by
# 0.6; the less is given to them, the more a new one moves its own polymers when it is added.
_PUBLICATION_SPREAD: Final = 0.4
# Gels of one publication that differ in their polymer alone: what one laboratory's gels repeat to, log10
# units.
_COMPARISON_ERROR: Final = 0.026


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstruction:
    """What a polymer costs, as a linear function of what hinders Li⁺ in a gel.

    Attributes:
        coefficients: One per entry of `HINDRANCES`.
        covariance: Of their errors, shape (k, k).
        own: What measured polymers cost beside that.
    """

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    own: OwnEffects


def costs(inputs: Inputs, obstruction: Obstruction) -> NDArray[np.float64]:
    """Return L, the loss of log10 σ that the polymer causes in each gel, shape (n,)."""
    columns = hindrances(inputs)
    is_bound = _is_bound_anion()
    exponents = columns[:, ~is_bound] @ obstruction.coefficients[~is_bound]
    exponents = np.maximum(exponents + own_exponents(inputs, obstruction.own), LEAST_EXPONENT)
    of_bound = columns[:, is_bound] @ obstruction.coefficients[is_bound]
    return np.asarray(exponents * closure(inputs) + of_bound)


def cost_rows(inputs: Inputs) -> NDArray[np.float64]:
    """Return what each coefficient of `HINDRANCES` is multiplied by in the cost, shape (n, k)."""
    columns = hindrances(inputs)
    return np.where(_is_bound_anion(), columns, columns * closure(inputs)[:, None])


def _is_bound_anion() -> NDArray[np.bool_]:
    return np.array([name == BOUND_ANION for name in HINDRANCES])


def join_phases(
    inputs: Inputs, obstruction: Obstruction, *, liquid: NDArray[np.float64], dry: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return log10 σ of gels from the liquid reference R and the dry polymer D."""
    through_liquid = liquid - costs(inputs, obstruction)
    through_polymer = np.minimum(dry, liquid)
    both = np.logaddexp(through_liquid * np.log(10), through_polymer * np.log(10)) / np.log(10)
    return np.asarray(np.minimum(both, liquid))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Linear statements about the coefficients: rows · coefficients = values, each with a standard error.

    Attributes:
        rows: Shape (m, number of hindrances).
        values: Log10 units, shape (m,).
        errors: Log10 units, shape (m,).
    """

    rows: NDArray[np.float64]
    values: NDArray[np.float64]
    errors: NDArray[np.float64]


def fit_obstruction(
    inputs: Inputs,
    log10_sigma: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    groups: NDArray[np.str_],
    liquid: NDArray[np.float64],
    ordinals: Evidence,
    scaling: Scaling | None = None,
    noise: float = 0.2,
    n_rounds: int = 3,
) -> Obstruction:
    """Fit costs to measured gels around the expected ones, within physical bounds.

    Each publication has an offset of its own, so that its ways do not bend the coefficients of all; an
    unknown publication is predicted without.

    Args:
        inputs: The gels.
        log10_sigma: Measured log10 of σ in S/cm.
        weights: Importance of each; their sum is the number of independent measurements.
        groups: Publication of each.
        liquid: Liquid reference of each gel.
        ordinals: Statements without numbers.
        scaling: Of polymer features; with it, what measured polymers cost beside the rest is kept.
        noise: Standard error of a gel among those of its publication, log10 units; farther ones lose weight.
        n_rounds: Rounds of reweighting.
    """
    from scipy.optimize import lsq_linear  # half a second that predictions do not need

    expected, spread, lowest, highest = _expectations()
    names, which = np.unique(groups, return_inverse=True)
    rows = np.hstack([cost_rows(inputs), np.eye(len(names))[which]])
    statements = np.hstack([ordinals.rows, np.zeros((len(ordinals.rows), len(names)))])
    prior = np.concatenate([1 / spread, np.full(len(names), 1 / _PUBLICATION_SPREAD)])
    middle = np.concatenate([expected, np.zeros(len(names))])
    free = np.full(len(names), np.inf)
    bounds = (np.concatenate([lowest, -free]), np.concatenate([highest, free]))
    loss = liquid - log10_sigma
    contrast = _contrasts(inputs, groups)
    trust = np.ones(len(inputs))
    solution = middle
    for _ in range(n_rounds):
        scale = np.sqrt(weights * trust) / noise
        left = [rows * scale[:, None], contrast @ rows, statements / ordinals.errors[:, None], np.diag(prior)]
        right = [loss * scale, contrast @ loss, ordinals.values / ordinals.errors, middle * prior]
        solution = lsq_linear(np.vstack(left), np.concatenate(right), bounds=bounds).x
        trust = 1 / np.maximum(1.0, np.abs(loss - rows @ solution) / noise)
    # The bounds are left out, which makes the errors a little too wide.
    precision = np.vstack(left)
    covariance = np.linalg.inv(precision.T @ precision)
    kept = slice(len(expected))
    own = no_own_effects()
    if scaling is not None:
        left_over = contrast @ (loss - rows @ solution)
        own = fit_own_effects(inputs, contrast * closure(inputs), left_over, scaling=scaling)
    return Obstruction(coefficients=solution[kept], covariance=covariance[kept, kept], own=own)


def _contrasts(inputs: Inputs, groups: NDArray[np.str_]) -> NDArray[np.float64]:
    """Return what takes the mean off gels of one publication that differ in their polymer alone.

    Times losses it gives how each compares with the others, in units of the error of a comparison, shape (m,
    n).
    """
    facts = (
        inputs.solvent_index,
        inputs.salt_index,
        inputs.polymer_share,
        inputs.w_polymer,
        inputs.temperature_k,
    )
    _, group = np.unique(groups, return_inverse=True)
    table = np.round(np.column_stack([group, *facts]), 4)
    _, which = np.unique(table, axis=0, return_inverse=True)
    is_member = np.eye(which.max(initial=-1) + 1)[which.ravel()]
    n_members = is_member.sum(axis=0)
    contrast = np.eye(len(groups)) - is_member @ (is_member / np.maximum(n_members, 1)).T
    several = np.array([len(set(inputs.polymer_index[column > 0])) > 1 for column in is_member.T], dtype=bool)
    compared = (is_member[:, several] > 0).any(axis=1)
    return np.asarray(contrast[compared] / _COMPARISON_ERROR)


def _expectations() -> tuple[NDArray[np.float64], ...]:
    names = ("expected", "spread", "lowest", "highest")
    return tuple(np.array([getattr(rule, name) for rule in HINDRANCES.values()]) for name in names)
