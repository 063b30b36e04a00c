"""The conditions of a reaction for the reactants at hand: base, solvent, and which is in excess."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, pattern
from monodesign.synthesis.groups import AMINE_ACCEPTOR, RING_PHOSPHATE, WEAK_AMINE, count_group
from monodesign.synthesis.reactions import Reaction
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.solubility import is_water_soluble

# Alkyl halides that alkylate pyridine, triethylamine and DMAP, or that a base makes eliminate.
_ALKYLATING: Final = "[CX4;!$(C(F)(F)[Br,I])][Br,I,$(Cl[CX4][#6]=[OX1]),$(Cl[CX4][$(C=C),c])]"
_ELIMINATING: Final = "[Cl,Br,I][CX4][CX4;!H0][CX3](=O)[Cl,OX2]"
# What a base takes apart: an ester of a 2-sulfonylethanol; formaldehyde's adduct of a carbon or N–H acid.
BETA_SULFONYL_ESTER: Final = "[#6]C(=O)O[CX4][CX4;H1,H2]S(=O)(=O)[#6]"
_FORMALDEHYDE_ADDUCT: Final = "[OX2H][CH2][$([CX4;H0]([$(C=O),$(C#N)])[$(C=O),$(C#N)]),$(N[C,S]=O)]"
# Its ammonium (pKa 10) keeps its proton beside 2,6-lutidine (6.7), which then frees half of the amine only.
_ALKYLAMINE: Final = "[NX3;H1,H2;+0;!$(N[#6]=[O,S,N]);!$(N[S,P]);!$(Nc)][CX4]"
_REPLACED_BASES: Final = frozenset({"triethylamine", "pyridine"})
# What a rotary evaporator and a pump take off at 50 °C.
HIGHEST_PUMPED_C: Final = 130.0
# A quaternary acyl group that meets a secondary or tertiary alcohol.
_CROWDED_ESTER: Final = "[CX4;H0]([#6])([#6])([#6])[CX3](=O)[OX2][CX4;H0,H1]"
_OPEN_SECONDARY_AMINE: Final = "[NX3;H1;!R;!$(N[#6]=[O,S,N])]([CX4])[CX4]"
# Estimates for what goes slowly.
_LONGER: Final = 1.5
_LESS_YIELD_PERCENT: Final = 15.0
# Water washes these out of a product, and hardly anything else does.
_HIGH_BOILING: Final = frozenset({"dimethylformamide", "dimethyl sulfoxide"})


def adapt(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol, product: Chem.Mol) -> Reaction:
    """Return a reaction with the conditions that its reactants and product need.

    An alkyl halide, and what a stronger base takes apart, meets a hindered base, or an alkylamine cold.
    A weak amine is heated. Of an amino alcohol the amine is in excess, so that no acid chloride is left for
    the hydroxyl group; of another amine that meets a C=C the electrophile is, so that no amine is left to add
    to it. An amine that cannot be pumped off is not in excess. A product that water would take is made in a
    solvent that can be evaporated.
    """
    reaction = _with_hindered_base(reaction, electrophile, nucleophile)
    reaction = _without_strong_base(reaction, nucleophile, product)
    reaction = _with_weak_amine(reaction, nucleophile)
    reaction = _hastened(reaction, nucleophile, product)
    reaction = _with_amine_balanced(reaction, electrophile, nucleophile, product)
    reaction = _without_heavy_amine(reaction, nucleophile)
    if reaction.solvent in _HIGH_BOILING and reaction.work_up == "extract" and is_water_soluble(product):
        # Sodium hydride takes a proton from acetonitrile.
        solvent = "tetrahydrofuran" if reaction.base == "sodium hydride" else "acetonitrile"
        return replace(reaction, solvent=solvent, work_up="salts")
    return reaction


def _with_hindered_base(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> Reaction:
    """Keep strong bases off an alkyl halide, or the halide cold where only a strong base frees the amine."""
    is_at_risk = any(
        mol.HasSubstructMatch(pattern(smarts))
        for mol in (electrophile, nucleophile)
        for smarts in (_ALKYLATING, _ELIMINATING)
    )
    if not is_at_risk:
        return reaction
    is_basic = nucleophile.HasSubstructMatch(pattern(_ALKYLAMINE)) and not nucleophile.HasSubstructMatch(
        pattern(WEAK_AMINE)
    )
    if is_basic and reaction.is_fast and reaction.base in _REPLACED_BASES:
        return replace(
            reaction, base="triethylamine", catalyst="", equivalents_catalyst=0.0,
            temperature="−10 °C while adding, then 0 °C", hottest_c=0.0,
        )  # fmt: skip
    return _hindered(reaction)


def _without_strong_base(reaction: Reaction, nucleophile: Chem.Mol, product: Chem.Mol) -> Reaction:
    """Spare a product that triethylamine or DMAP takes apart, and a nucleophile that loses formaldehyde."""
    if not (
        product.HasSubstructMatch(pattern(BETA_SULFONYL_ESTER))
        or nucleophile.HasSubstructMatch(pattern(_FORMALDEHYDE_ADDUCT))
    ):
        return reaction
    if reaction.catalyst == "4-dimethylaminopyridine" and not reaction.base:
        return replace(
            reaction, catalyst="", equivalents_catalyst=0.0, hours=_LONGER * reaction.hours,
            why=f"{reaction.why.replace(' and DMAP', ' alone')}; DMAP would take the product apart",
            yield_low_percent=reaction.yield_low_percent - _LESS_YIELD_PERCENT,
            yield_high_percent=reaction.yield_high_percent - _LESS_YIELD_PERCENT,
        )  # fmt: skip
    return _hindered(reaction)


def _hindered(reaction: Reaction) -> Reaction:
    if reaction.base not in _REPLACED_BASES:
        return reaction
    return replace(reaction, base="2,6-lutidine", catalyst="", equivalents_catalyst=0.0, work_up="aqueous")


def _hastened(reaction: Reaction, nucleophile: Chem.Mol, product: Chem.Mol) -> Reaction:
    """Give what is crowded DMAP or heat, and a five-membered phosphate, which DMAP would open, neither."""
    if product.HasSubstructMatch(pattern(RING_PHOSPHATE)):
        return replace(
            reaction, catalyst="", equivalents_catalyst=0.0, solvent="tetrahydrofuran",
            why=reaction.why.replace("DMAP speeds it", "cold and without DMAP, which opens the ring"),
            temperature="−20 °C while adding, then 0 °C", hottest_c=0.0,
        )  # fmt: skip
    if reaction.name == "acid chloride with an alcohol" and not reaction.catalyst:
        if reaction.base in _REPLACED_BASES and product.HasSubstructMatch(pattern(_CROWDED_ESTER)):
            return replace(
                reaction, catalyst="4-dimethylaminopyridine", equivalents_catalyst=0.1, hours=24.0,
                work_up="aqueous", why=f"{reaction.why}; DMAP, because both are crowded",
            )  # fmt: skip
        return reaction
    is_open = nucleophile.HasSubstructMatch(pattern(_OPEN_SECONDARY_AMINE))
    if reaction.name == "carbamate with carbonyldiimidazole" and is_open:
        return replace(
            reaction, solvent="acetonitrile", temperature="25 °C, the amine after 2 h, then 60 °C",
            hottest_c=60.0,
        )  # fmt: skip
    return reaction


def _with_weak_amine(reaction: Reaction, nucleophile: Chem.Mol) -> Reaction:
    """Heat an amine of pKa 6 with a slow electrophile; it boils below that."""
    is_slow = reaction.electrophile in {"alkyl halide", "epoxide"} and "amine" in reaction.nucleophile
    if not is_slow or not nucleophile.HasSubstructMatch(pattern(WEAK_AMINE)):
        return reaction
    return replace(
        reaction, temperature="80 °C in a pressure vessel", hottest_c=80.0, hours=48.0, feed_l_mol=0.0,
        yield_low_percent=reaction.yield_low_percent - _LESS_YIELD_PERCENT,
        yield_high_percent=reaction.yield_high_percent - _LESS_YIELD_PERCENT,
    )  # fmt: skip


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
