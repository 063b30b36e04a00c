"""Whatever RDKit raises for an input, however long after parsing it, is that input's error."""

import pandas as pd
import pytest
from rdkit import Chem
from rdkit.Chem import rdDepictor, rdMolDescriptors

from monodesign.chem.check import check
from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.export.xlsx import draw_png
from monodesign.ranking import posterior
from monodesign.ranking.diverse import choose_to_describe, pick_shortlist
from monodesign.ranking.next_batch import suggest
from monodesign.ranking.rank import rank
from monodesign.report import neighbours
from monodesign.report.drawings import draw_monomer
from monodesign.space import fragments
from monodesign.space.fragments import read_file
from monodesign.surrogate.inputs import arrays
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model
from monodesign.synthesis import routes
from monodesign.synthesis.routes import NoRoute, find_route


@pytest.fixture(scope="module")
def shipped():
    return load_model("default")


def _fail_over(atoms, call):
    """Return a function of RDKit that fails an assertion over molecules of so many atoms."""

    def fail(mol, *arguments, **options):
        if mol.GetNumAtoms() == atoms:
            raise RuntimeError("Pre-condition Violation\n\tsomething deep")
        return call(mol, *arguments, **options)

    return fail


def test_what_rdkit_raises_long_after_parsing_is_that_rows_error(monkeypatch):
    """Filters, standardisation and names: an assertion fails over the molecule of seven atoms only."""
    count = rdMolDescriptors.CalcNumRotatableBonds
    monkeypatch.setattr(rdMolDescriptors, "CalcNumRotatableBonds", _fail_over(7, count))
    errors = check(["C=CC(=O)OC", "C=CC(=O)OCC"]).table["error"].tolist()
    assert errors == ["", "InvalidSmiles: 'C=CC(=O)OCC': Pre-condition Violation"]


def test_a_fragment_over_which_rdkit_fails_is_a_fault_of_its_line(monkeypatch, tmp_path):
    (tmp_path / "ligands.csv").write_text("name,smiles,joins\na,[*:1]C(C)=O,O\nb,[*:1]C(=O)OCC,O\n")
    monkeypatch.setattr(fragments.Chem, "MolToSmiles", _fail_over(6, Chem.MolToSmiles))
    kept, faults = read_file(tmp_path / "ligands.csv", "ligand")
    assert [fragment.name for fragment in kept] == ["a"]
    assert faults == ["ligands.csv line 3: '[*:1]C(=O)OCC': Pre-condition Violation"]


def test_a_polymer_over_which_rdkit_fails_is_the_only_row_with_an_error(monkeypatch, shipped):
    gel = {"w_polymer": 0.3, "solvent": "EC", "w_solvent": 0.54, "salt": "LiPF6", "w_salt": 0.16}
    table = pd.DataFrame({"polymer": ["DOA", "C=CC(=O)OCCCC#N", "PCEA"]}).assign(**gel, temperature_c=25)
    alone = predict(shipped, table).table
    describe_polymer = arrays.describe_polymer

    def fail(polymer):
        if "C#N" in polymer.units[0]:
            raise RuntimeError("Pre-condition Violation")
        return describe_polymer(polymer)

    monkeypatch.setattr(arrays, "describe_polymer", fail)
    found = predict(shipped, table).table
    assert found["error"].tolist() == ["", "RDKit cannot describe it: Pre-condition Violation", ""]
    assert found["log10_sigma_s_cm"].isna().tolist() == [False, True, False]
    pd.testing.assert_frame_equal(found.iloc[[0, 2]], alone.iloc[[0, 2]], check_dtype=False)


