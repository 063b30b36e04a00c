"""A campaign's candidates: enumerated, included by name, filtered, and given a prediction."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from monodesign.campaign.copolymers import make_copolymers
from monodesign.campaign_folder.settings import CampaignSettings, split_pair
from monodesign.chem.check import check
from monodesign.chem.filters import NO_HOMOPOLYMER
from monodesign.chem.named_monomers import canonical_of, smiles_of
from monodesign.chem.polymerisation import needs_partner
from monodesign.records import Failure, Progress
from monodesign.space.additive import AdditiveLimits
from monodesign.space.fragments import FragmentLibrary, load_fragments
from monodesign.space.space import enumerate_monomers
from monodesign.surrogate.inputs.hold import Energies, load_sites
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model
from monodesign.synthesis.reagents import read_stock
from monodesign.synthesis.scores import score_syntheses
from monodesign.tables.columns import PREDICTION, names

# What `check` says of a row beside the library's own columns.
_MOST_DRAWN_AGAIN: Final = 1  # as many again as the sample
VERDICT: Final = ["reasons", "error", "is_kept"]


def build_library(
    settings: CampaignSettings, *, found: pd.DataFrame | None = None, on_progress: Progress | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, list[Failure]]:
    """Enumerate the candidates and filter them.

    Args:
        settings: The campaign.
        found: Members of the space that a search found, with the library's columns; they come after those
            that are included and before those that are drawn.
        on_progress: Called with the stage and the number of molecules before they are filtered.

    Returns:
        The kept monomers, the rejected ones with their `reasons`, and inputs that are no molecules.
    """
    library = settings.library
    fragments = load_own_fragments(settings)
    drawn = _draw(fragments, settings, library.sample)
    wanted = 0 if library.only_included else library.sample
    if found is not None:
        drawn = pd.concat([found, drawn], ignore_index=True)
    if on_progress is not None:
        on_progress("enumerate and filter", 0, len({*list_included(settings), *drawn["smiles"]}))
    # As it was written first: its row then says how it was redrawn.
    named = [*map(smiles_of, library.include), *list_included(settings)]
    checked = check([*named, *drawn["smiles"]], settings=settings.filters).table
    if (n_more := _count_missing(checked, wanted)) > 0:
        # The same draw goes on, so that a sample gives about as many candidates whatever the filters reject.
        more = _draw(fragments, settings, library.sample + n_more).iloc[library.sample :]
        drawn = pd.concat([drawn, more], ignore_index=True)
        added = check(list(more["smiles"]), settings=settings.filters).table
        checked = pd.concat([checked, added], ignore_index=True)
    checked = _excuse_comonomers(checked, settings)
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


def _draw(fragments: FragmentLibrary, settings: CampaignSettings, sample: int) -> pd.DataFrame:
    """Draw monomers within the filters' limits on sums: all of them where the sample is 0, or none at all."""
    filters = settings.filters
    limits = AdditiveLimits(
        min_mw_g_mol=filters.min_mw_g_mol, max_mw_g_mol=filters.max_mw_g_mol, max_rotors=filters.max_rotors
    )
    return enumerate_monomers(
        fragments,
        limit=0 if settings.library.only_included else None,
        sample=sample or None,
        seed=settings.seed,
        two_ligands=settings.library.has_two_ligands,
        limits=limits,
    )


def _count_missing(checked: pd.DataFrame, sample: int) -> int:
    """Return how many more are to be drawn until about as many pass as the sample should have."""
    n_kept = int((checked["reasons"].fillna("") == "").sum())
    if not sample or not n_kept or len(checked) < sample:
        return 0
    return min(round(sample * (len(checked) / n_kept - 1)), _MOST_DRAWN_AGAIN * sample)


def load_own_fragments(settings: CampaignSettings) -> FragmentLibrary:
    """Return the fragments of a campaign.

    Raises:
        InvalidFragment: The fragment files have faults.
    """
    folder = settings.library.folder
    return load_fragments(Path(folder) if folder else None)


def _excuse_comonomers(checked: pd.DataFrame, settings: CampaignSettings) -> pd.DataFrame:
    """Let a copolymer's monomers pass that make no homopolymer; `add_copolymers` drops them as such."""
    paired = {monomer for pair in list_pairs(settings) for monomer in pair}
    is_excused = checked["smiles"].isin(paired) & checked["reasons"].fillna("").map(_lacks_only_a_partner)
    checked.loc[is_excused, "reasons"] = ""
    checked.loc[is_excused, "is_kept"] = True
    return checked


