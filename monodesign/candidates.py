"""A campaign's candidates: enumerated, included by name, filtered, and given a prediction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from monodesign.chem.check import check
from monodesign.chem.fragments import load_fragments
from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.chem.named import load_named_monomers
from monodesign.chem.space import enumerate_monomers
from monodesign.chem.synthesis_reagents import read_stock
from monodesign.chem.synthesis_scores import score_syntheses
from monodesign.errors import InvalidSmiles
from monodesign.records import Failure
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model

if TYPE_CHECKING:
    from monodesign.config import CampaignSettings

# What `check` says of a row beside the library's own columns.
VERDICT: Final = ["reasons", "error", "is_kept"]


def build_library(
    settings: CampaignSettings, *, found: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, list[Failure]]:
    """Enumerate the candidates and filter them.

    Args:
        settings: The campaign.
        found: Members of the space that a search found, with the library's columns; they come after those
            that are included and before those that are drawn.

    Returns:
        The kept monomers, the rejected ones with their `reasons`, and inputs that are no molecules.
    """
    library = settings.library
    fragments = load_fragments(Path(library.folder) if library.folder else None)
    drawn = enumerate_monomers(
        fragments, sample=library.sample or None, seed=settings.seed, two_ligands=library.has_two_ligands
    )
    if found is not None:
        drawn = pd.concat([found, drawn], ignore_index=True)
    smiles = [*list_included(settings), *drawn["smiles"]]
    checked = check(smiles, settings=settings.filters).table
    checked = _restore_provenance(checked, drawn).drop_duplicates("smiles", ignore_index=True)
    failed = checked["error"].fillna("") != ""
    is_kept = ~failed & (checked["reasons"].fillna("") == "")
    failures = [
        Failure(smiles=str(row["smiles"]), stage="check", reason=str(row["error"]))
        for row in checked[failed].to_dict("records")
    ]
    kept = checked[is_kept].drop(columns=VERDICT).reset_index(drop=True)
    rejected = checked[~is_kept & ~failed].drop(columns="error").reset_index(drop=True)
    return kept, rejected, failures


def list_included(settings: CampaignSettings) -> list[str]:
    """Return the canonical SMILES of what the campaign includes by name or SMILES.

    What is neither comes back as it is, and is refused where it is read.
    """
    named = {monomer.name: monomer.smiles for monomer in load_named_monomers()}
    return [named.get(entry) or _canonical(entry) for entry in settings.library.include]


def _canonical(text: str) -> str:
    try:
        return canonical_smiles(parse(text))
    except InvalidSmiles:
        return text


def _restore_provenance(checked: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Give checked rows the fragment names they were built from, where they were built."""
    origin = drawn.drop_duplicates("smiles").set_index("smiles")
    checked = checked.copy()
    for column in ("name", "head", "bridge", "ligand", "ligand_2"):
        built = checked["smiles"].map(origin[column])
        own = checked[column] if column in checked else pd.Series(index=checked.index, dtype=object)
        # A monomer with a name of its own keeps it; head, bridge and ligand are those of the fragments.
        checked[column] = own.where(own.fillna("") != "", built) if column == "name" else built.fillna(own)
    return checked


def add_predictions(kept: pd.DataFrame, settings: CampaignSettings) -> tuple[pd.DataFrame, list[Failure]]:
    """Predict the conductivity of each candidate's gel in the campaign's formulation.

    Returns:
        The candidates with the prediction's columns, and those that could not be predicted; these stay in
        the table without a number.
    """
    gel = settings.formulation
    formulations = pd.DataFrame(
        {
            "polymer": kept["smiles"],
            "w_polymer": gel.w_polymer,
            "solvent": gel.solvent,
            "w_solvent": gel.w_solvent,
            "salt": gel.salt,
            "w_salt": gel.w_salt,
            "temperature_c": gel.temperature_c,
        }
    )
    batch = predict(load_model(settings.predict.model), formulations)
    new = [
        column for column in batch.table.columns if column not in formulations.columns and column != "error"
    ]
    return kept.join(batch.table[new]), list(batch.failures)


def add_synthesis(table: pd.DataFrame, settings: CampaignSettings) -> pd.DataFrame:
    """Return a table with the columns of `tables.SYNTHESIS`, for the campaign's stock.

    Raises:
        UserError: The stock list cannot be read.
        InvalidTable: It holds entries that are no molecules.
    """
    scores = score_syntheses(table["smiles"], stock=load_stock(settings))
    return table.drop(columns=list(scores.columns), errors="ignore").reset_index(drop=True).join(scores)


def load_stock(settings: CampaignSettings) -> frozenset[str]:
    """Return the canonical SMILES that the campaign's user has.

    Raises:
        UserError: The stock list cannot be read.
        InvalidTable: It holds entries that are no molecules.
    """
    return read_stock(Path(settings.synthesis.stock)) if settings.synthesis.stock else frozenset()
