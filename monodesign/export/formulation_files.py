"""Formulation sheets as files: one for each candidate, in the gel that it is to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monodesign.chem.comonomers import SEPARATOR, Comonomers, read_comonomers
from monodesign.chem.named_monomers import name_of
from monodesign.chem.polymerisation import capped_unit
from monodesign.descriptors.affinity.affinity import affinity_columns
from monodesign.export.formulation_notes import miscibility_note
from monodesign.export.formulation_sheet import INITIATOR, formulation_sheet, weigh_batch
from monodesign.formulation.gel import STUDY_GEL, Formulation
from monodesign.tables.write import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd


def write_formulation_sheets(
    shortlist: pd.DataFrame,
    folder: Path,
    *,
    gel: Formulation = STUDY_GEL,
    batch_g: float = 10.0,
    initiator: str = INITIATOR,
) -> list[Path]:
    """Write `<monomer_id>.md` for every row into a folder, each whole or not at all.

    Args:
        shortlist: Columns `polymer`, `polymer_mol_ratio` and `name`.
        folder: Folder of the sheets; made when it does not exist.
        gel: Solvents, salt and weight fractions.
        batch_g: Mass of monomer, solvent and salt together, g.
        initiator: Name of `libraries/initiators.csv`.

    Returns:
        The files, in the rows' order.

    Raises:
        InvalidFormulation: The gel has a fault.
    """
    files = []
    for row in shortlist.to_dict("records"):
        mol_ratio = row["polymer_mol_ratio"]
        candidate = read_comonomers(str(row["polymer"]), mol_ratio if isinstance(mol_ratio, str) else "")
        portions = weigh_batch(
            candidate.monomers,
            names=_name_monomers(candidate.monomers, row["name"]),
            mole_ratio=candidate.moles,
            gel=gel,
            batch_g=batch_g,
            initiator=initiator,
        )
        sheet = formulation_sheet(portions, miscibility=_miscibility(candidate, solvent=gel.solvent))
        # A ranking may have been edited: an id taken from it could be a path.
        path = folder / f"{candidate.candidate_id}.md"
        write_text(path, sheet)
        files.append(path)
    return files


def _miscibility(candidate: Comonomers, *, solvent: str) -> str:
    """Say whether a candidate's polymer and the gel's solvent make one clear gel; nothing if it is dry."""
    if not solvent:
        return ""
    units = SEPARATOR.join(capped_unit(monomer) for monomer in candidate.monomers)
    return miscibility_note(affinity_columns(units, solvent=solvent, mol_ratio=candidate.mol_ratio or None))


def _name_monomers(monomers: Sequence[str], name: object) -> list[str]:
    """Return what the monomers of a candidate are called: a single one as it is, else what has a name."""
    if len(monomers) == 1:
        return [name if isinstance(name, str) else ""]
    return [name_of(smiles) for smiles in monomers]
