"""One reader for what users bring: the same table, whatever program wrote it, in every reader alike."""

import re
from pathlib import Path

import pandas as pd
import pytest

from monodesign.cli.main import main
from monodesign.errors import InvalidFormulation, InvalidTable
from monodesign.formulation.components import read_polymer, read_salt, read_solvents
from monodesign.formulation.measurements import read_measurements
from monodesign.space.fragments import read_file
from monodesign.synthesis.reagents import read_stock
from monodesign.tables.cells import drop_extension, plain_text
from monodesign.tables.molecules import read_molecules
from monodesign.tables.read import open_table, read_csv
from monodesign.tables.text import PlainStream, read_rows

CASES = Path(__file__).parents[1] / "cases"
TABLE = [["smiles", "name"], ["CCO", "ethanol"], ["[*:1]CC#N", "−20 °C"]]


def _text(separator, *, first="", end="\n"):
    return end.join([*filter(None, [first]), *(separator.join(row) for row in TABLE)]) + end


# Bytes of one table, as programs write it.
SPELLINGS = {
    "plain": _text(",").encode(),
    "byte order mark": _text(",").encode("utf-8-sig"),
    "Windows": _text(",", end="\r\n").encode(),
    "old Mac": _text(",", end="\r").encode(),
    "semicolons": _text(";").encode(),
    "tabs": _text("\t").encode(),
    "sep=;": _text(";", first="sep=;", end="\r\n").encode("utf-8-sig"),
    "sep=,": _text(",", first="SEP=,").encode(),
    "quoted sep=": _text(";", first='"sep=;"').encode(),
    "sep=tab": _text("\t", first="sep=\t", end="\r").encode(),
    "sep=|": _text("|", first="sep=|").encode(),
    "blank lines": b"\n\r\n" + _text(",").encode() + b"\n",
}


