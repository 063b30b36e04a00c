"""Joining fragments as text: each is written once with open ring closures, a product is one concatenation.

Parsing a ring-closure-joined SMILES is the quickest explicit route to a product: one parse, no reaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, read_fragment
from monodesign.chem.polymerisation import find_alkenes, opened
from monodesign.errors import InvalidFragment, InvalidSmiles
from monodesign.space.fragments import Fragment
from monodesign.space.templates import Shape, Templates

# Ring closures of the head's joint and of the two ligands'; RDKit numbers a fragment's own from 1.
_CLOSURES: Final = {1: "%90", 2: "%91", 3: "%92"}
_TOKEN: Final = re.compile(r"\[[^\]]+\]|Br|Cl|%\d\d|.")
# A mark of stereo, or an isotope.
_STEREO: Final = re.compile(r"[@/\\]|\[\d")
_ATTACHMENT: Final = re.compile(r"\[\*:(\d)\]")


def _plain_parameters() -> Chem.SmilesParserParams:
    """Return how plain text is parsed: as it stands."""
    parameters = Chem.SmilesParserParams()
    for name in ("sanitize", "removeHs", "parseName", "allowCXSMILES"):
        setattr(parameters, name, False)
    return parameters


_PLAIN: Final = _plain_parameters()
_TEMPLATES: Final = Templates()


class Piece(NamedTuple):
    """A fragment as joinable text.

    `is_plain` says that it holds no stereo marks and no atom in two rings: joined to others of the kind, its
    perceived aromaticity and rings stay what they are, and a product needs no sanitising.
    """

    text: str
    is_plain: bool
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPieces:
    """A head as joinable text in its three states: monomer, saturated unit, and repeat unit with two `*`."""

    monomer: Piece
    unit: Piece
    repeat: Piece


def write_head(head: Fragment) -> HeadPieces:
    """Write a head as joinable text, as a monomer and polymerised.

    Raises:
        InvalidFragment: Its stereo cannot be written at the attachment point.
    """
    mol = read_fragment(head.smiles)
    alkenes = [alkene for alkene in find_alkenes(mol) if alkene.is_polymerisable]
    states = (mol, opened(mol, alkenes, stars=None), opened(mol, alkenes, stars="all"))
    monomer, unit, repeat = (_piece(canonical_smiles(state), _CLOSURES, name=head.name) for state in states)
    return HeadPieces(monomer=monomer, unit=unit, repeat=repeat)


def write_bridge(bridge: Fragment) -> Piece:
    """Write a bridge as joinable text.

    Raises:
        InvalidFragment: Its stereo cannot be written at an attachment point.
    """
    return _piece(bridge.smiles, _CLOSURES, name=bridge.name)


def write_ligand(ligand: Fragment, *, label: int = 2) -> Piece:
    """Write a ligand as joinable text for the bridge's end of a label (2 or 3).

    Raises:
        InvalidFragment: Its stereo cannot be written at the attachment point.
    """
    return _piece(ligand.smiles, {1: _CLOSURES[label]}, name=ligand.name)


def _piece(smiles: str, closures: dict[int, str], *, name: str) -> Piece:
    """Make the piece of a fragment's canonical SMILES."""
    # Bound to a name, because RDKit's ring information dies with its molecule.
    mol = read_fragment(smiles)
    rings = mol.GetRingInfo()
    shared = any(rings.NumAtomRings(atom) > 1 for ring in rings.AtomRings() for atom in ring)
    is_plain = not shared and not _STEREO.search(smiles)
    return make_piece(joinable(smiles, closures, name=name), is_plain=is_plain)


def make_piece(text: str, *, is_plain: bool) -> Piece:
    """Make a piece of text with open ring closures for its ends.

    >>> make_piece("C%90CO%91", is_plain=True).shape.ends
    (0, 2)
    """
    ends: dict[str, int] = {}
    n_atoms = 0
    for token in _TOKEN.findall(text):
        if token in _CLOSURES.values():
            ends[token] = n_atoms - 1
        n_atoms += token[0].isalpha() or token[0] in "[*"
    shape = Shape(text=text, n_atoms=n_atoms, ends=tuple(ends[closure] for closure in sorted(ends)))
    return Piece(text=text, is_plain=is_plain, shape=shape)


