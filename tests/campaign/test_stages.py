"""The main job end to end: small campaigns with the fake engine, and one with the real one."""

import json
import re
import shutil

import pandas as pd
import pytest
from rdkit import Chem

from monodesign.campaign.again import export_again, rank_again, report_again
from monodesign.campaign.next_batch import suggest_next
from monodesign.campaign.stages import run_campaign
from monodesign.campaign_folder.provenance import hash_files, list_outputs, read_finished
from monodesign.campaign_folder.read_settings import parse_campaign, read_campaign
from monodesign.campaign_folder.settings import PredictSettings
from monodesign.campaign_folder.write_settings import campaign_toml
from monodesign.chem.named_monomers import smiles_of
from monodesign.compute.store import Store
from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings
from monodesign.errors import InvalidTable, UserError
from monodesign.paths import LIBRARIES, MODELS
from monodesign.tables.columns import ESTIMATES, names
from monodesign.tables.write import write_text

pytestmark = pytest.mark.slow

TABLES = ["library.csv", "rejected.csv", "descriptors.csv", "failures.csv", "ranking.csv", "shortlist.csv"]
PAPER = ["DOA", "PCEA", "AEEO", "AAPC", "AAEO", "PCBA", "AEBO"]


def _settings(**changes):
    quick = {"n_conformers": 1, "n_relaxed": 1, "n_chelates": 0}
    library = {"sample": 30, "include": [*PAPER[:2], "PEGMA", "VC", "VEC"]}
    data = {"budget": 2, "library": library, "describe": quick, "shortlist": {"size": 3}, **changes}
    return parse_campaign(data, where="test")


def _run(folder, *, settings=None, jobs=1):
    return run_campaign(settings or _settings(), folder, engine_name="fake", jobs=jobs)


def _read_all(folder):
    return {name: (folder / name).read_bytes() for name in [*TABLES, "shortlist.sdf"]}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("campaign")
    _run(folder)
    return folder


def test_every_candidate_is_kept_or_rejected_with_a_reason(campaign):
    kept, rejected = pd.read_csv(campaign / "library.csv"), pd.read_csv(campaign / "rejected.csv")
    assert not set(kept["smiles"]) & set(rejected["smiles"])
    assert rejected["reasons"].notna().all()


def test_the_comparators_are_rejected_for_their_documented_reasons(campaign):
    """doi 10.1038/s41467-025-59020-w: PEGMA is an ether; VC and VEC polymerise to 50-80 % only."""
    reasons = pd.read_csv(campaign / "rejected.csv").set_index("name")["reasons"]
    assert "ether" in reasons["PEGMA"]
    assert "50–80 %" in reasons["VC"]
    assert "50–80 %" in reasons["VEC"]


def test_every_kept_candidate_is_ranked_once(campaign):
    kept, ranking = pd.read_csv(campaign / "library.csv"), pd.read_csv(campaign / "ranking.csv")
    assert sorted(kept["smiles"]) == sorted(ranking["smiles"])
    assert list(ranking["rank"]) == list(range(1, len(ranking) + 1))


@pytest.fixture
def retrained(tmp_path):
    """A campaign of predictions alone, as `retrain` leaves it; its model is the shipped one."""
    settings = _settings(budget=0)
    _run(tmp_path, settings=settings)
    (tmp_path / "model").symlink_to(MODELS / "default")
    own = PredictSettings(model="model", retrained_from="default")
    write_text(tmp_path / "campaign.toml", campaign_toml(settings.model_copy(update={"predict": own})))
    return tmp_path


def test_the_comments_of_another_file_come_into_the_folder(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "c")
    text = "# EC only\n" + campaign_toml(_settings(seed=1))
    run_campaign(_settings(seed=1), folder, source=text, engine_name="fake")
    assert (folder / "campaign.toml").read_text(encoding="utf-8") == text


def test_another_budget_is_kept_in_the_campaigns_file_beside_its_users_comments(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "copy")
    text = (folder / "campaign.toml").read_text(encoding="utf-8")
    write_text(folder / "campaign.toml", "# EC only\n" + text)
    _run(folder, settings=_settings(budget=3))
    wanted = "# EC only\n" + text.replace("budget = 2\n", "budget = 3\n")
    assert (folder / "campaign.toml").read_text(encoding="utf-8") == wanted
    assert len(pd.read_csv(folder / "descriptors.csv")) == 3


