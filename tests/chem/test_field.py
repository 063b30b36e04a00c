"""Molecules of the field and what is right of them: head, unit, ether, donors, and what rules them out."""

import csv
from pathlib import Path

import pytest

from monodesign.chem.check import check
from monodesign.chem.donors import find_donors, find_strong
from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings
from monodesign.geometry.conformers import hydrogenated

with (Path(__file__).parents[1] / "cases" / "field.csv").open(newline="", encoding="utf-8") as handle:
    FIELD = {row["name"]: row for row in csv.DictReader(handle)}
# Filters that chemistry alone decides; others may be added and are not asked of here.
DECIDED = ("ether", "charge", "radical", "silyl")
SMALL = [
    "vinyl trifluoroborate",
    "acrylate anion",
    "vinylsulfonate",
    "N-vinylformamide",
    "vinylidene fluoride",
    "acrylonitrile",
    "trimethyl borate",
]
QUICK = DescribeSettings(what=("lithium",), n_conformers=2, n_relaxed=1, n_chelates=1)


@pytest.fixture(scope="module")
def checked():
    table = check([row["smiles"] for row in FIELD.values()]).table
    return dict(zip(FIELD, table.to_dict("records"), strict=True))


@pytest.mark.parametrize("name", FIELD)
def test_a_molecule_of_the_field_is_read_right(checked, name):
    wanted, found = FIELD[name], checked[name]
    assert found["error"] == ""
    assert found["head"] == wanted["head"]
    assert found["unit_smiles"] == wanted["unit_smiles"]
    assert found["is_ether_free"] == (wanted["is_ether_free"] == "yes")


@pytest.mark.parametrize("name", FIELD)
def test_a_molecule_of_the_field_has_its_reasons_and_no_others_of_their_kind(checked, name):
    wanted = {reason for reason in FIELD[name]["reasons"].split("; ") if reason}
    found = set(checked[name]["reasons"].split("; "))
    assert wanted <= found
    assert {reason for reason in found - wanted if reason.startswith(DECIDED)} == set()


@pytest.mark.parametrize("name", FIELD)
def test_a_unit_of_the_field_has_its_donors(name):
    unit = FIELD[name]["unit_smiles"] or FIELD[name]["smiles"]
    classes = {donor.donor_class for donor in find_strong(find_donors(hydrogenated(unit)))}
    assert classes == set(FIELD[name]["donors"].split())


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_a_unit_of_the_field_holds_lithium_on_its_donors_or_says_why_not(name):
    unit = FIELD[name]["unit_smiles"] or FIELD[name]["smiles"]
    row = describe([unit], settings=QUICK).table.loc[0]
    assert row["error"] == ""
    if isinstance(row["monomer_li_site"], str):
        classes = {part.split(":")[0] for part in row["monomer_li_site"].split(" + ")}
        assert classes <= {donor.donor_class for donor in find_donors(hydrogenated(unit))}
    else:
        assert row["monomer_li_note"]
