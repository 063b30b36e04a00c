"""Checking a chemist's own molecules."""

from monodesign.chem.check import check
from monodesign.chem.named_monomers import load_named_monomers
from monodesign.tables.columns import CHECK, names


def test_three_inputs_give_three_rows_in_order_and_the_unreadable_one_an_error():
    batch = check(["C=CC(=O)OCCOC(=O)OCCC", "C=C(C)C(=O)OCCOCCOC", "not a smiles"])
    table = batch.table
    assert list(table.columns) == names(CHECK)
    assert table["is_kept"].tolist() == [True, False, False]
    assert table["name"].tolist() == ["PCEA", "PEGMA", ""]
    assert table["reasons"][1] == "ether: dialkyl ether"
    assert table["error"][2].startswith("InvalidSmiles: ")
    assert [failure.smiles for failure in batch.failures] == ["not a smiles"]


def test_seven_of_the_paper_s_monomers_are_kept_and_three_comparators_rejected():
    named = load_named_monomers()
    table = check([monomer.smiles for monomer in named]).table
    kept = dict(zip((monomer.name for monomer in named), table["is_kept"], strict=True))
    assert {name for name, is_kept in kept.items() if not is_kept} == {"PEGMA", "VC", "VEC"}
    assert len(kept) == 10


def test_a_molecule_without_a_head_has_empty_units_and_no_error():
    row = check(["O=C1OCCO1"]).table.iloc[0]
    assert (row["repeat_unit"], row["unit_smiles"], row["error"]) == ("", "", "")


def test_an_empty_batch_is_an_empty_table():
    batch = check([])
    assert list(batch.table.columns) == names(CHECK)
    assert len(batch.table) == len(batch.failures) == 0


def test_two_spellings_of_a_monomer_give_the_same_row():
    table = check(["C=CC(=O)OCC1COC(=O)O1", "O1C(=O)OCC1COC(=O)C=C"]).table
    assert table.iloc[0].equals(table.iloc[1])


def test_the_paper_s_conductivities_are_listed_with_the_named_monomers():
    # Main text of doi 10.1038/s41467-025-59020-w.
    sigma = {monomer.name: monomer.sigma_s_cm for monomer in load_named_monomers() if monomer.sigma_s_cm}
    assert sigma == {"DOA": 1.02e-3, "PCEA": 1.38e-3, "AEEO": 1.62e-3, "AAPC": 1.17e-3, "AAEO": 1.43e-3}
