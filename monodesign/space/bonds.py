"""What a joint makes of a fragment: the class of the bond, and why a ligand is not put on a bridge's end.

The same fragment is another compound on another atom: `[*:1]S(C)(=O)=O` is a sulfone on carbon, a sulfonate,
an alkylating agent, on oxygen and a sulfonamide on nitrogen. A fragment whose name or class says which of
these it is, is not made into another, unless its column `joins` names that atom.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import pattern, read_fragment
from monodesign.space.fragments import Fragment
from monodesign.space.joints import End, find_ends, joint_fault

# A short bridge for each kind of end; the ends of other kinds join nothing.
MODEL_BRIDGES: Final = {
    "alkoxy": "[*:1]OCC",
    "nitrogen": "[*:1]N(C)CC",
    "alkyl": "[*:1]CC",
    "acyl": "[*:1]C(=O)CC",
    "acyloxy": "[*:1]OC(=O)CC",
    "amide nitrogen": "[*:1]N(C)C(C)=O",
    "azole nitrogen": "[*:1]n1cccc1",
    "aryl": "[*:1]c1ccccc1",
    "unsaturated": "[*:1]C=CC",
    "onium": "[*:1][N+](C)(C)CC",
}
# Classes of a bond, the first that holds both of its atoms: the larger groups come before their parts.
CLASSES: Final = (
    ("oxalate", "[OX2]C(=O)C(=O)[OX2]"),
    ("oxamate", "[NX3]C(=O)C(=O)[OX2]"),
    ("carbonate", "[#6][OX2]C(=O)[$([OX2][#6]),OX1-]"),
    ("carbamate", "[NX3]C(=O)[$([OX2][#6]),OX1-]"),
    ("urea", "[NX3]C(=O)[NX3]"),
    ("imide", "[#6]C(=O)[NX3]C(=O)[#6]"),
    ("formate", "[CX3H1](=O)[OX2][#6]"),
    ("formamide", "[CX3H1](=O)[NX3]"),
    ("aldehyde", "[#6][CX3H1]=O"),
    ("carboxylate", "[#6]C(=O)[OX1-]"),
    ("ester", "[#6]C(=O)[OX2][#6]"),
    ("amide", "[#6]C(=O)[NX3]"),
    ("ketone", "[#6]C(=O)[#6]"),
    ("sulfate", "[OX2]S(=O)(=O)[OX2,OX1-]"),
    ("sulfamate", "[NX3]S(=O)(=O)[OX2,OX1-]"),
    ("sulfamide", "[NX3]S(=O)(=O)[NX3]"),
    ("sulfonate", "[#6]S(=O)(=O)[OX2,OX1-]"),
    ("sulfonimide", "[#6]S(=O)(=O)[#7]S(=O)=O"),
    ("sulfonamide", "[#6]S(=O)(=O)[NX3]"),
    ("sulfone", "[#6]S(=O)(=O)[#6]"),
    ("sulfinate", "[#6][SX3](=O)[OX2]"),
    ("sulfinamide", "[#6][SX3](=O)[NX3]"),
    ("sulfoxide", "[#6][SX3](=O)[#6]"),
    ("phosphate", "[OX2]P(=O)([OX2,OX1-])[OX2,OX1-]"),
    ("phosphoramidate", "[NX3]P(=O)([OX2,OX1-])[OX2,OX1-]"),
    ("phosphonate", "[#6]P(=O)([OX2,OX1-])[OX2,OX1-]"),
    ("phosphinate", "[#6]P(=O)([#6])[OX2]"),
    ("phosphinamide", "[#6]P(=O)([#6])[NX3]"),
    ("phosphine oxide", "[#6]P(=O)([#6])[#6]"),
    ("cyanate", "[OX2]C#N"),
    ("cyanamide", "[NX3]C#N"),
    ("nitrile", "[#6]C#N"),
    ("ether", "[#6;!$([#6]=[O,N,S])][OX2][#6;!$([#6]=[O,N,S])]"),
)
# What no allowed joint makes.
_NEVER_MADE: Final = frozenset({"ether", "cyanate", "cyanamide"})
# Other words for a class in the name of a fragment.
_SYNONYMS: Final = {"urethane": "carbamate", "cyano": "nitrile", "sulphone": "sulfone", "oxamide": "amide"}
_WORDS: Final = re.compile(
    "|".join(sorted([*(name for name, _ in CLASSES), *_SYNONYMS], key=lambda word: (-len(word), word)))
)


def joint_refusal(bridge_end: End, ligand: Fragment) -> str | None:
    """Say why a ligand is not put on a bridge's end; None where it is.

    Reasons are the joint rules, the ligand's own `joins`, and that the joint would make another compound of
    the ligand than its name or class says.
    """
    if ligand.joins and bridge_end.element not in ligand.joins:
        return f"its column joins allows only {' '.join(ligand.joins)}"
    return joint_fault(bridge_end, ligand.ends[0]) or (None if ligand.joins else _changes(bridge_end, ligand))


def _changes(bridge_end: End, ligand: Fragment) -> str | None:
    """Say which class a joint would take from a ligand, if its name or class claims one."""
    if not (claimed := claimed_classes(ligand)):
        return None
    end = ligand.ends[0]
    kinds = [kind for kind in MODEL_BRIDGES if joint_fault(_model_end(kind), end) is None]
    if claimed & _NEVER_MADE:  # the joint that would is refused: another may not make something else of it
        kinds = list(MODEL_BRIDGES)
    made = {kind: claimed & find_classes(kind, ligand.smiles) for kind in kinds}
    # A group within the ligand is there whatever it is put on.
    by_joint = set().union(*made.values()) - set(claimed).intersection(*made.values())
    if not by_joint or by_joint & made[bridge_end.kind]:
        return None
    found = bond_class(bridge_end.kind, ligand.smiles)
    return (
        f"{' or '.join(sorted(by_joint))} by its name, but {found} on this end; to allow it, add "
        f"{bridge_end.element} to its column joins"
    )


def claimed_classes(fragment: Fragment) -> set[str]:
    """Return the classes that a fragment's name and class speak of."""
    words = _WORDS.findall(f"{fragment.name} {fragment.fragment_class}".casefold())
    return {_SYNONYMS.get(word, word) for word in words}