@pytest.mark.parametrize("predict", [{}, {"predict": {"model": "default"}}], ids=["not named", "as before"])
def test_the_original_file_run_again_keeps_the_retrained_model_and_says_so(retrained, predict):
    notes = []
    run_campaign(_settings(budget=0, **predict), retrained, engine_name="fake", on_note=notes.append)
    assert read_campaign(retrained / "campaign.toml").predict.model == "model"
    assert ["keeps its retrained model" in note for note in _of_models(notes)] == [True]


def _of_models(notes):
    """The notes that are not of fragments and their combinations."""
    return [note for note in notes if "model" in note and "combinations" not in note]


def test_a_file_that_names_another_model_than_before_replaces_the_retrained_one_and_says_so(retrained):
    notes, other = [], str(MODELS / "default")
    settings = _settings(budget=0, predict={"model": other})
    run_campaign(settings, retrained, engine_name="fake", on_note=notes.append)
    assert read_campaign(retrained / "campaign.toml").predict.model == other
    assert len(_of_models(notes)) == 1


def test_the_retrained_campaigns_own_file_runs_again_without_a_note(retrained):
    notes = []
    settings = read_campaign(retrained / "campaign.toml")
    run_campaign(settings, retrained, engine_name="fake", on_note=notes.append)
    assert _of_models(notes) == []


def test_the_budget_bounds_what_is_described(campaign):
    assert len(pd.read_csv(campaign / "descriptors.csv")) == 2


def test_the_shortlist_sdf_is_three_dimensional_named_and_in_the_tables_order(campaign):
    shortlist = pd.read_csv(campaign / "shortlist.csv")
    records = list(Chem.SDMolSupplier(str(campaign / "shortlist.sdf"), removeHs=False))
    assert [record.GetProp("_Name") for record in records] == list(shortlist["monomer_id"])
    assert [record.GetProp("smiles") for record in records] == list(shortlist["smiles"])
    # Coordinates settle a stereocentre that the SMILES leaves open: compared without stereo.
    drawn = [Chem.MolToSmiles(Chem.RemoveHs(record), isomericSmiles=False) for record in records]
    asked = [Chem.MolToSmiles(Chem.MolFromSmiles(s), isomericSmiles=False) for s in shortlist["smiles"]]
    assert drawn == asked
    assert all(record.GetConformer().Is3D() for record in records)
    assert float(records[0].GetProp("log10_sigma_s_cm")) == pytest.approx(
        shortlist["log10_sigma_s_cm"].iloc[0]
    )


def test_run_json_proves_what_ran(campaign):
    run = json.loads((campaign / "run.json").read_text())
    assert run["settings"]["budget"] == 2
    assert run["versions"]["rdkit"]
    assert set(TABLES) <= set(run["sha256_outputs"])


def test_one_job_and_two_give_identical_files(campaign, tmp_path):
    _run(tmp_path, jobs=2)
    assert _read_all(tmp_path) == _read_all(campaign)


def test_a_second_run_computes_nothing_and_changes_nothing(campaign):
    before = _read_all(campaign)
    with Store(campaign / "campaign.sqlite") as store:
        n_before = len(store)
    _run(campaign)
    with Store(campaign / "campaign.sqlite") as store:
        assert len(store) == n_before
    assert _read_all(campaign) == before


def test_a_finished_campaign_is_left_as_it_is(campaign):
    before = {path: path.stat().st_mtime_ns for path in [*campaign.glob("*.csv"), campaign / "run.json"]}
    summary = _run(campaign)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert summary.counts["ranked"] == len(pd.read_csv(campaign / "ranking.csv"))


@pytest.mark.parametrize("name", ["ranking.csv", "shortlist.sdf", "report.html", "run.json"])
def test_a_file_that_went_missing_is_made_again(campaign, tmp_path, name):
    folder = shutil.copytree(campaign, tmp_path / "copy")
    (folder / name).unlink()
    _run(folder)
    assert (folder / name).is_file()
    assert _read_all(folder) == _read_all(campaign)


