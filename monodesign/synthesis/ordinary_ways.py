"""Ordinary ways to building blocks that no list of compounds holds (`libraries/ordinary_ways.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rdkit import Chem

from monodesign.chem.molecules import pattern
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import parse_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinaryWay:
    """How a kind of building block is usually made.

    Attributes:
        kind: What kind it is.
        smarts: How it is recognised.
        lacks: SMARTS of what the way would not leave alone; empty for nothing.
        way: The steps in words.
    """

    kind: str
    smarts: str
    lacks: str
    way: str


@lru_cache(maxsize=4)
def load_ordinary_ways(path: Path | None = None) -> tuple[OrdinaryWay, ...]:
    """Load the ways in file order.

    Raises:
        InvalidTable: A pattern does not parse; the message names all of them.
    """
    return parse_rows(path or LIBRARIES / "ordinary_ways.csv", _way)


def _way(row: dict[str, str]) -> OrdinaryWay:
    for smarts in filter(None, (row["smarts"], row["lacks"])):
        pattern(smarts)
    return OrdinaryWay(kind=row["kind"], smarts=row["smarts"], lacks=row["lacks"], way=row["way"])


def find_ordinary_way(mol: Chem.Mol) -> str:
    """Say how a building block is usually made: the first way of the file that fits; empty for none.

    >>> from monodesign.chem.molecules import parse
    >>> find_ordinary_way(parse("CC(CO)CNC")).split(" and ")[0]
    'Boc-protect the primary amino alcohol'
    """
    return next(
        (
            item.way
            for item in load_ordinary_ways()
            if mol.HasSubstructMatch(pattern(item.smarts))
            and not (item.lacks and mol.HasSubstructMatch(pattern(item.lacks)))
        ),
        "",
    )
