"""Why a disconnection would not work in the flask: which other group would react."""

from __future__ import annotations

from typing import Final

from rdkit import Chem

from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.molecules import pattern
from monodesign.chem.polymerisation import find_alkenes
from monodesign.synthesis.groups import (
    AMINE_ACCEPTOR,
    GROUPS,
    MICHAEL_ACCEPTOR,
    PAIRED,
    RING_PHOSPHATE,
    WEAK_AMINE,
    count_group,
)
from monodesign.synthesis.reactions import Reaction
from monodesign.synthesis.stability import find_unstable

_TRIFLUOROACRYLOYL: Final = "[CH2]=C(C(F)(F)F)C(=O)[Cl,OX2H]"
CYCLIC_CARBONATE: Final = "[OX2;R][CX3;R](=O)[OX2;R]"
# Bases and catalysts too hindered or too weak to add to an electrophilic C=C.
_HARMLESS: Final = frozenset({"", "2,6-lutidine", "dibutyltin dilaurate", "tin(II) 2-ethylhexanoate"})
# What hydrogen over palladium takes too: multiple bonds, nitriles, nitro, benzylic C–O and C–N, aryl halides.
HYDROGENATED: Final = "[$([#6]=[#6]),$(C#C),$(C#N),$([N+](=O)[O-]),$([CX4;!R]([OX2,NX3])c),$(c[Cl,Br,I])]"
# An ester that alcohols and amines split under base, at 0 °C.
ACTIVATED_ESTER: Final = "[CX4](F)(F)[CX3](=O)[OX2][#6;!$(C=O)]"
# Both neighbours branched: diisopropylamine.
HINDERED_AMINE: Final = "[NX3;H1;!R]([CX4;H1,H0])[CX4;H1,H0]"
# What may stand free beside the group that reacts, since it is slower by far under the stated conditions.
_TOLERATED: Final = {
    ("acyl chloride", "amine"): {"alcohol"},
    ("isocyanate", "amine"): {"alcohol"},
    ("acid", "amine"): {"alcohol"},
    ("anhydride", "amine"): {"alcohol"},
    ("alcohol to activate", "amine"): {"alcohol"},
    ("alkyl halide", "acid"): {"alcohol"},
    ("alkyl halide", "nitrogen acid"): {"alcohol"},
    ("alkyl halide", "amine"): {"alcohol"},
    ("alkyl halide", "sulfinate"): {"alcohol"},
    ("alkyl halide", "cyanide"): {"alcohol"},
    ("alkyl halide", "thiol"): {"alcohol"},
    ("aldehyde", "amine"): {"alcohol"},
    ("epoxide", "amine"): {"alcohol"},
    ("cyclic carbonate", "amine"): {"alcohol"},
    ("carbonate", "diol"): {"alcohol"},
    ("acyl chloride", "diol"): {"alcohol"},
}
# Groups that the first reactant may carry beside the one that reacts.
_TOLERATED_IN_ELECTROPHILE: Final = {
    "acyl chloride": {"alkyl halide"},
    "alkyl halide": {"alcohol"},
    "epoxide": {"alcohol"},
    "dichloride": {"acyl chloride"},
    "dibromide": {"alkyl halide"},
}
# Strong nucleophiles and bases that would add to a polymerisable C=C before they react as meant.
_ADDING: Final = frozenset({"amine", "nitrogen acid", "sulfinate", "cyanide", "carbon acid", "thiol"})
_SULFONATE: Final = "[CX4][OX2]S(=O)(=O)[#6]"


