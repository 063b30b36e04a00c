"""The way from a liquid to a dry polymer: polymer obstructs the liquid, and conducts a little itself.

log10 σ = log10(10^(R - n·c) + 10^min(D, R)), never above R, with R the liquid reference, D the dry polymer of
the same salt content, c = -log10(1 - φ), φ the polymer's share of polymer and solvent, n the obstruction
exponent (Bruggeman's is 1.5; Ann. Phys. 416, 636 (1935)). R is the lowest conductivity that the model
gives the liquid between its salt diluted in solvent and polymer together and its salt in the solvent alone;
it cannot rise when polymer takes solvent's place, so neither can σ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monodesign.surrogate.features import Inputs

_LEAST_FREE: Final = 0.01  # below one per cent of liquid its way is closed whatever the exponent
LEAST_EXPONENT: Final = 0.3  # polymer always obstructs


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstruction:
    """Exponent n as a linear function of what hinders Li⁺ in a gel.

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


# The carbonates, oxalate and amide rank the source paper's family, "the weaker the polymer's Li⁺ coordination
# the better": cyclic above linear carbonate above oxalate, in equal steps, and an amide below its ester
# (doi:10.1038/s41467-025-59020-w). Other donors, which no gel of that family holds, are put in the middle.
HINDRANCES: Final = {
    "constant": Hindrance(meaning="1", expected=2.5, spread=1.0, lowest=0.0),
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
        meaning="share of ionic liquid in the solvents", expected=-1.0, spread=1.0, highest=0.0
    ),
    "ether": Hindrance(meaning="ether oxygens, 10 mol per kg polymer", expected=0.0, spread=0.5),
    "nitrile": Hindrance(meaning="nitrile groups, 10 mol per kg polymer", expected=0.0, spread=0.5),
    "halogen": Hindrance(meaning="halogen atoms, 30 mol per kg polymer", expected=0.0, spread=0.5),
    "bound_anion": Hindrance(
        meaning="1 where the polymer holds the anions and there is no salt: pairs part less easily",
        expected=2.0,
        spread=2.0,
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
        meaning="carbonyl, nitrile, sulfonyl, amine, phosphorus beyond these and the head, 5 mol per kg",
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

    from monodesign.surrogate.features_liquid import SOLVENT_COLUMNS

    solvents = dict(zip(SOLVENT_COLUMNS, inputs.solvents.T, strict=True))
    weak = np.maximum(0.0, 1 - solvents["log_dielectric_constant"] / _LOG_STRONGEST_EPSILON)
    bulk = np.clip((solvents["log_mass"] - _LOG_MASS_SMALL) / (_LOG_MASS_BULKY - _LOG_MASS_SMALL), 0.0, 1.0)
    of_solvent = np.column_stack([weak, weak**2, bulk, solvents["ionic_share"]])
    bound = (inputs.lithium_polymer_mol_kg > 0) & (inputs.lithium_salt_mol_kg == 0)
    return np.column_stack(
        [
            np.ones(len(inputs)),
            of_solvent[inputs.solvent_index],
            _hindering_groups(inputs.polymers)[inputs.polymer_index],
            bound.astype(float),
            _coordinating_groups(inputs.polymers)[inputs.polymer_index],
        ]
    )


def _group(polymers: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    from monodesign.surrogate.features_polymer import COLUMNS

    return polymers[:, COLUMNS.index(f"{name}_mol_kg")]


def _hindering_groups(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ether, nitrile and halogen in the units of `HINDRANCES`."""
    import numpy as np

    halogen = _group(polymers, "fluorine") + _group(polymers, "heavy_halogen")
    return np.column_stack([_group(polymers, "ether") / 10, _group(polymers, "nitrile") / 10, halogen / 30])


def _coordinating_groups(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return acrylic, cyclic and linear carbonate, oxalate, other donor and amide, as in `HINDRANCES`."""
    import numpy as np

    names = ("acrylic", "carbonate", "cyclic_carbonate", "oxalate", "amide")
    acrylic, carbonate, cyclic, oxalate, amide = (_group(polymers, name) for name in names)
    donors = sum(
        _group(polymers, name) for name in ("carbonyl", "nitrile", "sulfonyl", "amine", "phosphorus")
    )
    other = np.maximum(0.0, donors - carbonate - 2 * oxalate - amide - acrylic)
    groups = np.column_stack([cyclic, carbonate - cyclic, oxalate, other, amide]) / 5
    return np.column_stack([acrylic / (acrylic + 1), groups])


def closure(inputs: Inputs) -> NDArray[np.float64]:
    """Return c = -log10(1 - φ): 0 for a liquid, rising with the polymer's share."""
    import numpy as np

    return -np.log10(np.maximum(1 - inputs.polymer_share, _LEAST_FREE))


def exponents(inputs: Inputs, obstruction: Obstruction) -> NDArray[np.float64]:
    """Return each gel's obstruction exponent, shape (n,)."""
    import numpy as np

    return np.asarray(np.maximum(hindrances(inputs) @ obstruction.coefficients, LEAST_EXPONENT))


def join_phases(
    inputs: Inputs, obstruction: Obstruction, *, liquid: NDArray[np.float64], dry: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return log10 σ of gels from the liquid reference R and the dry polymer D."""
    import numpy as np

    through_liquid = liquid - exponents(inputs, obstruction) * closure(inputs)
    through_polymer = np.minimum(dry, liquid)
    both = np.logaddexp(through_liquid * np.log(10), through_polymer * np.log(10)) / np.log(10)
    return np.asarray(np.minimum(both, liquid))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Linear statements about the exponents: rows · coefficients = values, each with a standard error.

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
    liquid: NDArray[np.float64],
    ordinals: Evidence,
    noise: float = 0.2,
    n_rounds: int = 3,
) -> Obstruction:
    """Fit the exponent to measured gels around what is expected, within the bounds of physics.

    Args:
        inputs: The gels.
        log10_sigma: Measured log10 of σ in S/cm.
        weights: Importance of each; their sum is the number of independent measurements.
        liquid: Liquid reference of each gel.
        ordinals: Statements without numbers.
        noise: Standard error of a gel against its own liquid, log10 units; farther ones lose weight.
        n_rounds: Rounds of reweighting.
    """
    import numpy as np
    from scipy.optimize import lsq_linear

    expected, spread, lowest, highest = _expectations()
    rows = hindrances(inputs) * closure(inputs)[:, None]
    loss = liquid - log10_sigma
    trust = np.ones(len(inputs))
    coefficients = expected
    for _ in range(n_rounds):
        scale = np.sqrt(weights * trust) / noise
        left = [rows * scale[:, None], ordinals.rows / ordinals.errors[:, None], np.diag(1 / spread)]
        right = [loss * scale, ordinals.values / ordinals.errors, expected / spread]
        coefficients = lsq_linear(np.vstack(left), np.concatenate(right), bounds=(lowest, highest)).x
        trust = 1 / np.maximum(1.0, np.abs(loss - rows @ coefficients) / noise)
    return Obstruction(coefficients=coefficients)


def _expectations() -> tuple[NDArray[np.float64], ...]:
    import numpy as np

    names = ("expected", "spread", "lowest", "highest")
    return tuple(np.array([getattr(rule, name) for rule in HINDRANCES.values()]) for name in names)
