"""What a campaign hands to the bench: shortlist, structures, synthesis and formulation sheets, report."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

from monodesign.campaign.candidates import add_synthesis, load_stock
from monodesign.campaign.conformers import read_conformers
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.campaign_folder.manifest import exporting, ignore_note, word_kept
from monodesign.campaign_folder.settings import CampaignSettings, Note
from monodesign.campaign_folder.tables import gather
from monodesign.chem.comonomers import split_monomers
from monodesign.descriptors.stored import read_geometries
from monodesign.errors import UnknownName
from monodesign.export.formulation_files import write_formulation_sheets
from monodesign.export.quantum_inputs import Program, Task, write_quantum_inputs
from monodesign.export.redox_inputs import write_redox_inputs
from monodesign.export.sdf import write_sdf
from monodesign.export.synthesis_sheet import write_synthesis_sheets
from monodesign.export.xlsx import write_xlsx
from monodesign.export.xyz import write_structures
from monodesign.ranking.diverse import pick_shortlist
from monodesign.records import Geometry
from monodesign.report.build import build_report
from monodesign.safe_files import drop_link
from monodesign.tables.columns import put_first
from monodesign.tables.write import write_csv, write_text

# The geometries of each shortlisted candidate that are written as XYZ.
STRUCTURES = ("monomer", "unit", "unit_li")
# Where those go that somebody chose.
SELECTION = "selection"
# Where the files of single candidates go.
FOLDERS = ("synthesis", "formulations", "xyz", "inputs")


def hand_over(
    folder: CampaignFolder, ranking: pd.DataFrame, *, size: int, on_note: Note = ignore_note
) -> pd.DataFrame:
    """Write everything that is made from the ranking, and return the shortlist.

    Writes `shortlist.csv`, `.sdf` and `.xlsx`, `synthesis/<monomer_id>.md`, `formulations/<monomer_id>.md`
    and `xyz/`. What an earlier export wrote of other candidates goes; a file that somebody edited stays.

    Args:
        folder: The campaign.
        ranking: What `rank` returned.
        size: Number of candidates in the shortlist.
        on_note: Called with a line for each edited file.
    """
    settings, path = folder.settings, folder.path
    _drop_links(path)
    shortlist = pick_shortlist(ranking, size=size, max_similarity=settings.shortlist.max_similarity)
    shortlist = put_first(add_synthesis(shortlist, settings))
    stock = load_stock(settings)
    folder.write_table("shortlist.csv", shortlist)
    geometries = _read_structures(shortlist, folder)
    flat = _write_structures(shortlist, folder, path / "shortlist.sdf", geometries=geometries)
    write_xlsx(shortlist, path / "shortlist.xlsx", stock=stock)
    scale = settings.synthesis.limiting_mmol
    with exporting(path, ("synthesis", "formulations", "xyz")) as sheets:
        sheets.written += write_structures(geometries, path / "xyz")
        sheets.written += write_synthesis_sheets(
            shortlist, path / "synthesis", limiting_mmol=scale, stock=stock
        )
        sheets.written += _write_gels(shortlist, settings, path / "formulations")
    for line in word_kept(sheets.kept) + flat:
        on_note(line)
    return shortlist


def hand_over_selection(folder: CampaignFolder, monomer_ids: Sequence[str]) -> list[Path]:
    """Write tables, structures and sheets of chosen candidates to the folder's `selection/`.

    What an earlier selection left there goes.

    Args:
        folder: The campaign.
        monomer_ids: Those of its ranking.

    Returns:
        The files: `selection.csv`, `.sdf` and `.xlsx`, then the sheets.

    Raises:
        UnknownName: An id is not in the ranking.
    """
    settings, ranking, path = folder.settings, folder.ranking, folder.path / SELECTION
    if unknown := sorted(set(monomer_ids) - set(ranking["monomer_id"])):
        raise UnknownName(f"{', '.join(unknown)[:100]}: not in the ranking; choose candidates of its table")
    chosen = ranking[ranking["monomer_id"].isin(monomer_ids)].reset_index(drop=True)
    chosen = put_first(add_synthesis(chosen, settings))
    stock = load_stock(settings)
    drop_link(path)
    for kind in ("synthesis", "formulations"):
        shutil.rmtree(path / kind, ignore_errors=True)
    write_csv(chosen, path / f"{SELECTION}.csv")
    geometries = _read_structures(chosen, folder)
    _write_structures(chosen, folder, path / f"{SELECTION}.sdf", geometries=geometries)
    write_xlsx(chosen, path / f"{SELECTION}.xlsx", stock=stock)
    scale = settings.synthesis.limiting_mmol
    sheets = write_synthesis_sheets(chosen, path / "synthesis", limiting_mmol=scale, stock=stock)
    sheets += _write_gels(chosen, settings, path / "formulations")
    return [*(path / f"{SELECTION}.{suffix}" for suffix in ("csv", "sdf", "xlsx")), *sheets]


def _write_structures(
    shortlist: pd.DataFrame,
    folder: CampaignFolder,
    path: Path,
    *,
    geometries: Mapping[str, Mapping[str, Geometry]],
) -> list[str]:
    """Write a shortlist's structures as SDF, and return a line for each that is flat."""
    described = {smiles: kinds["monomer"] for smiles, kinds in geometries.items() if "monomer" in kinds}
    others = [smiles for smiles in _monomers(shortlist) if smiles not in described]
    embedded = read_conformers(others, folder.store)
    write_sdf(shortlist, path, geometries=described | embedded)
    return [
        f"{smiles}: no conformer found, flat in {path.name}; check its stereo centres and rings"
        for smiles in others
        if smiles not in embedded
    ]


