"""One spelling per polymer, whatever the frame, direction or multiple its repeat unit is written in."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rdkit import Chem, rdBase
from rdkit.Chem import Mol

from monodesign.chem.molecules import molar_mass_g_mol, parse_chemistry, pattern
from monodesign.errors import InvalidSmiles
from monodesign.formulation.species import find_fault, free_lithium

_END_MARKS: Final = re.compile(r"\[(?:Cu|Au|Ca|Mg)\]|\[\*(?::\d+)?\]|\[\d+\*\]")


def mark_ends(smiles: str) -> str:
    """Return the repeat unit with `*` in place of the end markers of the public tables.

    >>> mark_ends("[Cu]CCO[Au]")
    '*CCO*'
    """
    return _END_MARKS.sub("*", smiles.strip())


def count_ends(smiles: str) -> int:
    """Return how many attachment points a repeat unit has after its end markers were read."""
    return mark_ends(smiles).count("*")


def find_ends(mol: Mol) -> list[int]:
    """Return the attachment points of a repeat unit, in atom order."""
    return [match[0] for match in mol.GetSubstructMatches(pattern("[#0]"))]


def find_unit_fault(psmiles: str) -> str:
    """Return why a molecule that can be read is not a repeat unit; empty if it is one.

    Every chain that passes through a unit leaves two ends, so that one which crosslinks has four or more.

    >>> find_unit_fault("*CC(*)C*")
    'has 3 attachment points *: a repeat unit needs two, a crosslinking one an even number'
    """
    mol = _parse_unit(psmiles)
    if fault := _find_end_fault(mol):
        return fault
    if fault := find_fault(mol):
        return fault
    units, others = _split_parts(mol)
    if len(units) > 1:
        return "contains several repeat units: write a copolymer as A|B"
    neutral = [Chem.MolToSmiles(part) for part in others if not Chem.GetFormalCharge(part)]
    if neutral:
        return f"contains {neutral[0]!r} besides the repeat unit; only ions are allowed there"
    return ""


def _find_end_fault(mol: Mol) -> str:
    ends = [mol.GetAtomWithIdx(index) for index in find_ends(mol)]
    if len(ends) == 1:
        return "has one attachment point *: a repeat unit needs two"
    if len(ends) % 2:
        return (
            f"has {len(ends)} attachment points *: a repeat unit needs two, a crosslinking one an even number"
        )
    if any(other.GetAtomicNum() == 0 for end in ends for other in end.GetNeighbors()):
        return "has attachment points * bound to each other: a repeat unit needs atoms between them"
    return ""


@lru_cache(maxsize=65536)
def net_charge(psmiles: str) -> int:
    """Return a repeat unit's charge in e, its ions included; below 0 means that Li⁺ balances it.

    >>> net_charge("*CC(*)c1ccc(S(=O)(=O)[O-])cc1")
    -1
    """
    if not {"+", "-"} & {*psmiles}:  # no ion is written without
        return 0
    return int(Chem.GetFormalCharge(_parse_unit(psmiles)))


def unit_mass_g_mol(psmiles: str) -> float:
    """Return the molar mass of a repeat unit in g/mol, its ends weighing nothing.

    >>> round(unit_mass_g_mol("*CCO*"), 2)
    44.05
    """
    return molar_mass_g_mol(_parse_unit(psmiles))


@lru_cache(maxsize=65536)
def canonical_polymer(psmiles: str) -> str:
    """Return the one PSMILES of a polymer, independent of frame, direction and multiple.

    The chain is closed on itself, its shortest period found, that period opened at every single bond of the
    backbone that is not in a ring, and the shortest (then first) canonical SMILES kept. Stereo marks are
    dropped: the tables seldom carry them. So are isotopes, which change no property, and Li⁺ beside a charged
    unit or bound to it: the charge implies it. A unit with other than two attachment points keeps its own
    canonical SMILES.

    >>> canonical_polymer("[Cu]CCO[Au]") == canonical_polymer("*OCCOCC*")
    True

    Raises:
        InvalidSmiles: It does not parse, is too large, or has no attachment point.
    """
    mol, ions = _split_ions(free_lithium(_parse_unit(psmiles)))
    Chem.RemoveStereochemistry(mol)
    ends = find_ends(mol)
    if len(ends) != 2 or not _are_open_ends(mol, ends):
        return ".".join([str(Chem.MolToSmiles(mol)), *ions])
    backbone = list(Chem.GetShortestPath(mol, *ends))[1:-1]
    if len(backbone) <= 2 and not _may_repeat(mol, 2):
        # A chain …abab… reads the same in both frames: nothing to choose, and most monomers end here.
        return ".".join([str(Chem.MolToSmiles(mol)), *ions])
    ring, cuts, n_cuts = _close(mol, ends, backbone)
    period = n_cuts if ions else _shortest_period(ring, cuts, n_cuts)
    stops = [*cuts[period:], *cuts[:period]]
    frames = {_open(ring, start, stop) for start, stop in zip(cuts[:period], stops[:period], strict=True)}
    return ".".join([min(frames, key=lambda text: (len(text), text)), *ions])


def _parse_unit(psmiles: str) -> Mol:
    mol = parse_chemistry(mark_ends(psmiles))
    if not find_ends(mol):
        raise InvalidSmiles(f"{psmiles[:60]!r} has no attachment point *: a repeat unit needs two")
    return mol


def _split_ions(mol: Mol) -> tuple[Mol, list[str]]:
    """Take off the parts without attachment points; Li⁺ is left out, being implied by a unit's charge."""
    units, others = _split_parts(mol)
    ions = sorted(Chem.MolToSmiles(part) for part in others)
    unit = units[0]
    for other in units[1:]:
        unit = Chem.CombineMols(unit, other)
    return unit, [ion for ion in ions if ion != "[Li+]"]


