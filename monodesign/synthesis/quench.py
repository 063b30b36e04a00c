"""What becomes of a chloride (of a carboxylic, carbamic, sulfonic or phosphoric acid) that is left over."""

from __future__ import annotations

from typing import Final

from rdkit import Chem
from rdkit.Chem import rdChemReactions

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.conditions import HIGHEST_PUMPED_C
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.situations import has_motif
from monodesign.synthesis.slow_chlorides import (
    METHANOL_ML_MMOL,
    PHOSPHORUS,
    SLOW,
    WATER_EQUIVALENTS,
    WATER_ML_MMOL,
    destroy_phosphorus,
    destroy_slow,
    show_volume,
)
from monodesign.synthesis.vapours import has_volatile_product
from monodesign.synthesis.washes import find_harms, load_washes

# Methanol takes these, and their methyl esters evaporate or stay on the column.
_ACYL_CHLORIDE: Final = "[$([CX3](=O)(Cl)[#6]),$([CX3](=O)(Cl)[OX2])]"
# Methyl esters of these are poisons of their own: water.
_OTHER_CHLORIDE: Final = "[$([CX3](=O)(Cl)[NX3]),$([SX4](=O)(=O)Cl),$([PX4](=O)Cl)]"
# Its methyl ester is a lachrymator, and alkylates in the next step: water.
_HALOACYL_CHLORIDE: Final = "[Cl,Br,I][CX4][CX3](=O)Cl"
_METHANOL_EQUIVALENTS: Final = 2.0
# Chlorides that methanol takes more slowly than others.
_SLOWLY: Final = (("tertiary acyl chloride", "4 h"), ("chloroformate", "2 h"))
_LABILE: Final = frozenset({"bicarbonate", "water"})
_FROM_OXALATE: Final = rdChemReactions.ReactionFromSmarts("[#8,#7]C(=O)C(=O)[OX2:1][CX4;H2,H3:2]>>[O:1][C:2]")


def describe_quench(weighed: WeighedStep, *, before_washes: bool = False) -> str:
    """Say how a chloride left over is destroyed, with a comma at the end; empty where nothing is needed.

    Args:
        weighed: The step.
        before_washes: Whether washes follow. In dichloromethane an acid chloride outlasts a wash, so that
            it is destroyed before: with water where methanol would take the product or its ester would
            distil with it.
    """
    excess = excess_mmol(weighed)
    if not excess:
        return ""
    chloride = parse(weighed.step.electrophile)
    if chloride.HasSubstructMatch(pattern(PHOSPHORUS)):
        return _destroyed(weighed, destroy_phosphorus(weighed, excess, before_washes=before_washes))
    if chloride.HasSubstructMatch(pattern(SLOW)):
        return _destroyed(weighed, destroy_slow(weighed, excess))
    is_other = chloride.HasSubstructMatch(pattern(_OTHER_CHLORIDE))
    if not is_other and (esterified := _with_alcohol(weighed, excess)):
        return _destroyed(weighed, esterified)
    if "water" in find_harms(parse(weighed.step.product)) or not (is_other or before_washes):
        return ""
    time = "4 h" if has_motif(chloride, "arenesulfonyl chloride") else "1 h"
    return _stirred(weighed, time, "a little water", WATER_EQUIVALENTS * excess * WATER_ML_MMOL)


def _with_alcohol(weighed: WeighedStep, excess: float) -> str:
    """Say which alcohol takes an acid chloride left over; empty for none."""
    if _takes_methanol(weighed):
        chloride = parse(weighed.step.electrophile)
        time = next((time for motif, time in _SLOWLY if has_motif(chloride, motif)), "30 min")
        methanol = show_volume(_METHANOL_EQUIVALENTS * excess * METHANOL_ML_MMOL)
        return f"stir for {time} with methanol ({methanol})"
    if alcohol := _own_alcohol(weighed):
        reagent = load_reagents().describe(alcohol)
        grams = _METHANOL_EQUIVALENTS * excess * reagent.molar_mass_g_mol / 1000.0
        return f"stir for 1 h with {reagent.shown} ({grams:.2g} g), the alcohol of the oxalate"
    return ""


def leaves_acid(weighed: WeighedStep) -> bool:
    """Say whether a chloride left over becomes an acid in water, which water alone does not wash out."""
    excess = excess_mmol(weighed)
    return excess > 0.0 and not _with_alcohol(weighed, excess)


def describe_excess(weighed: WeighedStep) -> str:
    """Say that a chloride left over goes with the solvent, where methanol would take the product too."""
    is_left = excess_mmol(weighed) > 0.0 and not describe_quench(weighed)
    return " with the acid chloride left over, by way of a cold trap (−78 °C)," if is_left else ""


def excess_mmol(weighed: WeighedStep) -> float:
    """Return how much of a chloride is left over; zero where there is none."""
    step = weighed.step
    charged = {amount.smiles: amount.mmol or 0.0 for amount in weighed.amounts if amount.role != "product"}
    mol = parse(step.electrophile)
    if not any(mol.HasSubstructMatch(pattern(smarts)) for smarts in (_ACYL_CHLORIDE, _OTHER_CHLORIDE)):
        return 0.0
    return max(charged[step.electrophile] - charged[step.nucleophile], 0.0)


def _takes_methanol(weighed: WeighedStep) -> bool:
    """Say whether an acid chloride may meet methanol: not beside an ester as reactive as an oxalate.

    Nor where the product is as volatile as the methyl ester.
    """
    chloride = parse(weighed.step.electrophile)
    if chloride.HasSubstructMatch(pattern(_HALOACYL_CHLORIDE)):
        return False
    is_acyl = chloride.HasSubstructMatch(pattern(_ACYL_CHLORIDE))
    harms = find_harms(parse(weighed.step.product)).keys()
    return is_acyl and harms <= {"acid", "alumina"} and not has_volatile_product(weighed)


def _own_alcohol(weighed: WeighedStep) -> str:
    """Return the saturated alcohol whose oxalate a product is, which it may meet; empty for none.

    Water beside the base would make an anhydride of what is left of the chloride. Another ester that is as
    labile would take the alcohol up.
    """
    product = parse(weighed.step.product)
    labile = {motif for motif, harm, _ in load_washes() if harm in _LABILE and has_motif(product, motif)}
    if labile != {"oxalate"}:
        return ""
    made = (result[0] for result in _FROM_OXALATE.RunReactants((product,)))
    alcohols = {Chem.MolToSmiles(alcohol) for alcohol in made if _is_plain(alcohol)}
    return min(filter(_evaporates, alcohols), default="")


def _evaporates(alcohol: str) -> bool:
    boils = load_reagents().describe(alcohol).boiling_point_c
    return boils is not None and boils <= HIGHEST_PUMPED_C


def _is_plain(alcohol: Chem.Mol) -> bool:
    """Say whether there are only saturated carbons and one oxygen."""
    numbers = sorted(atom.GetAtomicNum() for atom in alcohol.GetAtoms())
    return numbers[-1:] == [8] and set(numbers[:-1]) == {6} and Chem.SanitizeMol(alcohol) == 0


def _stirred(weighed: WeighedStep, time: str, with_what: str, millilitres: float) -> str:
    return _destroyed(weighed, f"stir for {time} with {with_what} ({show_volume(millilitres)})")


def _destroyed(weighed: WeighedStep, how: str) -> str:
    shown = load_reagents().describe(weighed.step.electrophile).shown
    return f"{how}, which destroys the excess of {shown}, " if how else ""
