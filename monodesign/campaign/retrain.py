"""Train on the measurements of a campaign too, rank again, and list what changed (`changes.csv`)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from monodesign.campaign.again import rank_candidates
from monodesign.campaign.outputs import hand_over, write_report
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.campaign_folder.own_model import OWN_MODEL, model_before
from monodesign.campaign_folder.ranking_before import finish_ranking_before, keep_ranking_before
from monodesign.campaign_folder.summary import Summary
from monodesign.errors import UserError
from monodesign.ranking.next_batch import select_comparable
from monodesign.records import Progress
from monodesign.safe_files import drop_link
from monodesign.surrogate.storage import save_model
from monodesign.surrogate.training.train import train
from monodesign.tables.columns import CHANGES, names, read_std

CHANGES_FILE: Final = "changes.csv"


def retrain(path: Path, *, trials: int = 0, on_progress: Progress | None = None) -> Summary:
    """Train on the measurements of a campaign too, and rank again.

    The new model is trained on the measurements of the present model and those in bench.csv. It is written
    to the folder `model/` of the campaign and named in campaign.toml. Shortlist and report are written
    again; `changes.csv` says what changed. Repeated without a new measurement, it says so again.

    Args:
        path: Folder of the campaign.
        trials: Tuning trials per fold of the validation.
        on_progress: Called with stage, steps done and steps in all.

    Returns:
        The counts of the campaign and its new ranking.

    Raises:
        UserError: The folder has no finished campaign or no measurement, or another process uses it.
        InvalidConfig: campaign.toml is not valid.
        UnknownName: The measurements of the present model were not kept with it.
    """
    with CampaignFolder.open(path) as folder:
        settings, bench = folder.settings, folder.bench
        if bench.empty:
            raise UserError(f"{path}: no measurements yet; add some with monodesign record")
        base = model_before(settings, path)
        trained = train(bench, trials=trials, seed=settings.seed, base=base, on_progress=on_progress)
        before = keep_ranking_before(folder)
        drop_link(path / OWN_MODEL)
        save_model(trained.surrogate, path / OWN_MODEL, files=trained.files)
        folder.use_own_model(retrained_from=base)
        summary = rank_candidates(folder)
        comparable = select_comparable(bench, settings.formulation)
        folder.write_table(CHANGES_FILE, find_changes(before, folder.ranking, comparable))
        hand_over(folder, folder.ranking, size=settings.shortlist.size)
        folder.write_provenance(summary, command="retrain")
        write_report(folder)
        finish_ranking_before(folder)
    return summary


def find_changes(before: pd.DataFrame, after: pd.DataFrame, bench: pd.DataFrame) -> pd.DataFrame:
    """Say for every candidate what a retraining changed, in the order of the new ranking.

    Args:
        before: The ranking before.
        after: The ranking after.
        bench: What was measured in the campaign's formulation; replicates are averaged in log10 σ.

    Returns:
        The columns of `tables.CHANGES`; a value that does not exist is NaN.
    """
    measured = bench.groupby("monomer_id")["log10_sigma_s_cm"].agg(["mean", "size"])
    old = before.set_index("monomer_id")
    ids = after["monomer_id"]
    columns = {
        "monomer_id": ids,
        "name": after["name"],
        "smiles": after["smiles"],
        "rank_before": ids.map(old["rank"]),
        "rank_after": after["rank"],
        "log10_sigma_before_s_cm": ids.map(_predicted(old, "log10_sigma_predicted_s_cm")),
        "log10_sigma_after_s_cm": _predicted(after, "log10_sigma_predicted_s_cm"),
        "std_before": ids.map(_predicted(old, "log10_sigma_predicted_std")),
        "std_after": _predicted(after, "log10_sigma_predicted_std"),
        "log10_sigma_measured_s_cm": ids.map(measured["mean"]),
        "n_measured": ids.map(measured["size"]).fillna(0).astype(int),
    }
    return pd.DataFrame(columns)[names(CHANGES)]


def _predicted(ranking: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return what the model predicted, before measurements took its place."""
    if column in ranking:
        return ranking[column]
    return read_std(ranking) if column.endswith("_std") else ranking["log10_sigma_s_cm"]
