"""A warning that holds for every row, or for every row with its head, is said once."""

import io

import openpyxl
import pandas as pd

from monodesign.chem.donor_words import say_classes
from monodesign.chem.donors import FAMILIES
from monodesign.export.shared_warnings import find_shared
from monodesign.export.xlsx import write_xlsx

UNKNOWN = "conversion of methacrylate unknown"


def test_what_all_rows_say_is_shared():
    assert find_shared([["far", "a"], ["far"]], ["acrylate", "acrylamide"]) == {"far": "far"}


def test_what_all_rows_of_a_head_say_is_shared_and_names_the_head():
    found = find_shared([[UNKNOWN], [UNKNOWN, "b"], ["c"]], ["methacrylate", "methacrylate", "acrylate"])
    assert found == {UNKNOWN: UNKNOWN}
    assert find_shared([["x"], ["x"], []], ["a", "a", "b"]) == {"x": "a: x"}


def test_one_row_shares_nothing_and_a_gap_hides_nothing():
    assert find_shared([["far"]], ["acrylate"]) == {}
    assert find_shared([["far"], []], ["acrylate", "acrylate"]) == {}


def test_the_front_sheet_says_it_below_and_not_in_each_row(tmp_path):
    smiles = ["C=C(C)C(=O)OC", "C=C(C)C(=O)OCC", "C=CC(=O)OC"]
    table = pd.DataFrame(
        {"rank": [1, 2, 3], "smiles": smiles, "head": ["methacrylate", "methacrylate", "acrylate"],
         "warnings": [UNKNOWN, f"{UNKNOWN}; other", ""]}
    )  # fmt: skip
    write_xlsx(table, tmp_path / "x.xlsx", has_synthesis=False)
    sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / "x.xlsx").read_bytes())).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    place = next(number for number, text in enumerate(heads) if str(text).startswith("Warnings"))
    assert [sheet[row][place].value for row in (2, 3, 4)] == [None, "other", None]
    assert f"Said once: {UNKNOWN}" in [cell.value for cell in sheet[5]]


def test_no_class_of_donors_keeps_its_underscore():
    names = [name for family in FAMILIES.values() for name in family.split()]
    assert not [name for name in names if "_" in say_classes(f"found on {name}:3")]
    assert say_classes("no reference for ester + nitrile: GFN2 value only") == (
        "no reference for ester + nitrile: GFN2 value only"
    )
