"""Workbooks: read back by openpyxl with the same values, and text that stays text."""

import shutil
import subprocess
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from rdkit import Chem

from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.export.sdf import write_sdf
from monodesign.export.xlsx import draw_png, heading, write_xlsx

HOSTILE = ['=HYPERLINK("http://x")', "<script>alert(1)</script>", "../../x"]


@pytest.fixture
def shortlist():
    return pd.DataFrame(
        {
            "rank": [1, 2, 3],
            "monomer_id": ["a", "b", "c"],
            "smiles": ["C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)OCCC", "C=CC#N"],
            "name": HOSTILE,
            "log10_sigma_s_cm": [-2.9912, np.nan, -3.5],
            "unit_li_binding_kcal_mol": [-41.25, -38.0, np.nan],
            "is_within_limits": [True, False, True],
            "pareto_front": pd.array([1, None, 2], dtype="Int64"),
        }
    )


@pytest.fixture
def sheet(shortlist, tmp_path):
    write_xlsx(shortlist, tmp_path / "shortlist.xlsx")
    return openpyxl.load_workbook(tmp_path / "shortlist.xlsx")["all columns"]


@pytest.fixture
def front(shortlist, tmp_path):
    write_xlsx(shortlist, tmp_path / "shortlist.xlsx")
    return openpyxl.load_workbook(tmp_path / "shortlist.xlsx")["shortlist"]


def test_values_and_order_are_those_of_the_table(sheet, shortlist):
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    wanted = shortlist.astype(object).where(shortlist.notna(), None)
    assert rows == [tuple(row) for row in wanted.itertuples(index=False)]


def test_smiles_and_order_are_those_of_the_sdf(sheet, shortlist, tmp_path):
    write_sdf(shortlist, tmp_path / "shortlist.sdf", geometries={})
    records = Chem.SDMolSupplier(str(tmp_path / "shortlist.sdf"))
    column = [cell.value for cell in sheet["C"]][1:]
    assert [record.GetProp("smiles") for record in records] == column
    # In space every stereocentre has a sense, so the skeletons are compared.
    flat = [Chem.MolToSmiles(Chem.RemoveHs(record), isomericSmiles=False) for record in records]
    assert flat == [Chem.MolToSmiles(Chem.MolFromSmiles(text), isomericSmiles=False) for text in column]


def test_no_name_becomes_a_formula_or_a_link(sheet, front):
    for names in (sheet["D"][1:], front["C"][1:]):
        assert [cell.value for cell in names] == HOSTILE
        assert {cell.data_type for cell in names} == {"s"}
        assert all(cell.hyperlink is None for cell in names)


def test_headings_carry_units(sheet):
    headings = [cell.value for cell in sheet[1]]
    assert "unit li binding (kcal/mol)" in headings
    assert "log10 sigma (S/cm)" in headings


def test_every_row_has_a_picture(front, shortlist):
    assert len(front._images) == len(shortlist)


def test_the_front_sheet_has_about_twelve_columns_that_print_on_one_page_across(shortlist, tmp_path):
    full = shortlist.assign(
        log10_sigma_lower_90=[-4.0, np.nan, -4.5],
        log10_sigma_upper_90=[-2.0, np.nan, -2.5],
        unit_oxidation_potential_v=[5.124, np.nan, 4.4],
        unit_li_binding_one_armed_kcal_mol=[-41.25, np.nan, -38.0],
        in_domain=[True, None, False],
        limit_reasons=["", None, "oxidation potential 4.40 V below 4.50 V"],
        n_synthesis_steps=[1.0, 0.0, 2.0],
        to_order=["CCO", "", np.nan],
        tier=[1, 2, 2],
    )
    write_xlsx(full, tmp_path / "full.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "full.xlsx")["shortlist"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [
        "Rank", "Structure", "Name", "σ (mS/cm)", "σ, 90 % interval", "Oxidation (V vs Li/Li⁺)",
        "Li⁺ binding (kcal/mol)", "Tier", "Warnings", "Route", "SMILES",
    ]  # fmt: skip
    assert rows[1][3:8] == [1.02, "0.1–10", 5.124, -41.25, 1]
    assert rows[1][8:10] == [None, "1 step; order ethanol"]
    assert rows[2][3:7] == [None, None, None, None]
    assert rows[2][8:10] == ["outside the campaign's limits", "no route found"]
    assert rows[3][8] == (
        "outside the training data of the conductivity model; oxidation potential 4.40 V below 4.50 V"
    )
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth in {1, None}  # None is the format's default, 1
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.row_dimensions[1].height == 45  # three lines of headings; LibreOffice laid them over row 2
    assert sheet.print_title_rows == "$1:$1"


