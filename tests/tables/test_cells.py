"""Cells in which no spreadsheet finds a formula, however it splits them, and that come back as they were."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.tables.cells import quote_formula, unquote_formula
from monodesign.tables.write import append_csv

RISKY = st.text(alphabet="=+-@\t\r\n;,'\"a1. ", max_size=12)


@given(RISKY)
def test_a_quoted_text_comes_back(text):
    assert unquote_formula(quote_formula(text)) == text


@given(RISKY)
def test_no_part_begins_with_a_formula(text):
    for separator in ("\n", ";", "\t"):
        parts = quote_formula(text).replace("\r", "\n").split(separator)
        assert not [part for part in parts if part[:1] in {"=", "@"}]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("text", ["x;=1+1", 'x;"=1+1', "x\t@y", "=x", "x;+y;-z", "a\n=1+1", "a\r\n;=1"])
def test_a_table_that_another_locale_reads_holds_no_formula(separator, text):
    stream = io.StringIO()
    append_csv(pd.DataFrame({"name": [text], "other": ["y"]}), stream)
    cells = [cell for row in csv.reader(stream.getvalue().splitlines(), delimiter=separator) for cell in row]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