def test_ranking_again_follows_the_goals_of_the_campaign_file(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "copy")
    text = (folder / "campaign.toml").read_text()
    (folder / "campaign.toml").write_text(text.replace("oxidation_min_v = 4.5", "oxidation_min_v = 20.0"))
    ranking = rank_again(folder).ranking
    described = ranking[ranking["is_described"]]
    assert not described["is_within_limits"].any()


def test_ranking_again_says_which_pairs_it_could_not_make(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "copy")
    text = (folder / "campaign.toml").read_text()
    (folder / "campaign.toml").write_text(text.replace("pairs = []", 'pairs = ["DOA|PEGMA"]'))
    assert rank_again(folder).counts["failures"] == 1
    assert pd.read_csv(folder / "failures.csv")["stage"].tolist() == ["pair"]
    (folder / "campaign.toml").write_text(text)
    assert rank_again(folder).counts["failures"] == 0


def test_run_json_after_ranking_again_names_the_new_tables_and_no_whole_run(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "copy")
    text = (folder / "campaign.toml").read_text()
    (folder / "campaign.toml").write_text(text.replace("oxidation_min_v = 4.5", "oxidation_min_v = 20.0"))
    rank_again(folder)
    run = json.loads((folder / "run.json").read_text())
    assert (run["command"], run["settings"]["goals"]["oxidation_min_v"]) == ("rank", 20.0)
    assert run["sha256_outputs"] == hash_files(list_outputs(folder), root=folder)
    assert read_finished(folder, run) is None
    assert {"enumerated", "rejected by a filter"} <= set(run["counts"])
    assert run["seconds"]


def test_a_campaign_ranked_again_without_a_change_stays_finished(tmp_path):
    run_campaign(_settings(budget=0), tmp_path)
    written = (tmp_path / "run.json").read_text()
    rank_again(tmp_path)
    assert (tmp_path / "run.json").read_text() == written


def test_a_campaign_without_its_failures_is_ranked_again(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "copy")
    (folder / "failures.csv").unlink()
    assert rank_again(folder).counts["failures"] == 0


