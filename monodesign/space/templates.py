"""Canonical SMILES of joined pieces, put together from what RDKit wrote of the same pieces before.

RDKit writes a SMILES by walking from the atom of lowest canonical rank, at every branch to the neighbour of
lowest rank first. So the text of a piece follows from three things: where the walk comes in, in which order
its atoms and those it is joined to rank, and how many ring closures are open. Ranking takes a fifth of the
time of writing; a text that was met under the same three conditions is taken from memory, any other written
by RDKit and remembered. The walk never closes a ring through a joint, since joints make no ring.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from rdkit import Chem

_ATOM: Final = re.compile(r"\[[^\]]*\]|Br|Cl|[A-Za-z*]")
_RING: Final = re.compile(r"\[[^\]]*\]|(%\d\d|\d)")
_ORDER: Final = "_smilesAtomOutputOrder"
# Far more than the texts of any library; beyond it memory counts more than time.
_MOST: Final = 500_000
_PLAIN: Final = Chem.SmilesWriteParams()
_PLAIN.doIsomericSmiles = False  # type: ignore[assignment]  # RDKit's stubs type it wrongly
# The bridge among the pieces; the others hang on it.
_BRIDGE: Final = 1


class Shape(NamedTuple):
    """A piece as templates see it.

    Attributes:
        text: What it is known by.
        n_atoms: Its number of atoms.
        ends: Its atoms that are joined (0-based), by rising number of the ring closure.
    """

    text: str
    n_atoms: int
    ends: tuple[int, ...]


class _Template(NamedTuple):
    """The text of a piece, cut at its joints.

    Attributes:
        parts: The text before, between and behind the holes.
        holes: For each hole the piece that goes there, and how many ring closures are open.
    """

    parts: tuple[str, ...]
    holes: tuple[tuple[int, int], ...]


# Text of the piece, where the walk comes in (a piece; itself where it starts), open rings, order of ranks.
_Key = tuple[str, int, int, tuple[int, ...]]


class Templates:
    """Writes canonical SMILES of molecules joined from pieces without stereo marks."""

    def __init__(self) -> None:
        self._known: dict[_Key, _Template] = {}

    def write(self, mol: Chem.Mol, shapes: Sequence[Shape]) -> str:
        """Return the canonical SMILES.

        Args:
            mol: The molecule, its atoms in the order of the pieces, its implicit hydrogens counted.
            shapes: Head, bridge, and one or two ligands, each joined to the bridge's end of its number.
        """
        # Atom by atom through map, because RDKit's vector iterates at half the speed.
        rank = Chem.CanonicalRankAtoms(mol, breakTies=True, includeChirality=False).__getitem__
        ranks = list(map(rank, range(mol.GetNumAtoms())))
        orders, start = _order(shapes, ranks)
        text = self._assemble(shapes, orders, start, start, 0)
        return self._learn(mol, shapes, orders, start) if text is None else text

    def _assemble(
        self, shapes: Sequence[Shape], orders: Sequence[tuple[int, ...]], at: int, source: int, n_open: int
    ) -> str | None:
        """Return the text of a piece and what hangs on it, or None where a part of it is not known."""
        template = self._known.get((shapes[at].text, source, n_open, orders[at]))
        if template is None:
            return None
        parts = [template.parts[0]]
        for (child, n_inner), part in zip(template.holes, template.parts[1:], strict=True):
            inner = self._assemble(shapes, orders, child, at, n_inner)
            if inner is None:
                return None
            parts += (inner, part)
        return "".join(parts)

    def _learn(
        self, mol: Chem.Mol, shapes: Sequence[Shape], orders: Sequence[tuple[int, ...]], start: int
    ) -> str:
        """Let RDKit write the text, and remember what it wrote of each piece."""
        text = str(Chem.MolToSmiles(mol, _PLAIN))
        if len(self._known) > _MOST:
            self._known.clear()
        spans = _find_spans(
            text, [int(atom) for atom in re.findall(r"\d+", mol.GetProp(_ORDER))], shapes, start
        )
        n_open = [_count_open(text[: span.start]) for span in spans]
        if None in n_open:
            return text
        for at, span in enumerate(spans):
            source = start if at in (start, _BRIDGE) else _BRIDGE
            inner = _children(at, source, len(shapes))
            inner.sort(key=lambda child: spans[child].start)
            cuts = [
                span.start,
                *(edge for child in inner for edge in (spans[child].start, spans[child].stop)),
            ]
            ends = [*cuts[1::2], span.stop]
            parts = tuple(text[cut:end] for cut, end in zip(cuts[::2], ends, strict=True))
            holes = tuple((child, n_open[child] or 0) for child in inner)
            self._known[shapes[at].text, source, n_open[at] or 0, orders[at]] = _Template(parts, holes)
        return text


def _children(at: int, source: int, n_pieces: int) -> list[int]:
    """Return the pieces that the walk enters from a piece it entered from `source`, or started in."""
    joined = [piece for piece in range(n_pieces) if piece != _BRIDGE] if at == _BRIDGE else [_BRIDGE]
    return [piece for piece in joined if piece != source]


def _order(shapes: Sequence[Shape], ranks: list[int]) -> tuple[list[tuple[int, ...]], int]:
    """Return the order of each piece's atoms and of those it is joined to, and where the walk starts."""
    bridge, first = shapes[_BRIDGE], shapes[0].n_atoms
    lowest = ranks.index(0)
    offset, start = 0, 0
    orders: list[tuple[int, ...]] = []
    outer: list[int] = []
    inner: list[int] = []
    for at, shape in enumerate(shapes):
        end = offset + shape.n_atoms
        own = ranks[offset:end]
        if at == _BRIDGE:
            inner = own
        else:
            outer.append(own[shape.ends[0]])
            own.append(ranks[first + bridge.ends[len(outer) - 1]])
        orders.append(() if at == _BRIDGE else _argsort(own))
        start = at if offset <= lowest < end else start
        offset = end
    orders[_BRIDGE] = _argsort(inner + outer)
    return orders, start


def _argsort(values: list[int]) -> tuple[int, ...]:
    return tuple(sorted(range(len(values)), key=values.__getitem__))


def _find_spans(text: str, order: Sequence[int], shapes: Sequence[Shape], start: int) -> list[slice]:
    """Return where in a SMILES each piece stands, with everything that hangs on it."""
    place = dict(zip(order, (match.start() for match in _ATOM.finditer(text)), strict=True))
    offsets = [0]
    for shape in shapes:
        offsets.append(offsets[-1] + shape.n_atoms)
    spans = []
    for at, shape in enumerate(shapes):
        if at == start:
            spans.append(slice(0, len(text)))
            continue
        # The bridge is entered at the end that the piece hangs on in which the walk started.
        end = shape.ends[max(start - 1, 0)] if at == _BRIDGE else shape.ends[0]
        begin = place[offsets[at] + end]
        spans.append(slice(begin, _branch_end(text, begin)))
    return spans


def _branch_end(text: str, begin: int) -> int:
    """Return where the branch or chain that begins somewhere ends."""
    depth = 0
    for place in range(begin, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth < 0:
            return place
    return len(text)


def _count_open(text: str) -> int | None:
    """Return how many ring closures are open behind a text, or None where they are not the first numbers."""
    opened: set[str] = set()
    for match in _RING.finditer(text):
        opened ^= {match[1]} if match[1] else set()
    return len(opened) if opened == {str(number + 1) for number in range(len(opened))} else None
