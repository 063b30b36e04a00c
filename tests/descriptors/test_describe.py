import json
from dataclasses import replace

import numpy as np
import pytest

from monodesign.chem.molecules import parse_chemistry
from monodesign.compute.store import Store
from monodesign.descriptors.describe import describe, describe_one
from monodesign.descriptors.exchange.correction import load_exchange_correction
from monodesign.descriptors.form import name_unlike_references
from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.settings import DescribeSettings
from monodesign.descriptors.stored import describe_inputs, read_geometries
from monodesign.errors import NotConverged, UnknownName
from monodesign.tables.columns import DESCRIPTORS, names

pytestmark = pytest.mark.slow

SMALL = DescribeSettings(n_conformers=2, n_relaxed=1, n_chelates=1)
METHYL_ACRYLATE = "C=CC(=O)OC"


def test_one_row_per_input_in_input_order_with_failures_named():
    given = ["COC(C)=O", "not a smiles", "[Fr]C", "CC(=O)OC", "C1#CC#CC#C1"]
    batch = describe(given, settings=SMALL)
    assert list(batch.table.columns) == names(DESCRIPTORS)
    assert list(batch.table["smiles"]) == given
    errors = list(batch.table["error"])
    assert errors[0] == errors[3] == ""
    assert errors[1].startswith("InvalidSmiles")
    assert errors[4].startswith("EmbeddingFailed")
    assert [failure.smiles for failure in batch.failures] == [given[1], given[2], given[4]]
    assert batch.failures[1].reason.startswith(("UnsupportedElement", "EmbeddingFailed"))


def test_an_atom_without_empty_orbitals_has_no_potential_and_says_so():
    error = describe(["[He]"], settings=SMALL).table.loc[0, "error"]
    assert error.startswith("NotANumber: ipea1_lumo_ev: no value for this molecule")


def fail(*_, **__):
    raise NotConverged("no field")


@pytest.mark.parametrize(
    ("part", "note", "stays"),
    [
        ("describe_redox", "monomer_redox_note", "monomer_li_binding_kcal_mol"),
        ("describe_lithium", "monomer_li_note", "monomer_oxidation_potential_v"),
    ],
)
def test_a_part_that_fails_leaves_a_note_and_takes_nothing_from_the_other(monkeypatch, part, note, stays):
    monkeypatch.setattr(f"monodesign.descriptors.form.{part}", fail)
    batch = describe(["COC(C)=O"], settings=SMALL)
    assert batch.failures == ()
    assert batch.table.loc[0, "error"] == ""
    assert batch.table.loc[0, note] == "NotConverged: no field"
    assert np.isfinite(batch.table.loc[0, stays])


def test_a_form_that_fails_takes_nothing_from_the_other(monkeypatch):
    def find(smiles, **options):
        return find_minima(smiles, **options) if smiles == "CCC(=O)OC" else fail()

    monkeypatch.setattr("monodesign.descriptors.form.find_minima", find)
    row = describe([METHYL_ACRYLATE], settings=SMALL).table.loc[0]
    assert np.isnan(row["monomer_oxidation_potential_v"])
    assert row["monomer_redox_note"] == row["monomer_li_note"] == "NotConverged: no field"
    assert np.isfinite(row["unit_oxidation_potential_v"])
    assert row["error"] == ""


def test_what_dft_adds_takes_nothing_from_what_xtb_gave(monkeypatch):
    monkeypatch.setattr("monodesign.descriptors.form.refine_ionisation", fail)
    row = describe(["COC(C)=O"], settings=replace(SMALL, what=("redox",), level="dft")).table.loc[0]
    assert np.isfinite(row["monomer_oxidation_potential_v"])
    assert row["monomer_redox_note"] == "NotConverged: no field"


def test_a_molecule_without_donors_says_so():
    row = describe(["CCC"], settings=SMALL).table.loc[0]
    assert row["monomer_li_note"] == "no donor atom; faces of π systems are not searched"


def test_the_potentials_of_an_ion_say_that_they_are_calibrated_on_neutral_molecules():
    table = describe(["CC(=O)[O-]", "CC(=O)OC"], settings=replace(SMALL, what=("redox",))).table
    ion, neutral = table["monomer_redox_note"]
    assert "calibrated on neutral molecules" in ion
    assert neutral == ""


@pytest.mark.parametrize(
    ("smiles", "said"),
    [
        ("CC(=O)[O-]", "charge -1"),
        ("C[N+](C)(C)CC(=O)[O-]", "zwitterion"),
        ("C[N+](C)(C)CCCS(=O)(=O)[O-]", "zwitterion"),
        ("CC1(C)CCCC(C)(C)N1[O]", "radical"),
        ("C[N+](=O)[O-]", ""),
        ("CS(C)=O", ""),
    ],
)
def test_what_is_unlike_every_reference_of_potentials_is_named(smiles, said):
    """Nitro groups are drawn with charges and are among the neutral molecules of the references."""
    assert name_unlike_references(parse_chemistry(smiles)).partition(":")[0] == said


@pytest.mark.slow
def test_no_site_of_a_zwitterion_has_a_calibrated_number():
    table = describe(["C[N+](C)(C)CC(=O)[O-]"], settings=replace(SMALL, what=("lithium",))).table
    assert table["monomer_li_binding_kcal_mol"].isna().all()
    assert table["monomer_li_binding_gfn2_kcal_mol"].notna().all()
    assert "a zwitterion's sites" in table["monomer_li_note"][0]


