"""The conditions of a reaction for the reactants at hand: base, solvent, and which is in excess."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, pattern
from monodesign.synthesis.reactions import Reaction
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.rules import AMINE_ACCEPTOR, count_group
from monodesign.synthesis.solubility import is_water_soluble

# Alkyl halides that alkylate pyridine, triethylamine and DMAP, or that a base makes eliminate.
_ALKYLATING: Final = "[CX4;!$(C(F)(F)[Br,I])][Br,I,$(Cl[CX4][#6]=[OX1]),$(Cl[CX4][$(C=C),c])]"
_ELIMINATING: Final = "[Cl,Br,I][CX4][CX4;!H0][CX3](=O)[Cl,OX2]"
_REPLACED_BASES: Final = frozenset({"triethylamine", "pyridine"})
# What a rotary evaporator and a pump take off at 50 °C.
HIGHEST_PUMPED_C: Final = 130.0
# Water washes these out of a product, and hardly anything else does.
_HIGH_BOILING: Final = frozenset({"dimethylformamide", "dimethyl sulfoxide"})


def adapt(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol, product: Chem.Mol) -> Reaction:
    """Return a reaction with the conditions that its reactants and product need.

    An alkyl halide meets a hindered base. Of an amino alcohol the amine is in excess, so that no acid
    chloride is left for the hydroxyl group; of another amine that meets a C=C the electrophile is, so that no
    amine is left to add to it. An amine that cannot be pumped off is not in excess. A product that water
    would take is made in a solvent that can be evaporated.
    """
    reaction = _with_hindered_base(reaction, electrophile, nucleophile)
    reaction = _with_amine_balanced(reaction, electrophile, nucleophile, product)
    reaction = _without_heavy_amine(reaction, nucleophile)
    if reaction.solvent in _HIGH_BOILING and reaction.work_up == "extract" and is_water_soluble(product):
        return replace(reaction, solvent="acetonitrile", work_up="salts")
    return reaction


def _with_hindered_base(reaction: Reaction, *reactants: Chem.Mol) -> Reaction:
    is_at_risk = any(
        mol.HasSubstructMatch(pattern(smarts)) for mol in reactants for smarts in (_ALKYLATING, _ELIMINATING)
    )
    if not is_at_risk or reaction.base not in _REPLACED_BASES:
        return reaction
    return replace(reaction, base="2,6-lutidine", catalyst="", equivalents_catalyst=0.0, work_up="aqueous")


def _with_amine_balanced(
    reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol, product: Chem.Mol
) -> Reaction:
    if not reaction.is_fast or not count_group(nucleophile, "amine"):
        return reaction
    if count_group(nucleophile, "alcohol"):
        return replace(reaction, equivalents_electrophile=1.0, equivalents_nucleophile=1.05)
    if electrophile.HasSubstructMatch(pattern(AMINE_ACCEPTOR)) or product.HasSubstructMatch(
        pattern(AMINE_ACCEPTOR)
    ):
        return replace(reaction, equivalents_electrophile=1.05, equivalents_nucleophile=1.0)
    return reaction


def _without_heavy_amine(reaction: Reaction, nucleophile: Chem.Mol) -> Reaction:
    """Take one equivalent of an amine that boils too high to be pumped off; a resin holds the rest back."""
    if reaction.work_up != "pump off the amine":
        return reaction
    boils = load_reagents().describe(canonical_smiles(nucleophile)).boiling_point_c
    if boils is not None and boils <= HIGHEST_PUMPED_C:
        return reaction
    return replace(
        reaction, equivalents_electrophile=1.0, equivalents_nucleophile=1.0, work_up="hold back the amine"
    )
