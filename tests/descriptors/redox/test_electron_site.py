import numpy as np
import pytest

from monodesign.descriptors.redox.electron_site import name_electron_site
from monodesign.geometry.conformers import hydrogenated


def take(smiles, symbol):
    """Return one electron taken by the atoms of an element, evenly."""
    atoms = hydrogenated(smiles).GetAtoms()
    share = np.array([float(atom.GetSymbol() == symbol) for atom in atoms])
    return share / max(share.sum(), 1.0)


@pytest.mark.parametrize(
    ("smiles", "symbol", "site"),
    [
        ("COC(C)=O", "O", "carbonyl"),
        ("C=CC(=O)OC", "O", "alkene"),  # one π system with its carbonyl
        ("COC(=O)c1ccccc1", "O", "arene"),
        ("CCC(=O)OCCC#N", "N", "nitrogen"),
        ("CCC(=O)OCCC#N", "O", "carbonyl"),
        ("CCC(=O)OCCS(C)(=O)=O", "S", "sulfonyl"),
        ("COC(=O)C(F)(F)F", "F", "carbonyl"),  # fluorine is no group of its own
        ("CCCC", "C", ""),
    ],
)
def test_the_group_that_takes_the_electron_is_named(smiles, symbol, site):
    assert name_electron_site(smiles, take(smiles, symbol)) == site
