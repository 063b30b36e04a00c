"""Tables in parts: the same rows in CSV and Parquet, read or written, and a line where pyarrow is missing."""

import os
import sys
import threading

import pandas as pd
import pytest

from monodesign.cli.main import main
from monodesign.errors import InvalidTable, UserError
from monodesign.tables.read import open_table, read_csv
from monodesign.tables.write import write_csv, write_stream

COLUMNS = ["name", "is_kept", "mw_g_mol"]
PARTS = [
    pd.DataFrame({"name": ["=1+1", ""], "is_kept": [True, False], "mw_g_mol": [1.5, float("nan")]}),
    pd.DataFrame({"name": ["σ"], "is_kept": [True], "mw_g_mol": [2.0]}),
]
WHOLE = pd.concat(PARTS, ignore_index=True)


def test_a_streamed_csv_is_the_one_written_at_once(tmp_path):
    assert write_stream(iter(PARTS), tmp_path / "parts.csv", columns=COLUMNS) == 3
    write_csv(WHOLE, tmp_path / "whole.csv")
    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_parquet_holds_rows_and_types_as_they_were(tmp_path):
    write_stream(iter(PARTS), tmp_path / "parts.parquet", columns=COLUMNS)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "parts.parquet"), WHOLE)


def test_a_parquet_file_may_have_a_name_that_is_no_text(tmp_path):
    """As `σ.parquet` is where the locale has ASCII only."""
    path = tmp_path / os.fsdecode(b"\xcf.parquet")
    write_stream(iter(PARTS), path, columns=COLUMNS)
    table = open_table(path)
    assert table.n_rows == 3
    pd.testing.assert_frame_equal(pd.concat(table.parts()), WHOLE)


def test_rows_are_grouped_so_that_memory_does_not_grow_with_them(tmp_path):
    from pyarrow.parquet import ParquetFile

    part = pd.DataFrame({"name": ["x"] * 20_000})
    write_stream((part for _ in range(6)), tmp_path / "long.parquet", columns=["name"])
    meta = ParquetFile(tmp_path / "long.parquet").metadata
    assert [meta.row_group(n).num_rows for n in range(meta.num_row_groups)] == [60_000, 60_000]


@pytest.mark.parametrize("name", ["none.csv", "none.parquet"])
def test_a_table_without_rows_has_its_columns(tmp_path, name):
    assert write_stream(iter(()), tmp_path / name, columns=COLUMNS) == 0
    read = pd.read_parquet if name.endswith("parquet") else read_csv
    assert list(read(tmp_path / name).columns) == COLUMNS


def test_the_rows_written_so_far_are_told(tmp_path):
    told = []
    write_stream(iter(PARTS), tmp_path / "parts.csv", columns=COLUMNS, on_rows=told.append)
    assert told == [2, 3]


def test_without_pyarrow_parquet_is_refused_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UserError, match=r"pip install 'monodesign\[parquet\]'") as caught:
        write_stream(iter(PARTS), tmp_path / "parts.parquet", columns=COLUMNS)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_csv_needs_no_pyarrow(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert write_stream(iter(PARTS), tmp_path / "parts.csv", columns=COLUMNS) == 3


@pytest.mark.slow
def test_enumerate_writes_the_same_monomers_to_both(tmp_path):
    for name in ("x.csv", "x.parquet"):
        assert main(["enumerate", "--sample", "50", "--seed", "1", "--out", str(tmp_path / name)]) == 0
    csv, parquet = read_csv(tmp_path / "x.csv"), pd.read_parquet(tmp_path / "x.parquet")
    assert csv["smiles"].tolist() == parquet["smiles"].tolist()
    assert csv["mw_g_mol"].tolist() == parquet["mw_g_mol"].tolist()
    assert parquet["is_ether_free"].dtype == bool


# Columns whose first two rows would be taken for another type than the rows after them.
ODD = pd.DataFrame(
    {
        "text": ["'1", "2", "=x", ""],
        "number": [1.0, 2.0, 3.5, float("nan")],
        "late": [float("nan"), float("nan"), "x", "-y"],
        "flag": [True, False, True, True],
        "whole": [1, 2, 3, 4],
    }
)


@pytest.fixture(params=["csv", "parquet"])
def odd_file(request, tmp_path, monkeypatch):
    monkeypatch.setattr("monodesign.tables.read._ROWS_READ", 2)
    path = tmp_path / f"odd.{request.param}"
    write_stream(iter([ODD]), path, columns=list(ODD.columns))
    return path


def test_a_table_read_in_parts_has_the_rows_of_one_read_at_once(odd_file):
    table = open_table(odd_file)
    parts = list(table.parts())
    whole = read_csv(odd_file) if odd_file.suffix == ".csv" else pd.read_parquet(odd_file)
    assert (table.n_rows, [len(part) for part in parts]) == (4, [2, 2])
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole, check_dtype=False)


def test_all_parts_of_a_csv_have_the_types_of_the_whole(tmp_path, monkeypatch):
    write_csv(ODD, tmp_path / "odd.csv")
    whole = read_csv(tmp_path / "odd.csv").dtypes
    monkeypatch.setattr("monodesign.tables.read._ROWS_READ", 2)
    for part in open_table(tmp_path / "odd.csv").parts():
        pd.testing.assert_series_equal(part.dtypes, whole)


