"""How much base and acid a flask holds at the end, and how large the washes must be that take them out."""

from __future__ import annotations

from typing import Final

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import Amount, WeighedStep

# The paper washes the product of 0.1695 mol three times with 150 mL of water.
WASH_L_MOL: Final = 0.885
# Bases that an organic phase keeps, and that dilute acid takes out of it.
BASES: Final = frozenset(
    {"triethylamine", "pyridine", "4-dimethylaminopyridine", "2,6-lutidine", "2,4,6-collidine"}
)
# Basic enough for dilute acid to take it along: an aliphatic amine, a pyridine or an azole.
BASIC: Final = "[$([NX3;+0;!$(N[#6]=[O,S,N]);!$(N[S,P]);!$(Nc);!$(NCC(F)(F)F)]),$([nX2])]"
# Moles of acid in a litre: 1 M HCl, and 10 % citric acid down to its second proton.
ACID_MOL_L: Final = 1.0
# Moles of acid that a litre takes: saturated bicarbonate, and half of a 0.5 M phosphate buffer.
BICARBONATE_MOL_L: Final = 1.0
BUFFER_MOL_L: Final = 0.25
# So much more than is there, so that the last wash stays acidic or basic.
_MARGIN: Final = 1.3
# A little salt solution for each wash, of a usual one.
_LITTLE: Final = 0.3
_IMIDAZOLES_OF_CDI: Final = 2.0
_CDI: Final = "1,1'-carbonyldiimidazole"
_CARBOXYLIC: Final = frozenset({"CC(=O)O", "OC(=O)C(F)(F)F", "O=C(O)C(F)(F)F"})
_HYDROGEN_HALIDES: Final = frozenset({"Cl", "Br"})
# What becomes acid with water, and how many acids each gives.
_ACIDS_LEFT: Final = (("[C,S,P;$(*=O)][Cl,Br]", 2), ("[CX3](=O)[OX2][CX3]=O", 2), ("[CX3](=O)[OX2H]", 1))


def wash_volume(weighed: WeighedStep) -> str:
    """Return the volume of one wash with its unit."""
    return show_wash(standard_ml(weighed))


def little_volume(weighed: WeighedStep) -> str:
    """Return the volume of a wash that should dissolve next to nothing of the product."""
    return show_wash(_LITTLE * standard_ml(weighed))


def acid_volume(weighed: WeighedStep, *, n_washes: int = 2) -> str:
    """Return the volume of each of so many washes with acid that together take all free base out."""
    needed_ml = _MARGIN * free_base_mmol(weighed) / ACID_MOL_L / n_washes
    return show_wash(max(standard_ml(weighed), needed_ml))


def against_acid_volume(weighed: WeighedStep, *, capacity_mol_l: float) -> str:
    """Return the volume of a wash that takes up what acid is left."""
    return show_wash(max(standard_ml(weighed), _MARGIN * left_acid_mmol(weighed) / capacity_mol_l))


def standard_ml(weighed: WeighedStep) -> float:
    """Return the volume (mL) of a wash as the paper has it."""
    return WASH_L_MOL * (weighed.amounts[0].mmol or 0.0)


def show_wash(millilitres: float) -> str:
    """Return a volume in three digits, in mL."""
    return f"{millilitres:.3g} mL"


def free_base_mmol(weighed: WeighedStep) -> float:
    """Return the base (mmol) that no acid of the reaction has taken, an amine in excess included.

    Carbonyldiimidazole leaves two imidazoles, and no acid that would bind them.
    """
    charged = _charged(weighed)
    total = sum(amount.mmol or 0.0 for amount in charged if amount.name in BASES)
    total += _IMIDAZOLES_OF_CDI * sum(amount.mmol or 0.0 for amount in charged if amount.name == _CDI)
    total += excess_amine_mmol(weighed)
    scale = weighed.amounts[0].mmol or 0.0
    bound = sum(scale for smiles in weighed.step.byproducts if smiles in _HYDROGEN_HALIDES | _CARBOXYLIC)
    bound += sum(amount.mmol or 0.0 for amount in charged if amount.reagent.sold_with)
    return max(total - bound, 0.0)


def excess_amine_mmol(weighed: WeighedStep) -> float:
    """Return how much of a basic nucleophile is left over."""
    step = weighed.step
    if "amine" not in step.reaction.nucleophile or not parse(step.nucleophile).HasSubstructMatch(
        pattern(BASIC)
    ):
        return 0.0
    mmol = {amount.smiles: amount.mmol or 0.0 for amount in _charged(weighed)}
    return max(mmol[step.nucleophile] - mmol[step.electrophile], 0.0)


def left_acid_mmol(weighed: WeighedStep) -> float:
    """Return the carboxylic and mineral acid (mmol) that is left over or comes of what is left over."""
    step, electrophile = weighed.step, parse(weighed.step.electrophile)
    mmol = {amount.smiles: amount.mmol or 0.0 for amount in _charged(weighed)}
    scale = weighed.amounts[0].mmol or 0.0
    left = max(mmol[step.electrophile] - mmol[step.nucleophile], 0.0)
    acids = next((n for smarts, n in _ACIDS_LEFT if electrophile.HasSubstructMatch(pattern(smarts))), 0)
    return acids * left + sum(scale for smiles in step.byproducts if smiles in _CARBOXYLIC)


def _charged(weighed: WeighedStep) -> list[Amount]:
    return [amount for amount in weighed.amounts if amount.role != "product"]
