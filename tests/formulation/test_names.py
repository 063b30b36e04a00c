"""Names as chemists type them, of hosts, monomers, solvents and salts."""

import pytest

from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import read_polymer, read_salts, read_solvents
from monodesign.formulation.typed_mixture import read_typed_mixture


@pytest.mark.parametrize("name", ["pvdfhfp", "PVDFHFP", "PVdF-HFP", "P(VDF-co-HFP)", "9011-17-0"])
def test_every_spelling_of_the_usual_host_is_one_polymer(name):
    assert read_polymer(name) == read_polymer("PVDF-HFP")


@pytest.mark.parametrize(
    ("name", "smiles"),
    [
        ("MMA", "C=C(C)C(=O)OC"),
        ("methyl methacrylate", "C=C(C)C(=O)OC"),
        ("80-62-6", "C=C(C)C(=O)OC"),
        ("butyl acrylate", "C=CC(=O)OCCCC"),
        ("NIPAM", "C=CC(=O)NC(C)C"),
        ("acrylonitrile", "C=CC#N"),
        ("GCA", "C=CC(=O)OCC1COC(=O)O1"),
    ],
)
def test_a_common_monomer_has_its_name_and_cas_number(name, smiles):
    assert read_polymer(name) == read_polymer(smiles)


@pytest.mark.parametrize("name", ["PEGDA", "PEGMEMA", "poly(ethylene glycol) diacrylate"])
def test_a_name_that_leaves_the_length_open_is_refused_with_what_to_write(name):
    with pytest.raises(InvalidFormulation, match="with three units, write C=C"):
        read_polymer(name)


def test_solvents_and_salts_have_cas_numbers():
    """Numbers by the Python package chemicals 1.5.2 or by hand; the last digit checks the others."""
    assert read_solvents("96-49-1:1|105-58-8:1") == read_solvents("EC:1|DEC:1")
    assert read_salts("21324-40-3") == read_salts("LiPF6")
    typed = read_typed_mixture("1 M 21324-40-3 in 96-49-1/105-58-8 1:1 v/v").formulation
    assert typed == read_typed_mixture("1 M LiPF6 in EC/DEC 1:1 v/v").formulation


def test_the_signs_of_division_and_ratio_are_read():
    plain = read_typed_mixture("1 M LiPF6 in EC/DMC (1:1, v/v)")
    assert read_typed_mixture("1 M LiPF₆ in EC∕DMC (1∶1, v⁄v)").formulation == plain.formulation


def test_bare_numbers_that_sum_to_100_with_the_percent_are_percent():
    gel = read_typed_mixture("DOA 30 wt%, LiPF6 16, EC 54")
    assert (gel.formulation.w_salt, gel.formulation.w_solvent) == (0.16, 0.54)
    assert "Numbers without a unit are wt%, because all shares sum to 100." in gel.assumptions


def test_other_bare_numbers_count_moles():
    assert "Numbers without a unit count moles." in read_typed_mixture("LiFSI-1.2DME-3TTE").assumptions


def test_a_decimal_comma_in_a_share_is_named():
    with pytest.raises(InvalidFormulation, match=r"write a decimal point: EC:0\.5"):
        read_solvents("EC:0,5|DEC:0,5")
