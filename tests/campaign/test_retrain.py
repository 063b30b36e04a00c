"""The loop with the bench: proposals from a campaign's folder, and what a retraining leaves behind."""

import fcntl
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from monodesign.campaign import retrain as loop
from monodesign.campaign.next_batch import suggest_next
from monodesign.campaign.retrain import find_changes, retrain
from monodesign.campaign.stages import run_campaign
from monodesign.campaign_folder.bench import record
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.campaign_folder.provenance import hash_files, list_outputs
from monodesign.campaign_folder.read_settings import parse_campaign
from monodesign.errors import UserError
from monodesign.paths import MODELS
from monodesign.surrogate.storage import load_model
from monodesign.tables.columns import CHANGES, names
from monodesign.tables.read import read_csv
from monodesign.tables.write import write_csv

pytestmark = pytest.mark.slow

STOCK = "C=CC(=O)Cl"
# What stands for a trained model where the shipped one is linked to in its place.
UNTRAINED = SimpleNamespace(surrogate=None, files={})


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """A campaign of predictions alone, with a stock list."""
    folder = tmp_path_factory.mktemp("campaign")
    stock = folder / "stock.txt"
    stock.write_text(STOCK + "\n", encoding="utf-8")
    library = {"sample": 25, "include": ["DOA", "AEEO"]}
    data = {
        "budget": 0, "library": library, "shortlist": {"size": 2}, "synthesis": {"stock": str(stock)},
    }  # fmt: skip
    run_campaign(parse_campaign(data, where="test"), folder, engine_name="fake")
    return folder


def test_proposals_say_what_they_cost_with_the_users_stock(campaign):
    batch = suggest_next(campaign, n=3)
    assert (batch["n_synthesis_steps"] >= 1).all()
    assert not batch["to_order"].str.split("; ").map(lambda items: STOCK in items).any()
    assert batch["reason"].str.contains("to order").all()


def test_without_measurements_there_is_nothing_to_retrain_with(campaign):
    with pytest.raises(UserError, match="no measurements yet"):
        retrain(campaign)


@pytest.fixture
def retrained(campaign, monkeypatch):
    """The campaign after a retraining whose model is the shipped one: training itself takes minutes."""
    record(campaign, "DOA", sigma_s_cm=1.02e-3, replicate=1 + len(read_csv_or_empty(campaign)))
    seen = []

    def train(bench, **options):
        seen.append((len(bench), options))
        return UNTRAINED

    monkeypatch.setattr(loop, "train", train)
    monkeypatch.setattr(loop, "save_model", lambda _, folder, **__: folder.symlink_to(MODELS / "default"))
    (campaign / "model").unlink(missing_ok=True)
    retrain(campaign)
    return campaign, seen


def read_csv_or_empty(folder):
    path = folder / "bench.csv"
    return read_csv(path) if path.exists() else pd.DataFrame()


def test_a_retraining_adds_the_measurements_to_the_shipped_ones_and_ranks_with_its_own_model(retrained):
    folder, seen = retrained
    asked = {"trials": 0, "seed": 0, "base": "default", "on_progress": None}
    assert seen == [(len(read_csv(folder / "bench.csv")), asked)]
    assert CampaignFolder.read(folder).settings.predict.model == str(folder / "model")
    assert load_model(CampaignFolder.read(folder).settings.predict.model)


def test_a_campaign_with_a_model_of_its_users_is_retrained_from_that_ones_measurements(
    campaign, monkeypatch, tmp_path
):
    """Again and again: the model that `retrain` made holds the bench's rows already."""
    folder = shutil.copytree(campaign, tmp_path / "own", symlinks=True)
    (folder / "model").unlink(missing_ok=True)
    text = (folder / "campaign.toml").read_text(encoding="utf-8")
    text = re.sub("^model = .*$", 'model = "mine"', text, flags=re.MULTILINE)
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    (tmp_path / "mine").symlink_to(MODELS / "default")
    monkeypatch.chdir(tmp_path)
    record(folder, "AEEO", sigma_s_cm=1.02e-3, replicate=7)
    bases = []
    monkeypatch.setattr(loop, "train", lambda _, base, **_options: bases.append(base) or UNTRAINED)
    monkeypatch.setattr(loop, "save_model", _link_to_shipped)
    retrain(Path("own"))
    retrain(folder)
    assert bases == ["mine", "mine"]


def _link_to_shipped(_, folder, **__):
    folder.unlink(missing_ok=True)
    folder.symlink_to(MODELS / "default")