def test_several_molecules_in_one_smiles_are_named_as_such():
    salt, mixture = describe(["C=CC(=O)[O-].[Li+]", "C=CC(=O)OCC.O"], settings=SMALL).table["error"]
    assert "several molecules; describe each alone, and an ion without its counter-ion" in salt
    assert "several molecules" in mixture


def test_a_repeat_unit_is_told_what_to_give_instead():
    (error,) = describe(["*CC*"], settings=SMALL).table["error"]
    assert "open ends (*); give the monomer, or the unit with hydrogen on its ends" in error


def test_two_writings_of_one_molecule_have_one_description():
    table = describe(["COC(C)=O", "CC(=O)OC"], settings=SMALL).table.drop(columns="smiles")
    assert table.loc[0].equals(table.loc[1])


def test_one_job_and_two_give_identical_tables():
    given = [METHYL_ACRYLATE, "COC(=O)OC", "bad("]
    one, other = (describe(given, settings=SMALL, jobs=jobs).table for jobs in (1, 2))
    assert one.equals(other)


def test_unit_columns_describe_the_saturated_unit():
    table = describe([METHYL_ACRYLATE, "CCC(=O)OC"], settings=SMALL).table
    acrylate, propionate = (row for _, row in table.iterrows())
    assert acrylate["unit_oxidation_potential_v"] == propionate["monomer_oxidation_potential_v"]
    assert propionate[[name for name in table.columns if name.startswith("unit_")]].isna().all()


def test_sites_are_listed_in_a_table_cell():
    table = describe(["COC(=O)OC"], settings=SMALL).table
    (site,) = json.loads(table.loc[0, "monomer_li_sites"])
    assert site["denticity"] == 1
    assert site["li_binding_kcal_mol"] == table.loc[0, "monomer_li_binding_kcal_mol"]


def test_finished_molecules_come_from_the_store(tmp_path):
    seen = []
    with Store(tmp_path / "campaign.sqlite") as store:
        first = describe(["COC(=O)OC"], settings=SMALL, store=store)
        assert len(store) == 1
        second = describe(
            ["O=C(OC)OC"], settings=SMALL, store=store, on_progress=lambda *step: seen.append(step)
        )
        geometry = read_geometries(["O=C(OC)OC"], settings=SMALL, store=store)["O=C(OC)OC"]
    assert seen == [("describe", 1, 1)]
    assert first.table.drop(columns="smiles").equals(second.table.drop(columns="smiles"))
    assert geometry.numbers.tolist()[:6] == [6, 8, 6, 8, 8, 6]


def test_only_the_parts_asked_for_are_computed():
    columns = describe_one("COC(=O)OC", settings=DescribeSettings(what=("lithium",))).columns
    assert "monomer_li_binding_kcal_mol" in columns
    assert "monomer_vertical_ie_ev" not in columns


def test_unknown_solvent_is_the_users_mistake_not_a_row():
    settings = DescribeSettings(implicit_solvent="EC")
    with pytest.raises(UnknownName, match="acetonitrile"):
        describe(["COC(=O)OC"], settings=settings)


def test_a_failure_is_remembered_as_it_was(tmp_path):
    with Store(tmp_path / "a.sqlite") as store:
        first, again = (
            describe(["[Fr]C"], settings=SMALL, engine_name="fake", store=store) for _ in range(2)
        )
        assert len(store) == 1
    assert "UnsupportedElement" in first.failures[0].reason
    assert again.failures == first.failures


def test_a_fault_of_ours_is_a_row_and_not_remembered(tmp_path, monkeypatch):
    def fail(*_, **__):
        return {}["charge"]

    monkeypatch.setattr("monodesign.descriptors.describe.describe_form", fail)
    with Store(tmp_path / "a.sqlite") as store:
        batch = describe(["COC(C)=O"], settings=SMALL, engine_name="fake", store=store)
        assert len(store) == 0
    assert batch.failures[0].reason.startswith("Unforeseen: KeyError: 'charge' (monodesign/descriptors/")


@pytest.mark.parametrize("what", [("redox",), ("redox", "exchange")])
def test_a_stored_description_is_known_by_the_exchange_correction_where_it_holds_an_exchange(what):
    inputs = describe_inputs("CC(=O)OC", settings=DescribeSettings(what=what), engine_name="fake")
    versions = inputs["calibrations"]
    assert ("exchange" in versions) == ("exchange" in what)
    assert versions.get("exchange", load_exchange_correction().version) == load_exchange_correction().version


def test_a_description_of_another_protocol_is_not_taken_from_the_store(tmp_path, monkeypatch):
    with Store(tmp_path / "a.sqlite") as store:
        for protocol in (1, 1, 2):
            monkeypatch.setattr("monodesign.descriptors.stored.PROTOCOL", protocol)
            describe(["CC(=O)OC"], settings=SMALL, engine_name="fake", store=store)
        assert len(store) == 2


@pytest.mark.slow
def test_the_potentials_of_an_ion_say_that_the_calibration_has_none():
    table = describe(
        ["C[N+](C)(C)C", "CCC#N"], settings=DescribeSettings(what=("redox",), n_conformers=1)
    ).table
    assert table["monomer_redox_note"][0] == "charge +1: the potentials are calibrated on neutral molecules"
    assert table["monomer_redox_note"].fillna("")[1] == ""
