"""What `import monodesign` offers is documented on the page of Python: arguments, units, results, errors."""

import dataclasses
import inspect
import re
import sys
from pathlib import Path

import pytest

import monodesign as md

sys.path.append(str(Path(__file__).resolve().parents[2] / "docs"))

import generated

NAMES = generated.public_names()
FUNCTIONS = [name for name in NAMES if not inspect.isclass(getattr(md, name))]
RECORDS = [name for name in NAMES if dataclasses.is_dataclass(getattr(md, name))]
UNIT = re.compile(
    r"(Ω|cm|°C|g/mol|\bg\b|V vs|kcal/mol|S/cm|fraction|score|[Ww]eight|mmol|similarity|probability)"
)


def section(name, title):
    """Return a section of a name's docstring as its entries by name."""
    text = inspect.getdoc(getattr(md, name)) or ""
    _, found, rest = text.partition(f"{title}:\n")
    block = re.split(r"\n\S", rest, maxsplit=1)[0] if found else ""
    return dict(re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", block, flags=re.MULTILINE))


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_on_the_page(name):
    assert f"auto{'class' if inspect.isclass(getattr(md, name)) else 'function'}:: monodesign.{name}\n" in (
        generated.render_names()
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_argument_of_a_function_is_documented(name):
    assert set(section(name, "Args")) == set(inspect.signature(getattr(md, name)).parameters)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_it_returns_and_what_it_raises(name):
    text = inspect.getdoc(getattr(md, name))
    assert inspect.signature(getattr(md, name)).return_annotation == "None" or "Returns:\n" in text
    assert section(name, "Raises")


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_of_a_record_is_documented(name):
    assert set(section(name, "Attributes")) == {field.name for field in dataclasses.fields(getattr(md, name))}


@pytest.mark.parametrize("name", RECORDS)
def test_a_real_number_has_a_unit(name):
    meanings = section(name, "Attributes")
    numbers = [
        field.name for field in dataclasses.fields(getattr(md, name)) if isinstance(field.default, float)
    ]
    assert [number for number in numbers if not UNIT.search(meanings[number])] == []
