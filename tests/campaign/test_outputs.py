"""What a campaign hands over agrees with itself; fragments with hostile names stay text in its folder."""

import csv
import shutil

import openpyxl
import pytest
from rdkit import Chem

from monodesign.campaign.again import export_again
from monodesign.campaign.compare import compare
from monodesign.campaign.outputs import write_inputs
from monodesign.campaign.stages import run_campaign
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.campaign_folder.read_settings import parse_campaign
from monodesign.chem.molecules import monomer_id
from monodesign.paths import LIBRARIES
from monodesign.tables.read import read_csv
from monodesign.tables.write import write_csv

pytestmark = pytest.mark.slow

SCRIPT, FORMULA, PATH = "<script>alert(1)</script>", '=HYPERLINK("http://x.test","y")', "../../x"
ALCOHOL = "O=C1OCC(CO)O1"


def _write_fragments(folder):
    """Write the shipped acrylate, methylene and carbonate under hostile names."""
    for file, name, hostile in (
        ("heads", "acrylate", FORMULA),
        ("bridges", "methylene", SCRIPT),
        ("ligands", "ethylene carbonate-4-yl", PATH),
    ):
        rows = read_csv(LIBRARIES / f"{file}.csv")
        rows[rows["name"] == name].assign(name=hostile).to_csv(folder / f"{file}.csv", index=False)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A folder with hostile fragments, a stock list and the campaign made from them, two levels down."""
    root = tmp_path_factory.mktemp("root")
    _write_fragments(root)
    (root / "stock.csv").write_text(f"smiles\n{ALCOHOL}\n", encoding="utf-8")
    data = {
        "budget": 1,
        "name": SCRIPT,
        "library": {"folder": str(root), "sample": 0, "include": ["PCEA", "AEEO"]},
        "describe": {"what": ["redox"], "n_conformers": 1, "n_relaxed": 1},
        "goals": {"weight_synthesis": 1.0},
        "shortlist": {"size": 3, "max_similarity": 1.0},
        "synthesis": {"stock": str(root / "stock.csv"), "limiting_mmol": 169.5, "batch_g": 20.0},
    }
    run_campaign(parse_campaign(data, where="test"), root / "a" / "campaign", engine_name="fake")
    return root


@pytest.fixture(scope="module")
def campaign(root):
    return root / "a" / "campaign"


@pytest.fixture(scope="module")
def shortlist(campaign):
    return read_csv(campaign / "shortlist.csv")


def test_nothing_is_written_outside_the_campaigns_folder(root, campaign):
    outside = {path.name for path in root.rglob("*") if path.is_file() and campaign not in path.parents}
    assert outside == {"heads.csv", "bridges.csv", "ligands.csv", "stock.csv"}


def test_hostile_names_are_kept_as_they_are(shortlist):
    row = shortlist[shortlist["head"] == FORMULA].iloc[0]
    assert (row["bridge"], row["ligand"]) == (SCRIPT, PATH)
    assert row["smiles"] == "C=CC(=O)OCC1COC(=O)O1"


def test_no_cell_of_a_table_begins_as_a_formula(campaign):
    for path in campaign.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell.startswith("=")], path.name


def test_no_cell_of_the_workbook_is_a_formula(campaign):
    for sheet in openpyxl.load_workbook(campaign / "shortlist.xlsx"):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b"}


def test_the_report_holds_a_hostile_name_as_text_only(campaign):
    html = (campaign / "report.html").read_text(encoding="utf-8")
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_sheets_hold_a_hostile_name_as_text_only(campaign):
    sheets = [*campaign.glob("synthesis/*.md"), *campaign.glob("formulations/*.md")]
    assert len(sheets) == 6
    assert not [path for path in sheets if "<script" in path.read_text(encoding="utf-8")]


def test_table_sdf_and_workbook_agree_in_smiles_order_and_values(campaign, shortlist):
    rows = list(openpyxl.load_workbook(campaign / "shortlist.xlsx")["all columns"].values)
    book = [dict(zip(shortlist.columns, row, strict=True)) for row in rows[1:]]
    records = list(Chem.SDMolSupplier(str(campaign / "shortlist.sdf"), removeHs=False))
    for column in ("smiles", "monomer_id", "name", "head"):
        wanted = list(shortlist[column].fillna(""))
        assert [row[column] or "" for row in book] == wanted
        assert [record.GetProp(column) for record in records] == wanted
    for column in ("log10_sigma_s_cm", "score", "synthesis_score", "mw_g_mol"):
        wanted = pytest.approx(list(shortlist[column]), rel=1e-9)
        assert [row[column] for row in book] == wanted
        assert [float(record.GetProp(column)) for record in records] == wanted


def test_stock_scale_and_batch_of_the_campaign_reach_the_sheets(campaign):
    doa = monomer_id("C=CC(=O)OCC1COC(=O)O1")
    synthesis = (campaign / "synthesis" / f"{doa}.md").read_text(encoding="utf-8")
    assert "| 169.5 | 20.02 |" in synthesis
    assert "in stock |" in synthesis
    assert "## Gel, 20 g" in (campaign / "formulations" / f"{doa}.md").read_text(encoding="utf-8")


def test_the_shortlist_says_how_hard_each_is_to_make_and_what_to_order(shortlist):
    doa = shortlist[shortlist["head"] == FORMULA].iloc[0]
    assert (doa["n_synthesis_steps"], doa["to_order"]) == (1, "C=CC(=O)Cl")


def test_inputs_for_a_users_own_dft_are_written_for_every_stored_structure(campaign, shortlist):
    with CampaignFolder.open(campaign) as folder:
        folder.use_engine("fake")
        files = write_inputs(folder, shortlist, program="orca", task="energy")
    assert {path.parent for path in files} == {campaign / "inputs"}
    kinds = sorted({path.name.split("_")[1] for path in files})
    assert kinds == ["monomer-energy.inp", "unit-energy.inp"]


def test_the_jobs_of_redox_potentials_are_three_for_each_unit_and_compare_knows_them(campaign, shortlist):
    with CampaignFolder.open(campaign) as folder:
        folder.use_engine("fake")
        files = write_inputs(folder, shortlist, program="orca", task="redox")
    kinds = sorted({path.name.split("_")[1] for path in files})
    assert kinds == ["unit-anion.inp", "unit-cation.inp", "unit-neutral.inp"]
    text = "* O   R   C   A *\n Total Charge  Charge ....    0\nFINAL SINGLE POINT ENERGY -1.0\n"
    neutral = next(path for path in files if path.stem.endswith("neutral"))
    neutral.with_suffix(".out").write_text(f"{text}ORCA TERMINATED NORMALLY\n", encoding="utf-8")
    table = compare(campaign)
    assert table["monomer_id"].tolist() == [neutral.name.split("_")[0]]
    assert table["note"].tolist() == [""]


def test_candidates_without_a_structure_are_counted_when_inputs_are_asked_for(campaign, shortlist):
    notes = []
    others = shortlist.assign(smiles=["C=CC(=O)OCC"] * len(shortlist))
    with CampaignFolder.open(shutil.copytree(campaign, campaign.parent / "undescribed")) as folder:
        folder.use_engine("fake")
        write_inputs(folder, others, program="orca", task="redox", on_note=notes.append)
    assert notes[-1].startswith("inputs: 1 of the 1 monomers of the shortlist were not described")


def test_an_id_edited_into_a_path_writes_nothing_outside_the_folder(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "a" / "copy")
    ranking = read_csv(folder / "ranking.csv")
    write_csv(ranking.assign(monomer_id=["../../pwned", str(tmp_path / "x"), "b"]), folder / "ranking.csv")
    export_again(folder)
    assert [path.name for path in tmp_path.rglob("*") if folder not in (path, *path.parents)] == ["a"]


def test_a_link_in_the_place_of_the_sheets_folder_is_replaced(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "copy")
    shutil.rmtree(folder / "synthesis")
    (tmp_path / "outside").mkdir()
    (folder / "synthesis").symlink_to(tmp_path / "outside")
    export_again(folder)
    assert not list((tmp_path / "outside").iterdir())
    assert len(list((folder / "synthesis").iterdir())) == 3


def test_a_smaller_export_leaves_no_sheet_of_a_larger_one_but_what_was_edited(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "campaign")
    export_again(folder, size=3)
    with (folder / "shortlist.csv").open(encoding="utf-8") as stream:
        first, second, third = (row["monomer_id"] for row in csv.DictReader(stream))
    (folder / "synthesis" / "own.md").write_text("mine")
    edited = folder / "synthesis" / f"{third}.md"
    edited.write_text("tried on Monday")
    said = []
    export_again(folder, size=1, on_note=said.append)
    assert {path.stem for path in (folder / "synthesis").iterdir()} == {first, third, "own"}
    assert {path.stem for path in (folder / "formulations").iterdir()} == {first}
    assert edited.read_text() == "tried on Monday"
    assert said == [f"{edited} was edited by hand and is kept; delete it to write it again"]
    assert second not in (folder / "manifest.json").read_text()


def test_an_edited_sheet_of_the_shortlist_is_kept_and_named_each_time(campaign, tmp_path):
    folder = shutil.copytree(campaign, tmp_path / "campaign")
    sheet = next((folder / "formulations").iterdir())
    sheet.write_text("with 5 % more salt")
    for _ in range(2):
        said = []
        export_again(folder, on_note=said.append)
        assert sheet.read_text() == "with 5 % more salt"
        assert len(said) == 1
    sheet.unlink()
    export_again(folder)
    assert sheet.read_text() != "with 5 % more salt"