@pytest.fixture(params=SPELLINGS.values(), ids=list(SPELLINGS))
def path(request, tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(request.param)
    return file


def test_every_reader_reads_every_spelling(path):
    names = [row[1].replace("−", "-") for row in TABLE[1:]]
    assert read_csv(path)["name"].tolist() == names
    assert pd.concat(open_table(path, numbers=()).parts())["name"].tolist() == names
    assert [cells[1] for _, cells in read_rows(path)[1]] == names
    assert [(one.smiles, one.name) for one in read_molecules(path)[:1]] == [("CCO", "ethanol")]
    fragments, faults = read_file(path, "ligand")
    assert [fragment.name for fragment in fragments] == names[1:]
    assert len(faults) == 1  # ethanol has no attachment point


def test_a_line_is_named_by_its_number_in_the_file(tmp_path):
    for first, line in ((b"", 3), (b"sep=,\n", 4), (b"\n\n", 5)):
        (tmp_path / "m.csv").write_bytes(first + b"smiles,name\nCCO,a\nCCO,a,b\n")
        with pytest.raises(InvalidTable, match=rf"line {line} \(3\)"):
            read_csv(tmp_path / "m.csv")
        (tmp_path / "ligands.csv").write_bytes(first + b"smiles,name\n[*:1]C,a\nC(,b\n")
        assert f"line {line}: " in read_file(tmp_path / "ligands.csv", "ligand")[1][0]


MEASURED = (
    "polymer;w_polymer;solvent;w_solvent;salt;w_salt;temperature_c;log10_sigma_s_cm\r"
    "DOA;0.30;EC;0.54;LiPF₆;0.16;−20;−3.5\r"
)


@pytest.mark.parametrize("first", ["", "sep=;\r"])
def test_measurements_are_read_with_minus_signs_subscripts_and_old_line_ends(tmp_path, first):
    (tmp_path / "m.csv").write_text(first + MEASURED, encoding="utf-8-sig", newline="")
    measured = read_measurements(tmp_path / "m.csv")
    assert measured.table["log10_sigma_s_cm"].tolist() == [-3.5]


def test_measurements_may_come_as_parquet(tmp_path):
    row = {"polymer": "DOA", "w_polymer": 0.3, "solvent": "EC", "w_solvent": 0.54, "salt": "LiPF6"}
    pd.DataFrame([row | {"w_salt": 0.16, "temperature_c": 25, "sigma_ms_cm": 1.0}]).to_parquet(
        tmp_path / "m.parquet"
    )
    assert read_measurements(tmp_path / "m.parquet").table["log10_sigma_s_cm"].tolist() == [-3.0]


@pytest.mark.parametrize("name", ["excel_sep_line_semicolon", "unicode_minus"])
def test_formulations_as_excel_and_word_write_them_are_predicted(name, tmp_path):
    assert main(["predict", str(CASES / f"{name}.csv"), "--out", str(tmp_path / "x.csv")]) == 0
    found = pd.read_csv(tmp_path / "x.csv")
    assert found["log10_sigma_s_cm"].notna().all()
    assert found["temperature_c"].tolist() == [-20 if name == "unicode_minus" else 25]


def test_what_excel_made_of_a_name_stays_a_name():
    """`2-Sep` was SEP2 once; there is no `sep=` in it."""
    assert [(one.smiles, one.name) for one in read_molecules(CASES / "excel_sep_line.csv")] == [
        ("C=CC(=O)OC", "2-Sep")
    ]


def test_extensions_of_cxsmiles_are_no_part_of_a_name():
    assert [(one.smiles, one.name) for one in read_molecules(CASES / "cxsmiles.smi")] == [
        ("C=CC(=O)OC", "methyl acrylate"),
        ("C=CC(=O)O[C@H](C)C#N", "racemic one"),
        ("C=CC(=O)OC(C)C#N", "rac"),  # `&1`: both mirror images
    ]


@pytest.mark.parametrize("separator", [" ", "\t"])
def test_an_extension_may_stand_in_a_table_s_cell_or_end_a_line(tmp_path, separator):
    (tmp_path / "a.csv").write_text("smiles,name\nC[C@H](O)CC |o1:1|,x\n")
    (tmp_path / "a.smi").write_text(f"C[C@H](O)CC{separator}|o1:1|\nCCO{separator}a |b\n")
    assert [one.smiles for one in read_molecules(tmp_path / "a.csv")] == ["CC(O)CC"]
    found = [(one.smiles, one.name) for one in read_molecules(tmp_path / "a.smi")]
    assert found == [("CC(O)CC", ""), ("CCO", "a |b")]
    assert read_stock(tmp_path / "a.csv") == {"CCC(C)O"}


def test_an_extension_in_a_polymer_s_cell_is_no_second_monomer():
    one = read_polymer("C=CC(=O)O[C@H](C)C#N |o1:6|")
    assert one == read_polymer("C=CC(=O)O[C@H](C)C#N")
    assert len(read_polymer("C=CC(=O)OC | C=CC(=O)NC", "1|1").units) == 2
    assert drop_extension("CC |$R1;$|") == "CC"


@pytest.mark.parametrize(
    ("written", "name"),
    [("LiPF₆", "LiPF6"), ("LiN(SO₂CF₃)₂", "LiTFSI"), ("LiBF4\u00a0", "LiBF4"), ("ＬｉＴＦＳＩ", "LiTFSI")],
)
def test_salts_are_known_with_subscripts_wide_letters_and_odd_blanks(written, name):
    assert read_salt(written).name == name


def test_solvents_are_known_with_dashes_of_word_processors():
    assert read_solvents("1,3–dioxolan‑2–one").solvents[0].name == "EC"


def test_numbers_may_have_any_minus_but_names_keep_theirs():
    with (CASES / "unicode_minus.csv").open(encoding="utf-8") as file:
        assert "−" not in PlainStream(file).read()
    assert plain_text("−3.5") == "-3.5"


def test_a_minus_at_the_end_of_a_part_is_read_with_what_follows(tmp_path):
    (tmp_path / "a.txt").write_text("1234−5 a−b", encoding="utf-8")
    with (tmp_path / "a.txt").open(encoding="utf-8") as file:
        stream = PlainStream(file)
        assert "".join(iter(lambda: stream.read(5), "")) == "1234-5 a−b"


@pytest.mark.parametrize("name", ["LiMTFSI", "limtfsi", "LiIm"])
def test_a_name_with_two_meanings_is_refused_with_both(name):
    with pytest.raises(InvalidFormulation, match=r"two meanings: .*, write .*; or .*, write "):
        read_salt(name)


def test_a_solvent_s_name_that_means_a_class_is_refused_with_what_to_write():
    with pytest.raises(InvalidFormulation, match=r"'HFE' has two meanings: .*, write TTE; or "):
        read_solvents("EC:1|HFE:1")


def test_both_meanings_of_a_name_can_be_written():
    """Molar masses: 215.13 g/mol of the salt, 345.25 g/mol of the monomer."""
    with pytest.raises(InvalidFormulation) as caught:
        read_salt("LiMTFSI")
    salt, monomer = re.findall(r"write (\S+)", str(caught.value))
    assert read_salt(salt.rstrip(";")).molar_mass_g_mol == pytest.approx(215.13, abs=0.01)
    assert read_polymer(monomer).is_anionic


def test_a_thickness_in_micrometres_is_the_only_column_to_change():
    with pytest.raises(InvalidTable, match=r"missing: thickness_cm\).*convert thickness_um to thickness_cm$"):
        read_measurements(CASES / "train_thickness_um.csv")
