import pytest

from monodesign.app.asked import choice_of, flag_of, number_of, text_of, texts_of, whole_number_of
from monodesign.errors import UserError

READERS = {
    "text": lambda asked: text_of(asked, "x", longest=5),
    "number": lambda asked: number_of(asked, "x", least=0, most=1),
    "whole number": lambda asked: whole_number_of(asked, "x", least=0, most=9),
    "choice": lambda asked: choice_of(asked, "x", ("a", "b")),
    "flag": lambda asked: flag_of(asked, "x"),
    "texts": lambda asked: texts_of(asked, "x", most=2, longest=5),
}


@pytest.mark.parametrize(
    ("reader", "given", "read"),
    [
        ("text", " a ", "a"),
        ("number", "0.5", 0.5),
        ("number", 1, 1.0),
        ("whole number", "7", 7),
        ("choice", "b", "b"),
        ("flag", True, True),
        ("texts", ["a", " b"], ["a", "b"]),
    ],
)
def test_a_value_of_the_right_kind_is_read(reader, given, read):
    assert READERS[reader]({"x": given}) == read


@pytest.mark.parametrize(
    ("reader", "given"),
    [
        ("text", 1),
        ("text", "abcdef"),
        ("text", None),
        ("number", "nan"),
        ("number", 1e400),
        ("number", 10**400),
        ("number", True),
        ("number", [1]),
        ("number", 1.5),
        ("whole number", 1.5),
        ("choice", "c"),
        ("choice", ["a"]),
        ("flag", 1),
        ("texts", "ab"),
        ("texts", ["a", 1]),
        ("texts", ["a", "b", "c"]),
    ],
)
def test_any_other_is_refused_in_one_line_that_names_it(reader, given):
    with pytest.raises(UserError) as refusal:
        READERS[reader]({"x": given})
    assert str(refusal.value).startswith("x")
    assert len(str(refusal.value)) < 200
