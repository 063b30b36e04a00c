"""The ether definition of the design, case by case."""

import csv
from pathlib import Path

import pytest

from monodesign.chem.ethers import find_ethers, has_peroxide, has_silyl_ether
from monodesign.chem.molecules import parse

with (Path(__file__).parent / "ether_cases.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['smiles']} {case['case']}" for case in CASES])
def test_each_case_of_the_definition_is_named_as_the_table_says(case):
    assert "; ".join(find_ethers(parse(case["smiles"]))) == case["kinds"]


def test_the_table_covers_at_least_a_hundred_molecules_and_every_kind():
    kinds = {kind for case in CASES for kind in case["kinds"].split("; ") if kind}
    assert len({case["smiles"] for case in CASES}) >= 100
    assert kinds == {
        "acetal",
        "alkynyl ether",
        "aryl ether",
        "cyclic ether",
        "dialkyl ether",
        "enol ether",
        "epoxide",
        "furan",
        "orthoester",
    }


def test_silyl_ethers_and_peroxides_are_reported_apart():
    assert has_silyl_ether(parse("C[Si](C)(C)OC"))
    assert has_peroxide(parse("COOC"))
    assert not has_silyl_ether(parse("C[Si](C)(C)O[Si](C)(C)C"))
    assert not has_peroxide(parse("COCOC"))