def test_a_retraining_keeps_the_users_comments(campaign, monkeypatch, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "noted", symlinks=True)
    path = folder / "campaign.toml"
    path.write_text("# EC only: DMC boils off\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    record(folder, "AEEO", sigma_s_cm=1.02e-3, replicate=9)
    monkeypatch.setattr(loop, "train", lambda *_args, **_options: UNTRAINED)
    monkeypatch.setattr(loop, "save_model", _link_to_shipped)
    retrain(folder)
    assert path.read_text(encoding="utf-8").startswith("# EC only: DMC boils off\n")


def test_a_campaign_that_is_retrained_is_held_until_it_is_ranked_anew(campaign, monkeypatch, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "held", symlinks=True)
    record(folder, "AEEO", sigma_s_cm=1.02e-3, replicate=8)
    monkeypatch.setattr(loop, "train", lambda *_args, **_options: UNTRAINED)
    monkeypatch.setattr(loop, "save_model", _link_to_shipped)
    for stage in ("train", "rank_candidates", "write_report"):
        monkeypatch.setattr(loop, stage, _assert_held(getattr(loop, stage), folder))
    retrain(folder)


def _assert_held(stage, folder):
    def call(*args, **options):
        with (folder / ".lock").open("rb") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return stage(*args, **options)

    return call


def test_a_folder_that_is_missing_is_not_made_by_a_retraining(tmp_path):
    with pytest.raises(UserError, match="no finished campaign"):
        retrain(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_retrained_campaign_can_be_moved(retrained):
    """Its file names the model by its place in the folder."""
    folder, _ = retrained
    assert 'model = "model"' in (folder / "campaign.toml").read_text(encoding="utf-8")


def test_a_retraining_writes_what_changed_and_a_report_that_shows_it(retrained):
    folder, _ = retrained
    changes = read_csv(folder / "changes.csv")
    assert list(changes.columns) == names(CHANGES)
    assert list(changes["monomer_id"]) == list(read_csv(folder / "ranking.csv")["monomer_id"])
    assert changes.set_index("name").loc["DOA", "n_measured"] >= 1
    assert "what it changed" in (folder / "report.html").read_text(encoding="utf-8")


def test_run_json_and_report_name_the_retrained_model(retrained):
    folder, _ = retrained
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert (run["command"], run["settings"]["predict"]["model"]) == ("retrain", str(folder / "model"))
    assert run["sha256_outputs"] == hash_files(list_outputs(folder), root=folder)
    assert run["sha256_outputs"]["changes.csv"] in (folder / "report.html").read_text(encoding="utf-8")


def _ranking(ids, sigma):
    sigma = np.array(sigma)
    return pd.DataFrame(
        {
            "monomer_id": ids, "name": ids, "smiles": ids, "rank": range(1, len(ids) + 1),
            "log10_sigma_s_cm": sigma, "log10_sigma_lower_90": sigma - 1.645,
            "log10_sigma_upper_90": sigma + 1.645,
        }
    )  # fmt: skip


def test_changes_follow_the_new_order_and_average_the_replicates():
    before, after = _ranking(["a", "b"], [-3.0, -3.5]), _ranking(["b", "a", "c"], [-2.9, -3.1, -4.0])
    bench = pd.DataFrame({"monomer_id": ["b", "b"], "log10_sigma_s_cm": [-2.8, -3.0]})
    changes = find_changes(before, after, bench).set_index("monomer_id")
    assert list(changes.index) == ["b", "a", "c"]
    assert list(changes["rank_before"].dropna()) == [2, 1]
    assert changes.loc["b", "log10_sigma_measured_s_cm"] == pytest.approx(-2.9)
    assert list(changes["n_measured"]) == [2, 0, 0]
    assert changes["std_after"].tolist() == pytest.approx([1.0, 1.0, 1.0], abs=1e-3)


def test_a_retraining_that_was_cut_off_after_ranking_still_says_what_moved(campaign, tmp_path, monkeypatch):
    """The ranking before is kept until the retraining is finished, however often it is begun anew."""
    folder = tmp_path / "campaign"
    shutil.copytree(campaign, folder, ignore=shutil.ignore_patterns("model", "bench.csv"))
    record(folder, "DOA", sigma_s_cm=1.02e-3)
    ranking = read_csv(folder / "ranking.csv")
    predicted = "log10_sigma_predicted_s_cm"
    moved = ranking.assign(**{predicted: ranking[predicted] - 1.0})
    write_csv(moved, folder / "ranking.csv")
    monkeypatch.setattr(loop, "train", lambda bench, **options: UNTRAINED)
    monkeypatch.setattr(loop, "save_model", lambda _, path, **__: path.symlink_to(MODELS / "default"))

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(loop, "hand_over", interrupt)
        with pytest.raises(KeyboardInterrupt):
            retrain(folder)
    retrain(folder)
    changes = read_csv(folder / "changes.csv")
    change = changes["log10_sigma_after_s_cm"] - changes["log10_sigma_before_s_cm"]
    np.testing.assert_allclose(change, 1.0)
    retrain(folder)
    pd.testing.assert_frame_equal(read_csv(folder / "changes.csv"), changes)  # as if it were the same one
    record(folder, "DOA", sigma_s_cm=1.1e-3, replicate=2)
    retrain(folder)
    assert read_csv(folder / "changes.csv")["log10_sigma_before_s_cm"].equals(
        changes["log10_sigma_after_s_cm"]
    )
    assert len(list(folder.glob(".ranking_before*"))) == 1


OPENS = """
import os, sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from monodesign.campaign import retrain as loop
from monodesign.paths import MODELS

folder = Path(sys.argv[1])
loop.train = lambda *_, **__: SimpleNamespace(surrogate=None, files={})
loop.save_model = lambda _, path, **__: path.symlink_to(MODELS / "default")
opened = Counter()

def watch(event, arguments):
    if event in ("open", "sqlite3.connect") and isinstance(arguments[0], (str, bytes, Path)):
        path = Path(os.fsdecode(arguments[0]))
        opened[path.name] += path.parent == folder

sys.addaudithook(watch)
loop.retrain(folder)
print(*(opened[name] for name in ("campaign.toml", "ranking.csv", "campaign.sqlite", ".lock")))
"""


def test_a_retraining_opens_settings_ranking_store_and_lock_once(campaign, tmp_path):
    """The two files that it writes anew are replaced whole, and never read back."""
    ignored = shutil.ignore_patterns("model", "bench.csv")
    folder = shutil.copytree(campaign, tmp_path / "counted", ignore=ignored)
    record(folder, "DOA", sigma_s_cm=1.02e-3)
    command = [sys.executable, "-c", OPENS, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1", "1", "1"]
