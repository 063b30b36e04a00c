"""What is embedded can be read back, and cannot end the element it stands in."""

import base64
import gzip
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.report.packing import CHUNK, embed_json, pack_table, pack_texts

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def _unpack(column, n):
    """Read a column as data.js does."""
    if "all" in column:
        return column["all"]
    values = [None] * n
    if "words" in column:
        pairs = enumerate(column["codes"])
        return [column["words"][code] if code >= 0 else None for _, code in pairs]
    for row, value in zip(column["at"], column["values"], strict=True):
        values[row] = value
    return values


@given(st.dictionaries(TEXTS, TEXTS))
def test_embedded_json_holds_no_character_that_html_reads_and_reads_back(value):
    text = str(embed_json(value))
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_a_number_that_json_does_not_know_is_refused():
    with pytest.raises(ValueError, match="JSON compliant"):
        embed_json([float("nan")])


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
)


@given(st.lists(CELLS))
def test_a_packed_column_reads_back(values):
    packed = pack_table(pd.DataFrame({"column": pd.Series(values, dtype=object)}))
    assert _unpack(packed["column"], len(values)) == values


def test_missing_numbers_of_every_kind_become_none():
    table = pd.DataFrame({"a": [1.0, float("nan"), float("inf")], "b": pd.array([1, None, 2], dtype="Int64")})
    packed = pack_table(table)
    assert _unpack(packed["a"], 3) == [1.0, None, None]
    assert _unpack(packed["b"], 3) == [1, None, 2]


@given(st.lists(TEXTS, max_size=5), st.integers(0, 2 * CHUNK))
def test_packed_texts_read_back_in_order(texts, extra):
    texts = texts + [str(number) for number in range(extra)]
    chunks = [json.loads(gzip.decompress(base64.b64decode(chunk))) for chunk in pack_texts(texts)]
    assert [text for chunk in chunks for text in chunk] == texts
    assert all(len(chunk) == CHUNK for chunk in chunks[:-1])