def _lacks_only_a_partner(reasons: str) -> bool:
    return all(reason.startswith(NO_HOMOPOLYMER) for reason in reasons.split("; "))


def list_included(settings: CampaignSettings) -> list[str]:
    """Return the canonical SMILES of the monomers in `include` and `pairs`.

    What is neither comes back as it is, and is refused where it is read.
    """
    alone = [canonical_of(entry) for entry in settings.library.include]
    return list(dict.fromkeys([*alone, *(monomer for pair in list_pairs(settings) for monomer in pair)]))


def list_unknown(candidates: pd.DataFrame, settings: CampaignSettings) -> list[str]:
    """Return the named candidates that are to be described: all but reference monomers known already.

    Those of a copolymer are described in any case, since it is judged by them.
    """
    paired = {monomer for pair in list_pairs(settings) for monomer in pair}
    known = candidates["unit_smiles"].isin(list(load_sites()))
    references = set(candidates.loc[known, "smiles"]) - paired
    return [smiles for smiles in list_included(settings) if smiles not in references]


def list_pairs(settings: CampaignSettings) -> list[tuple[str, str]]:
    """Return the canonical SMILES of the pairs that the campaign asks for as copolymers."""
    pairs = (split_pair(pair) for pair in settings.copolymers.pairs)
    return [(canonical_of(first), canonical_of(second)) for first, second in pairs]


def _restore_provenance(checked: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Give checked rows the fragment names they were built from, where they were built."""
    origin = drawn.drop_duplicates("smiles").set_index("smiles")
    checked = checked.copy()
    for column in ("name", "head", "bridge", "ligand", "ligand_2"):
        built = checked["smiles"].map(origin[column]).astype(object)  # floats where none was built
        own = checked[column] if column in checked else pd.Series(index=checked.index, dtype=object)
        # A monomer with a name of its own keeps it; head, bridge and ligand are those of the fragments.
        checked[column] = own.where(own.fillna("") != "", built) if column == "name" else built.fillna(own)
    return checked


def add_predictions(
    candidates: pd.DataFrame, settings: CampaignSettings, *, energies: Energies | None = None
) -> tuple[pd.DataFrame, list[Failure]]:
    """Predict the conductivity of each candidate's gel in the campaign's formulation.

    Args:
        candidates: Column `smiles`, or `polymer` and `polymer_mol_ratio`, which are added where they lack.
        settings: The campaign.
        energies: How strongly described units hold Li⁺; of the others it is estimated.

    Returns:
        The candidates with the prediction's columns, and those that could not be predicted; these stay in
        the table without a number.
    """
    if "polymer" not in candidates:
        candidates = candidates.assign(polymer=candidates["smiles"], polymer_mol_ratio="")
    formulations = settings.formulation.with_polymers(
        list(candidates["polymer"]), list(candidates["polymer_mol_ratio"])
    )
    batch = predict(load_model(settings.predict.model), formulations, energies=energies)
    new = [column for column in names(PREDICTION) if column != "error"]
    kept = candidates.drop(columns=new, errors="ignore")
    return kept.join(batch.table[new]), list(batch.failures)


def add_copolymers(
    monomers: pd.DataFrame, settings: CampaignSettings, *, energies: Energies | None = None
) -> tuple[pd.DataFrame, list[Failure]]:
    """Add the copolymers that the campaign asks for to its candidates of one monomer.

    Args:
        monomers: Candidates with everything that is known of them, one row each.
        settings: The campaign.
        energies: As of `add_predictions`.

    Returns:
        The candidates, copolymers last, and pairs that could not be made or predicted. A monomer that makes
        no homopolymer is in its copolymers only.
    """
    copolymers, failures = make_copolymers(
        monomers, list_pairs(settings), settings=settings.copolymers, goals=settings.goals
    )
    if settings.filters.heads_without_homopolymer == "reject":
        monomers = monomers[~monomers["smiles"].map(needs_partner)].reset_index(drop=True)
    if copolymers.empty:
        return monomers, failures
    predicted, unpredicted = add_predictions(copolymers, settings, energies=energies)
    if settings.goals.weight_synthesis > 0:
        predicted = add_synthesis(predicted, settings)
    table = pd.concat([monomers, predicted[list(monomers.columns)]], ignore_index=True)
    return table, [*failures, *unpredicted]


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
