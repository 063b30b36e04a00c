"""The way from a liquid to a dry polymer: polymer obstructs the liquid, and conducts a little itself.

log10 σ = log10(10^(R - L) + 10^min(D, R)), never above R, with R the liquid reference, D the dry polymer of
the same salt content, and L = n·c + a·b what the polymer costs. c = -log10(1 - φ), φ the polymer's share of
polymer and solvent, n the obstruction exponent (Bruggeman's is 1.5; Ann. Phys. 416, 636 (1935)); b the share
of Li⁺ whose anions the polymer holds, a what that costs. R is the lowest conductivity that the model gives
the liquid between its salt diluted in solvent and polymer together and its salt in the solvent alone; it
cannot rise when polymer takes solvent's place, and L cannot fall, so σ cannot rise; it ends at D, for the
last traces of a solvent cost any amount. Two things are left out of that: a polymer that brings Li⁺ of its
own raises the salt content with its share, and without any solvent σ is D itself, which may lie above R:
chains below 1000 g/mol are liquids themselves, and some diluents conduct less than a polymer.

n is linear in what hinders Li⁺ (`HINDRANCES`). What tells candidates apart is the *hold*, the probability that two
or more of the four places in Li⁺'s first shell are the polymer's: with one the ion can still hop to solvent, with two
it is a bridge that cannot travel, as the solvent does. It is h = 1 - (1 - s)³(1 + 3s) of the polymer's share s of the
shell (`hold.shell_share`, or a simulated share in `Inputs.simulated_share`). Its coefficient is positive, so within
one head more donors or stronger ones never raise σ. Orders of magnitude by the source study's gels (c = 0.19): n =
2.9, 2.2, 1.8, shares 0.35, 0.24, 0.19 and h 0.43, 0.24, 0.17 of P(DOA), P(PCEA), P(AEEO), so n = 1.1 + 4h: a
polymer that holds nothing obstructs as straight channels do, one that holds all Li⁺ costs one power of ten.

*Where the law holds*: in a solvent that dissociates the salt itself. In a poor one, of a dielectric constant
below 5, the polymer's donors may do that, so the hold has another coefficient there without a sign; from 15 on
it has none of that. With fewer than about three solvent donors for each Li⁺ the form stays, for σ could otherwise
rise with polymer, and the error grows (`joint`). *The head* has terms of its own: an amide on the chain holds Li⁺
more than an ester (the amide term), but its N-H binds anions, so that more salt is dissociated (Kang, Begum &
Bowman-James, Angew. Chem. Int. Ed. 45, 7882 (2006), doi:10.1002/anie.200602006), and other amides' carbonyls, which
then hold no Li⁺: the N-H term.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from monodesign.surrogate.inputs.arrays import Inputs

_LEAST_FREE: Final = 1e-9  # share of liquid; keeps the logarithm of none finite
# Wiener's bound: the liquid conducts no better than in straight channels of its share (Abh. Math.-Phys. Kl.
# Königl. Sächs. Ges. Wiss. 32, 509 (1912)), taken by weight as everything here.
LEAST_EXPONENT: Final = 1.0
# What sets a publication's gels apart and is not explained here, log10 units. Held-out publications differ by
# 0.6; the less is given to them, the more a new one moves its own polymers when it is added.
_PUBLICATION_SPREAD: Final = 0.4
# Gels of one publication that differ in their polymer alone: what one laboratory's gels repeat to, log10 units.
_COMPARISON_ERROR: Final = 0.026


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstruction:
    """What a polymer costs, as a linear function of what hinders Li⁺ in a gel.

    Attributes:
        coefficients: One per entry of `HINDRANCES`.
        covariance: Of their errors, shape (k, k).
    """

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """A cause of obstruction and what physics says of it before any gel is seen.

    Attributes:
        meaning: What the column holds, with unit.
        expected: Its coefficient.
        spread: How far from that the coefficient may well lie.
        lowest: Bound; 0 where the cause can only hinder.
        highest: Bound; 0 where it can only help.
    """

    meaning: str
    expected: float
    spread: float
    lowest: float = -float("inf")
    highest: float = float("inf")


# A bound anion carries no current: Li⁺ alone carries 0.38 of a carbonate liquid's (Valøen & Reimers,
# J. Electrochem. Soc. 152, A882 (2005)), and 0.3-0.6 of the Li⁺ on a chain in propylene carbonate is free
# (Manning, J. Chem. Phys. 51, 924 (1969): charges 0.25-0.5 nm apart over a Bjerrum length of 0.86 nm).
BOUND_ANION: Final = "bound_anion"
HOLD: Final = "hold"
HOLD_IN_POOR_SOLVENT: Final = "hold_in_poor_solvent"
HINDRANCES: Final = {
    "constant": Hindrance(meaning="1", expected=2.5, spread=0.5, lowest=0.0),
    "weak_solvation": Hindrance(
        meaning="1 - ln ε / ln 90 of the solvents, at least 0: Li⁺ is left to the polymer",
        expected=2.0,
        spread=1.0,
    ),
    "weak_solvation_squared": Hindrance(meaning="its square", expected=0.0, spread=5.0),
    "bulky_solvent": Hindrance(
        meaning="how far the solvents' mean molar mass lies from 88 (0) to 118 g/mol and above (1)",
        expected=0.0,
        spread=3.0,
    ),
    "ionic_liquid": Hindrance(
        meaning="share of ionic liquid in the solvents", expected=-1.0, spread=0.5, highest=0.0
    ),
    "ether": Hindrance(
        meaning="ether oxygens, 10 mol per kg polymer: hold Li⁺", expected=0.0, spread=0.25, lowest=0.0
    ),
    # Halogenated hosts crystallise or part from the liquid: exponents of 4 to 6 are found.
    "halogen": Hindrance(meaning="halogen atoms, 30 mol per kg polymer", expected=0.0, spread=2.5),
    BOUND_ANION: Hindrance(
        meaning="share of Li⁺ whose anions the polymer holds; its cost does not depend on φ",
        expected=0.8,
        spread=0.3,
        lowest=0.0,
    ),
    "acrylic": Hindrance(
        meaning="a / (a + 1) with a mol of acrylic units per kg polymer: near 1 for acrylic polymers",
        expected=0.0,
        spread=3.0,
    ),
    # Immobile Li⁺ alone would cost log10(1 / 0.62), an exponent of 1 at the study's φ; the bridges between chains
    # that it makes cost more, how much only gels can tell.
    HOLD: Hindrance(
        meaning="probability that the polymer has two or more places of Li⁺'s shell, in a dissociating solvent",
        expected=4.0,
        spread=2.0,
        lowest=0.0,
    ),
    HOLD_IN_POOR_SOLVENT: Hindrance(
        meaning="the same in one that dissociates less", expected=0.0, spread=5.0
    ),
    "amide_head": Hindrance(
        meaning="share of units with an amide on the chain: its C=O holds Li⁺ more than an ester's",
        expected=2.0,
        spread=1.0,
        lowest=0.0,
    ),
    "nh_head": Hindrance(
        meaning="share of units with an amide N-H on the chain: binds anions and other amides' C=O",
        expected=-1.0,
        spread=1.0,
        highest=0.0,
    ),
}
_LOG_STRONGEST_EPSILON: Final = 4.5  # ln 90, ethylene carbonate
_LOG_MASS_SMALL: Final = 4.478  # ln 88.06 g/mol, ethylene carbonate
_LOG_MASS_BULKY: Final = 4.772  # ln 118.13 g/mol, diethyl carbonate
_LOG_POOR_EPSILON: Final = 1.609  # ln 5
_LOG_GOOD_EPSILON: Final = 2.708  # ln 15


def hindrances(inputs: Inputs) -> NDArray[np.float64]:
    """Return the columns of `HINDRANCES`, shape (n, 12)."""
    from monodesign.surrogate.inputs.liquid import SOLVENT_COLUMNS

    solvents = dict(zip(SOLVENT_COLUMNS, inputs.solvents.T, strict=True))
    weak = np.maximum(0.0, 1 - solvents["log_dielectric_constant"] / _LOG_STRONGEST_EPSILON)
    bulk = np.clip((solvents["log_mass"] - _LOG_MASS_SMALL) / (_LOG_MASS_BULKY - _LOG_MASS_SMALL), 0.0, 1.0)
    of_solvent = np.column_stack([weak, weak**2, bulk, solvents["ionic_share"]])
    bound = inputs.lithium_polymer_mol_kg * inputs.w_polymer
    hold, law = bridged(inputs.shell_share), where_law_holds(inputs)
    return np.column_stack(
        [
            np.ones(len(inputs)),
            of_solvent[inputs.solvent_index],
            _hindering_groups(inputs.polymers)[inputs.polymer_index],
            bound / np.maximum(bound + inputs.lithium_salt_mol_kg, 1e-9),
            _acrylic(inputs.polymers)[inputs.polymer_index],
            law * hold,
            (1 - law) * hold,
            inputs.heads,
        ]
    )


def bridged(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability that two or more of four places in a shell are the polymer's.

    >>> round(float(bridged(np.array(0.35))), 2)
    0.44
    """
    return np.asarray(1 - (1 - share) ** 3 * (1 + 3 * share))


