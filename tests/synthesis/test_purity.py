"""What is looked for before a monomer goes into a cell, and how it is dried."""

import pytest

from monodesign.export.synthesis_sheet import synthesis_sheet

PCEA_LIKE = "C=CC(=O)OCCOC(=O)OCCC"


@pytest.mark.parametrize(
    "smiles",
    [
        "C=CC(=O)OCCS(C)(=O)=O",  # gives the vinyl sulfone
        "C=CC(=O)OC1CCS(=O)(=O)C1",  # gives the sulfolene
        "C=CC(=O)OCCCOC(=O)CC#N",  # its methylene group adds to the C=C
        "C=C(C)C(=O)OCC(OC(=O)C(C)(F)F)C(F)(F)F",  # loses the fluorinated acyl group
    ],
)
def test_a_base_labile_monomer_meets_neither_basic_alumina_nor_sieve_for_long(smiles):
    text = synthesis_sheet(smiles)
    assert "a short column of basic alumina" not in text
    assert "a short column of neutral silica" in text
    assert "dry over 3 Å molecular sieve" not in text


def test_a_volatile_base_labile_monomer_is_not_evaporated_to_dry_it():
    text = synthesis_sheet("C=C(F)C(=O)OCC(F)(F)F")
    assert "molecular sieve, an hour at most" in text
    assert "evaporating dry acetonitrile" not in text


def test_an_ordinary_carbonate_keeps_alumina_and_sieve():
    text = synthesis_sheet(PCEA_LIKE)
    assert "a short column of basic alumina" in text
    assert "dry over 3 Å molecular sieve" in text


@pytest.mark.parametrize(
    "smiles",
    [
        # Carbonyldiimidazole left over joins two hydroxyethyl acrylamides.
        "C=CC(=O)N(CC)CCOC(=O)OCCOC(=O)CCC(=O)OCC",
        # Hydroxyethyl ester beside a methacrylamide: two of them pass an acyl group.
        "C=C(C)C(=O)NCCOC(=O)CCC(=O)OCCOP1(=O)OCC(C)(C)CO1",
        # Glycol carried over takes two itaconic acids.
        "C=C(CC(=O)OC)C(=O)OCCOC(=O)CCCN1C(=O)COC1=O",
        # A sulfonylpropionate loses its sulfinate and becomes a second acrylate.
        "C=CC(=O)N(CC)CCOC(=O)C(C)OC(=O)CCS(C)(=O)=O",
    ],
)
def test_a_crosslinker_is_looked_for_where_one_can_form(smiles):
    assert "crosslinker (a molecule with two C=C)" in synthesis_sheet(smiles)


def test_an_amide_without_a_free_hydroxyl_group_brings_no_crosslinker():
    assert "crosslinker" not in synthesis_sheet("C=CC(=O)N(C)CCC#N")


def test_a_phosphate_is_looked_at_by_31p_nmr():
    text = synthesis_sheet("C=CC(=O)OCCOP(=O)(OCC)OCC")
    assert "- acid phosphates and pyrophosphate: " in text
    assert "acid phosphates" not in synthesis_sheet(PCEA_LIKE)
