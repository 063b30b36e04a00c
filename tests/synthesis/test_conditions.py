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
