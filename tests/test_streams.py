"""Tables that come in parts: the same rows in CSV and Parquet, and one line where pyarrow is missing."""

import sys

import pandas as pd
import pytest

from monodesign.cli import main
from monodesign.errors import UserError
from monodesign.files import read_csv, write_csv
from monodesign.streams import write_stream

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


def test_enumerate_writes_the_same_monomers_to_both(tmp_path):
    for name in ("x.csv", "x.parquet"):
        assert main(["enumerate", "--sample", "50", "--seed", "1", "--out", str(tmp_path / name)]) == 0
    csv, parquet = read_csv(tmp_path / "x.csv"), pd.read_parquet(tmp_path / "x.parquet")
    assert csv["smiles"].tolist() == parquet["smiles"].tolist()
    assert csv["mw_g_mol"].tolist() == parquet["mw_g_mol"].tolist()
    assert parquet["is_ether_free"].dtype == bool
