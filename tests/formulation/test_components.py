import csv

import pytest

from monodesign.formulation.components import read_polymer
from monodesign.formulation.polymer_names import find_polymer
from monodesign.formulation.repeat_units import canonical_polymer, find_unit_fault
from monodesign.paths import LIBRARIES

with (LIBRARIES / "polymers.csv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))


@pytest.mark.parametrize("name", ["PEO", "peg", "Poly(ethylene  oxide)", "polyethylene-oxide"])
def test_case_blanks_and_hyphens_of_a_name_do_not_matter(name):
    assert find_polymer(name) == "*CCO*"


def test_what_is_no_name_is_found_nowhere():
    assert find_polymer("unobtainium") == ""


def test_every_polymer_is_a_repeat_unit_and_none_is_listed_twice():
    polymers = [tuple(map(canonical_polymer, row["psmiles"].split("|"))) for row in ROWS]
    units = ["|".join(sorted(polymer)) for polymer in polymers]
    assert not [unit for polymer in polymers for unit in polymer if find_unit_fault(unit)]
    assert all(
        len(row["mol_ratio"].split("|")) == len(polymer) for row, polymer in zip(ROWS, polymers, strict=True)
    )
    names = [name.casefold() for row in ROWS for name in (row["name"], *row["aliases"].split(";"))]
    assert (len(set(units)), len(set(names))) == (len(units), len(names))


def test_names_of_polymers_and_of_monomers_make_a_copolymer():
    assert read_polymer("PAN|doa", "1|1") == read_polymer("C=CC#N|C=CC(=O)OCC1COC(=O)O1", "1|1")