def write_inputs(
    folder: CampaignFolder,
    shortlist: pd.DataFrame,
    *,
    program: Program,
    task: Task | Literal["redox"],
    on_note: Note = ignore_note,
) -> list[Path]:
    """Write inputs for a user's own DFT to `inputs/`.

    For `redox` those of the neutral, the cation and the anion of every unit of the shortlist, else one of
    every stored structure.

    A candidate that was not described has no structure and no input.
    """
    _drop_links(folder.path)
    geometries = _read_structures(shortlist, folder)
    with exporting(folder.path, ("inputs",)) as sheets:
        if task == "redox":
            units = {smiles: kinds["unit"] for smiles, kinds in geometries.items() if "unit" in kinds}
            sheets.written += write_redox_inputs(units, folder.path / "inputs", program=program)
        else:
            sheets.written += write_quantum_inputs(
                geometries, folder.path / "inputs", program=program, task=task
            )
    for line in word_kept(sheets.kept):
        on_note(line)
    monomers = _monomers(shortlist)
    if n_without := sum("unit" not in geometries.get(smiles, {}) for smiles in monomers):
        on_note(
            f"inputs: {n_without} of the {len(monomers)} monomers of the shortlist were not described by "
            "xTB, so they have none; run screen with a larger --budget"
        )
    return sheets.written


def write_report(folder: CampaignFolder) -> None:
    """Write `report.html` from the tables in the campaign's folder, one self-contained file."""
    ranking = folder.ranking
    described = list(ranking.loc[ranking["is_described"], "smiles"])
    most_bound, one_armed = (_read_kind(described, folder, kind) for kind in ("unit_li", "unit_li_one_armed"))
    report = build_report(gather(folder), complexes=most_bound, one_armed=one_armed)
    write_text(folder.path / "report.html", report)


def _drop_links(folder: Path) -> None:
    """Take away links in the place of the campaign's folders, as `replacing` does with links to files."""
    for name in FOLDERS:
        drop_link(folder / name)


def _read_structures(shortlist: pd.DataFrame, folder: CampaignFolder) -> dict[str, dict[str, Geometry]]:
    """Return the stored geometries by SMILES and kind, of every monomer of the shortlist."""
    found: dict[str, dict[str, Geometry]] = {}
    for kind in STRUCTURES:
        for smiles, geometry in _read_kind(_monomers(shortlist), folder, kind).items():
            found.setdefault(smiles, {})[kind] = geometry
    return found


def _monomers(shortlist: pd.DataFrame) -> list[str]:
    """Return every monomer of a shortlist once, those of copolymers apart."""
    return list(dict.fromkeys(one for smiles in shortlist["smiles"] for one in split_monomers(smiles)))


def _read_kind(smiles: list[str], folder: CampaignFolder, kind: str) -> Mapping[str, Geometry]:
    settings = folder.settings
    return read_geometries(
        smiles, settings=settings.describe, engine_name=settings.engine, store=folder.store, name=kind
    )


def _write_gels(shortlist: pd.DataFrame, settings: CampaignSettings, folder: Path) -> list[Path]:
    """Write what to weigh for the campaign's gel of each candidate."""
    return write_formulation_sheets(
        shortlist,
        folder,
        gel=settings.formulation,
        batch_g=settings.synthesis.batch_g,
        initiator=settings.synthesis.initiator,
    )
