"""The libraries of solvents and salts, and how a name or a SMILES finds its record."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from rdkit import Chem

from monodesign.errors import InvalidSmiles, InvalidTable, UnknownName
from monodesign.formulation.species import (
    Salt,
    Solvent,
    canonical_species,
    find_fault,
    make_salt,
    make_solvent,
    molar_mass_g_mol,
    split_lithium,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SolventLibrary:
    """Solvents by every spelling and by structure, however it is drawn."""

    records: tuple[Solvent, ...]
    by_name: Mapping[str, Solvent] = field(repr=False)
    by_structure: Mapping[str, Solvent] = field(repr=False)

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
        # Methylborane's canonical SMILES is BC, a name of butylene carbonate; with hydrogens it is none.
        is_name = fold(made.name) in self.by_name
        return replace(made, name=Chem.MolToSmiles(mol, allHsExplicit=True)) if is_name else made


@dataclass(frozen=True, slots=True, kw_only=True)
class SaltLibrary:
    """Lithium salts by every spelling and by the anion's structure, however it is drawn."""

    records: tuple[Salt, ...]
    by_name: Mapping[str, Salt] = field(repr=False)
    by_anion: Mapping[str, Salt] = field(repr=False)

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


def _list_named(text: str, by_name: Mapping[str, Solvent] | Mapping[str, Salt]) -> list[str]:
    """Return the names of the records that a text names beside other things, each once."""
    parts = [part for outer in _BETWEEN.split(text) for part in (outer, *_AROUND.split(outer))]
    return list(dict.fromkeys(by_name[fold(part)].name for part in parts if fold(part) in by_name))


def find_named(name: str) -> str:
    """Return the SMILES of the solvent, or of the anion of the salt, that is called so; empty where none is.

    >>> find_named("ec"), find_named("LiBF4")
    ('O=C1OCCO1', 'F[B-](F)(F)F')
    """
    plain = fold(plain_text(name))
    if smiles := _smiles_by_name("solvents.csv").get(plain):
        return canonical_species(smiles)
    smiles = _smiles_by_name("salts.csv").get(plain)
    return split_lithium(smiles)[0] if smiles else ""


@lru_cache(maxsize=2)
def _smiles_by_name(library: str) -> dict[str, str]:
    """Return the SMILES of a shipped library by every spelling; to read all its structures takes a second."""
    rows = _read_rows(LIBRARIES / library, ("name", "aliases", "smiles"))
    return {fold(spelling): row["smiles"] for row in rows for spelling in (row["name"], *_aliases(row))}


def fold(text: str) -> str:
    """Return the spelling under which a name is looked up: case, blanks and hyphens do not matter."""
    return " ".join(text.replace("-", " ").split()).casefold()


def _read_rows(path: Path, wanted: tuple[str, ...]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = [name for name in wanted if name not in (reader.fieldnames or ())]
        if missing:
            raise InvalidTable(f"{path.name}: missing column(s) {', '.join(missing)}")
        return [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]


def _aliases(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in row["aliases"].split(";") if alias.strip())


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


def _index_names(records: Iterable[Solvent] | Iterable[Salt], *, where: str) -> dict[str, Any]:
    """Return every spelling's record; a spelling used twice is a fault of the library."""
    index: dict[str, Any] = {}
    for record in records:
        for spelling in (record.name, *record.aliases):
            other = index.setdefault(fold(spelling), record)
            if other is not record:
                raise InvalidTable(
                    f"{where}: {spelling!r} names both {other.name} and {record.name}; keep it for one"
                )
    return index


@lru_cache(maxsize=4)
def load_solvents(path: Path | None = None) -> SolventLibrary:
    """Read the library of solvents (the shipped one by default).

    Raises:
        InvalidTable: A column is missing or a spelling names two solvents.
    """
    path = path or LIBRARIES / "solvents.csv"
    records = tuple(_solvent(row) for row in _read_rows(path, ("name", "aliases", "smiles", *_NUMBERS)))
    by_structure = {structure_key(record.smiles): record for record in records}
    return SolventLibrary(
        records=records, by_name=_index_names(records, where=path.name), by_structure=by_structure
    )


@lru_cache(maxsize=4)
def load_salts(path: Path | None = None) -> SaltLibrary:
    """Read the library of lithium salts (the shipped one by default).

    Raises:
        InvalidTable: A column is missing or a spelling names two salts.
    """
    path = path or LIBRARIES / "salts.csv"
    records = tuple(_salt(row) for row in _read_rows(path, ("name", "aliases", "smiles")))
    by_anion = {structure_key(record.anion_smiles): record for record in records}
    return SaltLibrary(records=records, by_name=_index_names(records, where=path.name), by_anion=by_anion)
