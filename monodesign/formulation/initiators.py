"""What starts the polymerisation of a gel (`libraries/initiators.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from monodesign.chem.molecules import canonical_smiles, molar_mass_g_mol, parse
from monodesign.errors import UnknownName
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiator:
    """What starts the polymerisation.

    Attributes:
        name: Its name.
        aliases: What else it is called.
        smiles: Canonical SMILES.
        molar_mass_g_mol: Molar mass.
        ten_hour_half_life_c: Temperature at which half of it is gone in ten hours, °C; None for light.
        starts_by: `heat` or `ultraviolet light`.
        note: What to know.
        source: Where that is from.
    """

    name: str
    smiles: str
    molar_mass_g_mol: float
    ten_hour_half_life_c: float | None
    starts_by: str
    note: str
    source: str
    aliases: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def load_initiators() -> tuple[Initiator, ...]:
    """Load the initiators (`libraries/initiators.csv`) in file order, the paper's first."""
    return tuple(map(_initiator, read_rows(LIBRARIES / "initiators.csv")))


def _initiator(row: dict[str, str]) -> Initiator:
    mol, half_life = parse(row["smiles"]), row["ten_hour_half_life_c"]
    return Initiator(
        name=row["name"], smiles=canonical_smiles(mol), molar_mass_g_mol=molar_mass_g_mol(mol),
        ten_hour_half_life_c=float(half_life) if half_life else None, starts_by=row["starts_by"],
        note=row["note"], source=row["source"], aliases=tuple(filter(None, row["aliases"].split("|"))),
    )  # fmt: skip


def find_initiator(name: str) -> Initiator:
    """Return the initiator with a name, in any case and with any hyphens; `V65` finds `ADVN (V-65)`.

    Raises:
        UnknownName: It is not in the list.

    >>> find_initiator("bpo").name
    'dibenzoyl peroxide'
    """
    wanted = _letters(name)
    for initiator in load_initiators():
        names = (initiator.name, *initiator.name.split(" ("), *initiator.aliases)
        if wanted in map(_letters, names):
            return initiator
    known = ", ".join(initiator.name for initiator in load_initiators())
    raise UnknownName(f"initiator {name!r} is not in libraries/initiators.csv; choose from {known}")


def _letters(name: str) -> str:
    """Return the letters and digits of a name."""
    return "".join(filter(str.isalnum, name.casefold()))