@pytest.mark.parametrize("read", [read_csv, lambda path: next(open_table(path).parts())])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_shows_the_separator_and_blanks_around_names_do_not_count(tmp_path, separator, read):
    path = tmp_path / "a.csv"
    path.write_bytes(f"\ufeff\r\n name {separator}w_salt\r\na{separator}0.5\r\n".encode())
    assert read(path).to_dict("list") == {"name": ["a"], "w_salt": [0.5]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name, name\na,b\n", "column\\(s\\) name given twice"),
        ("w_salt,w_polymer\n0,16,0,84\n", "more cells than the header"),
    ],
    ids=["a name twice", "decimal commas"],
)
def test_a_table_whose_cells_have_no_one_name_is_refused(tmp_path, content, message):
    (tmp_path / "a.csv").write_text(content)
    with pytest.raises(InvalidTable, match=message):
        open_table(tmp_path / "a.csv")


def test_parquet_is_not_read_from_a_pipe(tmp_path):
    """Its list of columns stands at its end."""
    os.mkfifo(tmp_path / "pipe.parquet")
    with pytest.raises(UserError, match="a pipe; Parquet"):
        open_table(tmp_path / "pipe.parquet")


def test_a_table_that_comes_through_a_pipe_is_read_once(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("name\na\nb\n",), daemon=True)
    writer.start()
    table = open_table(pipe)
    writer.join()
    assert (table.n_rows, [part["name"].tolist() for part in table.parts()]) == (2, [["a", "b"]])


@pytest.mark.parametrize("name", ["none.csv", "none.parquet"])
def test_of_a_table_without_rows_one_part_has_the_columns(tmp_path, name):
    write_stream(iter(()), tmp_path / name, columns=COLUMNS)
    (part,) = open_table(tmp_path / name).parts()
    assert (len(part), list(part.columns)) == (0, COLUMNS)


@pytest.mark.parametrize(
    ("name", "content", "kind", "message"),
    [
        ("a.csv", b"", InvalidTable, "not a readable UTF-8 CSV"),
        ("a.csv", b"x,y\n1,2\n1,2,3\n", InvalidTable, "more cells than the header"),
        ("a.csv", b"x\n\xff\n", InvalidTable, "line 2 holds bytes that are not UTF-8"),
        ("a.parquet", b"x,y\n", InvalidTable, "not a readable Parquet file"),
        ("a.csv", None, UserError, "no such file"),
        ("a.parquet", None, UserError, "no such file"),
    ],
)
def test_what_is_no_table_is_refused_before_the_work(tmp_path, name, content, kind, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(kind, match=message):
        open_table(tmp_path / name)


FORMULATIONS = pd.DataFrame(
    {
        "label": ["a", "b", "c", "d", "e"],
        "polymer": ["nothing", "nor this", "PCEA", "DOA", "C=CC(=O)OC"],
        "w_polymer": [0.3, 0.3, 0.3, 0.3, 0.25],
        "solvent": "EC",
        "w_solvent": [0.54, 0.54, 0.54, 0.54, 0.59],
        "salt": "LiPF6",
        "w_salt": 0.16,
        "temperature_c": [25, 25, -10, 40, 25.5],
    }
)


def _predict_parts(tmp_path, monkeypatch, *, given, out, rows=2):
    monkeypatch.setattr("monodesign.tables.read._ROWS_READ", rows)
    write_stream(iter([FORMULATIONS]), tmp_path / given, columns=list(FORMULATIONS.columns))
    assert main(["predict", str(tmp_path / given), "--out", str(tmp_path / out)]) == 0
    return tmp_path / out


def test_further_columns_come_back_as_they_were_written(tmp_path, monkeypatch):
    monkeypatch.setattr("monodesign.tables.read._ROWS_READ", 2)
    own = pd.DataFrame(
        {
            "id": ["20240101123456", "", "007", "1.50", "NA"],
            "offset": ["-5.20", "+1", "'-2", "", "=1+1"],
            "done": ["yes", "TRUE", "0", "", "False"],
        }
    )
    pd.concat([own, FORMULATIONS], axis=1).to_csv(tmp_path / "in.csv", index=False)
    assert main(["predict", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")]) == 0
    written = pd.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False)
    own.loc[4, "offset"] = "'=1+1"  # what a spreadsheet would run is quoted
    assert written[list(own)].to_dict("list") == own.to_dict("list")


@pytest.mark.parametrize("given", ["in.csv", "in.parquet"])
def test_formulations_predicted_in_parts_are_those_predicted_at_once(tmp_path, monkeypatch, given):
    from monodesign.surrogate.predict import predict
    from monodesign.surrogate.storage import load_model

    write_csv(predict(load_model("default"), FORMULATIONS).table, tmp_path / "whole.csv")
    out = _predict_parts(tmp_path, monkeypatch, given=given, out="out.csv")
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_predictions_go_to_parquet_though_the_first_rows_all_fail(tmp_path, monkeypatch):
    monkeypatch.setattr("monodesign.tables.write._ROWS_TOGETHER", 2)
    table = pd.read_parquet(_predict_parts(tmp_path, monkeypatch, given="in.csv", out="out.parquet"))
    assert table["in_domain"].isna().tolist() == [True, True, False, False, False]
    assert table["log10_sigma_s_cm"].isna().tolist() == [True, True, False, False, False]


def test_a_fault_in_a_later_part_leaves_no_file(tmp_path, monkeypatch, capsys):
    from monodesign.errors import MonodesignError
    from monodesign.surrogate import predict as module

    real, seen = module.predict, []

    def fail_later(model, part):
        seen.append(len(part))
        if len(seen) == 2:
            raise MonodesignError("the second part")
        return real(model, part)

    monkeypatch.setattr(module, "predict", fail_later)
    monkeypatch.setattr("monodesign.tables.read._ROWS_READ", 2)
    write_csv(FORMULATIONS, tmp_path / "in.csv")
    assert main(["predict", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
