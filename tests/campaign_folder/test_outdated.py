"""Measurements that a ranking does not count, and reports of an earlier ranking."""

import json

import pytest

from monodesign.campaign_folder.bench import record, withdraw
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.campaign_folder.outdated import (
    Later,
    describe_sources,
    find_later,
    is_report_outdated,
    word_outdated_ranking,
)
from monodesign.campaign_folder.provenance import hash_files
from monodesign.campaign_folder.summary import Summary


@pytest.fixture
def ranked(tmp_path):
    """A folder whose ranking was made after one measurement."""
    (tmp_path / "ranking.csv").write_text("monomer_id,name,smiles\n")
    record(tmp_path, "DOA", sigma_s_cm=1e-3)
    state_ranking(tmp_path)
    return tmp_path


def state_ranking(folder):
    hashes = hash_files([folder / "bench.csv"], root=folder)
    (folder / "run.json").write_text(json.dumps({"sha256_inputs": hashes}))


def test_what_was_recorded_later_is_counted(ranked):
    assert not find_later(ranked)
    record(ranked, "DOA", sigma_s_cm=2e-3, replicate=2)
    record(ranked, "AEEO", sigma_s_cm=2e-3)
    withdraw(ranked, 1, note="leak")
    assert find_later(ranked) == Later(n_measured=2, n_withdrawn=1)
    assert "does not count 2 measurements and 1 withdrawal" in word_outdated_ranking(ranked)
    state_ranking(ranked)
    assert word_outdated_ranking(ranked) == ""


def test_a_ranking_before_the_first_measurement_counts_none(ranked):
    (ranked / "run.json").write_text('{"sha256_inputs": {}}')
    assert find_later(ranked) == Later(n_measured=1)


def test_a_last_line_without_its_end_is_still_the_same_line(ranked):
    path = ranked / "bench.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    state_ranking(ranked)
    record(ranked, "AEEO", sigma_s_cm=2e-3)
    assert find_later(ranked) == Later(n_measured=1)


def test_without_a_ranking_or_a_run_nothing_is_outdated(ranked):
    (ranked / "run.json").unlink()
    assert not find_later(ranked)


def test_what_is_recorded_while_a_ranking_is_made_is_not_counted_by_it(ranked):
    (ranked / "campaign.toml").touch()
    folder = CampaignFolder(ranked)
    assert len(folder.bench) == 1
    record(ranked, "AEEO", sigma_s_cm=2e-3)
    folder.write_provenance(Summary(folder=ranked, counts={}, ranking=folder.bench), command="rank")
    assert find_later(ranked) == Later(n_measured=1)


def test_a_report_of_another_ranking_is_outdated(ranked):
    report = ranked / "report.html"
    report.write_text(f'<html><meta name="made-from" content="{describe_sources(ranked)}">')
    assert not is_report_outdated(ranked)
    (ranked / "ranking.csv").write_text("another")
    assert is_report_outdated(ranked)
    report.write_text("<html>of an earlier version")
    assert not is_report_outdated(ranked)