def where_law_holds(inputs: Inputs) -> NDArray[np.float64]:
    """Return 1 where the solvent dissociates the salt, 0 where it does not, between them a smooth step."""
    from monodesign.surrogate.inputs.liquid import SOLVENT_COLUMNS

    log_epsilon = inputs.solvents[inputs.solvent_index, SOLVENT_COLUMNS.index("log_dielectric_constant")]
    step = np.clip((log_epsilon - _LOG_POOR_EPSILON) / (_LOG_GOOD_EPSILON - _LOG_POOR_EPSILON), 0.0, 1.0)
    return np.asarray(step**2 * (3 - 2 * step))


def _group(polymers: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    from monodesign.surrogate.inputs.polymer import COLUMNS

    return polymers[:, COLUMNS.index(f"{name}_mol_kg")]


def _hindering_groups(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ether and halogen in the units of `HINDRANCES`."""
    halogen = _group(polymers, "fluorine") + _group(polymers, "heavy_halogen")
    return np.column_stack([_group(polymers, "ether") / 10, halogen / 30])


def _acrylic(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    acrylic = _group(polymers, "acrylate") + _group(polymers, "acrylamide")
    return acrylic / (acrylic + 1)


def closure(inputs: Inputs) -> NDArray[np.float64]:
    """Return c = -log10(1 - φ): 0 for a liquid, rising with the polymer's share."""
    return -np.log10(np.maximum(1 - inputs.polymer_share, _LEAST_FREE))


def costs(inputs: Inputs, obstruction: Obstruction) -> NDArray[np.float64]:
    """Return L, what the polymer costs each gel in log10 units of its liquid's σ, shape (n,)."""
    columns = hindrances(inputs)
    is_bound = _is_bound_anion()
    exponents = np.maximum(columns[:, ~is_bound] @ obstruction.coefficients[~is_bound], LEAST_EXPONENT)
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
    noise: float = 0.2,
    n_rounds: int = 3,
) -> Obstruction:
    """Fit costs to measured gels around what is expected, within the bounds of physics.

    Each publication has an offset of its own, so that its ways do not bend the coefficients of all; an
    unknown publication is predicted without.

    Args:
        inputs: The gels.
        log10_sigma: Measured log10 of σ in S/cm.
        weights: Importance of each; their sum is the number of independent measurements.
        groups: Publication of each.
        liquid: Liquid reference of each gel.
        ordinals: Statements without numbers.
        noise: Standard error of a gel among those of its publication, log10 units; farther ones lose weight.
        n_rounds: Rounds of reweighting.
    """
    from scipy.optimize import lsq_linear

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
    return Obstruction(coefficients=solution[kept], covariance=covariance[kept, kept])


def _contrasts(inputs: Inputs, groups: NDArray[np.str_]) -> NDArray[np.float64]:
    """Return what takes the mean off gels of one publication that differ in their polymer alone.

    Times losses it gives how each compares with the others, in units of the error of a comparison, shape (m, n).
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
