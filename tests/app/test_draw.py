"""What the page Draw is told, and what its buttons write. Oracle: the functions that the commands use."""

import pytest

from monodesign import api
from monodesign.campaign_folder.read_settings import read_campaign
from monodesign.chem.molecules import monomer_id
from monodesign.compute.locks import hold_folder
from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.tables.write import write_csv

pytestmark = pytest.mark.slow  # the first call loads the model

DOA = "C=CC(=O)OCC1COC(=O)O1"
NITRILE = "C=CC(=O)OCCC#N"


@pytest.fixture
def ask(client):
    def ask(path="draw", **asked):
        return client.post(f"/api/{path}", json=asked)

    return ask


def test_the_numbers_are_those_of_the_commands(ask):
    found = ask(molecule="doa").json()
    expected = api.predict(DOA).iloc[0]
    assert found["smiles"] == DOA
    assert found["verdict"]["is_kept"]
    assert found["conductivity"]["sigma_ms_cm"] == pytest.approx(expected["sigma_ms_cm"])
    assert found["conductivity"]["domain_note"] == expected["domain_note"]
    assert found["structure"]["unit_smiles"] == api.check(DOA)["unit_smiles"].item()
    to_order = [(one["name"], one["cas"]) for one in found["route"]["to_order"]]
    assert to_order == [("acryloyl chloride", "814-68-6"), ("glycerol carbonate", "931-40-8")]
    assert found["neighbours"][0]["similarity"] == 1.0


def test_a_rejected_monomer_says_why_and_shows_where(ask):
    found = ask(molecule="C=CC(=O)OCCOC").json()
    assert found["verdict"]["reasons"] == [{"text": "ether: dialkyl ether", "n_atoms": 1}]
    assert "#FF9E8C" in found["verdict"]["svg"]
    assert found["conductivity"]["sigma_ms_cm"] > 0


def test_what_is_no_monomer_has_no_numbers(ask):
    found = ask(molecule="EC").json()
    assert found["conductivity"] is None
    assert found["energies"] == []
    assert "no polymerisable C=C: 0 of 1" in [reason["text"] for reason in found["verdict"]["reasons"]]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"molecule": "C1CC"}, "does not parse"),
        ({"molecule": ""}, "no molecule: draw one"),
        ({"molecule": "C" * 2001}, "2001 characters; send at most 2000"),
        ({"molecule": ["C"]}, "['C'] is not a text"),
        ({}, "molecule is missing"),
        ({"molecule": "DOA", "reference": "EC"}, "reference: 'EC' is not a monomer"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(ask, asked, says):
    answer = ask(**asked)
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


def test_the_reference_is_not_compared_with_itself(ask):
    sigma = ask(molecule="AEEO").json()["conductivity"]
    assert sigma["is_reference"]
    assert sigma["probability_beats_reference"] is None


def test_what_was_described_stands_in_the_place_of_estimates(ask, context, tmp_path):
    assert {one["kind"] for one in ask(molecule=NITRILE).json()["energies"]} == {"estimated"}
    row = api.check(NITRILE).assign(unit_oxidation_potential_v=6.0, unit_oxidation_potential_std_v=0.2)
    (tmp_path / "described").mkdir()
    write_csv(row, tmp_path / "described" / f"{monomer_id(NITRILE)}.csv")
    oxidation = ask(molecule=NITRILE).json()["energies"][0]
    assert oxidation == {
        "label": "Oxidation potential", "value": 6.0, "std": 0.2, "unit": "V vs Li/Li⁺", "kind": "computed",
    }  # fmt: skip


def test_describing_is_asked_of_a_job_that_writes_what_the_command_would(ask, context, monkeypatch):
    started = {}

    def start(_jobs, kind, task, *, target, title):
        started.update(kind=kind, target=target, **task)
        raise UserWarning

    monkeypatch.setattr(type(context.jobs), "start", start)
    ask("draw/describe", molecule="DOA")
    path = f"described/{monomer_id(DOA)}.csv"
    assert started == {"kind": "describe", "smiles": DOA, "target": path, "out": str(context.folder / path)}


def test_a_new_campaign_gets_the_default_with_one_more_monomer(ask, tmp_path):
    assert ask("draw/include", molecule=NITRILE, campaign="mine").json() == {
        "campaign": "mine",
        "is_new": True,
    }
    text = (tmp_path / "mine" / "campaign.toml").read_text(encoding="utf-8")
    assert "# The default campaign of `monodesign screen`" in text
    assert read_campaign(tmp_path / "mine" / "campaign.toml").library.include[-2:] == ("VEC", NITRILE)
    assert not ask("draw/include", molecule=NITRILE, campaign="mine").json()["is_new"]


def test_a_campaign_that_runs_is_not_changed(ask, tmp_path):
    ask("draw/include", molecule="DOA", campaign="mine")
    before = (tmp_path / "mine" / "campaign.toml").read_bytes()
    with hold_folder(tmp_path / "mine"):
        assert ask("draw/include", molecule=NITRILE, campaign="mine").status_code == 400
    assert (tmp_path / "mine" / "campaign.toml").read_bytes() == before


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "a/../../x", "", ".", "a\\b", "<script>"])
def test_no_campaign_lies_outside_the_folder(ask, name, tmp_path):
    assert ask("draw/include", molecule="DOA", campaign=name).status_code == 400
    assert list(tmp_path.iterdir()) == []


def test_sheets_are_the_files_of_the_commands(ask, tmp_path):
    shown = ask("draw/synthesis", molecule="DOA").json()
    assert (tmp_path / shown["file"]).read_text(encoding="utf-8") == synthesis_sheet(DOA, name="DOA")
    assert "style=" not in shown["html"]
    gel = {"w_polymer": 0.2, "w_solvent": 0.7, "w_salt": 0.1, "solvent": "DMC"}
    shown = ask("draw/formulation", molecule="DOA", gel=gel).json()
    assert "| solvent | DMC | 7 |" in (tmp_path / shown["file"]).read_text(encoding="utf-8")


def test_the_library_is_not_needed_to_list_names_and_campaigns(client, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "campaign.toml").touch()
    (tmp_path / "link").symlink_to(tmp_path / "b")
    assert client.get("/api/draw/campaigns").json() == ["b"]
    assert {"name": "DOA", "smiles": DOA} in client.get("/api/draw/named").json()
