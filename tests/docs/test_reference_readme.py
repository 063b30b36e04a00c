"""The counts in libraries/reference/README.md against the tables beside it."""

import csv
import json

import pytest

from monodesign.paths import LIBRARIES

REFERENCE = LIBRARIES / "reference"
OXIDATIONS = [path for path in (REFERENCE / "oxidation").glob("*.json") if ".partial" not in path.name]
PAGE = (REFERENCE / "README.md").read_text(encoding="utf-8")


def rows(name):
    with (REFERENCE / name).open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def counts(label):
    """Return the first number of the two cells behind a label of the table of what is there."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {label} |"))
    return [int(cell.split()[0].rstrip(",")) for cell in line.split("|")[2:4]]


@pytest.mark.parametrize(
    ("label", "table"),
    [
        ("Li⁺ binding", "lithium_binding.csv"),
        ("vertical ionisation, computed", "ionisation_energies.csv"),
        ("vertical ionisation, measured", "vertical_ie_experiment.csv"),
        ("adiabatic reduction", "reduction.csv"),
    ],
)
def test_the_page_counts_the_rows_and_molecules_of_a_table(label, table):
    found = rows(table)
    assert counts(label) == [len(found), len({row["smiles"] for row in found})]


def test_the_page_counts_the_oxidations_and_those_listed():
    assert counts("adiabatic oxidation") == [len(OXIDATIONS), len(OXIDATIONS)]
    assert f"of {len(rows('oxidation_molecules.csv'))} listed" in PAGE


def test_two_oxidations_have_no_whole_cation():
    potentials = [
        json.loads(path.read_text(encoding="utf-8"))["oxidation_potential_v"] for path in OXIDATIONS
    ]
    assert potentials.count(None) == 2
    assert "two without a whole cation" in PAGE
