"""One stage of a finished campaign again: rank, export, report."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pandas as pd

from monodesign.campaign.candidates import (
    add_copolymers,
    add_predictions,
    add_synthesis,
)
from monodesign.campaign.estimates import add_estimates, load_estimators, read_energies
from monodesign.campaign.outputs import hand_over, write_inputs, write_report
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.campaign_folder.manifest import ignore_note
from monodesign.campaign_folder.settings import Note
from monodesign.campaign_folder.summary import ENUMERATED, Summary
from monodesign.chem.comonomers import is_copolymer
from monodesign.errors import UserError
from monodesign.export.quantum_inputs import Program, Task
from monodesign.ranking.next_batch import select_comparable
from monodesign.ranking.rank import rank
from monodesign.records import Failure
from monodesign.tables.columns import put_first


def rank_again(path: Path) -> Summary:
    """Rank a campaign again from the tables it has, with the goals its campaign.toml states now.

    Raises:
        UserError: The folder holds no finished campaign, or its library no candidate.
        InvalidConfig: Its campaign.toml has faults.
    """
    with CampaignFolder.open(path) as folder:
        summary = rank_candidates(folder)
        if folder.find_finished() is None:
            folder.write_provenance(summary, command="rank")
    return summary


def rank_candidates(folder: CampaignFolder) -> Summary:
    """Predict and rank the candidates of a campaign's library, and write ranking and failures.

    Raises:
        UserError: The library holds no candidate.
        InvalidConfig: campaign.toml has faults.
    """
    library = folder.library
    require_candidates(library, folder.path)
    described = folder.checked_table("descriptors.csv", ["smiles"])
    failures = folder.failures
    ranking, unranked = rank_and_write(library, described, folder)
    failures += unranked
    folder.write_failures(failures)
    earlier = folder.run
    counts = {name: earlier["counts"][name] for name in ENUMERATED if name in earlier.get("counts", {})}
    counts |= count_ranked(ranking) | {"failures": len(failures)}
    return Summary(folder=folder.path, counts=counts, ranking=ranking, seconds=earlier.get("seconds", {}))


def export_again(
    path: Path,
    *,
    size: int | None = None,
    inputs: Program | None = None,
    task: Task | Literal["redox"] = "redox",
    on_note: Note = ignore_note,
) -> Summary:
    """Write a campaign's shortlist again from its ranking.

    Args:
        path: The campaign's folder.
        size: Number of candidates; the campaign's own when not given.
        inputs: The program for whose DFT inputs are written to `inputs/`.
        task: What those do: `redox`, neutral, cation and anion of every unit in the implicit solvent, or one
            optimisation or energy of every stored structure.
        on_note: Called with a line for each edited sheet, which is kept.

    Raises:
        UserError: The folder holds no finished campaign.
        InvalidConfig: Its campaign.toml has faults.
    """
    with CampaignFolder.open(path) as folder:
        size = size or folder.settings.shortlist.size
        shortlist = hand_over(folder, folder.ranking, size=size, on_note=on_note)
        counts = {"in the shortlist": len(shortlist)}
        if inputs is not None:
            files = write_inputs(folder, shortlist, program=inputs, task=task, on_note=on_note)
            counts[f"{inputs} inputs"] = len(files)
    return Summary(folder=path, counts=counts, ranking=shortlist)


def report_again(path: Path) -> Summary:
    """Write a campaign's report again from the tables it has.

    Raises:
        UserError: The folder holds no finished campaign.
        InvalidConfig: Its campaign.toml has faults.
    """
    with CampaignFolder.open(path) as folder:
        ranking = folder.ranking
        write_report(folder)
    return Summary(folder=path, counts=count_ranked(ranking), ranking=ranking)


def require_candidates(library: pd.DataFrame, folder: Path) -> None:
    """Refuse a library without candidates.

    Raises:
        UserError: It is empty.
    """
    if library.empty:
        raise UserError(
            f"{folder}: no candidate passes the filters; see the reasons in rejected.csv and joints.csv, "
            "then loosen [filters]"
        )


def rank_and_write(
    candidates: pd.DataFrame, descriptors: pd.DataFrame, folder: CampaignFolder
) -> tuple[pd.DataFrame, list[Failure]]:
    """Predict and rank the candidates, copolymers among them; return too what could not be ranked."""
    settings, energies = folder.settings, read_energies(descriptors)
    candidates, unpredicted = add_predictions(candidates, settings, energies=energies)
    candidates = add_estimates(candidates, load_estimators(settings, store=folder.store))
    own = [column for column in descriptors.columns if column == "smiles" or column not in candidates.columns]
    described = descriptors[own].drop(columns="error", errors="ignore").drop_duplicates("smiles")
    if settings.goals.weight_synthesis > 0:
        candidates = add_synthesis(candidates, settings)
    known = candidates.merge(described, on="smiles", how="left")
    table, unpaired = add_copolymers(known, settings, energies=energies)
    bench = select_comparable(folder.bench, settings.formulation)
    ranking = put_first(rank(table, goals=settings.goals, bench=bench, seed=settings.seed))
    folder.write_table("ranking.csv", ranking)
    return ranking, [*unpredicted, *unpaired]


def count_ranked(ranking: pd.DataFrame) -> dict[str, int]:
    """Count the candidates by outcome; what xTB describes are monomers, and a copolymer is judged by them."""
    is_pair = is_copolymer(ranking)
    described = ranking["is_described"] & ~is_pair
    counts = {"ranked": len(ranking)}
    if is_pair.any():
        counts["copolymers among them"] = int(is_pair.sum())
        counts["copolymers of described monomers"] = int((ranking["is_described"] & is_pair).sum())
    return counts | {
        "described with xTB": int(described.sum()),
        "described and within the limits": int((described & ranking["is_within_limits"]).sum()),
    }
