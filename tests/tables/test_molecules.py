"""SMILES files: text or CSV, and a clear answer to anything else."""

import os
import threading

import pandas as pd
import pytest
from rdkit import Chem, rdBase

from monodesign.chem.named_monomers import load_named_monomers
from monodesign.errors import InvalidTable, UserError
from monodesign.tables.molecules import Molecule, read_molecules, read_smiles


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "CCO\n\nCCN\n"),
        ("a.csv", "name,smiles\nethanol,CCO\nethylamine,CCN\n"),
        ("a.csv", "\ufeffsmiles\nCCO\nCCN\n"),
        ("a.smi", "CCO\r\nCCN"),
    ],
    ids=["text", "csv", "byte-order mark", "windows lines"],
)
def test_smiles_come_in_the_files_order(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    assert read_smiles(tmp_path / name) == ["CCO", "CCN"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.smi", "CCO ethyl alcohol\nCCN\n"),
        ("a.csv", "smiles,name\nCCO,ethyl alcohol\nCCN,\n"),
        ("a.csv", "smiles,Name\nCCO,ethyl alcohol\nCCN,\n"),
        ("a.csv", '"smiles";"name"\n"CCO";"ethyl alcohol"\n"CCN";\n'),
        ("a.csv", "Name,smiles,name\nx,CCO,ethyl alcohol\ny,CCN,\n"),
    ],
)
def test_names_come_with_their_smiles(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert read_molecules(tmp_path / name) == [Molecule("CCO", "ethyl alcohol"), Molecule("CCN")]


def test_a_name_that_looks_like_a_number_is_a_name(tmp_path):
    (tmp_path / "a.csv").write_text("smiles,name\nCCO,001\nCCN,2\nCCC,\n")
    assert [one.name for one in read_molecules(tmp_path / "a.csv")] == ["001", "2", ""]


@pytest.mark.parametrize("header", ["smiles name", "SMILES", "Smiles\tID"])
def test_a_header_of_a_text_file_is_no_molecule(tmp_path, header):
    (tmp_path / "a.smi").write_text(f"{header}\nCCO ethyl alcohol\nCCN\n")
    assert read_molecules(tmp_path / "a.smi") == [Molecule("CCO", "ethyl alcohol"), Molecule("CCN")]


def test_a_text_file_of_a_header_alone_is_empty(tmp_path):
    (tmp_path / "a.smi").write_text("smiles name\n")
    with pytest.raises(InvalidTable, match="empty"):
        read_molecules(tmp_path / "a.smi")


def test_smiles_come_through_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("\nCCO\nCCN\n",), daemon=True)
    writer.start()
    assert read_smiles(pipe) == ["CCO", "CCN"]
    writer.join()


def test_a_library_in_parquet_is_read_too(tmp_path):
    pd.DataFrame({"name": ["a", "b"], "smiles": ["CCO", None]}).to_parquet(tmp_path / "a.parquet")
    assert read_smiles(tmp_path / "a.parquet") == ["CCO", ""]


def test_a_parquet_without_smiles_is_refused(tmp_path):
    pd.DataFrame({"name": ["a"]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(InvalidTable, match="no column smiles; found name"):
        read_smiles(tmp_path / "a.parquet")


def test_an_empty_cell_stays_an_input(tmp_path):
    (tmp_path / "a.csv").write_text("name,smiles\na,CCO\nb,\n")
    assert read_smiles(tmp_path / "a.csv") == ["CCO", ""]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"name,mass\na,1\n", "no column smiles"),
        (b"SMILES;Name\nC;a\n", "no column smiles; found SMILES, Name; rename SMILES to smiles"),
        (b"smiles\n", "no rows"),
        (b"C\xff", "not UTF-8"),
        (b"PK\x03\x04\xc7\x00", "this is a spreadsheet"),
        ("smiles\nC\n".encode("utf-16"), "this is UTF-16; save it as CSV in UTF-8"),
    ],
)
def test_a_file_without_smiles_is_refused(tmp_path, content, message):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InvalidTable, match=message):
        read_smiles(tmp_path / "a.csv")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read_smiles(tmp_path)


@pytest.mark.parametrize("separator", [";", "\t"], ids=["semicolons", "tabs"])
def test_a_spreadsheets_separator_is_seen_in_the_header(tmp_path, separator):
    lines = ("name, smiles ", "ethanol,CCO", "ethylamine,CCN")
    (tmp_path / "a.csv").write_text("\n".join(lines).replace(",", separator))
    assert read_smiles(tmp_path / "a.csv") == ["CCO", "CCN"]


def test_no_monomer_s_name_is_a_molecule_s_smiles():
    names = [monomer.name for monomer in load_named_monomers()]
    with rdBase.BlockLogs():
        assert not [name for name in names for text in (name, name.lower()) if Chem.MolFromSmiles(text)]


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("Canonical SMILES,name", "; rename Canonical SMILES to smiles"),
        ("isomeric_smiles,name", "; rename isomeric_smiles to smiles"),
        ("smiles_a,smiles_b", "found smiles_a, smiles_b$"),
    ],
)
def test_the_column_that_seems_to_hold_smiles_is_named(tmp_path, header, hint):
    (tmp_path / "a.csv").write_text(f"{header}\nCCO,x\n")
    with pytest.raises(InvalidTable, match=hint):
        read_molecules(tmp_path / "a.csv")


def test_utf_16_without_its_mark_is_named(tmp_path):
    (tmp_path / "a.csv").write_bytes("smiles\nCCO\n".encode("utf-16-le"))
    with pytest.raises(InvalidTable, match="this is UTF-16, or no text; save it as CSV in UTF-8"):
        read_molecules(tmp_path / "a.csv")


@pytest.mark.parametrize("ending", ["tsv", "txt", "smi"])
def test_a_table_of_any_ending_whose_smiles_column_has_another_name_is_no_list_of_smiles(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    path.write_text("ID\tSMILES\n1\tC=CC(=O)OC\n")
    with pytest.raises(InvalidTable, match="rename SMILES to smiles"):
        read_molecules(path)


@pytest.mark.parametrize("title", ["My molecules,,", "# my molecules"])
def test_a_title_above_the_header_is_named_with_what_to_do(tmp_path, title):
    path = tmp_path / "mine.csv"
    path.write_text(f"{title}\nsmiles,name,note\nC=CC(=O)OC,a,b\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match="the header must be the first line: delete what stands above it"):
        read_smiles(path)