def test_whole_numbers_are_shown_without_a_point(sheet, front):
    assert {cell.number_format for cell in front["A"][1:]} == {"0"}
    place = [cell.value for cell in sheet[1]].index("pareto front")
    assert [row[place].number_format for row in sheet.iter_rows(min_row=2) if row[place].value] == ["0", "0"]


def test_columns_and_synthesis_have_their_sheets(shortlist, tmp_path):
    write_xlsx(shortlist, tmp_path / "s.xlsx")
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    assert book.sheetnames == ["shortlist", "all columns", "synthesis", "columns"]
    steps = list(book["synthesis"].iter_rows(min_row=2, values_only=True))
    assert steps[0][3] == "C=CC(=O)Cl + O=C1OCC(CO)O1"
    assert steps[2][2].startswith("no route: ")


def test_the_same_table_gives_the_same_file(shortlist, tmp_path):
    contents = []
    for name in ("one.xlsx", "two.xlsx"):
        write_xlsx(shortlist, tmp_path / name)
        with zipfile.ZipFile(tmp_path / name) as archive:
            contents.append({item: archive.read(item) for item in archive.namelist()})
    assert contents[0] == contents[1]


def test_a_drawing_is_a_png():
    assert draw_png("CCO").startswith(b"\x89PNG")


def test_headings_split_the_unit_off():
    assert heading("temperature_c") == "temperature (°C)"
    assert heading("name") == "name"


def test_a_table_without_smiles_is_refused(tmp_path):
    with pytest.raises(InvalidTable, match="smiles"):
        write_xlsx(pd.DataFrame({"a": [1]}), tmp_path / "s.xlsx")


def test_a_refused_table_leaves_no_file(tmp_path):
    with pytest.raises(InvalidSmiles):
        write_xlsx(pd.DataFrame({"smiles": ["C1CC"]}), tmp_path / "s.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_the_workbook(shortlist, tmp_path):
    """It converts the sheets to CSV with every row and name; a file in need of repair is not loaded."""
    write_xlsx(shortlist, tmp_path / "s.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = ["soffice", profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "s.xlsx")], check=True, capture_output=True, timeout=120)
    front = pd.read_csv(tmp_path / "s-shortlist.csv")
    assert list(front["SMILES"]) == list(shortlist["smiles"])
    table = pd.read_csv(tmp_path / "s-all columns.csv")
    assert list(table["smiles"]) == list(shortlist["smiles"])
    assert list(table["name"]) == HOSTILE


def test_what_no_list_holds_is_said_so_where_it_is_to_be_ordered(shortlist, tmp_path):
    """2-Fluoro-1,3-propanediol is a name of our own list only, the SMILES below it of none."""
    steps = shortlist.assign(n_synthesis_steps=[1.0, 2.0, 0.0], to_order=["CCO; OCC(F)CO", "CC(CCN)CCO", ""])
    write_xlsx(steps, tmp_path / "full.xlsx")
    heads, *rows = openpyxl.load_workbook(tmp_path / "full.xlsx")["shortlist"].iter_rows(values_only=True)
    assert [row[heads.index("Route")] for row in rows[:2]] == [
        "1 step; order ethanol; 2-fluoro-1,3-propanediol (on no list)",
        "2 steps; order CC(CCN)CCO (on no list)",
    ]
