"""The libraries of solvents and salts, and how a name or a SMILES finds its record.

A record is made from its line when it is first asked for: to read all structures takes half a second, and a
gel has one solvent or a few.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from rdkit import Chem

from monodesign.chem.named_monomers import spell
from monodesign.errors import InvalidSmiles, InvalidTable, UnknownName
from monodesign.formulation.species import (
    Salt,
    Solvent,
    canonical_species,
    find_fault,
    make_salt,
    make_solvent,
    molar_mass_g_mol,
    structure_key,
)
from monodesign.paths import LIBRARIES
from monodesign.tables.cells import plain_text

_NUMBERS: Final = (
    "density_g_ml", "dielectric_constant", "viscosity_mpa_s", "donor_number", "melting_point_c",
    "boiling_point_c",
)  # fmt: skip
_TEXTS: Final = ("properties_source", "donor_source", "note")
# What people write between two salts of one formulation, or two solvents of a mixture.
_BETWEEN: Final = re.compile(r"[-+|/,;&:]|\band\b")
# What they write around one: `1 M LiPF6`, `EC/DMC (1:1 v/v)`.
_AROUND: Final = re.compile(r"[\s()\[\]]+")


Record = TypeVar("Record", bound=Solvent | Salt)


class Spellings(Mapping[str, Record], Generic[Record]):
    """The records of a library by every spelling, each made when it is first asked for.

    Args:
        rows: The lines of the library.
        make: Makes a record of a line.
        where: Name of the file, for messages.

    Raises:
        InvalidTable: A spelling names two records.
    """

    def __init__(
        self, rows: Sequence[Mapping[str, str]], make: Callable[[Mapping[str, str]], Record], *, where: str
    ) -> None:
        self._rows = rows
        self._make = make
        self._places = _index_spellings(rows, where=where)
        self._made: dict[int, Record] = {}

    def __getitem__(self, spelling: str) -> Record:
        return self._record(self._places[spelling])

    def __contains__(self, spelling: object) -> bool:
        return spelling in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def list_records(self) -> tuple[Record, ...]:
        """Return the records in the order of the library."""
        return tuple(map(self._record, range(len(self._rows))))

    def _record(self, place: int) -> Record:
        if place not in self._made:
            self._made[place] = self._make(self._rows[place])
        return self._made[place]


@dataclass(frozen=True, kw_only=True)
class SolventLibrary:
    """Solvents by every spelling and by structure, however it is drawn."""

    by_name: Spellings[Solvent]

    @cached_property
    def records(self) -> tuple[Solvent, ...]:
        """All solvents in the order of the library."""
        return self.by_name.list_records()

    @cached_property
    def by_structure(self) -> Mapping[str, Solvent]:
        """All solvents by `structure_key`."""
        return {structure_key(record.smiles): record for record in self.records}

    def find(self, text: str) -> Solvent:
        """Return the solvent called `text`, or the one with this SMILES.

        Raises:
            UnknownName: It is neither a known name nor the SMILES of an uncharged organic molecule or ion
                pair.
        """
        known = self.by_name.get(fold(text))
        return known if known is not None else self._from_smiles(text)

    def list_named(self, text: str) -> list[str]:
        """Return the solvents whose names stand in a text, each once."""
        return _list_named(text, self.by_name)

    def _from_smiles(self, text: str) -> Solvent:
        try:
            made = make_solvent(text)
        except InvalidSmiles as error:
            raise UnknownName(
                f"solvent {text[:60]!r} is not a name from libraries/solvents.csv or a SMILES; add it "
                "there or write its SMILES"
            ) from error
        mol = Chem.MolFromSmiles(made.smiles)
        symbols = {atom.GetSymbol() for atom in mol.GetAtoms()}
        if (known := self.by_structure.get(structure_key(made.smiles))) is not None:
            return known
        if "C" not in symbols or "Li" in symbols or Chem.GetFormalCharge(mol) != 0:
            raise UnknownName(
                f"solvent {text[:60]!r} is not a name from libraries/solvents.csv or the SMILES of an "
                "organic liquid"
            )
        if fault := find_fault(mol):
            raise UnknownName(f"solvent {text[:60]!r} {fault}")
        # BC, the canonical SMILES of methylborane, is a name of butylene carbonate: write it with hydrogens.
        is_name = fold(made.name) in self.by_name
        return replace(made, name=Chem.MolToSmiles(mol, allHsExplicit=True)) if is_name else made


@dataclass(frozen=True, kw_only=True)
class SaltLibrary:
    """Lithium salts by every spelling and by the anion's structure, however it is drawn."""

    by_name: Spellings[Salt]

    @cached_property
    def records(self) -> tuple[Salt, ...]:
        """All salts in the order of the library."""
        return self.by_name.list_records()

    @cached_property
    def by_anion(self) -> Mapping[str, Salt]:
        """All salts by the `structure_key` of their anion."""
        return {structure_key(record.anion_smiles): record for record in self.records}

    def find(self, text: str) -> Salt:
        """Return the salt called `text`, or the one with this SMILES (of the salt or of its anion).

        Raises:
            UnknownName: It is neither a known name nor the SMILES of a lithium salt.
        """
        known = self.by_name.get(fold(text))
        if known is not None:
            return known
        try:
            made = make_salt(text)
        except InvalidSmiles as error:
            if named := self.list_named(text):
                raise UnknownName(
                    f"salt {text[:60]!r} contains more than the name {named[0]}: give one salt, and its "
                    "weight fraction in w_salt"
                ) from error
            raise UnknownName(
                f"salt {text[:60]!r} is not a name from libraries/salts.csv or the SMILES of a lithium "
                f"salt ({error}); add it there or write its SMILES"
            ) from error
        return self.by_anion.get(structure_key(made.anion_smiles), made)

    def list_named(self, text: str) -> list[str]:
        """Return the salts whose names stand in a text, each once."""
        return _list_named(text, self.by_name)