def test_a_molecule_that_rdkit_cannot_draw_is_written_out(monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("Pre-condition Violation")

    monkeypatch.setattr(rdDepictor, "Compute2DCoords", fail)
    drawing = draw_monomer("C=CC(=O)OC[C@H](C)C#N")
    assert ">C=CC(=O)OC[C@H](C)C#N</text>" in drawing.svg
    assert Chem.MolFromMolBlock(drawing.molblock).GetNumAtoms() == 0
    assert draw_png("C=C") == b""


FAILING = "C=CC(=O)OCC"
LEFT = ["C=CC(=O)OC", "C=CC(=O)OCCC"]


class _FailingGenerator:
    """Morgan fingerprints that fail over one molecule."""

    def __init__(self, generator):
        self.generator = generator

    def __getattr__(self, name):
        return _fail_over(7, getattr(self.generator, name))


@pytest.fixture
def failing_fingerprint(monkeypatch):
    """RDKit fails over the fingerprint of ethyl acrylate, wherever one is asked for."""
    make = posterior.rdFingerprintGenerator.GetMorganGenerator
    monkeypatch.setattr(
        posterior.rdFingerprintGenerator, "GetMorganGenerator", lambda **o: _FailingGenerator(make(**o))
    )
    monkeypatch.setattr(neighbours, "_MORGAN", _FailingGenerator(neighbours._MORGAN))  # made once
    posterior._describe.cache_clear()
    neighbours._fingerprint.cache_clear()
    yield
    posterior._describe.cache_clear()
    neighbours._fingerprint.cache_clear()


def _candidates():
    smiles = [*LEFT, FAILING]
    return pd.DataFrame({
        "monomer_id": ["a", "b", "c"], "smiles": smiles, "log10_sigma_s_cm": [-3.0, -3.2, -2.9],
        "log10_sigma_lower_90": [-3.5, -3.7, -3.4], "log10_sigma_upper_90": [-2.5, -2.7, -2.4],
        "unit_oxidation_potential_v": 6.0, "unit_li_binding_one_armed_kcal_mol": -50.0,
        "unit_li_exchange_kcal_mol": 1.0, "synthesis_score": 0.5,
    })  # fmt: skip


@pytest.mark.usefixtures("failing_fingerprint")
def test_a_candidate_over_whose_fingerprint_rdkit_fails_is_ranked_last_with_the_reason():
    ranking = rank(_candidates())
    assert ranking["smiles"].tolist() == [*LEFT, FAILING]
    assert ranking["is_within_limits"].tolist() == [True, True, False]
    assert (
        ranking["limit_reasons"].iloc[2] == f"RDKit cannot compare it: '{FAILING}': Pre-condition Violation"
    )
    assert ranking["tier"].isna().tolist() == [False, False, True]


@pytest.mark.usefixtures("failing_fingerprint")
def test_such_a_candidate_is_not_suggested_and_its_measurement_not_compared():
    bench = pd.DataFrame({"polymer": [FAILING, LEFT[0]], "log10_sigma_s_cm": [-2.0, -3.0]})
    assert suggest(_candidates(), bench, n=3)["smiles"].tolist() == [LEFT[1]]


@pytest.mark.usefixtures("failing_fingerprint")
def test_the_choice_of_what_to_describe_and_the_shortlist_go_on_beside_it():
    predicted = _candidates()
    worth = predicted["log10_sigma_s_cm"].to_numpy() + 4.0
    assert len(choose_to_describe(predicted, budget=3, worth=worth)) == 3
    assert len(choose_to_describe(predicted, budget=2)) == 2
    assert len(pick_shortlist(predicted.assign(is_within_limits=True), size=3, max_similarity=1.0)) == 3


@pytest.mark.usefixtures("failing_fingerprint")
def test_the_report_finds_no_neighbours_of_it():
    measured = [{"polymer": LEFT[0], "kind": "gel"}]
    found = neighbours.find_neighbours(pd.DataFrame({"repeat_unit": [LEFT[1], FAILING]}), measured)
    assert [len(one) for one in found] == [1, 0]


def test_a_route_over_whose_precursors_rdkit_fails_is_no_route_with_that_reason(monkeypatch):
    def fail(*_):
        raise RuntimeError("Pre-condition Violation\n\tdeep")

    monkeypatch.setattr(routes, "_find", fail)
    found = find_route(FAILING)
    assert isinstance(found, NoRoute)
    assert found.reason == f"RDKit fails over a precursor: '{FAILING}': Pre-condition Violation"
    assert "No route: RDKit fails over a precursor" in synthesis_sheet(FAILING)
