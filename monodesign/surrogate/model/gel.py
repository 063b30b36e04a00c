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
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monodesign.surrogate.inputs.arrays import Inputs

_LEAST_FREE: Final = 1e-9  # share of liquid; keeps the logarithm of none finite
# Wiener's bound: the liquid conducts no better than in straight channels of its share (Abh. Math.-Phys. Kl.
# Königl. Sächs. Ges. Wiss. 32, 509 (1912)), taken by weight as everything here.
LEAST_EXPONENT: Final = 1.0
# What sets a publication's gels apart and is not explained here, log10 units. Held-out publications differ by
# 0.6; the less is given to them, the more a new one moves its own polymers when it is added.
_PUBLICATION_SPREAD: Final = 0.4
_DONORS_PER_ANION: Final = 4.0  # as many as Li⁺ binds: four carbonyls of a bis(chelato)borate


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstruction:
    """What a polymer costs, as a linear function of what hinders Li⁺ in a gel.

    Attributes:
        coefficients: One per entry of `HINDRANCES`.
    """

    coefficients: NDArray[np.float64]


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
# The carbonates, oxalate and amide rank the source paper's family, "the weaker the polymer's Li⁺ coordination
# the better": cyclic above linear carbonate above oxalate, in equal steps, and an amide below its ester
# (doi:10.1038/s41467-025-59020-w). Other donors, which no gel of that family holds, are put in the middle.
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
    "nitrile": Hindrance(
        meaning="nitrile groups, 10 mol per kg polymer: hold Li⁺", expected=0.0, spread=0.25, lowest=0.0
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
        spread=2.0,
    ),
    "cyclic_carbonate": Hindrance(
        meaning="cyclic carbonates, 5 mol per kg polymer: hold Li⁺ fastest",
        expected=1.0,
        spread=0.3,
        lowest=0.0,
    ),
    "linear_carbonate": Hindrance(
        meaning="linear carbonates, 5 mol per kg polymer", expected=0.5, spread=0.3, lowest=0.0
    ),
    "oxalate": Hindrance(
        meaning="oxalates, 5 mol per kg polymer: hold Li⁺ least", expected=0.0, spread=0.3, lowest=0.0
    ),
    "other_donor": Hindrance(
        meaning="carbonyl, nitrile, sulfonyl, amine, phosphorus beyond these, the head and four for each "
        "anion, 5 mol per kg",
        expected=0.5,
        spread=0.1,
        lowest=0.0,
    ),
    "amide": Hindrance(
        meaning="amides, 5 mol per kg polymer: hold Li⁺ faster than esters",
        expected=0.25,
        spread=0.3,
        lowest=0.0,
    ),
}
_LOG_STRONGEST_EPSILON: Final = 4.5  # ln 90, ethylene carbonate
_LOG_MASS_SMALL: Final = 4.478  # ln 88.06 g/mol, ethylene carbonate
_LOG_MASS_BULKY: Final = 4.772  # ln 118.13 g/mol, diethyl carbonate


def hindrances(inputs: Inputs) -> NDArray[np.float64]:
    """Return the columns of `HINDRANCES`, shape (n, 15)."""
    import numpy as np

    from monodesign.surrogate.inputs.liquid import SOLVENT_COLUMNS

    solvents = dict(zip(SOLVENT_COLUMNS, inputs.solvents.T, strict=True))
    weak = np.maximum(0.0, 1 - solvents["log_dielectric_constant"] / _LOG_STRONGEST_EPSILON)
    bulk = np.clip((solvents["log_mass"] - _LOG_MASS_SMALL) / (_LOG_MASS_BULKY - _LOG_MASS_SMALL), 0.0, 1.0)
    of_solvent = np.column_stack([weak, weak**2, bulk, solvents["ionic_share"]])
    bound = inputs.lithium_polymer_mol_kg * inputs.w_polymer
    return np.column_stack(
        [
            np.ones(len(inputs)),
            of_solvent[inputs.solvent_index],
            _hindering_groups(inputs.polymers)[inputs.polymer_index],
            bound / np.maximum(bound + inputs.lithium_salt_mol_kg, 1e-9),
            coordinating_groups(inputs.polymers)[inputs.polymer_index],
        ]
    )


