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

import pandas as pd

from monodesign.campaign.again import count_ranked, rank_and_write, require_candidates
from monodesign.campaign.candidates import (
    add_predictions,
    build_library,
    list_unknown,
    load_own_fragments,
    load_stock,
)
from monodesign.campaign.estimates import find_worth
from monodesign.campaign.outputs import hand_over, write_report
from monodesign.campaign.search import search_space
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.campaign_folder.manifest import ignore_note
from monodesign.campaign_folder.settings import CampaignSettings, Note
from monodesign.campaign_folder.summary import ENUMERATED, Summary
from monodesign.compute.dask import queued_workers
from monodesign.compute.store import Store
from monodesign.compute.workers import Scheduler
from monodesign.descriptors.costs import expected_costs
from monodesign.descriptors.describe import describe
from monodesign.descriptors.stored import is_described
from monodesign.engines import EngineName
from monodesign.ranking.diverse import choose_to_describe
from monodesign.records import Failure, Progress
from monodesign.space.account import account, tabulate_joints, word_account

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
    clock = _Clock()
    found = _search(folder, clock, on_progress)
    with clock.stage("enumerate and filter"):
        _account_for_fragments(folder, on_note)
        kept, n_rejected, failures = _build_library(folder, found, on_progress)
    with clock.stage("predict"):
        on_progress("predict", 0, len(kept))
        candidates, _ = add_predictions(kept, folder.settings)
    with clock.stage("describe"), _find_workers(folder.settings, scheduler) as workers:
        failures += _describe(
            folder, candidates, jobs=jobs, workers=workers, on_progress=on_progress, on_costs=on_costs
        )
    with clock.stage("rank and export"):
        # As the tables say, with the digits they hold: ranked again, the order is the same.
        ranking, unranked = rank_and_write(folder.library, folder.table("descriptors.csv"), folder)
        failures += unranked
        folder.write_failures(failures)
        hand_over(folder, ranking, size=folder.settings.shortlist.size, on_note=on_note)
    counts = dict(zip(ENUMERATED, (len(kept) + n_rejected, n_rejected), strict=True))
    counts |= count_ranked(ranking) | {"failures": len(failures)}
    summary = Summary(folder=folder.path, counts=counts, ranking=ranking, seconds=clock.seconds)
    # A report of an earlier run goes first, so that the two never disagree.
    (folder.path / "report.html").unlink(missing_ok=True)
    folder.write_provenance(summary, command="screen")
    write_report(folder)
    return summary


def _search(folder: CampaignFolder, clock: _Clock, on_progress: Progress) -> pd.DataFrame | None:
    """Search the space of fragments where the campaign asks for it."""
    if not (trials := folder.settings.search.trials):
        return None
    with clock.stage("search"):
        on_progress("search", 0, trials)
        return search_space(folder.settings, folder.path)


def _build_library(
    folder: CampaignFolder, found: pd.DataFrame | None, on_progress: Progress
) -> tuple[pd.DataFrame, int, list[Failure]]:
    """Write library and rejected; return the library, the number rejected and what could not be built.

    Raises:
        UserError: No candidate passes the filters.
    """
    kept, rejected, failures = build_library(folder.settings, found=found, on_progress=on_progress)
    folder.write_table("library.csv", kept)
    folder.write_table("rejected.csv", rejected)
    require_candidates(kept, folder.path)
    return kept, len(rejected), failures


def _describe(
    folder: CampaignFolder,
    candidates: pd.DataFrame,
    *,
    jobs: int,
    workers: Scheduler | None,
    on_progress: Progress,
    on_costs: Costs | None,
) -> tuple[Failure, ...]:
    """Describe what the budget allows, write it, and return what failed.

    Raises:
        UnknownName: Level `dft` lacks PySCF.
    """
    settings = folder.settings
    chosen = _choose(candidates, settings)
    if on_costs is not None:
        on_costs(_expect_costs(chosen, settings, store=folder.store))
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
    return described.failures


def _account_for_fragments(folder: CampaignFolder, on_note: Note) -> None:
    """Write joints.csv and say what became of the fragments' combinations.

    Raises:
        InvalidFragment: The fragment files have faults.
    """
    if folder.settings.library.only_included and not folder.settings.search.trials:
        return  # the fragments take no part
    fragments = load_own_fragments(folder.settings)
    folder.write_table("joints.csv", tabulate_joints(fragments))
    for line in word_account(account(fragments, two_ligands=folder.settings.library.has_two_ligands)):
        on_note(line)


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
