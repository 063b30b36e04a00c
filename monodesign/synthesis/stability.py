"""What cannot be kept in a bottle (`libraries/unstable.csv`), and what a product loses as it forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import pattern
from monodesign.paths import LIBRARIES
from monodesign.synthesis.groups import GROUPS, MICHAEL_ACCEPTOR
from monodesign.synthesis.reactions import Reaction
from monodesign.tables.shipped import parse_rows

# What a base makes eliminate: a sulfonate or phosphate beta to what makes a C–H acidic, and an ester beta to
# a ketone or nitro group.
_ACIDIFYING: Final = "$([SX4](=O)(=O)[#6]),$([CX3]=O),$(C#N)"
ELIMINATING: Final = (
    f"[$([OX2]([S,P]=O)[CX4][CX4;!H0][{_ACIDIFYING}]),$([OX2]([CX3]=O)[CX4][CX4;!H0][CX3;!$(C[OX2,NX3])]=O),"
    "$([OX2]([CX3]=O)[CX4][CX4;!H0][N+](=O)[O-])]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unstable:
    """A structure that cannot be kept in a bottle.

    Attributes:
        reason: What it is and does.
        smarts: How it is recognised, anywhere in one molecule.
        is_kept_as_salt: Whether the salt of its amine can be kept, and freed beside what takes it at once.
    """

    reason: str
    smarts: str
    is_kept_as_salt: bool


@lru_cache(maxsize=4)
def load_unstable(path: Path | None = None) -> tuple[Unstable, ...]:
    """Load what cannot be kept (`libraries/unstable.csv`), in file order.

    Raises:
        InvalidTable: A pattern does not parse; the message names all of them.
    """
    return parse_rows(path or LIBRARIES / "unstable.csv", _unstable)


def _unstable(row: dict[str, str]) -> Unstable:
    pattern(row["smarts"])
    is_salt = row["is_kept_as_salt"] == "yes"
    return Unstable(reason=row["reason"], smarts=row["smarts"], is_kept_as_salt=is_salt)


def find_unstable(mol: Chem.Mol) -> tuple[Unstable, ...]:
    """Return why a reactant cannot be kept, in the order of the file; empty if it can."""
    return tuple(item for item in load_unstable() if mol.HasSubstructMatch(pattern(item.smarts)))


def find_instability(mol: Chem.Mol) -> str | None:
    """Say why a reactant cannot be kept, or return None."""
    if found := find_unstable(mol):
        return found[0].reason
    if mol.HasSubstructMatch(pattern(GROUPS["amine"])) and mol.HasSubstructMatch(pattern(MICHAEL_ACCEPTOR)):
        return "an amine that attacks its own Michael acceptor"
    return None


def find_loss(reaction: Reaction, product: Chem.Mol) -> str | None:
    """Say what a product loses under the reaction's conditions, or return None."""
    has_base = bool(reaction.base or reaction.catalyst or reaction.agents)
    if has_base and product.HasSubstructMatch(pattern(ELIMINATING)):
        return "the base causes elimination in the product"
    return None
