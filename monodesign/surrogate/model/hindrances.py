"""What hinders Li⁺ in a gel, and what physics says of it before any gel is seen.

The obstruction exponent n of `gel` is linear in these columns. What tells candidates apart is the *hold*, the
probability that two or more of the four places in Li⁺'s first shell are the polymer's: with one the ion can
still hop to solvent, with two it is a bridge that cannot travel as the solvent does. It is
h = 1 - (1 - s)³(1 + 3s) of the polymer's share s of the shell (`hold.shell_share`, or a simulated share in
`Inputs.simulated_share`). Its coefficient is positive, so within one head more donors or stronger ones never
raise σ. Orders of magnitude by the source study's gels (c = 0.19): n = 2.9, 2.2, 1.8, shares 0.30, 0.20, 0.17
and h 0.35, 0.18, 0.14 of P(DOA), P(PCEA), P(AEEO), so n is about 1 + 5h: a polymer that holds nothing
obstructs little more than straight channels do, one that holds all Li⁺ costs one power of ten.

*Where the law holds*: in a solvent that dissociates the salt itself. In a poor one, of a dielectric constant
below 5, the polymer's donors may do that, so the hold has another coefficient there without a sign; from 15
on it has none of that. With fewer than about three solvent donors for each Li⁺ the form stays, for σ could
otherwise rise with polymer, and the error grows (`joint`). *The head* has terms of its own: an amide on the
chain holds Li⁺ more than an ester (the amide term), but its N-H binds anions, so that more salt is
dissociated (Kang, Begum & Bowman-James, Angew. Chem. Int. Ed. 45, 7882 (2006), doi:10.1002/anie.200602006),
and other amides' carbonyls, which then hold no Li⁺: the N-H term.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.inputs.liquid import SOLVENT_COLUMNS
from monodesign.surrogate.inputs.polymer import COLUMNS
from monodesign.units import ZERO_CELSIUS_K

_LEAST_FREE: Final = 1e-9  # share of liquid; keeps the logarithm of none finite
_CONNECTED: Final = 1.53  # -log10 of the share of liquid below which none of its paths is connected


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
    # Towards its glass and its crystals a chain gives way less, which a liquid's own viscosity does not tell:
    # exponents of PVDF-HFP and PVC gels double between 25 and -25 °C. Above 25 °C no trend is seen.
    "cold": Hindrance(
        meaning="how far 1000/T lies above that of 25 °C, in 1/kK: chains stiffen",
        expected=3.0,
        spread=2.0,
        lowest=0.0,
    ),
    BOUND_ANION: Hindrance(
        meaning="share of Li⁺ whose anions the polymer holds; its cost does not depend on φ",
        expected=0.8,
        spread=0.3,
        lowest=0.0,
    ),
    # Immobile Li⁺ alone would cost log10(1 / 0.62), an exponent of 1 at the study's φ; the bridges between
    # chains that it makes cost more, how much only gels can tell.
    HOLD: Hindrance(
        meaning="probability that two or more places of Li⁺'s shell are the polymer's, in a good solvent",
        expected=4.0,
        spread=2.0,
        lowest=0.0,
    ),
    HOLD_IN_POOR_SOLVENT: Hindrance(
        meaning="the same in one that dissociates less", expected=0.0, spread=5.0
    ),
    "acrylic": Hindrance(
        meaning="share of units with an acyl group on the chain: what acrylic chains are beside their hold",
        expected=0.0,
        spread=1.0,
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
    # Acrylates, methacrylates and acrylamides were measured, these were not: nothing is expected of them, and
    # the error grows by what heads may differ by.
    "substituted_head": Hindrance(
        meaning="share of units whose acyl group sits on a carbon with a halogen, CF3, CN or a heteroatom",
        expected=0.0,
        spread=1.0,
    ),
}
_TEMPERATE_K: Final = ZERO_CELSIUS_K + 25.0
_LOG_STRONGEST_EPSILON: Final = 4.5  # ln 90, ethylene carbonate
_LOG_MASS_SMALL: Final = 4.478  # ln 88.06 g/mol, ethylene carbonate
_LOG_MASS_BULKY: Final = 4.772  # ln 118.13 g/mol, diethyl carbonate
_LOG_POOR_EPSILON: Final = 1.609  # ln 5
_LOG_GOOD_EPSILON: Final = 2.708  # ln 15


def hindrances(inputs: Inputs) -> NDArray[np.float64]:
    """Return the columns of `HINDRANCES`, shape (n, 15)."""
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
            np.maximum(1000 / inputs.temperature_k - 1000 / _TEMPERATE_K, 0.0),
            bound / np.maximum(bound + inputs.lithium_salt_mol_kg, 1e-9),
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
    log_epsilon = inputs.solvents[inputs.solvent_index, SOLVENT_COLUMNS.index("log_dielectric_constant")]
    step = np.clip((log_epsilon - _LOG_POOR_EPSILON) / (_LOG_GOOD_EPSILON - _LOG_POOR_EPSILON), 0.0, 1.0)
    return np.asarray(step**2 * (3 - 2 * step))


def _group(polymers: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    return polymers[:, COLUMNS.index(f"{name}_mol_kg")]


def _hindering_groups(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ether and halogen in the units of `HINDRANCES`."""
    halogen = _group(polymers, "fluorine") + _group(polymers, "heavy_halogen")
    return np.column_stack([_group(polymers, "ether") / 10, halogen / 30])


def closure(inputs: Inputs) -> NDArray[np.float64]:
    """Return c = -log10(1 - φ): 0 for a liquid, rising with the polymer's share.

    Below 3 % of solvent, which no measured gel has, it rises faster, since no path of solvent is connected
    long before the last traces (a critical 15 % by volume: Scher & Zallen, J. Chem. Phys. 53, 3759 (1970)).
    """
    straight = -np.log10(np.maximum(1 - inputs.polymer_share, _LEAST_FREE))
    return np.asarray(straight + np.maximum(straight - _CONNECTED, 0.0) ** 2)