def _group(polymers: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    from monodesign.surrogate.inputs.polymer import COLUMNS

    return polymers[:, COLUMNS.index(f"{name}_mol_kg")]


def _hindering_groups(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ether, nitrile and halogen in the units of `HINDRANCES`."""
    import numpy as np

    halogen = _group(polymers, "fluorine") + _group(polymers, "heavy_halogen")
    return np.column_stack([_group(polymers, "ether") / 10, _group(polymers, "nitrile") / 10, halogen / 30])


def coordinating_groups(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return acrylic, cyclic and linear carbonate, oxalate, other donor and amide, as in `HINDRANCES`."""
    import numpy as np

    names = ("acrylate", "acrylamide", "carbonate", "cyclic_carbonate", "oxalate", "amide")
    acrylate, acrylamide, carbonate, cyclic, oxalate, amide = (_group(polymers, name) for name in names)
    acrylic = acrylate + acrylamide
    donors = sum(
        _group(polymers, name) for name in ("carbonyl", "nitrile", "sulfonyl", "amine", "phosphorus")
    )
    taken = carbonate + 2 * oxalate + amide + acrylate + _DONORS_PER_ANION * _group(polymers, "anion")
    other = np.maximum(0.0, donors - taken)
    groups = np.column_stack([cyclic, carbonate - cyclic, oxalate, other, amide]) / 5
    return np.column_stack([acrylic / (acrylic + 1), groups])


def closure(inputs: Inputs) -> NDArray[np.float64]:
    """Return c = -log10(1 - φ): 0 for a liquid, rising with the polymer's share."""
    import numpy as np

    return -np.log10(np.maximum(1 - inputs.polymer_share, _LEAST_FREE))


def costs(inputs: Inputs, obstruction: Obstruction) -> NDArray[np.float64]:
    """Return L, what the polymer costs each gel in log10 units of its liquid's σ, shape (n,)."""
    import numpy as np

    columns = hindrances(inputs)
    is_bound = _is_bound_anion()
    exponents = np.maximum(columns[:, ~is_bound] @ obstruction.coefficients[~is_bound], LEAST_EXPONENT)
    of_bound = columns[:, is_bound] @ obstruction.coefficients[is_bound]
    return np.asarray(exponents * closure(inputs) + of_bound)


def cost_rows(inputs: Inputs) -> NDArray[np.float64]:
    """Return what each coefficient of `HINDRANCES` is multiplied by in the cost, shape (n, 15)."""
    import numpy as np

    columns = hindrances(inputs)
    return np.where(_is_bound_anion(), columns, columns * closure(inputs)[:, None])


def _is_bound_anion() -> NDArray[np.bool_]:
    import numpy as np

    return np.array([name == BOUND_ANION for name in HINDRANCES])


def join_phases(
    inputs: Inputs, obstruction: Obstruction, *, liquid: NDArray[np.float64], dry: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return log10 σ of gels from the liquid reference R and the dry polymer D."""
    import numpy as np

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
    import numpy as np
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
    trust = np.ones(len(inputs))
    solution = middle
    for _ in range(n_rounds):
        scale = np.sqrt(weights * trust) / noise
        left = [rows * scale[:, None], statements / ordinals.errors[:, None], np.diag(prior)]
        right = [loss * scale, ordinals.values / ordinals.errors, middle * prior]
        solution = lsq_linear(np.vstack(left), np.concatenate(right), bounds=bounds).x
        trust = 1 / np.maximum(1.0, np.abs(loss - rows @ solution) / noise)
    return Obstruction(coefficients=solution[: len(expected)])


def _expectations() -> tuple[NDArray[np.float64], ...]:
    import numpy as np

    names = ("expected", "spread", "lowest", "highest")
    return tuple(np.array([getattr(rule, name) for rule in HINDRANCES.values()]) for name in names)