def joined(*pieces: Piece) -> str:
    """Join head, bridge and ligands and return the canonical SMILES.

    Plain pieces take a short way: parse, count hydrogens, write by templates. It gives what full sanitising
    gives, since joints are single bonds outside rings and change no ring, no aromaticity and no valence.

    Raises:
        InvalidFragment: The fragments do not make a molecule.

    >>> texts = ("C=CC(=O)O%90", "C%90CO%91", "C%91(=O)OCCC")
    >>> joined(*(make_piece(text, is_plain=True) for text in texts))
    'C=CC(=O)OCCOC(=O)OCCC'
    """
    text = ".".join([piece.text for piece in pieces])
    for piece in pieces:
        if not piece.is_plain:
            return _sanitised(text)
    mol = Chem.MolFromSmiles(text, _PLAIN)
    mol.UpdatePropertyCache(False)
    # Without stereo marks and isotopes the isomeric SMILES is the plain one.
    return _TEMPLATES.write(mol, [piece.shape for piece in pieces])


def _sanitised(text: str) -> str:
    """Return the canonical SMILES of joined text, sanitised in full.

    Raises:
        InvalidFragment: The text is no molecule.
    """
    mol = Chem.MolFromSmiles(text)
    if mol is None:
        raise InvalidFragment(f"'{text}': these fragments do not form a molecule; check their valences")
    return canonical_smiles(mol)


def joinable(smiles: str, closures: dict[int, str], *, name: str) -> str:
    """Return a fragment's text with every `[*:k]` replaced by an open ring closure on its neighbour.

    The order of a stereo atom's neighbours changes when one becomes a ring closure, so the orientation of
    such an atom is chosen by reading the text back.

    Raises:
        InvalidFragment: No orientation reads back as the fragment.
    """
    tokens, parents = _split(smiles, closures)
    stereo = [index for index in parents if "@" in tokens[index]]
    caps = "".join(
        f".[*:{label}]{closure}" for label, closure in closures.items() if f"[*:{label}]" in smiles
    )
    for choice in product((False, True), repeat=len(stereo)):
        flipped = dict(zip(stereo, choice, strict=True))
        text = "".join(_flipped(token) if flipped.get(n) else token for n, token in enumerate(tokens))
        if _reads_back(text + caps, smiles):
            return text
    raise InvalidFragment(
        f"{name}: '{smiles}' cannot be joined with its stereochemistry kept; remove the stereo mark"
    )


def _reads_back(text: str, smiles: str) -> bool:
    """Say whether a text with its ends capped is the fragment."""
    try:
        return canonical_smiles(read_fragment(text)) == smiles
    except InvalidSmiles:
        return False


def _split(smiles: str, closures: dict[int, str]) -> tuple[list[str], list[int]]:
    """Return the text's pieces without attachment points, and the indices of the atoms that had one."""
    tokens: list[str] = []
    branches: list[int] = []
    parents: list[int] = []
    atom = -1
    waiting = ""
    for piece in _TOKEN.findall(smiles):
        attachment = _ATTACHMENT.fullmatch(piece)
        if attachment and atom < 0:
            waiting = closures[int(attachment[1])]
        elif attachment:
            # On the atom itself, so that it stands before the atom's own ring closures and branches.
            tokens[atom] += closures[int(attachment[1])]
            parents.append(atom)
        elif piece in "()":
            atom = _branch(piece, atom, branches, tokens)
        else:
            tokens.append(piece + waiting)
            if piece[0].isalpha() or piece[0] in "[*":
                atom = len(tokens) - 1
                parents += [atom] if waiting else []
                waiting = ""
    return tokens, parents


def _branch(parenthesis: str, atom: int, branches: list[int], tokens: list[str]) -> int:
    """Open or end a branch, or drop one that held an attachment point alone; return where it began."""
    if parenthesis == "(":
        branches.append(atom)
        tokens.append("(")
        return atom
    if tokens[-1] == "(":
        tokens.pop()
    else:
        tokens.append(")")
    return branches.pop()


def _flipped(token: str) -> str:
    """Return an atom's token with its orientation reversed."""
    return token.replace("@@", "@") if "@@" in token else token.replace("@", "@@")
