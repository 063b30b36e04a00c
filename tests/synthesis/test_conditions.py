"""Conditions follow from the reactants and the product."""

from monodesign.chem.molecules import parse
from monodesign.synthesis.conditions import adapt
from monodesign.synthesis.reactions import load_reactions


def test_sodium_hydride_never_meets_acetonitrile():
    """The hydride deprotonates CH3CN (pKa 31); a product that water would take is made in THF."""
    (reaction,) = (one for one in load_reactions() if one.name == "lactam with an alkyl bromide")
    product = parse("CC(=O)CN1CCN(C)C1=O")
    adapted = adapt(reaction, parse("CC(=O)CBr"), parse("CN1CCNC1=O"), product)
    assert (adapted.solvent, adapted.work_up) == ("tetrahydrofuran", "salts")


def test_an_alkylamine_is_freed_by_a_base_as_strong_as_itself():
    """pKa in water: triethylammonium 10.8, ethanolammonium 9.5, 2,6-lutidinium 6.7 (recalled)."""
    (reaction,) = (one for one in load_reactions() if one.name == "acid chloride with an amine")
    bromoacetyl, product = parse("O=C(Cl)CBr"), parse("O=C(CBr)NCCO")
    adapted = adapt(reaction, bromoacetyl, parse("NCCO"), product)
    assert (adapted.base, adapted.hottest_c) == ("triethylamine", 0.0)
    assert adapt(reaction, bromoacetyl, parse("Nc1ccccc1"), product).base == "2,6-lutidine"
