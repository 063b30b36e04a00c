"""What the page Formulation is told. Oracle: `predict`, and formulation/concentration.py."""

import pytest

from monodesign import api
from monodesign.app.mixture import concentrations, read_controls
from monodesign.errors import UserError
from monodesign.formulation.gel import STUDY_GEL

DOA = "C=CC(=O)OCC1COC(=O)O1"
CONTROLS = {
    "polymer": "DOA",
    "w_polymer": 0.3,
    "solvents": [{"name": "EC", "share": 1}],
    "basis": "mass",
    "salt": "LiPF6",
    "salt_amount": 16,
    "salt_unit": "wt%",
    "temperature_c": 25,
}


def controls(**changed):
    return {**CONTROLS, **changed}


def test_the_controls_start_at_the_studys_gel():
    mixture = read_controls(CONTROLS)
    assert mixture.gel == STUDY_GEL.__class__(solvent="EC:1")
    assert mixture.polymer == "*CC(*)C(=O)OCC1COC(=O)O1"


def test_volumes_become_masses_by_the_densities():
    """Densities of libraries/solvents.csv: EC 1.321, DEC 0.969 g/mL at the temperatures named there."""
    both = [{"name": "EC", "share": 1}, {"name": "DEC", "share": 1}]
    (ec, dec) = read_controls(controls(solvents=both, basis="volume")).gel.solvent.split("|")
    assert float(ec.removeprefix("EC:")) / float(dec.removeprefix("DEC:")) == pytest.approx(1.363, abs=0.02)


@pytest.mark.parametrize(("unit", "amount"), [("mol/L", 1.0), ("mol/kg", 1.2), ("wt%", 10.0)])
def test_the_salt_is_said_back_in_the_unit_it_was_given_in(unit, amount):
    gel = read_controls(controls(salt_unit=unit, salt_amount=amount)).gel
    assert concentrations(gel)[unit] == pytest.approx(amount, rel=1e-4)
    assert gel.w_polymer + gel.w_solvent + gel.w_salt == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"solvents": []}, "54 wt% are missing; add a solvent"),
        ({"w_polymer": 0.9}, "leave nothing for the solvents"),
        ({"w_polymer": "x"}, "w_polymer: 'x' is not a number"),
        ({"w_polymer": float("inf")}, "is not a number from 0 to 1"),
        ({"temperature_c": 1000}, "temperature_c: 1000 is not a number from -80 to 200"),
        ({"salt_unit": "%"}, "salt_unit: '%' is unknown; choose wt%, mol/L, mol/kg"),
        ({"solvents": [{"name": "nonesuch", "share": 1}]}, "nonesuch"),
        ({"solvents": ["EC"]}, "'EC' is not name and share"),
        ({"solvents": "EC"}, "not a list of at most 6"),
        ({"polymer": "nonesuch"}, "nonesuch"),
        ({"salt": "nonesuch"}, "nonesuch"),
    ],
)
def test_what_makes_no_mixture_is_refused_in_one_line(changed, says):
    with pytest.raises(UserError) as refusal:
        concentrations(read_controls(controls(**changed)).gel)
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.slow
def test_sigma_is_that_of_predict_and_dmc_makes_doa_opaque(client):
    found = client.post("/api/formulation", json=CONTROLS).json()
    assert found["sigma_ms_cm"] == pytest.approx(api.predict(DOA)["sigma_ms_cm"].item())
    assert found["affinity"]["is_homogeneous"]
    found = client.post("/api/formulation", json=controls(solvents=[{"name": "DMC", "share": 1}])).json()
    assert not found["affinity"]["is_homogeneous"]


@pytest.mark.slow
def test_curves_pass_through_the_answer_and_show_what_was_measured(client):
    """The study measured this gel itself: 1.02 mS/cm at 25 °C, doi 10.1038/s41467-025-59020-w."""
    now = client.post("/api/formulation", json=CONTROLS).json()["log10_sigma_s_cm"]
    axes = client.post("/api/formulation/curves", json=CONTROLS).json()["axes"]
    (at_25,) = [one for one in axes["temperature_c"]["curve"] if one["at"] == 25.0]
    assert at_25["mean"] == pytest.approx(now, abs=1e-6)
    assert -2.991 in [round(one["mean"], 3) for one in axes["temperature_c"]["measured"] if one["is_same"]]
    assert axes["w_salt"]["curve"]


@pytest.mark.slow
def test_a_liquid_has_no_curve_against_polymer_and_is_compared_with_liquids(client):
    liquid = controls(polymer="", solvents=[{"name": "EC", "share": 1}, {"name": "DMC", "share": 1}])
    found = client.post("/api/formulation/curves", json=liquid).json()
    assert found["axes"]["w_polymer"]["curve"] == []
    assert {one["kind"] for one in found["similar"]} == {"liquid"}


def test_two_typed_salts_set_the_controls_and_are_said_back_together(client):
    text = "0.8 M LiTFSI + 0.2 M LiBOB in EC/DMC 3:7 w/w, 20 wt% polymer"
    found = client.post("/api/formulation/read", json={"text": text}).json()
    assert [one["name"] for one in found["salts"]] == ["LiBOB", "LiTFSI"]
    both = controls(salt=found["row"]["salt"], salt_unit="mol/L", salt_amount=1.0, w_polymer=0.2)
    gel = read_controls({**both, "solvents": [{"name": "EC", "share": 3}, {"name": "DMC", "share": 7}]}).gel
    assert gel.w_salt == pytest.approx(found["row"]["w_salt"], abs=1e-5)
    assert concentrations(gel)["mol/L"] == pytest.approx(1.0)


def test_a_sheet_of_the_mixture_is_the_file_that_export_would_write(client, context):
    answer = client.post("/api/formulation/sheet", json=controls(salt="LiTFSI:4|LiBOB:1")).json()
    text = (context.folder / answer["file"]).read_text(encoding="utf-8")
    assert answer["file"].startswith("formulations/")
    assert "DOA" in text
    assert "LiBOB" in text


@pytest.mark.parametrize(("polymer", "says"), [("", "no polymer"), ("PEO", "'PEO' is not a monomer")])
def test_a_sheet_needs_a_monomer(client, context, polymer, says):
    answer = client.post("/api/formulation/sheet", json=controls(polymer=polymer, w_polymer=0.3))
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert list(context.folder.iterdir()) == []


def test_a_typed_mixture_sets_the_controls(client):
    text = "1 M LiPF6 in EC/DEC 1:1 v/v, 30 wt% polymer"
    found = client.post("/api/formulation/read", json={"text": text}).json()
    assert found["has_polymer"]
    assert found["salt"]["mol/L"] == pytest.approx(1.0, rel=1e-3)
    assert [round(one["volume"], 3) for one in found["solvents"]] == [0.5, 0.5]
    answer = client.post("/api/formulation/read", json={"text": "1 M LiPF6 in nonesuch"})
    assert answer.status_code == 400
    assert "nonesuch" in answer.json()["error"]
