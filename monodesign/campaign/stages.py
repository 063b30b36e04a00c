"""A campaign's stages in order: enumerate, filter, predict, describe, rank, export.

Every table is written whole when its stage ends; what xTB computed is in the store as soon as it exists,
so a campaign that was interrupted continues where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from monodesign.campaign.candidates import (
    add_copolymers,
    add_predictions,
    add_synthesis,
    build_library,
    list_unknown,
    load_own_fragments,
    load_stock,
)
from monodesign.campaign.estimates import add_estimates, find_worth, load_estimators, read_energies
from monodesign.campaign.outputs import hand_over, write_inputs, write_report
from monodesign.campaign.search import search_space
from monodesign.campaign_folder.folder import ENUMERATED, CampaignFolder, Summary
from monodesign.campaign_folder.manifest import ignore_note
from monodesign.campaign_folder.settings import CampaignSettings, Note
from monodesign.chem.comonomers import is_copolymer
from monodesign.compute.dask import queued_workers
from monodesign.compute.store import Store
from monodesign.compute.workers import Scheduler
from monodesign.descriptors.describe import describe, expected_costs
from monodesign.descriptors.stored import is_described
from monodesign.engines import EngineName
from monodesign.errors import UserError
from monodesign.export.quantum_inputs import Program, Task
from monodesign.ranking.diverse import choose_to_describe
from monodesign.ranking.next_batch import select_comparable
from monodesign.ranking.rank import rank
from monodesign.records import Failure, Progress
from monodesign.space.account import account, tabulate_joints, word_account
from monodesign.tables.columns import put_first

Costs = Callable[[Sequence[float]], None]


def run_campaign(
    settings: CampaignSettings,
    folder: Path,
    *,
    source: str = "",
    engine_name: EngineName | None = None,
    jobs: int = 1,
    scheduler: Scheduler | None = None,
    on_progress: Progress | None = None,
    on_costs: Costs | None = None,
    on_note: Note | None = None,
) -> Summary:
    """Run a campaign from fragments to shortlist, or resume it.

    Args:
        settings: The settings of the campaign.
        folder: Folder for the results; made if it does not exist. Finished results in it are used again.
        source: Text of the file from which the settings were read; campaign.toml keeps its comments.
        engine_name: Engine to use instead of that in the settings.
        jobs: Worker processes for xTB. The tables do not depend on it.
        scheduler: Dask scheduler whose workers compute. Without it: the `[cluster]` of the settings, else
            this machine.
        on_progress: Called with stage, inputs done and inputs in all.
        on_costs: Called before the molecules are described, with the expected cost of each.
        on_note: Called with messages for the user.

    Returns:
        The counts of the campaign and its ranking.

    Raises:
        UserError: Another process uses the folder, the folder cannot be written, the scheduler or queue does
            not exist, or no candidate passes the filters.
        ClusterLost: The scheduler or all workers were lost; finished work is kept.
        InvalidFragment: The fragment files have faults.
        UnknownName: A model, solvent or salt does not exist.
        InvalidTable: The stock list has entries that are not molecules.
    """
    load_stock(settings)  # a list that cannot be read is better known before hours of work
    with CampaignFolder.begin(folder) as campaign:
        campaign.adopt(settings, source=source, on_note=on_note or ignore_note)
        campaign.use_engine(engine_name)
        if (finished := campaign.find_finished()) is not None:
            return finished
        return _run_stages(
            campaign,
            jobs=jobs,
            scheduler=scheduler,
            on_progress=on_progress or _ignore_progress,
            on_costs=on_costs,
            on_note=on_note or ignore_note,
        )


def _run_stages(
    folder: CampaignFolder,
    *,
    jobs: int,
    scheduler: Scheduler | None,
    on_progress: Progress,
    on_costs: Costs | None,
    on_note: Note,
) -> Summary:
    """Run all stages in their order."""
    settings = folder.settings
    clock = _Clock()
    found = None
    if settings.search.trials:
        with clock.stage("search"):
            on_progress("search", 0, settings.search.trials)
            found = search_space(settings, folder.path)
    with clock.stage("enumerate and filter"):
        _account_for_fragments(folder, on_note)
        kept, rejected, failures = build_library(settings, found=found, on_progress=on_progress)
        folder.write_table("library.csv", kept)
        folder.write_table("rejected.csv", rejected)
        _require_candidates(kept, folder.path)
    with clock.stage("predict"):
        on_progress("predict", 0, len(kept))
        candidates, _ = add_predictions(kept, settings)
    with clock.stage("describe"):
        chosen = _choose(candidates, settings)
        if on_costs is not None:
            on_costs(_expect_costs(chosen, settings, store=folder.store))
        with _find_workers(settings, scheduler) as workers:
            described = describe(
                chosen,
                settings=settings.describe,
                engine_name=settings.engine,
                jobs=jobs,
                scheduler=workers,
                minutes_per_molecule=settings.minutes_per_molecule,
                store=folder.store,
                on_progress=on_progress,
            )
        folder.write_table("descriptors.csv", described.table)
    with clock.stage("rank and export"):
        # As the tables say, with the digits they hold: ranked again, the order is the same.
        ranking, unranked = _rank_and_write(folder.library, folder.table("descriptors.csv"), folder)
        failures += [*described.failures, *unranked]
        folder.write_failures(failures)
        hand_over(folder, ranking, size=settings.shortlist.size, on_note=on_note)
    counts = dict(zip(ENUMERATED, (len(kept) + len(rejected), len(rejected)), strict=True))
    counts |= count_ranked(ranking) | {"failures": len(failures)}
    summary = Summary(folder=folder.path, counts=counts, ranking=ranking, seconds=clock.seconds)
    # A report of an earlier run goes first, so that the two never disagree.
    (folder.path / "report.html").unlink(missing_ok=True)
    folder.write_provenance(summary, command="screen")
    write_report(folder)
    return summary


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
    _require_candidates(library, folder.path)
    described = folder.checked_table("descriptors.csv", ["smiles"])
    failures = folder.failures
    ranking, unranked = _rank_and_write(library, described, folder)
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


def _account_for_fragments(folder: CampaignFolder, on_note: Note) -> None:
    """Write joints.csv and say what became of the fragments' combinations.

    Raises:
        InvalidFragment: The fragment files have faults.
    """
    fragments = load_own_fragments(folder.settings)
    folder.write_table("joints.csv", tabulate_joints(fragments))
    for line in word_account(account(fragments, two_ligands=folder.settings.library.has_two_ligands)):
        on_note(line)


def _require_candidates(library: pd.DataFrame, folder: Path) -> None:
    if library.empty:
        raise UserError(
            f"{folder}: no candidate passes the filters; see the reasons in rejected.csv and joints.csv, "
            "then loosen [filters]"
        )


def _find_workers(
    settings: CampaignSettings, scheduler: Scheduler | None
) -> AbstractContextManager[Scheduler | None]:
    """Return the scheduler to use, which may be one that asks a queue for workers."""
    if scheduler is None and settings.cluster is not None:
        return queued_workers(settings.cluster)
    return nullcontext(scheduler)


def _choose(candidates: pd.DataFrame, settings: CampaignSettings) -> list[str]:
    """Spend the budget on what is named and not known yet, then where the shortlist may change most."""
    return choose_to_describe(
        candidates,
        budget=settings.budget,
        first=list_unknown(candidates, settings),
        seed=settings.seed,
        worth=find_worth(candidates, settings),
    )


def _expect_costs(chosen: Sequence[str], settings: CampaignSettings, *, store: Store) -> list[float]:
    """Return what describing costs of each chosen molecule that the store does not hold yet.

    Raises:
        UnknownName: Level `dft` lacks PySCF.
    """
    find = partial(is_described, settings=settings.describe, engine_name=settings.engine, store=store)
    return expected_costs(chosen, is_finished=find)


def _rank_and_write(
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


class _Clock:
    """Wall time by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block under this name, in s."""
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def _ignore_progress(stage: str, done: int, total: int) -> None:
    """Take the place of a progress bar."""