def bond_class(kind: str, ligand_smiles: str) -> str:
    """Return the class of the bond that a ligand makes on a kind of bridge end.

    >>> bond_class("alkyl", "[*:1]S(C)(=O)=O"), bond_class("alkoxy", "[*:1]S(C)(=O)=O")
    ('sulfone', 'sulfonate')
    >>> bond_class("alkyl", "[*:1]C1COC(=O)O1")
    'C–C bond'
    """
    mol, joint = _model(kind, ligand_smiles)
    for name, smarts in CLASSES:
        if any(joint <= set(match) for match in mol.GetSubstructMatches(pattern(smarts))):
            return name
    return "–".join(sorted(mol.GetAtomWithIdx(atom).GetSymbol() for atom in joint)) + " bond"


@cache
def find_classes(kind: str, ligand_smiles: str) -> frozenset[str]:
    """Return all classes of compound that a ligand on a kind of bridge end belongs to."""
    mol, _ = _model(kind, ligand_smiles)
    return frozenset(name for name, smarts in CLASSES if mol.HasSubstructMatch(pattern(smarts)))


@cache
def _model(kind: str, ligand_smiles: str) -> tuple[Chem.Mol, frozenset[int]]:
    """Join a ligand to the model of an end; return the molecule and the two atoms that were joined."""
    both = Chem.CombineMols(read_fragment(MODEL_BRIDGES[kind]), read_fragment(ligand_smiles))
    editable = Chem.RWMol(both)
    dummies = [atom.GetIdx() for atom in both.GetAtoms() if atom.GetAtomicNum() == 0]
    ends = [both.GetAtomWithIdx(index).GetNeighbors()[0].GetIdx() for index in dummies]
    editable.AddBond(ends[0], ends[1], Chem.BondType.SINGLE)
    for index in ends:
        editable.GetAtomWithIdx(index).SetBoolProp("_joined", True)
    for index in sorted(dummies, reverse=True):
        editable.RemoveAtom(index)
    mol = editable.GetMol()
    Chem.SanitizeMol(mol)
    return mol, frozenset(atom.GetIdx() for atom in mol.GetAtoms() if atom.HasProp("_joined"))


@cache
def _model_end(kind: str) -> End:
    return find_ends(read_fragment(MODEL_BRIDGES[kind]))[0]