def test_a_library_without_candidates_is_not_ranked_again(campaign, tmp_path):
    """As a run leaves it whose filters were made to reject all."""
    folder = shutil.copytree(campaign, tmp_path / "copy")
    header = (folder / "library.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "library.csv").write_text(header + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="no candidate passes the filters"):
        rank_again(folder)


def test_a_molecule_that_cannot_be_calculated_is_a_failure_and_the_run_goes_on(tmp_path):
    """No electrolyte holds francium and xTB ends at radon; the filters of this campaign let it pass."""
    filters = {
        "allow_charges": True, "max_mw_g_mol": 400.0, "elements": ["H", "C", "O", "Fr", "N", "S", "P", "F"],
    }  # fmt: skip
    settings = _settings(
        budget=2,
        library={"sample": 3, "include": ["C=CC(=O)OCC[Fr]", "C=CC(=O)OC"]},
        filters=filters,
        describe={"what": ["redox"]},
    )
    run_campaign(settings, tmp_path)
    failures = pd.read_csv(tmp_path / "failures.csv")
    assert failures["smiles"].tolist() == ["C=CC(=O)OC[CH2][Fr]"] * 2
    assert failures["stage"].tolist() == ["describe", "predict"]
    assert failures["reason"].str.len().min() > 10
    ranking = pd.read_csv(tmp_path / "ranking.csv").set_index("smiles")
    assert ranking.loc["C=CC(=O)OC", "is_described"] in (True, False)
    assert ranking.loc["C=CC(=O)OC", "unit_oxidation_potential_v"] > 3


def test_an_included_text_that_is_no_molecule_is_a_failure(tmp_path):
    _run(tmp_path, settings=_settings(budget=0, library={"sample": 3, "include": ["not a smiles", "DOA"]}))
    failures = pd.read_csv(tmp_path / "failures.csv")
    assert failures[["smiles", "stage"]].to_numpy().tolist() == [["not a smiles", "check"]]


def test_the_packaged_campaign_keeps_the_papers_seven_and_fills_its_sample(tmp_path):
    default = read_campaign(LIBRARIES / "campaign.toml")
    ranking = run_campaign(default.model_copy(update={"budget": 0}), tmp_path).ranking
    assert ranking.set_index("name").loc[PAPER, "is_within_limits"].all()
    assert len(ranking) >= 2500


def test_pegmas_unit_oxidises_before_the_papers():
    """Li P. et al., doi 10.1038/s41467-025-59020-w: the ether of PEGMA oxidises above about 4.0 V."""
    settings = DescribeSettings(what=("redox",), n_conformers=2, n_relaxed=1)
    monomers = ["C=C(C)C(=O)OCCOCCOC", *map(smiles_of, ("DOA", "PCEA", "AEEO"))]
    pegma, *papers = describe(monomers, settings=settings, jobs=2).table["unit_oxidation_potential_v"]
    assert pegma < min(papers)


def test_a_stock_list_that_cannot_be_read_is_refused_before_any_work(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        _run(tmp_path / "out", settings=_settings(synthesis={"stock": str(tmp_path / "absent.csv")}))
    assert not (tmp_path / "out").exists()


SEARCH = {"trials": 60, "batch": 30, "keep": 10}


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("searched")
    _run(folder, settings=_settings(search=SEARCH))
    return folder


def test_what_a_search_finds_joins_the_candidates(campaign, searched):
    tables = [
        pd.concat([pd.read_csv(folder / name) for name in ("library.csv", "rejected.csv")])
        for folder in (campaign, searched)
    ]
    before, after = (set(table["smiles"]) for table in tables)
    # What is found stands first; the draw then fills up the sample.
    assert 0 < len(after - before) <= SEARCH["keep"]


def test_filters_that_reject_every_candidate_are_the_users_mistake(tmp_path):
    with pytest.raises(UserError, match="no candidate passes the filters"):
        _run(tmp_path, settings=_settings(filters={"max_mw_g_mol": 1.0}))
    assert pd.read_csv(tmp_path / "rejected.csv")["reasons"].notna().all()


@pytest.mark.parametrize(
    ("again", "name"),
    [
        (rank_again, "library.csv"),
        (rank_again, "descriptors.csv"),
        (export_again, "ranking.csv"),
        (report_again, "ranking.csv"),
    ],
)
def test_a_table_that_lost_its_columns_is_refused_by_name(campaign, tmp_path, again, name):
    folder = shutil.copytree(campaign, tmp_path / "copy")
    (folder / name).write_text("name,mass\nDOA,172\n")
    with pytest.raises(InvalidTable, match=rf"{name}: missing column\(s\).*smiles"):
        again(folder)


def test_a_search_run_again_finds_the_same(searched):
    before = _read_all(searched)
    _run(searched, settings=_settings(search=SEARCH))
    assert _read_all(searched) == before


def test_every_ranked_candidate_has_estimates_with_their_errors(campaign):
    ranking = pd.read_csv(campaign / "ranking.csv")
    assert ranking[names(ESTIMATES)].notna().all(axis=None)


@pytest.fixture
def copied(campaign, tmp_path):
    return shutil.copytree(campaign, tmp_path / "copy")


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        ("score", "0,73", "score in row 3 is '0,73': write a number (a decimal point, not a comma)"),
        ("log10_sigma_s_cm", "high", "log10_sigma_s_cm in row 3 is 'high': write a number"),
        ("unit_oxidation_potential_v", "-", "unit_oxidation_potential_v in row 3 is '-': write a number"),
        ("is_described", "no", "is_described in row 3 is 'no': write True or False"),
        ("is_crosslinker", "", "is_crosslinker in row 3 is empty: write True or False"),
    ],
)
@pytest.mark.parametrize("again", [export_again, report_again, suggest_next])
def test_a_ranking_edited_into_texts_is_refused_with_its_cell(copied, again, column, cell, wanted):
    ranking = pd.read_csv(copied / "ranking.csv", dtype=str)
    ranking.loc[1, column] = cell
    ranking.to_csv(copied / "ranking.csv", index=False, sep=";")
    with pytest.raises(InvalidTable, match=re.escape(f"ranking.csv: {wanted}")):
        again(copied)


def test_a_library_edited_into_texts_is_not_ranked(copied):
    library = pd.read_csv(copied / "library.csv", dtype=str)
    library["mw_g_mol"] = library["mw_g_mol"].str.replace(".", ",")
    library.to_csv(copied / "library.csv", index=False, sep=";")
    with pytest.raises(InvalidTable, match=r"library.csv: mw_g_mol in row 2 is '\d+,\d+': write a number"):
        rank_again(copied)
