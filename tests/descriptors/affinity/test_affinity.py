import csv
import math

import numpy as np
import pytest
from fit_affinity import fit_affinity

from monodesign.descriptors.affinity.affinity import (
    affinity_columns,
    interaction_chi,
    liquid_solubility,
    polymer_solubility,
)
from monodesign.errors import InvalidFormulation, UnknownName
from monodesign.formulation.shares import read_mixture
from monodesign.paths import LIBRARIES

DOA = "C=CC(=O)OCC1COC(=O)O1"
PCEA = "C=CC(=O)OCCOC(=O)OCCC"


def read_pairs():
    with (LIBRARIES / "reference" / "phase_separation.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def chi_of_pairs():
    rows = read_pairs()
    chi = [
        interaction_chi(
            polymer_solubility(r["polymer"], mol_ratio=r["polymer_mol_ratio"]),
            liquid_solubility(r["solvent"]),
        )
        for r in rows
    ]
    return (
        np.array(chi),
        np.array([r["is_homogeneous"] == "True" for r in rows]),
        np.array([r["name"] for r in rows]),
    )


def test_opaque_gels_of_the_paper_are_found_by_thresholds_fitted_to_the_other_polymers(chi_of_pairs):
    """doi 10.1038/s41467-025-59020-w: four opaque gels; at most two clear ones may be called opaque."""
    chi, is_clear, names = chi_of_pairs
    called = np.empty(len(chi), dtype=bool)
    for name in np.unique(names):
        out = names == name
        called[out] = chi[out] < fit_affinity(chi[~out], is_clear[~out]).chi_half
    assert not called[~is_clear].any()
    assert (~called[is_clear]).sum() <= 2


def test_the_shipped_threshold_is_the_fit_to_the_shipped_pairs(chi_of_pairs):
    chi, is_clear, _ = chi_of_pairs
    fitted = fit_affinity(chi, is_clear)
    pair = int(np.argmin(np.abs(chi - fitted.chi_half)))
    row = read_pairs()[pair]
    shipped = affinity_columns(row["polymer"], solvent=row["solvent"], mol_ratio=row["polymer_mol_ratio"])
    assert shipped["homogeneous_probability"] == pytest.approx(fitted.probability(chi[pair]), abs=1e-6)


def test_a_copolymer_lies_between_its_parents():
    chi = [
        affinity_columns(polymer, solvent="DEC")["affinity_chi"] for polymer in (PCEA, f"{DOA}|{PCEA}", DOA)
    ]
    assert chi == sorted(chi)


def test_the_ratio_of_a_copolymer_counts():
    rich, poor = (
        affinity_columns(f"{DOA}|{PCEA}", solvent="DEC", mol_ratio=r)["affinity_chi"] for r in ("9|1", "1|9")
    )
    assert rich > poor


def test_a_polymer_is_at_home_in_a_liquid_of_its_own_parameters():
    liquid = liquid_solubility("EC")
    assert interaction_chi(liquid, liquid) == 0


def test_probability_falls_from_clear_to_opaque():
    doa = {
        s: affinity_columns(DOA, solvent=s)["homogeneous_probability"] for s in ("EC", "EC:1|DEC:1", "DEC")
    }
    assert doa["EC"] > doa["EC:1|DEC:1"] > doa["DEC"]


def test_a_part_without_a_group_gives_no_number_but_a_reason():
    columns = affinity_columns("C=CC(=O)OCCB(C)C")
    assert columns["is_homogeneous"] is None
    assert math.isnan(columns["homogeneous_probability"])
    assert "no solubility group for B" in columns["affinity_note"]


def test_mixtures_are_read_with_and_without_amounts():
    assert read_mixture("EC:2|DEC:1|FEC") == (("EC", 2.0), ("DEC", 1.0), ("FEC", 1.0))


@pytest.mark.parametrize("solvent", ["EC:zero", "EC:-1", "EC:0", "EC:nan", "EC:inf"])
def test_an_amount_that_is_none_is_refused(solvent):
    with pytest.raises(InvalidFormulation):
        affinity_columns(DOA, solvent=solvent)


def test_an_unknown_solvent_is_refused():
    with pytest.raises(UnknownName):
        affinity_columns(DOA, solvent="unobtainium")


def test_a_ratio_must_fit_the_copolymer():
    with pytest.raises(InvalidFormulation, match=r"names 2 unit.*has 3"):
        affinity_columns(f"{DOA}|{PCEA}", solvent="EC", mol_ratio="1|1|1")
