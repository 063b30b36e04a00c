"""A formulation in words. Oracle: what is written is read back by `read_typed_mixture`."""

import pytest

from monodesign.formulation.components import read_solvents
from monodesign.formulation.typed_mixture import read_typed_mixture
from monodesign.formulation.wording import word_conditions, word_gel, word_salts, word_solvents

GEL = {"w_polymer": 0.3, "salt": "LiPF6", "w_salt": 0.16, "w_solvent": 0.54, "temperature_c": 40.0}


@pytest.mark.parametrize(
    ("solvent", "words"),
    [
        ("EC", "EC"),
        ("EC:0.576856|DEC:0.423144", "EC:DEC 58:42 by weight"),
        ("DMC:7|EC:3", "DMC:EC 7:3 by weight"),
        ("EC:0.3333|PC:0.6667", "EC:PC 1:2 by weight"),
        ("EC:98|VC:2", "EC:VC 98:2 by weight"),
        ("EC:40|DMC:59.3|VC:0.7", "EC:DMC:VC 40:59.3:0.7 by weight"),
        ("COC(=O)OC:1|ethylene carbonate:1", "DMC:EC 1:1 by weight"),
        ("EC:1|nonesuch:2", "EC:1|nonesuch:2"),
    ],
)
def test_solvents_are_said_in_their_order_with_a_ratio_of_few_digits(solvent, words):
    assert word_solvents(solvent) == words


@pytest.mark.parametrize("solvent", ["EC", "EC:1|DEC:1", "EC:0.58|DEC:0.42", "EC:2|DEC:1|FEC:1"])
@pytest.mark.parametrize("salt", ["LiPF6", "LiTFSI:4|LiBOB:1"])
def test_what_is_said_is_read_back(solvent, salt):
    gel = read_typed_mixture(word_conditions({**GEL, "solvent": solvent, "salt": salt})).formulation
    assert read_solvents(gel.solvent).composition == read_solvents(solvent).composition
    assert (gel.w_polymer, gel.w_salt, gel.temperature_c) == (0.3, 0.16, 40.0)


def test_the_salt_is_said_in_mol_per_kg_of_the_solvents_too():
    """16 g of LiPF6 (151.9 g/mol) in 54 g: 1.95 mol/kg."""
    assert "16 wt% LiPF6 (1.95 mol/kg of the solvents)" in word_gel({**GEL, "solvent": "EC"})
    assert word_salts("LiTFSI:4|LiBOB:1") == "LiTFSI:LiBOB 4:1 by weight"
