import pytest

from monodesign.errors import InvalidTable
from monodesign.tables.shipped import parse_rows


def test_rows_that_cannot_be_read_are_all_named_by_their_line(tmp_path):
    path = tmp_path / "numbers.csv"
    path.write_text("name,value\na,1\nb,one\nc,3,5\nd\n")
    with pytest.raises(InvalidTable) as raised:
        parse_rows(path, lambda row: float(row["value"]))
    said = str(raised.value)
    assert said.startswith("numbers.csv: line 3: could not convert string to float: 'one'; line 4: ")
    assert said.count("not as many cells as the header; quote what holds a comma") == 2


def test_rows_come_back_in_file_order_as_what_they_are_parsed_to(tmp_path):
    path = tmp_path / "numbers.csv"
    path.write_text("name,value\na,2\nb,1\n")
    assert parse_rows(path, lambda row: (row["name"], int(row["value"]))) == (("a", 2), ("b", 1))