def _list_named(text: str, by_name: Spellings[Solvent] | Spellings[Salt]) -> list[str]:
    """Return the names of the records that a text names beside other things, each once."""
    parts = [part for outer in _BETWEEN.split(text) for part in (outer, *_AROUND.split(outer))]
    return list(dict.fromkeys(by_name[fold(part)].name for part in parts if fold(part) in by_name))


def find_named(name: str) -> str:
    """Return the SMILES of the solvent, or of the anion of the salt, that is called so; empty where none is.

    >>> find_named("ec"), find_named("LiBF4")
    ('O=C1OCCO1', 'F[B-](F)(F)F')
    """
    plain = fold(plain_text(name))
    if solvent := load_solvents().by_name.get(plain):
        return solvent.smiles
    salt = load_salts().by_name.get(plain)
    return salt.anion_smiles if salt else ""


def fold(text: str) -> str:
    """Return the spelling under which a name is looked up: case, blanks and hyphens do not matter."""
    return spell(text)


def _read_rows(path: Path, wanted: tuple[str, ...]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = [name for name in wanted if name not in (reader.fieldnames or ())]
        if missing:
            raise InvalidTable(f"{path.name}: missing column(s) {', '.join(missing)}")
        return [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]


def _aliases(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return what else a row is called, its CAS number included."""
    names = (*row["aliases"].split(";"), row.get("cas", ""))
    return tuple(alias.strip() for alias in names if alias.strip())


def _solvent(row: Mapping[str, str]) -> Solvent:
    canonical = canonical_species(row["smiles"])
    numbers: dict[str, Any] = {name: float(row[name]) for name in _NUMBERS if row.get(name)}
    texts: dict[str, Any] = {name: row.get(name, "") for name in _TEXTS}
    return Solvent(
        name=row["name"], smiles=canonical, aliases=_aliases(row),
        molar_mass_g_mol=molar_mass_g_mol(canonical), **numbers, **texts,
    )  # fmt: skip


def _salt(row: Mapping[str, str]) -> Salt:
    return make_salt(row["smiles"], name=row["name"], aliases=_aliases(row))


def _index_spellings(rows: Sequence[Mapping[str, str]], *, where: str) -> dict[str, int]:
    """Return the row of every spelling; a spelling used twice is a fault of the library."""
    index: dict[str, int] = {}
    for place, row in enumerate(rows):
        for spelling in (row["name"], *_aliases(row)):
            other = index.setdefault(fold(spelling), place)
            if other != place:
                raise InvalidTable(
                    f"{where}: {spelling!r} names both {rows[other]['name']} and {row['name']}; keep it for "
                    "one"
                )
    return index


@lru_cache(maxsize=4)
def load_solvents(path: Path | None = None) -> SolventLibrary:
    """Read the library of solvents (the shipped one by default).

    Raises:
        InvalidTable: A column is missing or a spelling names two solvents.
    """
    path = path or LIBRARIES / "solvents.csv"
    rows = _read_rows(path, ("name", "aliases", "smiles", *_NUMBERS))
    return SolventLibrary(by_name=Spellings(rows, _solvent, where=path.name))


@lru_cache(maxsize=4)
def load_salts(path: Path | None = None) -> SaltLibrary:
    """Read the library of lithium salts (the shipped one by default).

    Raises:
        InvalidTable: A column is missing or a spelling names two salts.
    """
    path = path or LIBRARIES / "salts.csv"
    rows = _read_rows(path, ("name", "aliases", "smiles"))
    return SaltLibrary(by_name=Spellings(rows, _salt, where=path.name))
