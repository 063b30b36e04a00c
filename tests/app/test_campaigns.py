import shutil
import time

import pytest


@pytest.fixture
def pilot(context, finished_campaign):
    """A finished campaign in the workbench's folder."""
    shutil.copytree(finished_campaign, context.folder / "pilot")
    return context.folder / "pilot"


def test_a_folder_without_campaigns_has_an_empty_list(client):
    assert client.get("/api/campaigns").json()["campaigns"] == []


def test_the_list_says_what_the_files_say(client, pilot):
    (entry,) = client.get("/api/campaigns").json()["campaigns"]
    assert (entry["name"], entry["state"], entry["has_report"]) == ("pilot", "finished", True)
    assert entry["counts"][0][0] == "enumerated"


def test_a_link_is_no_campaign(client, context, finished_campaign):
    (context.folder / "elsewhere").symlink_to(finished_campaign)
    assert client.get("/api/campaigns").json()["campaigns"] == []
    assert client.get("/api/campaigns/elsewhere").status_code == 400


def test_a_new_campaign_is_a_file_that_screen_reads(client, context):
    from monodesign.campaign_folder.read_settings import read_campaign

    asked = {
        "name": "mine", "budget": 2, "sample": 5, "monomers": ["DOA"], "formulation": {"solvent": "DMC"},
    }  # fmt: skip
    assert client.post("/api/campaigns", json=asked).status_code == 200
    settings = read_campaign(context.folder / "mine" / "campaign.toml")
    assert (settings.budget, settings.library.include) == (2, ("DOA",))
    assert settings.formulation.solvent == "DMC"
    again = client.post("/api/campaigns", json=asked)
    assert (again.status_code, again.json()["error"]) == (400, "mine: there already; choose another name")


def test_no_monomers_drawn_is_a_campaign_of_own_ones(client, context):
    from monodesign.campaign_folder.read_settings import read_campaign

    asked = {"name": "mine", "sample": 0, "monomers": ["C=CC(=O)OCCC#N"]}
    client.post("/api/campaigns", json=asked)
    library = read_campaign(context.folder / "mine" / "campaign.toml").library
    assert (library.only_included, library.include) == (True, ("C=CC(=O)OCCC#N",))
    refusal = client.post("/api/campaigns", json={"name": "none", "sample": 0, "monomers": []}).json()
    assert refusal["field"] == "monomers"


def test_own_monomers_join_those_of_the_study_where_it_is_asked(client, context):
    from monodesign.campaign_folder.read_settings import read_campaign
    from monodesign.campaign_folder.settings import STUDIED

    asked = {"name": "mine", "monomers": ["C=CC(=O)OCCC#N", "DOA"], "with_study": True}
    client.post("/api/campaigns", json=asked)
    settings = read_campaign(context.folder / "mine" / "campaign.toml")
    assert settings.library.include == (*STUDIED, "C=CC(=O)OCCC#N")


def test_a_gel_is_said_as_people_write_it(client, context):
    gel = {"w_polymer": 0.3, "w_solvent": 0.6, "w_salt": 0.1, "solvent": "EC:0.577|DEC:0.423"}
    client.post("/api/campaigns", json={"name": "mine", "formulation": gel})
    words = "30 wt% polymer, 10 wt% LiPF6 (1.1 mol/kg of the solvents), 60 wt% EC:DEC 58:42 by weight, 25 °C"
    assert client.get("/api/campaigns/mine").json()["gel"] == words


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"name": "a/b"}, "name"),
        ({"name": "x", "budget": -1}, "budget"),
        ({"name": "x", "sample": "many"}, "sample"),
        ({"name": "x", "monomers": ["no molecule"]}, "monomers"),
        ({"name": "x", "formulation": {"solvent": "unobtainium"}}, "mixture"),
    ],
)
def test_a_refusal_names_the_field_that_it_is_about(client, asked, field):
    assert client.post("/api/campaigns", json=asked).json()["field"] == field


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"name": "../out"}, "not a name inside the folder"),
        ({"name": "a/b"}, "cannot be a campaign's"),
        ({"name": "workbench"}, "cannot be a campaign's"),
        ({"name": "x", "budget": -1}, "budget"),
        ({"name": "x", "monomers": ["no molecule"]}, "no molecule"),
        ({"name": "x", "formulation": {"solvent": "unobtainium"}}, "unobtainium"),
        ({"name": "x", "formulation": {"w_salt": 0.5}}, "sum to"),
    ],
)
def test_a_campaign_that_could_not_run_is_not_made(client, context, asked, message):
    answer = client.post("/api/campaigns", json=asked)
    assert answer.status_code == 400
    assert message in answer.json()["error"]
    assert list(context.folder.iterdir()) == []


def test_an_added_monomer_is_a_candidate_from_the_next_run_on(client, pilot):
    from monodesign.campaign_folder.read_settings import read_campaign

    answer = client.post("/api/campaigns/pilot/add", json={"monomers": ["C=CC(=O)OCCC#N", "doa"]})
    assert answer.json()["added"] == ["C=CC(=O)OCCC#N"]  # DOA is one already
    assert read_campaign(pilot / "campaign.toml").library.include == ("DOA", "AEEO", "C=CC(=O)OCCC#N")


@pytest.mark.slow
def test_a_run_goes_on_in_its_own_process_and_ends_with_its_counts(client, context, pilot):
    client.post("/api/campaigns/pilot/add", json={"monomers": ["C=CC(=O)OCCC#N"]})
    job = client.post("/api/campaigns/pilot/start", json={"budget": 0}).json()
    assert "being worked on" in client.post("/api/campaigns/pilot/start", json={}).json()["error"]
    while (state := client.get("/api/campaigns/pilot").json())["state"] == "running":
        time.sleep(0.2)
    assert state["job"]["job_id"] == job["job_id"]
    assert (state["job"]["state"], state["job"]["error"]) == ("done", "")
    assert dict(state["counts"])["ranked"] == len((pilot / "ranking.csv").read_text().splitlines()) - 1


def test_what_another_process_works_with_is_neither_started_nor_claimed_to_be_idle(client, pilot):
    from monodesign.compute.locks import hold_folder

    with hold_folder(pilot):
        assert client.get("/api/campaigns/pilot").json()["state"] == "running"
        answer = client.post("/api/campaigns/pilot/start", json={})
    assert answer.status_code == 400
    assert "in use by process" in answer.json()["error"]


def test_nothing_is_stopped_where_nothing_runs(client, pilot):
    assert client.post("/api/campaigns/pilot/stop", json={}).json()["error"] == "pilot: nothing is running"


def test_a_report_runs_in_a_sandbox_without_origin(client, pilot):
    answer = client.get("/reports/pilot")
    assert answer.status_code == 200
    assert "sandbox allow-scripts" in answer.headers["content-security-policy"]
    assert "frame-ancestors http://127.0.0.1:8650" in answer.headers["content-security-policy"]
    assert "allow-same-origin" not in answer.headers["content-security-policy"]
    assert client.get("/reports/none").status_code == 404
