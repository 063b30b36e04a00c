"""Why a disconnection would not work in the flask: which other group would react."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from rdkit import Chem

from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.molecules import pattern
from monodesign.chem.polymerisation import find_alkenes
from monodesign.paths import LIBRARIES
from monodesign.synthesis.groups import (
    AMINE_ACCEPTOR,
    GROUPS,
    MICHAEL_ACCEPTOR,
    PAIRED,
    RING_PHOSPHATE,
    count_group,
)
from monodesign.synthesis.reactions import Reaction
from monodesign.synthesis.situations import Scope, Situation, fixed_values, read_rules
from monodesign.synthesis.stability import find_unstable

_TRIFLUOROACRYLOYL: Final = "[CH2]=C(C(F)(F)F)C(=O)[Cl,OX2H]"
CYCLIC_CARBONATE: Final = "[OX2;R][CX3;R](=O)[OX2;R]"
# Bases and catalysts too hindered or too weak to add to an electrophilic C=C.
_HARMLESS: Final = frozenset({"", "2,6-lutidine", "dibutyltin dilaurate", "tin(II) 2-ethylhexanoate"})
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
    ("dichloride", "diol"): {"alcohol"},
    ("hydrogen chloride", "Boc group"): {"alcohol"},
}
# In the cold and with a hindered base a halo alcohol is acryloylated, for what is put on its halide last.
_SPARING_HALIDES: Final = frozenset({"acryloylation of a bromo alcohol"})
# Groups that the first reactant may carry beside the one that reacts.
_TOLERATED_IN_ELECTROPHILE: Final = {
    "acyl chloride": {"alkyl halide"},
    "alkyl halide": {"alcohol"},
    "epoxide": {"alcohol"},
    "benzyl ester": {"alcohol"},
    "dichloride": {"acyl chloride"},
    "dibromide": {"alkyl halide"},
}
# Strong nucleophiles and bases that would add to a polymerisable C=C before they react as meant.
_ADDING: Final = frozenset({"amine", "nitrogen acid", "sulfinate", "cyanide", "carbon acid", "thiol"})


def find_conflict(situation: Situation) -> str | None:
    """Say which group would react instead of the intended one, or return None."""
    reaction, electrophile, nucleophile = situation.reaction, situation.electrophile, situation.nucleophile
    return (
        find_clash(reaction, electrophile, nucleophile)
        or _electrophilic_head_conflict(reaction, electrophile, nucleophile)
        or _incompatibility(situation)
    )


def find_clash(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    """Say which group would react instead whatever the conditions, or return None."""
    return (
        _conflict_in_electrophile(reaction, electrophile)
        or _conflict_in_nucleophile(reaction, nucleophile)
        or _addition_conflict(reaction, electrophile, nucleophile)
        or _salt_conflict(reaction, electrophile, nucleophile)
        or _ring_phosphate_conflict(electrophile, nucleophile)
    )


def _incompatibility(situation: Situation) -> str | None:
    rules = _bearing_on(fixed_values(situation.reaction))
    return next((reason for reason, scope in rules if scope.covers(situation)), None)


@lru_cache(maxsize=256)
def _bearing_on(fixed: tuple[object, ...]) -> tuple[tuple[str, Scope], ...]:
    return tuple((reason, scope) for reason, scope in load_incompatible() if scope.may_cover(fixed))


@lru_cache(maxsize=4)
def load_incompatible(path: Path | None = None) -> tuple[tuple[str, Scope], ...]:
    """Load reasons for which a step fails, with their scopes, in file order (`libraries/incompatible.csv`).

    Raises:
        InvalidTable: A line cannot be read; the message names all of them.
    """
    return tuple((row["reason"], scope) for scope, row in read_rules(path or LIBRARIES / "incompatible.csv"))


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
    if reaction.name in _SPARING_HALIDES:
        tolerated = tolerated | {"alkyl halide"}
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


def _ring_phosphate_conflict(electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    """Say that a five-membered phosphate would not outlast another step; its chloride is put on last."""
    ring = pattern(RING_PHOSPHATE)
    is_chloride = count_group(electrophile, "acyl chloride") > 0 and electrophile.HasSubstructMatch(ring)
    if nucleophile.HasSubstructMatch(ring) or (electrophile.HasSubstructMatch(ring) and not is_chloride):
        return "the five-membered phosphate would be opened"
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
