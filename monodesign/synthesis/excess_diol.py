"""How a diol that was in excess leaves the product by water."""

from __future__ import annotations

from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import parse
from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.groups import count_group
from monodesign.synthesis.solubility import PARTLY_CARBONS, is_water_soluble
from monodesign.synthesis.wash_amounts import little_volume
from monodesign.synthesis.washes import find_harms

# Water takes diols of so many carbons a hydroxyl group out of ethyl acetate.
_WASHED_CARBONS: Final = 2.5
# And leaves of these next to nothing in it when salt is added: ethylene glycol and propanediol.
_SALTED_CARBONS: Final = 1.5
BACK: Final = "extract that four times with ethyl acetate"


def is_washed_out(weighed: WeighedStep) -> bool:
    """Say whether the usual washes take the diol and leave the product.

    Water that takes part of the product would have to be extracted, and gives the diol back with it.
    """
    return _is_small_diol(weighed) and not _is_kept(weighed)


def is_salted_out(weighed: WeighedStep) -> bool:
    """Say whether a little salt solution takes the diol out before a polar product is extracted back."""
    return _is_small_diol(weighed) and _carbons_a_hydroxyl(weighed) <= _SALTED_CARBONS and _is_kept(weighed)


def without_diol(weighed: WeighedStep) -> str:
    """Say how a product that must not be washed with water is freed of the diol; empty where nothing is."""
    if not is_salted_out(weighed):
        return ""
    volume = little_volume(weighed)
    return f"wash out the diol with a little saturated salt solution (2 × {volume}), {BACK}, dry, "


def _is_small_diol(weighed: WeighedStep) -> bool:
    step = weighed.step
    is_excess = step.doubled == "alcohol" and step.selectivity == "equal"
    is_small = is_excess and _carbons_a_hydroxyl(weighed) <= _WASHED_CARBONS
    return is_small and "water" not in find_harms(parse(step.product))


def _is_kept(weighed: WeighedStep) -> bool:
    return is_water_soluble(parse(weighed.step.product), carbons_over=PARTLY_CARBONS)


def _carbons_a_hydroxyl(weighed: WeighedStep) -> float:
    """Return the diol's carbons for each hydroxyl group; water leaves a fluorine half as a carbon."""
    mol: Chem.Mol = parse(weighed.step.nucleophile)
    weights = {6: 1.0, 9: 0.5}
    carbons = sum(weights.get(atom.GetAtomicNum(), 0.0) for atom in mol.GetAtoms())
    return carbons / max(count_group(mol, "alcohol"), 1)