def _split_parts(mol: Mol) -> tuple[list[Mol], list[Mol]]:
    """Return the parts with attachment points and those without."""
    if len(Chem.GetMolFrags(mol)) == 1:
        return [mol], []
    parts = Chem.GetMolFrags(mol, asMols=True)
    return [part for part in parts if find_ends(part)], [part for part in parts if not find_ends(part)]


def _are_open_ends(mol: Mol, ends: list[int]) -> bool:
    """Return whether both ends hang on one single bond each, in one and the same part, not on each other."""
    atoms = [mol.GetAtomWithIdx(index) for index in ends]
    if any(
        atom.GetDegree() != 1 or atom.GetBonds()[0].GetBondType() != Chem.BondType.SINGLE for atom in atoms
    ):
        return False
    return len(Chem.GetShortestPath(mol, *ends)) > 2


def _close(mol: Mol, ends: list[int], inner: list[int]) -> tuple[Mol, list[tuple[int, int]], int]:
    """Join the two ends to a ring.

    A unit with one or two backbone atoms would be bound to itself, so it is put in three or two times.

    Returns:
        The ring, its backbone bonds that can be opened (directed pairs of atoms), and how many belong to one
        unit.
    """
    copies = {1: 3, 2: 2}.get(len(inner), 1)
    n_atoms = mol.GetNumAtoms()
    chain = Chem.RWMol()
    cuts: list[tuple[int, int]] = []
    for copy in range(copies):
        chain.InsertMol(mol)
        shift = copy * n_atoms
        cuts += [(left + shift, right + shift) for left, right in _backbone_cuts(mol, inner)]
        cuts.append((inner[-1] + shift, inner[0] + (copy + 1) % copies * n_atoms))
    for copy in range(copies):
        chain.AddBond(*cuts[(copy + 1) * len(cuts) // copies - 1], Chem.BondType.SINGLE)
        for end in ends:
            chain.GetAtomWithIdx(end + copy * n_atoms).SetIntProp("_end", 1)
    ring, renumbered = _without_ends(chain, cuts)
    return ring, renumbered, len(cuts) // copies


def _may_repeat(mol: Mol, n_pieces: int) -> bool:
    """Return whether the atoms, ends left out, could fall into that many equal pieces."""
    elements = Counter(atom.GetAtomicNum() for atom in mol.GetAtoms() if atom.GetAtomicNum())
    return all(count % n_pieces == 0 for count in elements.values())


def _backbone_cuts(mol: Mol, inner: list[int]) -> list[tuple[int, int]]:
    """Return the single bonds along the backbone that are not in a ring."""
    bonds = [(left, right, mol.GetBondBetweenAtoms(left, right)) for left, right in pairwise(inner)]
    return [
        (left, right)
        for left, right, bond in bonds
        if bond.GetBondType() == Chem.BondType.SINGLE and not bond.IsInRing()
    ]


def _without_ends(chain: Mol, cuts: list[tuple[int, int]]) -> tuple[Mol, list[tuple[int, int]]]:
    """Take the end atoms out and renumber the cuts."""
    doomed = sorted(atom.GetIdx() for atom in chain.GetAtoms() if atom.HasProp("_end"))
    kept = [index for index in range(chain.GetNumAtoms()) if index not in set(doomed)]
    renumbered = {old: new for new, old in enumerate(kept)}
    for index in reversed(doomed):
        chain.RemoveAtom(index)
    return chain.GetMol(), [(renumbered[left], renumbered[right]) for left, right in cuts]


def _open(ring: Mol, start: tuple[int, int], stop: tuple[int, int], *, is_directed: bool = False) -> str:
    """Return the SMILES of the chain between two cuts: after `start`, up to `stop`, ends marked `*`."""
    opened = Chem.RWMol(ring)
    for left, right in {start, stop}:
        opened.RemoveBond(left, right)
    head, tail = (1, 2) if is_directed else (0, 0)
    for anchor, label in ((start[1], head), (stop[0], tail)):
        dummy = Chem.Atom(0)
        dummy.SetIsotope(label)
        opened.AddBond(anchor, opened.AddAtom(dummy), Chem.BondType.SINGLE)
    parts = Chem.GetMolFrags(opened.GetMol(), asMols=True, sanitizeFrags=False)
    unit = next(part for part in parts if find_ends(part))
    with rdBase.BlockLogs(), suppress(Chem.MolSanitizeException):  # one that breaks a rule is kept as it is
        Chem.SanitizeMol(unit)
    return str(Chem.MolToSmiles(unit))


def _shortest_period(ring: Mol, cuts: list[tuple[int, int]], n_cuts: int) -> int:
    """Return after how many backbone cuts the chain repeats itself; a unit holds `n_cuts` of them."""
    around = [*cuts, cuts[0]]
    for period in range(1, n_cuts):
        if n_cuts % period or not _may_repeat(ring, n_cuts // period):
            continue
        edges = around[: n_cuts + 1 : period]
        pieces = {_open(ring, start, stop, is_directed=True) for start, stop in pairwise(edges)}
        if len(pieces) == 1:
            return period
    return n_cuts
