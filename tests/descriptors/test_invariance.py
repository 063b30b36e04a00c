"""Where a molecule lies and how its SMILES is written changes none of its descriptors."""

from dataclasses import replace

import numpy as np
import pytest
from rdkit import Chem
from scipy.spatial.transform import Rotation

from monodesign.descriptors.describe import describe
from monodesign.descriptors.lithium.binding import describe_lithium
from monodesign.descriptors.lithium.sites import find_sites
from monodesign.descriptors.minima import Minima, find_minima
from monodesign.descriptors.redox.redox import describe_redox
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.units import KCAL_MOL_PER_HARTREE

pytestmark = pytest.mark.slow

SETTINGS = DescribeSettings(n_conformers=2, n_relaxed=1, n_chelates=1)
ENGINE = load_engine()
ONE_THOUSANDTH = 1e-3  # of each descriptor's unit


@pytest.fixture(scope="module")
def moved():
    """Return a molecule's minima as found, and turned and shifted."""
    return find_and_move("COC(=O)OC")


def find_and_move(smiles):
    here = find_minima(smiles, engine=ENGINE, settings=SETTINGS)
    turn = Rotation.from_euler("xyz", [31.0, -77.0, 140.0], degrees=True)

    def move(optimised):
        positions = turn.apply(optimised.geometry.positions) + np.array([3.0, -8.0, 1.5])
        turns = np.kron(np.eye(len(positions)), turn.as_matrix())
        return replace(
            optimised,
            geometry=replace(optimised.geometry, positions=positions),
            hessian=turns @ optimised.hessian @ turns.T,
        )

    there = Minima(relaxed=tuple(move(one) for one in here.relaxed), conformers=here.conformers)
    return smiles, here, there


def test_turning_and_shifting_changes_no_redox_descriptor(moved):
    smiles, *places = moved
    one, other = (describe_redox(smiles, m.lowest, engine=ENGINE, settings=SETTINGS) for m in places)
    for name in ("vertical_ie_ev", "vertical_ie_std_ev", "vertical_ie_gfn2_ev", "oxidation_potential_v"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=ONE_THOUSANDTH)


def test_turning_and_shifting_changes_no_lithium_descriptor(moved):
    smiles, *places = moved
    one, other = (describe_lithium(smiles, m, engine=ENGINE, settings=SETTINGS)[0] for m in places)
    assert one.site == other.site
    for name in ("li_binding_kcal_mol", "li_binding_gfn2_kcal_mol", "li_charge_e"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=ONE_THOUSANDTH)


def test_turning_and_shifting_changes_no_site_between_two_oxygens():
    smiles, *places = find_and_move("CC[N+](=O)[O-]")
    one, other = (find_sites(smiles, minima, engine=ENGINE, settings=SETTINGS) for minima in places)
    assert [site.touched for site in one] == [site.touched for site in other]
    energies = [[site.complex.energy_eh * KCAL_MOL_PER_HARTREE for site in sites] for sites in (one, other)]
    assert energies[0] == pytest.approx(energies[1], abs=ONE_THOUSANDTH)


def test_the_order_of_the_atoms_changes_no_descriptor():
    mol = Chem.MolFromSmiles("C=CC(=O)OCC#N")
    shuffled = Chem.MolToRandomSmilesVect(mol, 3, randomSeed=7)
    rows = [describe([smiles], settings=SETTINGS).table.drop(columns="smiles") for smiles in shuffled]
    assert len(set(shuffled)) > 1
    assert all(row.equals(rows[0]) for row in rows[1:])
