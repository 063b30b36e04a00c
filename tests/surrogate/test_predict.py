"""Predicting: columns, errors by row, order, speed, structure in place of names."""

import numpy as np
import pandas as pd
import pytest

from monodesign.errors import InvalidTable
from monodesign.surrogate.predict import PREDICTION_COLUMNS, predict

GEL = {
    "polymer": "C=CC(=O)OCCOC(=O)OCCC",
    "w_polymer": 0.30,
    "solvent": "EC",
    "w_solvent": 0.54,
    "salt": "LiPF6",
    "w_salt": 0.16,
    "temperature_c": 25.0,
}
LIQUID = {**GEL, "polymer": "", "w_polymer": 0.0, "solvent": "EC:1|DMC:1", "w_solvent": 0.86, "w_salt": 0.14}
DRY = {
    **GEL,
    "polymer": "*CCO*",
    "w_polymer": 0.8,
    "solvent": "",
    "w_solvent": 0.0,
    "salt": "LiTFSI",
    "w_salt": 0.2,
}


def test_output_is_the_input_and_the_prediction_columns_of_the_design(shipped):
    table = predict(shipped, pd.DataFrame([{**GEL, "note": "mine"}])).table
    assert list(table.columns) == [*GEL, "note", *PREDICTION_COLUMNS]
    assert table.loc[0, "note"] == "mine"


def test_a_measured_sigma_is_kept_beside_the_predicted_one(shipped):
    row = predict(shipped, pd.DataFrame([GEL]).assign(sigma_ms_cm=42.0)).table.iloc[0]
    assert row["given_sigma_ms_cm"] == 42.0
    assert row["sigma_ms_cm"] < 10


def test_a_measured_sigma_that_is_kept_already_stays(shipped):
    """As in a prediction whose intervals its user took out."""
    given = pd.DataFrame([GEL]).assign(sigma_ms_cm=1.0, given_sigma_ms_cm=42.0)
    row = predict(shipped, given).table.iloc[0]
    assert row["given_sigma_ms_cm"] == 42.0


def test_sigma_in_ms_cm_is_the_same_number(shipped):
    row = predict(shipped, pd.DataFrame([GEL])).table.iloc[0]
    assert row["sigma_ms_cm"] == pytest.approx(1000 * 10 ** row["log10_sigma_s_cm"], rel=1e-6)


def test_sigma_of_what_hardly_conducts_has_as_many_digits(shipped):
    row = predict(shipped, pd.DataFrame([{**DRY, "temperature_c": -80.0}])).table.iloc[0]
    assert row["log10_sigma_s_cm"] < -10
    assert row["sigma_ms_cm"] == pytest.approx(1000 * 10 ** row["log10_sigma_s_cm"], rel=1e-9, abs=0)


def test_interval_holds_the_prediction(shipped):
    table = predict(shipped, pd.DataFrame([GEL, LIQUID, DRY])).table
    assert (table["log10_sigma_lower_90"] < table["log10_sigma_s_cm"]).all()
    assert (table["log10_sigma_s_cm"] < table["log10_sigma_upper_90"]).all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"polymer": "not a smiles"}, "not a smiles"),
        ({"solvent": "unobtainium"}, "unobtainium"),
        ({"w_solvent": 0.60}, "sum"),
        ({"temperature_c": 201.0}, "201"),
        ({"temperature_c": -81.0}, "-81"),
    ],
    ids=["polymer", "solvent", "fractions", "too hot", "too cold"],
)
def test_a_bad_row_gets_an_error_and_no_number_and_the_others_are_predicted(shipped, change, says):
    batch = predict(shipped, pd.DataFrame([GEL, {**GEL, **change}, LIQUID]))
    bad = batch.table.iloc[1]
    assert says in bad["error"]
    assert bad[["log10_sigma_s_cm", "sigma_ms_cm", "log10_sigma_lower_90", "in_domain"]].isna().all()
    assert batch.table["log10_sigma_s_cm"].notna().tolist() == [True, False, True]
    assert len(batch.failures) == 1


def test_a_missing_column_is_refused(shipped):
    with pytest.raises(InvalidTable, match="temperature_c"):
        predict(shipped, pd.DataFrame([GEL]).drop(columns="temperature_c"))


def test_an_empty_table_gives_an_empty_table(shipped):
    assert len(predict(shipped, pd.DataFrame([GEL]).iloc[:0]).table) == 0


def test_row_order_and_company_do_not_matter(shipped, collection):
    rows = collection[collection["flag"].isna()].iloc[::600].reset_index(drop=True)
    rows = rows[["polymer", "polymer_mol_ratio", *[name for name in GEL if name != "polymer"]]]
    straight = predict(shipped, rows).table["log10_sigma_s_cm"]
    backwards = predict(shipped, rows[::-1]).table["log10_sigma_s_cm"]
    alone = predict(shipped, rows.iloc[[3]]).table["log10_sigma_s_cm"]
    assert straight.equals(backwards.sort_index())
    assert straight[3] == alone[3]


def test_caller_s_table_is_not_changed(shipped):
    table = pd.DataFrame([GEL])
    before = table.copy()
    predict(shipped, table)
    pd.testing.assert_frame_equal(table, before)


def test_salt_and_solvent_outside_the_libraries_are_taken_by_structure_with_a_wider_interval(shipped):
    new_salt = "[Li+].[O-]S(=O)(=O)C(F)(F)C(F)(F)C(F)(F)C(F)(F)F"
    new_solvent = "COCC(=O)OCC#N"
    table = predict(
        shipped, pd.DataFrame([LIQUID, {**LIQUID, "solvent": new_solvent, "salt": new_salt}])
    ).table
    width = table["log10_sigma_upper_90"] - table["log10_sigma_lower_90"]
    assert (table["error"] == "").all()
    assert width[1] > width[0]
    assert not table["in_domain"][1]


def test_salts_of_two_kinds_lie_between_the_two_and_outside_what_was_measured(shipped):
    gel = {"polymer": "DOA", "w_polymer": 0.3, "solvent": "EC", "w_solvent": 0.54, "w_salt": 0.16}
    salts = pd.DataFrame({"salt": ["LiTFSI", "LiTFSI:1|LiBOB:1", "LiBOB", "LiTFSI:99|LiBOB:1"]})
    table = predict(shipped, salts.assign(**gel, temperature_c=25)).table
    one, both, other, additive = table["log10_sigma_s_cm"]
    assert other < both < additive < one
    assert table["in_domain"].tolist() == [True, False, True, True]
    assert "salts of several kinds" in table["domain_note"][1]


def test_a_copolymer_lies_between_its_homopolymers(shipped):
    one, other = "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)C(=O)OCC"
    rows = [{**GEL, "polymer": one}, {**GEL, "polymer": other}, {**GEL, "polymer": f"{one}|{other}"}]
    table = pd.DataFrame(rows).assign(polymer_mol_ratio=["", "", "1|1"])
    doa, aeeo, both = predict(shipped, table).table["log10_sigma_s_cm"]
    assert doa < both < aeeo


@pytest.mark.slow
def test_ten_thousand_formulations_take_a_tenth_of_the_half_minute_allowed_for_a_hundred_thousand(
    shipped, is_quicker
):
    generator = np.random.default_rng(0)
    rows = pd.DataFrame([GEL, LIQUID, DRY]).iloc[generator.integers(3, size=10_000)].reset_index(drop=True)
    rows["temperature_c"] = generator.uniform(-20, 90, len(rows))
    predict(shipped, rows[:3])  # loads RDKit
    assert is_quicker(lambda: predict(shipped, rows), 3.0)
