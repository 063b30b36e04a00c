"""One normal form for every drawing of a molecule.

Charge-separated drawings (`[S+][O-]`), other resonance forms of an ion, alkali metals drawn with a covalent
bond, dative bonds and the O–H tautomers of amides, sulfonamides and sulfonimides are drawings of one
molecule, so they are read as one. Real ions stay as they are: zwitterions whose charges are not on
neighbouring atoms, salts, N-oxides, nitro groups, nitrogen ylides; and an acid keeps its hydrogen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from rdkit import Chem, rdBase
from rdkit.Chem.MolStandardize import rdMolStandardize

# Elements that take more than eight electrons: next to an anion they make a double bond with it.
_ONIUM: Final = "S,Se,Te,P,As,$(I[#6])"
_SEPARATED: Final = tuple(
    (f"[{_ONIUM};+{charge}:1]-[O,S,Se,N,C;-1;!$(*[#7+]):2]", f"[*+{charge - 1}:1]=[*+0:2]")
    for charge in (1, 2, 3)
)
# SMIRKS by what a note calls them.
_RULES: Final = {
    "charge-separated bond": (
        *_SEPARATED,
        ("[N;-1;X1,X2:1]-[N;+1;X2:2]#[N;X1;+0:3]", "[*+0:1]=[*+1:2]=[*-1:3]"),
        ("[C;-1;X3:1]-[N;+1;X2:2]#[N;X1;+0:3]", "[*+0:1]=[*+1:2]=[*-1:3]"),
        ("[O,S,N;-1:1]-[C;+0:2]=[N,O,S;+1:3]", "[*+0:1]=[*:2]-[*+0:3]"),
        ("[C;+1;X3:1]-[O,S,Se,N,C;-1:2]", "[*+0:1]=[*+0:2]"),
        ("[C;+1;X2:1](=[O,S,N;+0:3])-[N;-1:2]", "[*+0:1](=[*:3])=[*+0:2]"),
        ("[C;+1;X2:1]=[N;-1;X1:2]", "[*+0:1]#[*+0:2]"),
        ("[N;+1;X2:1]#[C:2]-[O,S;-1;X1:3]", "[*+0:1]=[*:2]=[*+0:3]"),
        ("[O,S;-1:1]-[c;+0:2]:[n;+1;X3:3]", "[*+0:1]=[*:2]:[*+0:3]"),
        ("[O,S;-1:1]-[c;+0:2]:[c:3]:[c:4]:[n;+1;X3:5]", "[*+0:1]=[*:2]:[*:3]:[*:4]:[*+0:5]"),
    ),
    "cumulated anion": (("[N;-1;X1:1]=[C;X2:2]=[N,C;+0:3]", "[*+0:1]#[*:2]-[*-1:3]"),),
    "tautomer of a sulfonamide": (
        ("[OX2;H1;+0:1]-[S;X4:2](=O)=[N;X2;H0;+0:3]", "[OH0:1]=[*:2](=O)-[NH1:3]"),
        ("[OX2;H1;+0:1]-[S;X4:2](=O)=[N;X2;H1;+0:3]", "[OH0:1]=[*:2](=O)-[NH2:3]"),
    ),
    "tautomer of an amide": (
        ("[OX2;H1;+0:1]-[C;X3;+0:2]=[N;X2;H0;+0:3]", "[OH0:1]=[*:2]-[NH1:3]"),
        ("[OX2;H1;+0:1]-[C;X3;+0:2]=[N;X2;H1;+0:3]", "[OH0:1]=[*:2]-[NH2:3]"),
    ),
    "tautomer of a sulfur acid": (
        ("[S;X4;H1;+0:1](=[O;X1:2])=[O;X1:3]", "[SH0:1](-[OH1:2])=[*:3]"),
        ("[S;X3;H1;+0:1]=[O;X1:2]", "[SH0:1]-[OH1:2]"),
    ),
}
_METAL: Final = "[Li,Na,K,Rb,Cs;+0;D1]-[N,n,O,S,F,Cl,Br,I]"
# Not metals: a bond to one is a coordination, and stays so.
_ACCEPTORS: Final = frozenset({5, 6, 7, 8, 13, 14, 16, 34})  # B, C, N, O, Al, Si, S, Se
# A charge that resonance moves: its first and last atom, whose charges change places.
_MOVING: Final = (
    "[#7;+1;X3;!$(*-[O-]):1]=,:[#6;+0]-,:[#7;+0;X3;!$(*-[O-])]",
    "[O,S,N,C;-1;!$(*~[#6,#7,#8,#15,#16;+1,+2])]-[#6,#16,#15;+0]=[O,S,N,C;+0;!$(*~[#7+])]",
    "[n;-1]:[n,c]:[n;+0;X2]",
    "[n;-1]:[n;+0;X2]",
)
# Where an anion's charge is drawn, the least usual first: salts have it on N, or on C beside sulfonyls.
_SEATS: Final = ("[C-,c-;!$(*S(=O)=O)]", "[O-]", "[N-,n-]", "[S-]")
_MOST_FORMS: Final = 32
_SIGNS: Final = frozenset("+-")
_ACIDS: Final = frozenset("OS")
_IMINES: Final = ("=N", "N=", "=[N", "N]=")


def normalise(mol: Chem.Mol, text: str) -> tuple[Chem.Mol, tuple[str, ...]]:
    """Return the normal form of a molecule and what had to be redrawn.

    Args:
        mol: A sanitised molecule, or a fragment with attachment points.
        text: The SMILES that it was read from: most are seen to be normal by that.
    """
    if not _may_be_redrawn(text) or not mol.HasSubstructMatch(_trigger()):
        return mol, ()
    changed = []
    for name, step in _steps():
        try:
            with rdBase.BlockLogs():
                found = step(mol)
        except (RuntimeError, ValueError):  # RDKit refuses an odd molecule: it stays as it is drawn
            continue
        if found is not mol and (again := _read_again(found)) is not None:
            if Chem.MolToSmiles(again) != Chem.MolToSmiles(mol):
                changed.append(name)
            mol = again
    return mol, tuple(changed)


def free_metals(mol: Chem.Mol) -> Chem.Mol:
    """Return the molecule with covalently drawn alkali metals as separate ions."""
    freed = Chem.RWMol(mol)
    for metal, anchor in mol.GetSubstructMatches(_compiled(_METAL)):
        freed.RemoveBond(metal, anchor)
        freed.GetAtomWithIdx(metal).SetFormalCharge(1)
        held = freed.GetAtomWithIdx(anchor)
        held.SetFormalCharge(held.GetFormalCharge() - 1)
    return freed.GetMol()


def separate_datives(mol: Chem.Mol) -> Chem.Mol:
    """Return the molecule with dative bonds to non-metals and Al as single ones between charges.

    `N->B` is read as `[N+][B-]`, and `S->O` as `[S+][O-]`.

    Args:
        mol: Not yet sanitised: RDKit refuses most dative bonds to boron.
    """
    drawn = Chem.RWMol(mol)
    for bond in drawn.GetBonds():
        donor, acceptor = bond.GetBeginAtom(), bond.GetEndAtom()
        if bond.GetBondType() == Chem.BondType.DATIVE and acceptor.GetAtomicNum() in _ACCEPTORS:
            bond.SetBondType(Chem.BondType.SINGLE)
            donor.SetFormalCharge(donor.GetFormalCharge() + 1)
            acceptor.SetFormalCharge(acceptor.GetFormalCharge() - 1)
    return drawn.GetMol()


def _may_be_redrawn(text: str) -> bool:
    """Return whether a SMILES could be another drawing: with a charge, a metal, an S–H, or O or S and =N."""
    return (
        not _SIGNS.isdisjoint(text)
        or any(atom in text for atom in ("[Li", "[Na", "[K", "[Rb", "[Cs", "[SH"))
        or (not _ACIDS.isdisjoint(text) and any(bond in text for bond in _IMINES))
    )


def _steps() -> Iterator[tuple[str, Callable[[Chem.Mol], Chem.Mol]]]:
    yield "covalent bond to a metal", free_metals
    for name in _RULES:
        yield name, _normalizer(name).normalize
    yield "resonance form of an ion", _choose_form


@cache
def _trigger() -> Chem.Mol:
    """Return the pattern of any atom where some rule may begin."""
    starts = [before for rules in _RULES.values() for before, _ in rules]
    return _compiled("[" + ",".join(f"$({smarts})" for smarts in (*starts, _METAL, *_MOVING)) + "]")


@cache
def _compiled(smarts: str) -> Chem.Mol:
    return Chem.MolFromSmarts(smarts)


@cache
def _normalizer(name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - RDKit's stubs lack the class
    lines = [f"{name}\t{before}>>{after}" for before, after in _RULES[name]]
    with rdBase.BlockLogs():
        return rdMolStandardize.NormalizerFromData("\n".join(lines), rdMolStandardize.CleanupParameters())


def _read_again(mol: Chem.Mol) -> Chem.Mol | None:
    """Return a redrawn molecule, read from its own SMILES; `None` if that is not valid."""
    with rdBase.BlockLogs():
        return Chem.MolFromSmiles(Chem.MolToSmiles(mol))


def _choose_form(mol: Chem.Mol) -> Chem.Mol:
    """Return one resonance form of an ion, whichever was drawn: with its charge on the most usual atom."""
    forms = {Chem.MolToSmiles(mol): mol}
    waiting = [mol]
    while waiting and len(forms) < _MOST_FORMS:
        for other in _neighbours(waiting.pop()):
            smiles = Chem.MolToSmiles(other)
            if smiles not in forms:
                forms[smiles] = other
                waiting.append(other)
    # Of equal forms the last by the alphabet: the shipped tables have imidazolium charges there.
    best = min(sorted(forms, reverse=True), key=lambda smiles: (_seat(forms[smiles]), len(smiles)))
    return forms[best]


def _seat(mol: Chem.Mol) -> tuple[int, ...]:
    """Return how many charges stand on less usual atoms, the least usual first."""
    return tuple(len(mol.GetSubstructMatches(_compiled(seat))) for seat in _SEATS)


def _neighbours(mol: Chem.Mol) -> Iterator[Chem.Mol]:
    """Yield the resonance forms in which one charge has moved by two bonds, or round a ring."""
    for smarts in _MOVING:
        for first, *middle, last in mol.GetSubstructMatches(_compiled(smarts), uniquify=False):
            moved = _move(mol, first, middle[0] if middle else None, last)
            if moved is not None:
                yield moved


def _move(mol: Chem.Mol, first: int, middle: int | None, last: int) -> Chem.Mol | None:
    moved = Chem.RWMol(mol)
    one, other = moved.GetAtomWithIdx(first), moved.GetAtomWithIdx(last)
    charge = one.GetFormalCharge()
    one.SetFormalCharge(0)
    other.SetFormalCharge(charge)
    if middle is not None:
        bonds = [moved.GetBondBetweenAtoms(index, middle) for index in (first, last)]
        if not all(bond.GetIsAromatic() for bond in bonds):
            kinds = [bond.GetBondType() for bond in bonds]
            for bond, kind in zip(bonds, reversed(kinds), strict=True):
                bond.SetBondType(kind)
    return _read_again(moved.GetMol())
