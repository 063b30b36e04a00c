"""How much salt: mol per litre, mol per kg and weight fractions, one from another.

A liquid's volume is that of its solvents, mixed ideally, and what the dissolved salt adds to it
(`DISSOLVED_ML_MOL_PER_A3`). Polymer is not counted: `1 M` in a gel is what its liquid holds. Several salts
count together: their moles add up.
"""

from __future__ import annotations

import math

from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import SaltMixture, SolventMixture
from monodesign.formulation.species import DISSOLVED_ML_MOL_PER_A3, Salt, Solvent


def density_of(solvent: Solvent) -> float:
    """Return a solvent's density in g/mL.

    Raises:
        InvalidFormulation: It is not known.
    """
    if math.isnan(solvent.density_g_ml):
        raise InvalidFormulation(
            f"{solvent.name} has no density in libraries/solvents.csv; use mol/kg and shares by weight"
        )
    return solvent.density_g_ml


def volume_ml_g(mixture: SolventMixture) -> float:
    """Return the volume in mL of one gram of solvents, mixed ideally.

    >>> from monodesign.formulation.components import read_solvents
    >>> round(1 / volume_ml_g(read_solvents("EC:1|DMC:1")), 3)
    1.178

    Raises:
        InvalidFormulation: A density is not known.
    """
    pairs = zip(mixture.solvents, mixture.weight_fractions, strict=True)
    return sum(share / density_of(solvent) for solvent, share in pairs)


def salt_volume_l_mol(salt: Salt | SaltMixture) -> float:
    """Return what one mole of a dissolved salt adds to a liquid's volume, in L."""
    return salt.anion_volume_a3 * DISSOLVED_ML_MOL_PER_A3 / 1000.0


def molality_of(molarity_mol_l: float, *, mixture: SolventMixture, salt: Salt | SaltMixture) -> float:
    """Return mol of salt per kg of solvents from mol of salt per litre of solution.

    Raises:
        InvalidFormulation: A density is not known, or the salt alone would fill more than the litre.
    """
    left_l = 1.0 - molarity_mol_l * salt_volume_l_mol(salt)  # of each litre, for the solvents
    if left_l <= 0.0:
        raise InvalidFormulation(
            f"{molarity_mol_l:g} mol/L of {salt.name} leaves no room for a solvent: "
            f"give less than {1.0 / salt_volume_l_mol(salt):.3g} mol/L, or mol/kg"
        )
    return molarity_mol_l * volume_ml_g(mixture) / left_l


def molarity_of(molality_mol_kg: float, *, mixture: SolventMixture, salt: Salt | SaltMixture) -> float:
    """Return mol of salt per litre of solution from mol of salt per kg of solvents.

    Raises:
        InvalidFormulation: A density is not known.
    """
    litres = volume_ml_g(mixture) + molality_mol_kg * salt_volume_l_mol(salt)  # for each kg of solvents
    return molality_mol_kg / litres


def salt_per_solvent(molality_mol_kg: float, *, salt: Salt | SaltMixture) -> float:
    """Return the mass of salt per mass of solvents.

    >>> from monodesign.formulation.components import read_salt
    >>> round(salt_per_solvent(1.0, salt=read_salt("LiPF6")), 4)
    0.1519
    """
    return molality_mol_kg * salt.molar_mass_g_mol / 1000.0


def molality_in(*, w_salt: float, w_solvent: float, salt: Salt | SaltMixture) -> float:
    """Return mol of salt per kg of solvents in a gel of these weight fractions; NaN without solvents."""
    return 1000.0 * w_salt / (w_solvent * salt.molar_mass_g_mol) if w_solvent > 0.0 else math.nan
