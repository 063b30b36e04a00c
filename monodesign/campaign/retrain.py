"""The loop with the bench: what to measure next, and what the measurements change."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import pandas as pd

from monodesign.campaign.next_batch import read_comparable
from monodesign.campaign.stages import export_again, rank_again, report_again
from monodesign.campaign_folder.bench import read_bench
from monodesign.campaign_folder.folder import (
    RANKING_FILE,
    Summary,
    read_ranking,
    read_settings,
    write_provenance,
)
from monodesign.campaign_folder.settings import OWN_MODEL, PredictSettings, campaign_toml, model_before
from monodesign.compute.store import writing
from monodesign.errors import UserError
from monodesign.safe_files import drop_link, is_own
from monodesign.surrogate.storage import save_model
from monodesign.surrogate.training.train import train
from monodesign.tables.columns import CHANGES, names, read_std
from monodesign.tables.toml_text import change_values
from monodesign.tables.write import replacing, write_csv, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from monodesign.records import Progress

CHANGES_FILE: Final = "changes.csv"
# The ranking before a retraining, for as long as that is not finished.
BEFORE_FILE: Final = ".ranking_before.csv"


def retrain(folder: Path, *, trials: int = 0, on_progress: Progress | None = None) -> Summary:
    """Add a campaign's measurements to the shipped and its model's own ones, train a surrogate, rank with it.

    The model and its card go to the campaign's folder `model/`, and campaign.toml names it from then on.
    Shortlist and report are written again; `changes.csv` says what moved, and the report shows it.
    `on_progress` is called with stage, steps done and steps in all.

    Raises:
        UserError: The folder holds no finished campaign, or no measurement, or belongs to another running
            process.
        InvalidConfig: Its campaign.toml has faults.
        UnknownName: The measurements of the campaign's own model were not kept with it.
    """
    read_settings(folder)  # holding a folder makes it
    with writing(folder):
        return _retrain(folder, trials=trials, on_progress=on_progress)


def _retrain(folder: Path, *, trials: int, on_progress: Progress | None) -> Summary:
    settings = read_settings(folder)
    bench = read_bench(folder)
    if bench.empty:
        raise UserError(f"{folder}: nothing measured yet; add measurements with monodesign record")
    base = model_before(settings, folder)
    trained = train(bench, trials=trials, seed=settings.seed, base=base, on_progress=on_progress)
    before = _keep_ranking(folder)
    drop_link(folder / OWN_MODEL)
    save_model(trained, folder / OWN_MODEL)
    own = PredictSettings(model=OWN_MODEL, retrained_from=base)
    path = folder / "campaign.toml"
    kept = change_values(path.read_text(encoding="utf-8-sig"), asdict(own), table="predict")
    write_text(path, kept or campaign_toml(settings.model_copy(update={"predict": own})))
    summary = rank_again(folder)
    changes = find_changes(before, read_ranking(folder), read_comparable(folder, settings))
    write_csv(changes, folder / CHANGES_FILE)
    export_again(folder)
    write_provenance(read_settings(folder), summary, command="retrain")
    report_again(folder)
    (folder / BEFORE_FILE).unlink(missing_ok=True)
    return summary


def _keep_ranking(folder: Path) -> pd.DataFrame:
    """Return the ranking before this retraining, or before one that was cut off and is repeated now."""
    kept = folder / BEFORE_FILE
    if not is_own(kept):
        with replacing(kept) as partial:
            partial.write_bytes((folder / RANKING_FILE).read_bytes())
    return read_ranking(folder, name=BEFORE_FILE)


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
