import os
import shutil

import pandas as pd
import pytest
from rdkit import Chem

from monodesign.app.rankings import read_pattern
from monodesign.errors import UserError


@pytest.fixture
def pilot(context, finished_campaign):
    shutil.copytree(finished_campaign, context.folder / "pilot")
    return context.folder / "pilot"


@pytest.fixture
def ranking(pilot):
    return pd.read_csv(pilot / "ranking.csv")


def _ask(client, **query):
    return client.get("/api/campaigns/pilot/ranking", params=query).json()


def test_the_table_begins_with_about_twelve_columns_and_gives_all_on_request(client, ranking):
    few, many = _ask(client), _ask(client, columns="all")
    assert 8 <= len(few["columns"]) <= 12
    assert [column["name"] for column in many["columns"]] == list(ranking.columns)
    assert few["rows"][0][0] == 1
    assert few["n_all"] == few["n_shown"] == len(ranking)


def test_a_part_of_a_structure_finds_what_rdkit_finds(client, ranking):
    carbonate = Chem.MolFromSmarts("[OX2][CX3](=O)[OX2]")
    wanted = [
        row.monomer_id
        for row in ranking.itertuples()
        if Chem.MolFromSmiles(row.smiles).HasSubstructMatch(carbonate)
    ]
    assert 0 < len(wanted) < len(ranking)
    for part in ("OC(=O)O", "[OX2][CX3](=O)[OX2]"):
        assert [one["monomer_id"] for one in _ask(client, part=part)["identities"]] == wanted


def test_a_drawn_ring_with_alternating_bonds_finds_aromatic_ones():
    assert Chem.MolFromSmiles("c1ccccc1C").HasSubstructMatch(read_pattern("C1=CC=CC=C1"))
    assert not Chem.MolFromSmiles("CC(C)C").HasSubstructMatch(read_pattern("[CH2]"))


@pytest.mark.parametrize("text", ["", "not one", "[", "C1CC"])
def test_what_is_no_structure_is_refused(text):
    with pytest.raises(UserError, match="not a SMARTS or a SMILES"):
        read_pattern(text)


def test_blank_cells_come_last_in_both_directions(client, pilot, ranking):
    ranking.loc[:3, "unit_oxidation_potential_v"] = [1.0, float("nan"), 3.0, 2.0]
    ranking.loc[4:, "unit_oxidation_potential_v"] = float("nan")
    ranking.to_csv(pilot / "ranking.csv", index=False)
    place = [column["name"] for column in _ask(client)["columns"]].index("Oxidation (V vs Li/Li⁺)")
    for falling, wanted in (("false", [1.0, 2.0, 3.0]), ("true", [3.0, 2.0, 1.0])):
        rows = _ask(client, sort="Oxidation (V vs Li/Li⁺)", falling=falling)["rows"]
        assert [row[place] for row in rows[:3]] == wanted
        assert {row[place] for row in rows[3:]} == {None}


def test_pages_of_a_table_follow_each_other(client, ranking):
    ids = [
        one["monomer_id"] for start in (0, 4, 8) for one in _ask(client, start=start, count=4)["identities"]
    ]
    assert ids == list(ranking["monomer_id"][:12])


def test_comparing_says_what_moved_and_what_only_one_has(client, context, pilot, ranking):
    other = context.folder / "other"
    shutil.copytree(pilot, other)
    swapped = ranking.drop(index=len(ranking) - 1)
    swapped.loc[[0, 1], "rank"] = [2, 1]
    swapped.to_csv(other / "ranking.csv", index=False)
    answer = client.get("/api/compare", params={"left": "pilot", "right": "other"}).json()
    assert (answer["n_shared"], answer["n_moved"]) == (len(ranking) - 1, 2)
    assert [(move["rank_before"], move["rank_after"]) for move in answer["moves"]] == [(2, 1), (1, 2)]
    assert (answer["only_left"]["n"], answer["only_right"]["n"]) == (1, 0)


@pytest.mark.slow
def test_the_selection_is_written_in_the_campaigns_folder_and_downloaded(client, pilot, ranking):
    chosen = list(ranking["monomer_id"][1:3])
    answer = client.post("/api/campaigns/pilot/selection", json={"monomer_ids": chosen}).json()
    assert answer["files"][:3] == [f"pilot/selection/selection.{kind}" for kind in ("csv", "sdf", "xlsx")]
    assert list(pd.read_csv(pilot / "selection" / "selection.csv")["monomer_id"]) == chosen
    assert {path.stem for path in (pilot / "selection" / "synthesis").iterdir()} == set(chosen)
    sdf = client.post("/api/campaigns/pilot/selection/sdf", json={})
    assert sdf.content == (pilot / "selection" / "selection.sdf").read_bytes()
    sheets = client.post("/api/campaigns/pilot/selection/sheets", json={}).content
    assert sheets.startswith(b"PK")
    for sheet in (pilot / "selection").rglob("*.md"):
        os.utime(sheet, (0, 0))
    assert client.post("/api/campaigns/pilot/selection/sheets", json={}).content == sheets


def test_only_candidates_of_the_ranking_are_exported(client, pilot):
    answer = client.post("/api/campaigns/pilot/selection", json={"monomer_ids": ["../../x"]})
    assert answer.status_code == 400
    assert "not in the ranking" in answer.json()["error"]
    assert not (pilot / "selection").exists()


def test_a_kept_ranking_of_the_same_campaign_is_compared_too(client, pilot, ranking):
    ranking.to_csv(pilot / "ranking_may.csv", index=False)
    assert client.get("/api/campaigns").json()["campaigns"][0]["rankings"] == [
        "ranking.csv",
        "ranking_may.csv",
    ]
    query = {"left": "pilot/ranking_may.csv", "right": "pilot"}
    assert client.get("/api/compare", params=query).json()["n_moved"] == 0
    query["left"] = "pilot/library.csv"
    assert "no ranking of this campaign" in client.get("/api/compare", params=query).json()["error"]
