"""Files are written whole or not at all, and bad ones are refused in one line."""

import io
import os
import signal
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from monodesign.compute.store import keeping
from monodesign.errors import InvalidTable, UserError
from monodesign.tables.read import read_csv
from monodesign.tables.text import readable
from monodesign.tables.write import (
    MOST_NAME_BYTES,
    make_folder,
    replacing,
    require_place,
    write_csv,
    write_text,
)


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "table.csv"
    target.write_text("old")

    def write_until_interrupted():
        with replacing(target) as partial:
            partial.write_text("half of the n")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_until_interrupted()
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert target.read_text() == "old"


@pytest.mark.parametrize("first", [0, 1])
def test_rows_longer_than_the_header_are_refused_also_where_their_first_cells_count_up(tmp_path, first):
    path = tmp_path / "table.csv"
    rows = "".join(f"{first + row},C=CC(=O)OC,methyl, acrylate\n" for row in range(2))
    path.write_text(f"id,smiles,name\n{rows}")
    with pytest.raises(InvalidTable, match="more cells than the header"):
        read_csv(path)


def test_what_a_spreadsheet_would_run_is_quoted_and_read_back(tmp_path):
    table = pd.DataFrame({"name": ["=1+1", "@x", "-5 °C", "'=quoted", "'plain'", "2,2-dimethyl"]})
    write_csv(table, tmp_path / "table.csv")
    cells = [line.strip('"') for line in (tmp_path / "table.csv").read_text().splitlines()[1:]]
    assert cells == ["'=1+1", "'@x", "'-5 °C", "''=quoted", "'plain'", "2,2-dimethyl"]
    pd.testing.assert_frame_equal(read_csv(tmp_path / "table.csv"), table)


def test_a_column_whose_name_a_spreadsheet_would_run_is_quoted_and_read_back(tmp_path):
    write_csv(pd.DataFrame({'=HYPERLINK("x")': ["a"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().startswith("\"'=HYPERLINK")
    assert list(read_csv(tmp_path / "a.csv")) == ['=HYPERLINK("x")']


def test_a_table_is_read_back_as_written(tmp_path):
    table = pd.DataFrame({"smiles": ["CC,O", 'a"b', "NA"], "x_ev": [0.1, float("nan"), -3.0]})
    write_csv(table, tmp_path / "table.csv")
    pd.testing.assert_frame_equal(read_csv(tmp_path / "table.csv"), table)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a readable UTF-8 CSV"),
        (
            b"a,b\n1,2\n1,2,3\n\n'x',\"y\nz\",\n",
            r"header's 2 in line 3 \(3\), 5 \(3\); quote cells that hold a comma",
        ),
        (b"a;b\n1;2\n1;2;3\n", r"header's 2 in line 3 \(3\); quote cells that hold a semicolon"),
        (b'a,b\n1,"2\n', "not a readable"),
        (b"a\n25 \xb0C\n", "line 2 holds bytes that are not UTF-8; save"),
        (b"PK\x03\x04\xc7\x00", "this is a spreadsheet"),
        (b"\x1f\x8b\x08", "this is a gzip archive"),
    ],
    ids=["empty", "ragged", "ragged by semicolons", "open quote", "not UTF-8", "XLSX", "gzip"],
)
def test_what_is_no_csv_is_refused(tmp_path, content, message):
    (tmp_path / "bad.csv").write_bytes(content)
    with pytest.raises(InvalidTable, match=message):
        read_csv(tmp_path / "bad.csv")


def test_a_missing_file_is_the_users_mistake(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_csv(tmp_path / "absent.csv")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"), replacing(tmp_path / "file" / "table.csv"):
        pass


def test_a_pipe_is_never_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UserError, match="a device or a pipe"), replacing(pipe):
        pass
    assert pipe.is_fifo()


@pytest.mark.parametrize("device", ["/dev/null", "/dev/stdout", "/dev/absent"])
def test_nothing_is_put_among_the_devices(device):
    with pytest.raises(UserError, match="a device or a pipe"):
        require_place(Path(device))


def test_names_in_a_table_are_texts_whatever_they_look_like(tmp_path):
    (tmp_path / "a.csv").write_text("name,smiles,mw_g_mol\n001,CCO,46.1\n2,CCN,\n,CCC,44.1\n")
    table = read_csv(tmp_path / "a.csv")
    assert table["name"].fillna("").tolist() == ["001", "2", ""]
    assert table["mw_g_mol"].dtype == float


def test_an_interrupt_while_pandas_reads_is_no_fault_of_the_table(tmp_path):
    """Raised in C, as by a signal amid the reading, it reaches pandas of Python 3.11 without a value."""

    class Interrupted(io.StringIO):
        read = partial(signal.default_int_handler, signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), readable(tmp_path / "a.csv"):
        pd.read_csv(Interrupted("a,b\n"))


def test_a_blank_cell_of_a_single_column_is_a_row(tmp_path):
    (tmp_path / "a.csv").write_text("\nsmiles\nCCO\n\nCCN\n\n\n")
    assert read_csv(tmp_path / "a.csv")["smiles"].fillna("").tolist() == ["CCO", "", "CCN"]


@pytest.mark.parametrize("length", [1 + MOST_NAME_BYTES, 300])
def test_a_name_that_leaves_no_room_for_the_file_written_first_is_refused(tmp_path, length):
    with pytest.raises(UserError, match=rf"name too long \({length} bytes, at most {MOST_NAME_BYTES}"):
        require_place(tmp_path / ("a" * length))


def test_the_longest_name_is_written_and_has_room_for_a_store_beside_it(tmp_path):
    path = tmp_path / ("a" * MOST_NAME_BYTES)
    with keeping(path):
        write_csv(pd.DataFrame({"a": [1]}), path)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def _leave(path):
    """Begin to write a file, and die."""
    pid = os.fork()
    if not pid:
        with replacing(path):
            os._exit(0)
    os.waitpid(pid, 0)


def test_what_a_killed_writer_left_is_removed_by_the_next_of_that_file(tmp_path):
    for name in ("a.csv", "b.csv"):
        _leave(tmp_path / name)
    assert len(list(tmp_path.iterdir())) == 2
    write_text(tmp_path / "a.csv", "whole")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[1] == "a.csv"
    assert left[0].startswith(".b.csv.")
    assert len(left) == 2


def test_what_another_process_is_writing_stays(tmp_path):
    with replacing(tmp_path / "a.csv") as partial:
        write_text(tmp_path / "a.csv", "another's")
        partial.write_text("ours")
    assert (tmp_path / "a.csv").read_text() == "ours"


def test_only_files_of_our_pattern_are_taken_for_left_over(tmp_path):
    kept = [".a.csv.notes.partial", ".a.csv.abcdefgh", ".a.csv.ABCDEFGH.partial"]
    for name in kept:
        (tmp_path / name).write_text("the user's")
    write_text(tmp_path / "a.csv", "whole")
    assert {path.name for path in tmp_path.iterdir()} == {*kept, "a.csv"}


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path):
    (tmp_path / "row").write_text("mine")
    with pytest.raises(UserError, match="row/box-1: cannot be written"):
        make_folder(tmp_path / "row" / "box-1")
