"""What physics expects of a liquid before any measurement: charge carriers over viscosity.

Walden's rule (Z. Phys. Chem. 55, 207 (1906)) makes the conductivity of a salt inversely proportional to the
solvent's viscosity; carriers are as many as the salt brings, fewer where ions pair in a weak dielectric, and
each Li⁺ stiffens the liquid, the more so the more viscous the solvent is. Both count the salt per litre:
conductivity is molar conductivity times concentration, and viscosity rises with concentration (Jones & Dole,
J. Am. Chem. Soc. 51, 2950 (1929)). The model of liquids learns only what departs from this. An ionic liquid
brings its own ions, about as many as its density and molar mass say, and Li⁺ stiffens it by its share of the
cations.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import LEAST_DENSITY_G_ML, Inputs
from monodesign.surrogate.inputs.liquid import SOLVENT_COLUMNS

# A robust regression over the collection gives -1.03 for the viscosity, which Walden's rule makes -1, and
# 0.24 for the dielectric constant.
_PER_LOG_VISCOSITY: Final = -1.0
_PER_LOG_DIELECTRIC_CONSTANT: Final = 0.25
# log10 σ/c of a series of one salt in one solvent falls by so much per mol/L: in 153 series of the collection
# (18-32 °C, 0.3 mol/L and more) by 0.5 in carbonates of 1 mPa·s, 0.7 in propylene carbonate and tetraglyme,
# 0.5 to 0.9 in sulfolane and the esters of plasticisers, which are three times as viscous and more.
_PER_MOL_L: Final = -0.45
_PER_MOL_L_AND_LOG_VISCOSITY: Final = -0.2
_LOG_VISCOSITIES: Final = (-1.0, 1.5)  # in mPa·s, 0.4 to 4.5; beyond, no trend is seen
# Li⁺ takes the place of a cation. log10 σ per ion falls over Li⁺'s share of the cations by 2.5 in Pyr13FSI
# with Pyr13TFSI (LiTFSI, share up to 0.2), 4.7 in BMIMTDI (LiTDI, up to 0.14), 1.2 in P111i4FSI (LiFSI, 0.43
# to 0.51), each near 25 °C. Liquids of publications left out, seen, err by 0.129 with 2, 0.141 with 1, 0.137
# with 3.
_PER_SHARE_OF_CATIONS: Final = -2.0
_STRAY_MOL_L: Final = 5e-4  # what a liquid without salt conducts by
# An ionic liquid's viscosity is measured with its ions in it, a molecular solvent's before salt thickens it.
_IONIC_LIQUID_GAIN: Final = 0.8


def expected_level(inputs: Inputs, molality: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log10 σ of liquids up to a constant, shape (n,).

    Args:
        inputs: Formulations; their polymers do not matter.
        molality: mol Li⁺ per kg solvent, shape (n,).
    """
    solvents = dict(zip(SOLVENT_COLUMNS, inputs.solvents.T, strict=True))
    fluidity = (
        _PER_LOG_VISCOSITY * solvents["log_viscosity"]
        + _PER_LOG_DIELECTRIC_CONSTANT * solvents["log_dielectric_constant"]
    ) / np.log(10) + _IONIC_LIQUID_GAIN * solvents["ionic_share"]
    mol_l = 1000 * np.maximum(solvents["density_g_ml"], LEAST_DENSITY_G_ML) / np.exp(solvents["log_mass"])
    own_ions = _STRAY_MOL_L + solvents["ionic_share"] * mol_l
    concentration = inputs.concentration(molality)
    place = inputs.solvent_index
    own = own_ions[place]
    ionic, share_of_cations = solvents["ionic_share"][place], concentration / (concentration + own)
    in_molecular = _stiffening(solvents["log_viscosity"])[place] * concentration
    stiffer = (1 - ionic) * in_molecular + ionic * _PER_SHARE_OF_CATIONS * share_of_cations
    return np.asarray(np.log10(concentration + own) + fluidity[place] + stiffer)


def _stiffening(log_viscosity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how log10 σ of a molecular solvent's solutions departs from their salt content, per mol/L."""
    return np.asarray(_PER_MOL_L + _PER_MOL_L_AND_LOG_VISCOSITY * np.clip(log_viscosity, *_LOG_VISCOSITIES))


# log10 units per mol of ends in a kg: in the collection poly(ethylene oxide) of 500 g/mol (4 mol/kg) with
# LiTFSI conducts 0.8 decades better than of 10⁵ g/mol, and unseen polymers err least with about as much.
_PER_MOL_KG: Final = 0.2

_MOST_MOL_KG: Final = 8.0  # chains of 250 g/mol; shorter ones are liquids of their own kind


def gain_of_ends(inputs: Inputs) -> NDArray[np.float64]:
    """Return the effect of chain ends on log10 σ, shape (n,); 0 if the molar mass is not known."""
    ends_mol_kg = 2000 / inputs.polymer_mw_g_mol
    return np.asarray(_PER_MOL_KG * np.minimum(np.nan_to_num(ends_mol_kg), _MOST_MOL_KG))
