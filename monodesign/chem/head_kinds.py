"""What each kind of polymerisable C=C does by radicals and by bases (`libraries/polymerisation.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, cast, get_args

from monodesign.chem.molecules import pattern
from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import read_rows

ByRadicals: TypeAlias = Literal[
    "homopolymerises", "stops short", "copolymerises only", "depropagates", "unknown"
]
# What no recipe of a homopolymer is written for.
_NOT_ALONE: Final = frozenset({"copolymerises only", "depropagates"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadKind:
    """A kind of polymerisable C=C.

    Attributes:
        name: `acrylate`, `methacrylate`, `vinylene carbonate`…
        smarts: How it is recognised; the C=C is the first such pair of atoms.
        is_acrylic: Whether it is a CH2=C(R)–C(=O)–O or –N.
        by_radicals: Whether radicals make a homopolymer of it: `homopolymerises`, `stops short` of full
            conversion, `copolymerises only`, `depropagates` at the temperature of the cure, `unknown`.
        conversion_percent: Published conversion, such as `99–100`; empty if unknown.
        anionic_on: What starts its anionic polymerisation by mere contact; empty for nothing known.
        partner: What it is copolymerised with; empty where it needs nothing.
        source: Where that is from.
    """

    name: str
    smarts: str
    is_acrylic: bool
    by_radicals: ByRadicals
    conversion_percent: str = ""
    anionic_on: str = ""
    partner: str = ""
    source: str = ""

    @property
    def needs_partner(self) -> bool:
        """Whether radicals make no homopolymer of it."""
        return self.by_radicals in _NOT_ALONE

    @property
    def is_set_off_in_cell(self) -> bool:
        """Whether lithium starts its polymerisation before any initiator does."""
        return "lithium" in self.anionic_on


@lru_cache(maxsize=4)
def load_head_kinds(path: Path | None = None) -> MappingProxyType[str, HeadKind]:
    """Load the kinds by name, in file order: of several that match a C=C, the first is its kind.

    Raises:
        InvalidTable: A pattern does not parse or a word is unknown; the message names every fault.
    """
    path = path or LIBRARIES / "polymerisation.csv"
    kinds = [_kind(row) for row in read_rows(path)]
    faults = [f"line {line}: {fault}" for line, kind in enumerate(kinds, start=2) for fault in _faults(kind)]
    if faults:
        raise InvalidTable(f"{path.name}: {'; '.join(faults)}")
    return MappingProxyType({kind.name: kind for kind in kinds})


def _kind(row: dict[str, str]) -> HeadKind:
    return HeadKind(
        name=row["kind"], smarts=row["smarts"], is_acrylic=row["is_acrylic"] == "yes",
        by_radicals=cast("ByRadicals", row["by_radicals"]), conversion_percent=row["conversion_percent"],
        anionic_on=row["anionic_on"], partner=row["partner"], source=row["source"],
    )  # fmt: skip


def _faults(kind: HeadKind) -> list[str]:
    faults = []
    if kind.by_radicals not in get_args(ByRadicals):
        faults.append(f"by_radicals '{kind.by_radicals}': choose from {', '.join(get_args(ByRadicals))}")
    if kind.by_radicals != "unknown" and not kind.source:
        faults.append(f"{kind.name}: no source")
    try:
        pattern(kind.smarts)
    except InvalidSmiles as error:
        faults.append(str(error))
    return faults
