"""Conversion factors and physical constants, each once, with its source."""

from typing import Final

# CODATA 2018, Tiesinga et al., Rev. Mod. Phys. 93, 025010 (2021).
EV_PER_HARTREE: Final = 27.211386245988
ANGSTROM_PER_BOHR: Final = 0.529177210903
KCAL_MOL_PER_HARTREE: Final = 627.5094740631
KCAL_MOL_PER_EV: Final = KCAL_MOL_PER_HARTREE / EV_PER_HARTREE
GAS_CONSTANT_KCAL_MOL_K: Final = 1.987204258640832e-3
JOULE_PER_KCAL: Final = 4184.0  # thermochemical calorie
ZERO_CELSIUS_K: Final = 273.15

# E(Li/Li⁺) against the absolute scale: SHE 4.44 V (Trasatti, Pure Appl. Chem. 58, 955 (1986)) less 3.04 V;
# used as 1.40 V by Smith & Borodin, J. Electrochem. Soc. (2013).
LITHIUM_ELECTRODE_V: Final = 1.40

# xTB's own shift of ΔSCF ionisation energies, the same for GFN0/1/2 and IPEA1
# (0.178069 Eh = 4.8455 eV; Neugebauer et al., J. Comput. Chem. 41 (2020), and the xtb program's --vipea).
XTB_IONISATION_SHIFT_EV: Final = 4.8455
