"""Which fragment ends chemistry joins: kinds of ends, and why a joint is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import pattern

# Every pair of ends that a standard reaction joins; all other pairs are refused.
_ALLOWED: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("acyloxy", "alkyl"),  # ester from the head's acid and the bridge's alcohol
        ("amide nitrogen", "alkyl"),  # N-alkyl amide, lactam or imide
        ("alkoxy", "acyl"),  # ester, carbonate, carbamate, sulfonate, phosphate
        ("nitrogen", "acyl"),  # amide, carbamate, urea, sulfonamide
        ("azole nitrogen", "alkyl"),  # N-alkyl azole
        ("onium", "alkyl"),  # quaternary ammonium or phosphonium
        ("alkyl", "alkyl"),
        ("alkyl", "acyl"),  # ester of an ω-hydroxy acid, sulfone, phosphonate
        ("alkyl", "unsaturated"),  # nitrile
        ("alkyl", "aryl"),
        ("acyloxy", "aryl"),  # ester of a phenol
        ("amide nitrogen", "aryl"),  # anilide
        ("aryl", "acyl"),  # benzoate, aryl ketone, aryl sulfone
        ("aryl", "unsaturated"),  # benzonitrile
    )
)

_ONIUM_BONDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The atom by which a fragment is joined.

    Attributes:
        label: The attachment point's number.
        kind: `acyl`, `acyloxy`, `alkoxy`, `alkyl`, `amide nitrogen`, `aryl`, `azole nitrogen`, `nitrogen`,
            `onium`, `oxygen`, `unsaturated` or `other`.
        element: The atom's element symbol.
        has_turn: Whether a single bond to this atom can be a rotor: another neighbour, no triple bond.
    """

    label: int
    kind: str
    element: str
    has_turn: bool


def find_ends(mol: Chem.Mol) -> tuple[End, ...]:
    """Return the ends of a fragment by rising label; `[*:1]`, `[*:2]`, `[*:3]` mark them."""
    found = []
    for (index,) in mol.GetSubstructMatches(pattern("[#0]")):
        dummy = mol.GetAtomWithIdx(index)
        if dummy.GetAtomMapNum():
            atom = dummy.GetNeighbors()[0]
            turn = atom.GetDegree() > 1 and not _has_bond(atom, Chem.BondType.TRIPLE)
            end = End(label=dummy.GetAtomMapNum(), kind=_kind(atom), element=atom.GetSymbol(), has_turn=turn)
            found.append(end)
    return tuple(sorted(found, key=lambda end: end.label))


def joint_fault(first: End, second: End) -> str | None:
    """Say why two ends must not be joined, or return None where chemistry joins them."""
    if frozenset({first.kind, second.kind}) in _ALLOWED:
        return None
    elements = {first.element, second.element}
    if elements == {"O"}:
        return "O–O bond: a peroxide"
    if elements <= {"N", "O"}:
        return f"{'–'.join(sorted((first.element, second.element)))} joint"
    if {first.kind, second.kind} <= {"acyl"}:
        return "acyl–acyl joint"
    if "O" in elements and elements <= {"O", "C"} and not {"acyl", "acyloxy"} & {first.kind, second.kind}:
        return "would form an ether"
    return f"no standard reaction joins {_word(first)} to {_word(second)}"


def _word(end: End) -> str:
    """Name an end by what it is, or by its element where the rules know no such end.

    >>> _word(End(label=1, kind="other", element="Si", has_turn=True))
    'an end on Si'
    """
    return f"an end on {end.element}" if end.kind == "other" else end.kind


def _kind(atom: Chem.Atom) -> str:
    """Name the kind of end an attachment atom makes."""
    symbol = atom.GetSymbol()
    if symbol in {"N", "P"} and atom.GetFormalCharge() == 1 and atom.GetDegree() == _ONIUM_BONDS:
        return "onium"
    if symbol == "O":
        return _oxygen_kind(atom)
    if symbol == "N":
        return _nitrogen_kind(atom)
    if _is_acyl(atom):
        return "acyl"
    return _carbon_kind(atom) if symbol == "C" else "other"


def _carbon_kind(atom: Chem.Atom) -> str:
    """Tell carbon of an alkyl chain, of an arene and of another double or triple bond apart."""
    if atom.GetIsAromatic():
        return "aryl"
    return "alkyl" if atom.GetHybridization() == Chem.HybridizationType.SP3 else "unsaturated"


def _oxygen_kind(atom: Chem.Atom) -> str:
    """Tell an acid's oxygen from an alcohol's and from one bound to a heteroatom."""
    neighbours = _real_neighbours(atom)
    if any(_is_acyl(neighbour) for neighbour in neighbours):
        return "acyloxy"
    return "alkoxy" if neighbours and all(n.GetSymbol() == "C" for n in neighbours) else "oxygen"


def _nitrogen_kind(atom: Chem.Atom) -> str:
    """Tell an amide's nitrogen from an azole's and an amine's."""
    if any(_is_acyl(neighbour) for neighbour in _real_neighbours(atom)):
        return "amide nitrogen"
    if atom.GetIsAromatic():
        return "azole nitrogen"
    return "nitrogen" if all(n.GetSymbol() == "C" for n in _real_neighbours(atom)) else "other"


def _is_acyl(atom: Chem.Atom) -> bool:
    """Say whether an atom is a C, S or P doubly bound to O, N or S."""
    if atom.GetSymbol() not in {"C", "S", "P"}:
        return False
    return any(
        bond.GetBondType() == Chem.BondType.DOUBLE and bond.GetOtherAtom(atom).GetSymbol() in {"O", "N", "S"}
        for bond in atom.GetBonds()
    )


def _real_neighbours(atom: Chem.Atom) -> list[Chem.Atom]:
    """Return the neighbours that are no attachment points."""
    return [neighbour for neighbour in atom.GetNeighbors() if neighbour.GetAtomicNum() != 0]


def _has_bond(atom: Chem.Atom, kind: Chem.BondType) -> bool:
    """Say whether an atom has a bond of a kind."""
    return any(bond.GetBondType() == kind for bond in atom.GetBonds())
