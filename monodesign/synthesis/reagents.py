"""What can be bought: the list of reagents, the fragments' precursors, and the user's own stock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, molar_mass_g_mol, parse
from monodesign.errors import InvalidSmiles, InvalidTable, UnknownName
from monodesign.paths import LIBRARIES
from monodesign.space.fragments import load_fragments
from monodesign.tables.columns import require_columns
from monodesign.tables.missing import is_missing, text_of
from monodesign.tables.molecules import read_smiles
from monodesign.tables.read import read_csv

COLUMNS: Final = ("name", "smiles", "density_g_ml")
_NUMBERS: Final = (
    "density_g_ml", "boiling_point_c", "flash_point_c", "content_percent", "molarity_mol_l",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reagent:
    """A substance that goes into a flask.

    Attributes:
        name: Its name; the SMILES where it has none here.
        smiles: Canonical SMILES.
        molar_mass_g_mol: Molar mass.
        density_g_ml: Density near 25 °C as suppliers state it; None for solids and where it is not known.
        is_listed: Whether `libraries/reagents.csv` or a fragment names it as a starting material.
        boiling_point_c: Boiling point at 1 atm, °C; None where it is not known.
        flash_point_c: Flash point, °C; None where it is not known.
        lists: Lists of purchasable or commercial compounds that hold it: `ZINC20 in stock`, `ECHA`, `EINECS`,
            `TSCA`; empty for none.
        sold_as: The form in which it is sold, where that is not the pure substance.
        content_percent: Its share of that form by mass; None where it is pure or a solution by molarity.
        molarity_mol_l: Of the solution in which it is sold; None for others.
        sold_with: SMILES of the acid of the salt in which it is sold; empty for none.
        cas: CAS registry number; empty where it is not known.
    """

    name: str
    smiles: str
    molar_mass_g_mol: float
    density_g_ml: float | None = None
    is_listed: bool = True
    boiling_point_c: float | None = None
    flash_point_c: float | None = None
    lists: tuple[str, ...] = ()
    sold_as: str = ""
    content_percent: float | None = None
    molarity_mol_l: float | None = None
    sold_with: str = ""
    cas: str = ""

    @property
    def shown(self) -> str:
        """Its name as sheets write it: a SMILES, which it has where it is not listed, as code."""
        return f"`{self.name}`" if self.name == self.smiles else self.name

    @property
    def carrier(self) -> str:
        """Name of what it is dissolved or dispersed in as sold, `tetrahydrofuran`; empty where in nothing."""
        return self.sold_as.split(",")[0].rpartition(" in ")[2] if " in " in self.sold_as else ""

    @property
    def sold_g_mol(self) -> float:
        """Mass to weigh per mole of the substance, of the form in which it is sold."""
        pure = self.molar_mass_g_mol + (molar_mass_g_mol(parse(self.sold_with)) if self.sold_with else 0.0)
        return pure if self.content_percent is None else 100.0 * pure / self.content_percent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReagentLibrary:
    """Reagents by canonical SMILES and by name."""

    by_smiles: Mapping[str, Reagent] = field(repr=False)
    by_name: Mapping[str, Reagent] = field(repr=False)

    def find(self, smiles: str) -> Reagent | None:
        """Return the reagent of a canonical SMILES, or None.

        An isomer that is not listed itself passes for its compound without stereo marks: suppliers keep such
        isomers one by one, and the SMILES says which is to be ordered.
        """
        found = self.by_smiles.get(smiles)
        return found or (self.by_smiles.get(flat(smiles)) if "@" in smiles or "/" in smiles else None)

    def named(self, name: str) -> Reagent:
        """Return the reagent of a name.

        Raises:
            UnknownName: It is not in the list.
        """
        if name not in self.by_name:
            raise UnknownName(f"reagent {name!r} is not in libraries/reagents.csv; add it with its SMILES")
        return self.by_name[name]

    def describe(self, smiles: str) -> Reagent:
        """Return the listed reagent of a canonical SMILES, or a record of it as not listed."""
        listed = self.find(smiles)
        mass = molar_mass_g_mol(parse(smiles))
        if listed is None:
            return Reagent(name=smiles, smiles=smiles, molar_mass_g_mol=mass, is_listed=False)
        # The number is that of the compound without stereo marks, where the isomer is not listed itself.
        cas = listed.cas if listed.smiles == smiles else ""
        return replace(listed, smiles=smiles, molar_mass_g_mol=mass, cas=cas)


def flat(smiles: str) -> str:
    """Return the canonical SMILES without stereo marks.

    >>> flat("C[C@H](O)CN")
    'CC(O)CN'
    """
    mol = parse(smiles)
    Chem.RemoveStereochemistry(mol)
    return canonical_smiles(mol)


@lru_cache(maxsize=4)
def load_reagents(path: Path | None = None) -> ReagentLibrary:
    """Load the list of reagents, with the precursors that the shipped fragments name.

    Raises:
        InvalidTable: A column is missing, or lines hold no usable SMILES or density; the message names all.
    """
    path = path or LIBRARIES / "reagents.csv"
    table = read_csv(path)
    require_columns(table, COLUMNS, where=path.name)
    faults: list[str] = []
    reagents: dict[str, Reagent] = {}
    for line, row in enumerate(table.to_dict("records"), start=2):
        try:
            reagent = _reagent(row)
        except (InvalidSmiles, ValueError) as error:
            faults.append(f"line {line}: {error}")
            continue
        reagents.setdefault(reagent.smiles, reagent)
    if faults:
        raise InvalidTable(f"{path.name}: {'; '.join(faults)}")
    for smiles in _fragment_precursors():
        reagents.setdefault(smiles, _reagent({"name": smiles, "smiles": smiles}))
    return ReagentLibrary(
        by_smiles=reagents, by_name={reagent.name: reagent for reagent in reagents.values()}
    )


def _reagent(row: Mapping[Any, Any]) -> Reagent:
    """Make the reagent of one line."""
    mol = parse(str(row["smiles"]))
    numbers: dict[str, Any] = {name: _number(row.get(name)) for name in _NUMBERS}
    return Reagent(
        name=str(row["name"]), smiles=canonical_smiles(mol), molar_mass_g_mol=molar_mass_g_mol(mol),
        lists=tuple(filter(None, text_of(row.get("lists")).split(";"))), sold_as=text_of(row.get("sold_as")),
        sold_with=text_of(row.get("sold_with")), cas=text_of(row.get("cas")), **numbers,
    )  # fmt: skip


def _number(cell: object) -> float | None:
    return None if is_missing(cell) else float(str(cell))


def _fragment_precursors() -> tuple[str, ...]:
    """Return the canonical SMILES of every precursor that a shipped head, bridge or ligand names."""
    library = load_fragments()
    everything = (*library.heads, *library.bridges, *library.ligands)
    return tuple(sorted({canonical_smiles(parse(item.precursor)) for item in everything if item.precursor}))


def read_stock(path: Path) -> frozenset[str]:
    """Read a user's stock list: a text file of SMILES or a CSV with a `smiles` column.

    Returns:
        Canonical SMILES.

    Raises:
        UserError: The file cannot be read.
        InvalidTable: A SMILES cannot be used; the message names all of them.
    """
    stock: set[str] = set()
    faults: list[str] = []
    for line, smiles in enumerate(read_smiles(path), start=1):
        try:
            stock.add(canonical_smiles(parse(smiles)))
        except InvalidSmiles as error:
            faults.append(f"entry {line}: {error}")
    if faults:
        raise InvalidTable(f"{path}: {'; '.join(faults)}")
    return frozenset(stock)
