import shutil
import subprocess
import sys
import threading
import time

import pandas as pd
import pytest


@pytest.fixture
def pilot(context, finished_campaign):
    shutil.copytree(finished_campaign, context.folder / "pilot")
    return context.folder / "pilot"


def test_a_measurement_is_the_line_that_record_writes(client, pilot):
    asked = {"monomer": "DOA", "resistance_ohm": 10, "thickness_cm": 0.02, "area_cm2": 2, "note": "=1+1"}
    line = client.post("/api/campaigns/pilot/record", json=asked).json()
    assert line["sigma_s_cm"] == 0.001  # L / (R·S)
    (row,) = pd.read_csv(pilot / "bench.csv").to_dict("records")
    assert (row["record_id"], row["sigma_s_cm"], row["note"]) == (1, 0.001, "'=1+1")
    listed = client.get("/api/campaigns/pilot/bench").json()
    assert listed["records"][0]["sigma_s_cm"] == 0.001
    assert listed["formulation"]["solvent"] == "EC"


def test_a_conductivity_may_come_in_the_unit_of_the_page(client, pilot):
    line = client.post("/api/campaigns/pilot/record", json={"monomer": "DOA", "sigma_ms_cm": 1.1}).json()
    assert line["sigma_s_cm"] == pytest.approx(1.1e-3)


def test_another_solvent_may_be_written_as_papers_do(client, pilot):
    """Densities of libraries/solvents.csv: EC 1.321, DMC 1.063 g/mL."""
    asked = {"monomer": "DOA", "sigma_ms_cm": 1.1, "solvent": "EC/DMC 1:1 v/v"}
    (ec, dmc) = client.post("/api/campaigns/pilot/record", json=asked).json()["solvent"].split("|")
    assert float(ec.removeprefix("EC:")) / float(dmc.removeprefix("DMC:")) == pytest.approx(1.24, abs=0.02)
    assert (
        client.get("/api/campaigns/pilot/bench").json()["records"][0]["solvent"] == "EC:DMC 55:45 by weight"
    )


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"monomer": "nobody", "sigma_ms_cm": 1}, "monomer"),
        ({"monomer": "DOA|AEEO", "mol_ratio": "1", "sigma_ms_cm": 1}, "mol_ratio"),
        ({"monomer": "DOA"}, "sigma_ms_cm"),
        ({"monomer": "DOA", "sigma_ms_cm": "1,2"}, "sigma_ms_cm"),
        ({"monomer": "DOA", "sigma_ms_cm": 5000}, "sigma_ms_cm"),
        ({"monomer": "DOA", "resistance_ohm": 10, "area_cm2": 1}, "thickness_cm"),
        ({"monomer": "DOA", "sigma_ms_cm": 1, "solvent": "unobtainium"}, "solvent"),
        ({"monomer": "DOA", "sigma_ms_cm": 1, "temperature_c": "warm"}, "temperature_c"),
        ({"monomer": "DOA", "sigma_ms_cm": 1, "replicate": 0}, "replicate"),
    ],
)
def test_a_refusal_names_the_field_that_it_is_about(client, pilot, asked, field):
    assert client.post("/api/campaigns/pilot/record", json=asked).json()["field"] == field


def test_a_ranking_says_what_it_does_not_count(client, pilot):
    client.post("/api/campaigns/pilot/record", json={"monomer": "DOA", "sigma_ms_cm": 1})
    words = "The ranking does not count 1 measurement recorded after it was made."
    assert client.get("/api/campaigns/pilot/bench").json()["outdated_ranking"] == words
    shown = client.get("/api/campaigns/pilot").json()
    assert (shown["outdated_ranking"], shown["is_report_outdated"]) == (words, True)
    assert client.get("/api/campaigns").json()["campaigns"][0]["later"] == "1 measurement"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"monomer": "DOA"}, "σ"),
        ({"monomer": "DOA", "sigma_s_cm": 5}, "S/cm"),
        ({"monomer": "DOA", "sigma_s_cm": "much"}, "not a number"),
        ({"monomer": "DOA", "sigma_s_cm": 1e-3, "sigma_ms_cm": 1}, "one unit"),
        ({"monomer": "DOA", "resistance_ohm": 10}, "Give the thickness and area too"),
        ({"monomer": "nobody", "sigma_s_cm": 1e-3}, "nobody"),
        ({"monomer": "DOA", "sigma_s_cm": 1e-3, "solvent": "unobtainium"}, "unobtainium"),
    ],
)
def test_what_cannot_be_measured_is_not_written(client, pilot, asked, message):
    answer = client.post("/api/campaigns/pilot/record", json=asked)
    assert answer.status_code == 400
    assert message in answer.json()["error"]
    assert not (pilot / "bench.csv").exists()


def test_a_withdrawn_line_stays_in_the_list(client, pilot):
    client.post("/api/campaigns/pilot/record", json={"monomer": "DOA", "sigma_s_cm": 1e-3})
    client.post("/api/campaigns/pilot/withdraw", json={"record_id": 1, "note": "leak"})
    records = client.get("/api/campaigns/pilot/bench").json()["records"]
    assert [record["withdraws"] for record in records] == [None, 1]


def test_a_batch_is_what_suggest_gives(client, pilot):
    from monodesign.campaign.next_batch import suggest_next

    rows = client.get("/api/campaigns/pilot/suggest", params={"n": 3}).json()["rows"]
    assert [row["monomer_id"] for row in rows] == list(suggest_next(pilot, n=3)["monomer_id"])


@pytest.mark.slow
def test_ranking_again_says_what_a_measurement_moved(client, pilot):
    client.post("/api/campaigns/pilot/record", json={"monomer": "AEEO", "sigma_s_cm": 5e-3})
    job = client.post("/api/campaigns/pilot/rank", json={}).json()
    while job["state"] == "running":
        time.sleep(0.2)
        job = client.get(f"/api/jobs/{job['job_id']}").json()
    assert job["error"] == ""
    measured = [move for move in job["result"]["moves"] if move["n_measured"]]
    assert [move["name"] for move in measured] == ["AEEO"]


@pytest.mark.slow
def test_two_tabs_and_the_command_line_at_once_keep_every_measurement(context, pilot):
    from monodesign.app.bench import ROUTES

    record = next(route.answer for route in ROUTES if route.path.endswith("record"))
    command = [
        sys.executable,
        "-m",
        "monodesign",
        "record",
        str(pilot),
        "--monomer",
        "AEEO",
        "--sigma",
        "1e-3",
    ]
    terminal = subprocess.Popen(command)  # our own command
    tabs = [
        threading.Thread(
            target=record,
            args=(context, {"name": "pilot", "monomer": monomer, "sigma_s_cm": 1e-3, "replicate": number}),
        )
        for monomer in ("DOA", "PCEA")
        for number in (1, 2, 3)
    ]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert terminal.wait() == 0
    assert sorted(pd.read_csv(pilot / "bench.csv")["record_id"]) == [1, 2, 3, 4, 5, 6, 7]
