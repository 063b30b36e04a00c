"""The counts in libraries/reference/README.md against the tables beside it."""

import csv
import json

import pytest

from monodesign.paths import LIBRARIES

REFERENCE = LIBRARIES / "reference"
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
    done = [path for path in (REFERENCE / "oxidation").glob("*.json") if ".partial" not in path.name]
    assert counts("adiabatic oxidation") == [len(done), len(done)]
    assert f"of {len(rows('oxidation_molecules.csv'))} listed" in PAGE


def test_one_oxidation_has_no_whole_cation():
    files = (REFERENCE / "oxidation").glob("*.json")
    potentials = [json.loads(path.read_text(encoding="utf-8"))["oxidation_potential_v"] for path in files]
    assert potentials.count(None) == 1
