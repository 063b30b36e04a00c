"""xtb-python and tblite are independent implementations of one method: each is the other's oracle."""

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdDistGeom

from monodesign.engines import load_engine
from monodesign.engines.optimise import compute_single_point
from monodesign.records import Geometry

MONOMERS = {
    "DOA": "C=CC(=O)OCC1COC(=O)O1",
    "PCEA": "C=CC(=O)OCCOC(=O)OCCC",
    "AEEO": "C=CC(=O)OCCOC(=O)C(=O)OCC",
    "AAPC": "C=CC(=O)NCCOC(=O)OCCC",
    "AAEO": "C=CC(=O)NCCOC(=O)C(=O)OCC",
}


def embed(smiles, *, charge=0):
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    rdDistGeom.EmbedMolecule(mol, randomSeed=7)
    numbers = np.array([atom.GetAtomicNum() for atom in mol.GetAtoms()])
    positions = mol.GetConformer().GetPositions()
    return Geometry(numbers=numbers, positions=positions, charge=charge, unpaired=abs(charge) % 2)


@pytest.mark.slow
@pytest.mark.parametrize("solvent", [None, "acetonitrile"])
@pytest.mark.parametrize("charge", [0, 1])
@pytest.mark.parametrize("name", MONOMERS)
def test_energies_agree_within_1e_5_hartree(name, charge, solvent):
    geometry = embed(MONOMERS[name], charge=charge)
    one, other = (
        compute_single_point(load_engine(engine), geometry, solvent=solvent) for engine in ("xtb", "tblite")
    )
    assert one.energy_eh == pytest.approx(other.energy_eh, abs=1e-5)
    assert np.allclose(one.gradient_eh_bohr, other.gradient_eh_bohr, atol=5e-5)
    # Both stop their charges at 1e-4; the cations, with half-filled orbitals, are the slowest.
    assert np.allclose(one.charges_e, other.charges_e, atol=1e-3)


@pytest.mark.parametrize("engine", ["xtb", "tblite"])
def test_bare_lithium_ion_is_a_constant_of_the_method(engine):
    ion = Geometry(numbers=np.array([3]), positions=np.zeros((1, 3)), charge=1)
    # A known number of GFN2-xTB: positive, because the method counts valence electrons only (xtb issue 1342).
    assert compute_single_point(load_engine(engine), ion).energy_eh == pytest.approx(0.1659637, abs=1e-6)


@pytest.mark.parametrize("engine", ["xtb", "tblite", "fake"])
def test_gradient_is_the_derivative_of_the_energy(engine):
    geometry = embed("O=C1OCCO1")
    calculation = load_engine(engine).prepare(geometry)
    gradient = calculation.evaluate(geometry.positions).gradient_eh_bohr[2, 1]
    step_bohr = 1e-3
    energies = []
    for sign in (1, -1):
        positions = geometry.positions.copy()
        positions[2, 1] += sign * step_bohr * 0.529177210903
        energies.append(calculation.evaluate(positions).energy_eh)
    assert gradient == pytest.approx((energies[0] - energies[1]) / (2 * step_bohr), abs=2e-5)


def test_frontier_orbitals_agree():
    geometry = embed("CC(=O)OC")
    one, other = (compute_single_point(load_engine(engine), geometry) for engine in ("xtb", "tblite"))
    assert one.highest_occupied_eh == pytest.approx(other.highest_occupied_eh, abs=1e-4)
    assert one.lowest_empty_eh == pytest.approx(other.lowest_empty_eh, abs=1e-4)
    assert one.highest_occupied_eh < one.lowest_empty_eh