def find_conflict(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    """Say which group would react instead of the intended one, or return None."""
    return (
        _conflict_in_electrophile(reaction, electrophile)
        or _conflict_in_nucleophile(reaction, nucleophile)
        or _addition_conflict(reaction, electrophile, nucleophile)
        or _electrophilic_head_conflict(reaction, electrophile, nucleophile)
        or _hydrogenation_conflict(reaction, electrophile, nucleophile)
        or _salt_conflict(reaction, electrophile, nucleophile)
        or _hydride_conflict(reaction, electrophile, nucleophile)
        or _ring_phosphate_conflict(electrophile, nucleophile)
        or _imidazole_conflict(reaction, electrophile, nucleophile)
        or _methyl_isocyanate_conflict(electrophile)
        or _weak_amine_conflict(reaction, nucleophile)
        or _activated_ester_conflict(reaction, electrophile, nucleophile)
    )


def _conflict_in_electrophile(reaction: Reaction, mol: Chem.Mol) -> str | None:
    own = "alcohol" if reaction.electrophile == "alcohol to activate" else reaction.electrophile
    if own in GROUPS and count_group(mol, own) > 1:
        return f"the electrophile has more than one {own}"
    tolerated = _TOLERATED_IN_ELECTROPHILE.get(reaction.electrophile, set())
    for group in GROUPS:
        if group != own and group not in tolerated and count_group(mol, group):
            return f"the electrophile also has a free {group}"
    return None


def _conflict_in_nucleophile(reaction: Reaction, mol: Chem.Mol) -> str | None:
    tolerated = _TOLERATED.get((reaction.electrophile, reaction.nucleophile), set())
    for group in GROUPS:
        count = count_group(mol, group)
        if group in reaction.nucleophile.split(" or "):
            # Whether two of them can be told apart is asked with the product at hand.
            if count > 2 or (count == 2 and group not in PAIRED):
                return f"the nucleophile has more than one {group}"
        elif count and group not in tolerated:
            return f"the nucleophile also has a free {group}"
    return None


def _addition_conflict(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    if reaction.nucleophile not in _ADDING:
        return None
    is_amine = reaction.nucleophile == "amine"
    accepting = (
        ("C=C", AMINE_ACCEPTOR if is_amine else MICHAEL_ACCEPTOR),
        ("cyclic carbonate", CYCLIC_CARBONATE),
    )
    # Opening ethylene carbonate is what that reaction is for; a fast electrophile is taken first.
    is_spared = is_amine and (reaction.is_fast or reaction.electrophile == "cyclic carbonate")
    for mol in (nucleophile,) if is_spared else (electrophile, nucleophile):
        for name, smarts in accepting:
            if mol.HasSubstructMatch(pattern(smarts)):
                return f"the {reaction.nucleophile} would attack the {name}"
    return None


def _electrophilic_head_conflict(
    reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol
) -> str | None:
    """Say which base or agent adds to a C=C that bases polymerise, as of a trifluoromethylacrylate."""
    kind = next((kind for mol in (electrophile, nucleophile) for kind in _set_off_by_bases(mol)), None)
    if kind is None:
        return None
    added = [name for name in (reaction.base, reaction.catalyst) if name not in _HARMLESS]
    added += ["the coupling agent"] * bool(reaction.agents)
    added += [f"the {reaction.nucleophile}"] * (reaction.nucleophile in _ADDING)
    return f"{added[0]} would add to the {kind}" if added else None


def _set_off_by_bases(mol: Chem.Mol) -> list[str]:
    """Return the kinds of a molecule's heads that bases polymerise; acids and their chlorides count too."""
    named = [alkene.kind for alkene in find_alkenes(mol) if alkene.is_polymerisable]
    found = [name for name in named if load_head_kinds()[name].anionic_on]
    return found + ["trifluoromethylacryloyl group"] * mol.HasSubstructMatch(pattern(_TRIFLUOROACRYLOYL))


def _hydrogenation_conflict(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    if "[H][H]" not in reaction.agents:
        return None
    mols = (electrophile, nucleophile)
    if any(mol.HasSubstructMatch(pattern(HYDROGENATED)) for mol in mols):
        return "hydrogen over palladium would also reduce another group"
    return None


def _ring_phosphate_conflict(electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    """Say that a five-membered phosphate would not outlast another step; its chloride is put on last."""
    ring = pattern(RING_PHOSPHATE)
    is_chloride = count_group(electrophile, "acyl chloride") > 0 and electrophile.HasSubstructMatch(ring)
    if nucleophile.HasSubstructMatch(ring) or (electrophile.HasSubstructMatch(ring) and not is_chloride):
        return "the five-membered phosphate would be opened"
    return None


def _imidazole_conflict(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    """Say that a sulfonate would alkylate the imidazole that carbonyldiimidazole sets free."""
    if not reaction.name.endswith("carbonyldiimidazole"):
        return None
    if any(mol.HasSubstructMatch(pattern(_SULFONATE)) for mol in (electrophile, nucleophile)):
        return "the sulfonate would alkylate the imidazole"
    return None


def _methyl_isocyanate_conflict(electrophile: Chem.Mol) -> str | None:
    """Refuse methyl isocyanate (bp 38 °C, fatal if inhaled), which suppliers do not sell to laboratories."""
    if electrophile.HasSubstructMatch(pattern("[CH3][NX2]=[CX2]=[OX1]")):
        return "methyl isocyanate is too toxic a vapour to be sold or used"
    return None


def _hydride_conflict(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    """Say that the anion of a lactam would share its proton with a hydroxyl group, which then reacts too."""
    if reaction.base != "sodium hydride" or reaction.nucleophile != "nitrogen acid":
        return None
    if any(count_group(mol, "alcohol") for mol in (electrophile, nucleophile)):
        return "sodium hydride would also set off the free hydroxyl group; it would have to be protected"
    return None


def _weak_amine_conflict(reaction: Reaction, nucleophile: Chem.Mol) -> str | None:
    """Say that an amine is too crowded for a slow electrophile, or too weak to form an imine."""
    if "amine" not in reaction.nucleophile:
        return None
    if not reaction.is_fast and nucleophile.HasSubstructMatch(pattern(HINDERED_AMINE)):
        return "the amine is too crowded"
    is_weak = nucleophile.HasSubstructMatch(pattern(WEAK_AMINE))
    if is_weak and reaction.electrophile == "aldehyde":
        return "the amine is too weak to form an imine"
    return None


def _activated_ester_conflict(
    reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol
) -> str | None:
    """Say that a perfluoroacyl ester would be passed on; it is put on last."""
    if reaction.electrophile == "anhydride" and not reaction.base:
        return None
    if any(mol.HasSubstructMatch(pattern(ACTIVATED_ESTER)) for mol in (electrophile, nucleophile)):
        return "the perfluoroacyl ester would transfer its acyl group"
    return None


def _salt_conflict(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    """Say that an amine which keeps only as its salt would meet itself before a slow reagent."""
    if reaction.is_fast or reaction.electrophile == "acid":
        return None
    for mol in (electrophile, nucleophile):
        for item in find_unstable(mol):
            if item.is_kept_as_salt:
                return f"as the free base it is {item.reason}"
    return None
