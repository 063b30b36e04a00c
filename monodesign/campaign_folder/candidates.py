"""The candidates that a campaign knows by name or id, so that nobody has to type a SMILES at the bench."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from monodesign.chem.comonomers import SEPARATOR, Comonomers, read_comonomers
from monodesign.chem.named_monomers import load_named_monomers
from monodesign.errors import InvalidSmiles, UnknownName
from monodesign.tables.columns import require_columns
from monodesign.tables.missing import texts
from monodesign.tables.read import read_csv

_RATIO: Final = "polymer_mol_ratio"


def find_candidate(folder: Path, monomer: str, mol_ratio: str) -> Comonomers:
    """Return the candidate of a name, an id or a SMILES, or of several monomers and their ratio.

    Args:
        folder: The campaign's folder.
        monomer: SMILES, or a name or `monomer_id` of the campaign's candidates or of the named monomers; or
            several of them as `A|B`.
        mol_ratio: Moles of the monomers given as `A|B`; empty for the ratio that a named copolymer has.

    Raises:
        UnknownName: A monomer is not a candidate.
        InvalidFormulation: The ratio does not fit.
    """
    known = _known_candidates(folder)
    polymer, own_ratio = known.get(monomer.strip().casefold(), ("", ""))
    if not polymer:
        parts = [part.strip() for part in monomer.split(SEPARATOR)]
        polymer = SEPARATOR.join(known.get(part.casefold(), (part, ""))[0] for part in parts)
    try:
        return read_comonomers(polymer, mol_ratio or own_ratio)
    except InvalidSmiles as error:
        where = "the campaign's library or libraries/monomers.csv, nor a SMILES"
        raise UnknownName(f"monomer {monomer[:60]!r}: not a name or id from {where}") from error


def _known_candidates(folder: Path) -> dict[str, tuple[str, str]]:
    """Return polymer and mole ratio by name and id in lower case; the ranking holds the copolymers too."""
    known = {item.name.casefold(): (item.smiles, "") for item in load_named_monomers()}
    for path in (folder / "library.csv", folder / "ranking.csv"):
        if not path.exists():
            continue
        table = read_csv(path)
        require_columns(table, ("monomer_id", "smiles"), where=str(path))
        polymers = texts(table, "polymer" if "polymer" in table else "smiles")
        ratios = texts(table, _RATIO)
        cells = list(zip(polymers, ratios, strict=True))
        for column in ("name", "monomer_id"):
            if column in table.columns:
                known |= dict(zip(map(str.casefold, texts(table, column)), cells, strict=True))
    known.pop("", None)  # what has no name is not called so
    return known
