"""The long work of a campaign, each the function of a command: screen, rank, retrain, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from monodesign.compute.machine import usable_cores

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from monodesign.app.job_process import Reporter
    from monodesign.campaign_folder.summary import Summary

MOVES_SHOWN: Final = 20


def screen(task: Mapping[str, Any], report: Reporter) -> dict[str, Any]:
    """Run a campaign as `monodesign screen --out FOLDER` does, from its own campaign.toml.

    Args:
        task: `folder`, and `budget` where it is another than the file's.
        report: Told of the progress.

    Returns:
        `counts` in the order of the funnel.
    """
    from monodesign.campaign.stages import run_campaign
    from monodesign.campaign_folder.read_settings import read_campaign

    folder = Path(task["folder"])
    settings = read_campaign(folder / "campaign.toml")
    if task.get("budget") is not None:
        settings = settings.model_copy(update={"budget": task["budget"]})
    summary = run_campaign(
        settings, folder, jobs=usable_cores(), on_progress=report, on_note=report.note,
        engine_name=task.get("engine"),
    )  # fmt: skip
    return _word(summary)


def rank(task: Mapping[str, Any], report: Reporter) -> dict[str, Any]:
    """Rank again with the measurements, as `monodesign rank FOLDER` does.

    Returns:
        `counts`, and `moves`: what changed its place most.
    """
    from monodesign.campaign.again import rank_again
    from monodesign.campaign.retrain import find_changes
    from monodesign.campaign_folder.folder import CampaignFolder
    from monodesign.ranking.next_batch import select_comparable

    path = Path(task["folder"])
    report("rank", 0, 1)
    folder = CampaignFolder.read(path)
    before = folder.ranking
    summary = rank_again(path)
    report("rank", 1, 1)
    bench = select_comparable(folder.bench, folder.settings.formulation)
    changes = find_changes(before, summary.ranking, bench)
    return _word(summary) | {"moves": list_moves(_with_ranked_sigma(changes, before, summary.ranking))}


def _with_ranked_sigma(changes: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Show the σ that the rankings show, which measurements move; the model's own stays."""
    ids = changes["monomer_id"]
    shown = {
        f"log10_sigma_{when}_s_cm": ids.map(ranking.set_index("monomer_id")["log10_sigma_s_cm"])
        for when, ranking in (("before", before), ("after", after))
    }
    return changes.assign(**shown)


def retrain(task: Mapping[str, Any], report: Reporter) -> dict[str, Any]:
    """Train the campaign's own model with the measurements, as `monodesign retrain FOLDER` does.

    Returns:
        `counts`, and `moves`: what changed its place most.
    """
    from monodesign.campaign.retrain import CHANGES_FILE
    from monodesign.campaign.retrain import retrain as run
    from monodesign.tables.read import read_csv

    path = Path(task["folder"])
    summary = run(path, on_progress=report)
    return _word(summary) | {"moves": list_moves(read_csv(path / CHANGES_FILE))}


def write_report(task: Mapping[str, Any], report: Reporter) -> dict[str, Any]:
    """Write the report again from the tables, as `monodesign report FOLDER` does.

    Returns:
        `counts` in the order of the funnel.
    """
    from monodesign.campaign.again import report_again

    report("report", 0, 1)
    summary = report_again(Path(task["folder"]))
    report("report", 1, 1)
    return _word(summary)


def list_moves(changes: pd.DataFrame, *, most: int = MOVES_SHOWN) -> list[dict[str, Any]]:
    """Return the measured candidates and those that moved most near the top, in the order of the new rank."""
    from monodesign.tables.missing import plain

    moved = (changes["rank_after"] - changes["rank_before"]).abs()
    # A place near the top counts more: from 12 to 2 is more than from 812 to 402.
    weight = moved / changes[["rank_before", "rank_after"]].min(axis=1)
    first = changes.assign(weight=weight.where(changes["n_measured"] == 0, float("inf")))
    chosen = first[first["weight"] > 0].nlargest(most, "weight").sort_values("rank_after")
    return [
        {str(name): value for name, value in row.items()}
        for row in plain(chosen.drop(columns="weight")).to_dict("records")
    ]


def _word(summary: Summary) -> dict[str, Any]:
    return {"counts": [[name, int(count)] for name, count in summary.counts.items()]}
