"""Tables that no reader expects: nested columns, very many columns, names of files with a NUL."""

import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from monodesign.cli.main import main

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "column",
    [
        pa.array([["DOA"]]),
        pa.array([{"a": "DOA"}]),
        pa.array([[("a", "b")]], type=pa.map_(pa.string(), pa.string())),
        pa.array([b"\xff"]),
    ],
    ids=["list", "struct", "map", "binary"],
)
@pytest.mark.parametrize("name", ["polymer", "mine"])
def test_a_nested_parquet_column_is_refused_by_its_name(column, name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    numbers = {"w_polymer": [0.3], "w_solvent": [0.54], "w_salt": [0.16], "temperature_c": [25.0]}
    texts = {"polymer": ["DOA"], "solvent": ["EC"], "salt": ["LiPF6"]}
    pq.write_table(pa.table({**texts, **numbers, name: column}), "a.parquet")
    assert main(["predict", "a.parquet", "--out", "x.csv"]) == 2
    error = capsys.readouterr().err
    assert f"a.parquet: column {name} holds " in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("command", ["predict --out x.csv", "train --out m", "check --file"])
def test_a_table_of_a_hundred_thousand_columns_is_refused_at_once(command, tmp_path, monkeypatch, capsys):
    """Reading it takes time that grows with the square of its columns."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wide.csv").write_text("smiles," + ",".join(f"c{n}" for n in range(100_000)) + "\nC\n")
    begin = time.process_time()
    assert main([*command.split(), "wide.csv"]) == 2
    assert "wide.csv: 100001 columns; at most 5000" in capsys.readouterr().err
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "arguments",
    [["check", "--file", "\0"], ["predict", "a\0.csv", "--out", "x.csv"], ["describe", "C", "--out", "a\0"]],
)
def test_a_nul_in_the_name_of_a_file_is_one_line(arguments, capsys):
    assert main(arguments) == 2
    assert "contains a NUL character; remove it\n" in capsys.readouterr().err


def test_an_argument_that_is_no_text_at_all_is_a_row_with_an_error(capsys):
    assert main(["check", "\ud800"]) == 0
    assert "outside ASCII" in capsys.readouterr().out
