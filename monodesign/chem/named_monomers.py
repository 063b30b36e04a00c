"""Monomers that have a name of their own: the paper's, those it compares with, and common ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from monodesign.chem.molecules import canonical_or_none, canonical_smiles, parse
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMonomer:
    """A monomer of `libraries/monomers.csv`.

    Attributes:
        name: Its short name, such as `DOA`.
        smiles: Canonical isomeric SMILES.
        head: Name of its head, empty where it has none of the libraries'.
        bridge: Name of its bridge, or empty.
        ligand: Name of its ligand, or empty.
        sigma_s_cm: Conductivity of its gel in EC at room temperature in S/cm; None if not published.
        conversion_percent: Published conversion in polymerisation, such as `99-100`; empty if unknown.
        remark: What was seen of it.
        source: DOI.
    """

    name: str
    smiles: str
    head: str
    bridge: str
    ligand: str
    sigma_s_cm: float | None
    conversion_percent: str
    remark: str
    source: str


@lru_cache(maxsize=1)
def load_named_monomers() -> tuple[NamedMonomer, ...]:
    """Load the named monomers in file order."""
    return tuple(map(_monomer, read_rows(LIBRARIES / "monomers.csv")))


@lru_cache(maxsize=1)
def names_by_smiles() -> MappingProxyType[str, NamedMonomer]:
    """Return the named monomers by canonical SMILES."""
    return MappingProxyType({monomer.smiles: monomer for monomer in load_named_monomers()})


def name_of(smiles: str) -> str:
    """Return the name of the monomer with a canonical SMILES; empty if it has none.

    >>> name_of("C=CC(=O)OCCOC(=O)OCCC")
    'PCEA'
    """
    known = names_by_smiles().get(smiles)
    return known.name if known else ""


def smiles_of(text: str) -> str:
    """Return the SMILES of a monomer by its name or CAS number; return any other text unchanged.

    Case, blanks and hyphens do not matter.

    >>> smiles_of("pcea"), smiles_of("80-62-6"), smiles_of("Methyl methacrylate")
    ('C=CC(=O)OCCOC(=O)OCCC', 'C=C(C)C(=O)OC', 'C=C(C)C(=O)OC')
    """
    return _smiles_by_name().get(spell(text), text)


def spell(text: str) -> str:
    """Return the spelling under which a name is looked up."""
    return " ".join(text.replace("-", " ").split()).casefold()


def monomer_names() -> frozenset[str]:
    """Return every spelling of a named monomer."""
    return frozenset(_smiles_by_name())


def canonical_of(text: str) -> str:
    """Return the canonical SMILES of a named monomer or a SMILES; return any other text unchanged.

    >>> canonical_of("DOA") == canonical_of("O=C1OCC(COC(=O)C=C)O1")
    True
    """
    return canonical_or_none(smiles_of(text)) or text


@lru_cache(maxsize=1)
def _smiles_by_name() -> dict[str, str]:
    """Return the common monomers (`libraries/common_monomers.csv`) and those of the paper, which win."""
    common = {
        spell(name): canonical_smiles(parse(row["smiles"]))
        for row in read_rows(LIBRARIES / "common_monomers.csv")
        for name in (row["name"], *row["aliases"].split(";"), row["cas"])
        if name
    }
    return common | {spell(monomer.name): monomer.smiles for monomer in load_named_monomers()}


def _monomer(row: dict[str, str]) -> NamedMonomer:
    """Make the record of one line."""
    sigma = row["sigma_s_cm"]
    return NamedMonomer(
        name=row["name"],
        smiles=canonical_smiles(parse(row["smiles"])),
        head=row["head"],
        bridge=row["bridge"],
        ligand=row["ligand"],
        sigma_s_cm=float(sigma) if sigma else None,
        conversion_percent=row["conversion_percent"],
        remark=row["remark"],
        source=row["source"],
    )
