"""Ordinary ways to building blocks that no list of compounds holds (`libraries/ordinary_ways.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rdkit import Chem

from monodesign.chem.molecules import pattern
from monodesign.errors import InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import parse_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinaryWay:
    """How a kind of building block is usually made.

    Attributes:
        kind: What kind it is.
        smarts: How it is recognised.
        lacks: SMARTS of what the way would not leave alone; empty for nothing.
        way: The steps in words; empty where it is to be bought or made to order.
        bought_because: Why nobody should make it in passing; empty where there is a way.
    """

    kind: str
    smarts: str
    lacks: str
    way: str
    bought_because: str = ""


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
    if bool(row["way"]) == bool(row["bought_because"]):
        raise InvalidTable("give a way, or why it is bought")
    return OrdinaryWay(
        kind=row["kind"], smarts=row["smarts"], lacks=row["lacks"], way=row["way"],
        bought_because=row["bought_because"],
    )  # fmt: skip


def find_ordinary_way(mol: Chem.Mol) -> OrdinaryWay | None:
    """Return how a building block is usually had: the first line of the file that fits; None for none.

    >>> from monodesign.chem.molecules import parse
    >>> find_ordinary_way(parse("CC(CO)CNC")).way.split(" and ")[0]
    'Boc-protect the primary amino alcohol'
    """
    return next(
        (
            item
            for item in load_ordinary_ways()
            if mol.HasSubstructMatch(pattern(item.smarts))
            and not (item.lacks and mol.HasSubstructMatch(pattern(item.lacks)))
        ),
        None,
    )
