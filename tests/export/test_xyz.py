"""XYZ files and inputs for other programs, read back by ASE or by rule."""

import io

import numpy as np
import pytest
from ase.io import read

from monodesign.chem.molecules import monomer_id
from monodesign.export.quantum_inputs import quantum_input, write_quantum_inputs
from monodesign.export.xyz import write_structures, xyz_text
from monodesign.records import Geometry

SMILES = "C=CC(=O)OCC1COC(=O)O1"
WATER = Geometry(
    numbers=np.array([8, 1, 1]),
    positions=np.array([[0.0, 0.0, 0.1173], [0.0, 0.7572, -0.4692], [0.0, -0.7572, -0.4692]]),
)
LITHIUM = Geometry(numbers=np.array([3]), positions=np.zeros((1, 3)), charge=1)
RADICAL = Geometry(numbers=np.array([1]), positions=np.zeros((1, 3)), unpaired=1)


def test_ase_reads_the_same_atoms():
    atoms = read(io.StringIO(xyz_text(WATER)), format="xyz")
    assert atoms.get_chemical_formula() == "H2O"
    assert np.allclose(atoms.positions, WATER.positions)


def test_charge_and_spin_are_in_the_comment():
    assert xyz_text(LITHIUM, comment="a\nb").splitlines()[1] == "charge=1 unpaired=0 a b"


def test_files_are_named_by_structure_and_kind(tmp_path):
    files = write_structures({SMILES: {"unit": WATER, "../../unit li": LITHIUM}}, tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in files] == [
        f"{monomer_id(SMILES)}_unit.xyz",
        f"{monomer_id(SMILES)}_unit-li.xyz",
    ]


@pytest.mark.parametrize(("geometry", "line"), [(WATER, "0 1"), (LITHIUM, "1 1"), (RADICAL, "0 2")])
def test_charge_and_multiplicity_are_stated(geometry, line):
    assert f"* xyz {line}\n" in quantum_input(geometry, program="orca")
    assert f"\n\n{line}\n" in quantum_input(geometry, program="gaussian")


def test_the_default_level_is_the_papers():
    """Li P. et al., doi 10.1038/s41467-025-59020-w: B3LYP-D3/def2-TZVP and ωB97M-V/def2-TZVPP."""
    assert "B3LYP D3BJ def2-TZVP " in quantum_input(WATER, program="orca")
    assert "wB97M-V def2-TZVPP" in quantum_input(WATER, program="orca", task="energy")


def test_a_triple_bond_in_the_title_ends_no_comment():
    """ORCA ends a comment at a second #, so a nitrile's SMILES would become input."""
    assert quantum_input(WATER, program="orca", title="C=CC#N ! HF").splitlines()[0] == "# C=CC~N ! HF"


def test_a_gaussian_input_ends_with_a_blank_line_and_has_a_title():
    text = quantum_input(WATER, program="gaussian", title="")
    assert text.endswith("\n\n")
    assert text.split("\n\n")[1] == "monodesign"


def test_inputs_are_written_for_every_geometry(tmp_path):
    files = write_quantum_inputs({SMILES: {"unit": WATER, "unit_li": LITHIUM}}, tmp_path, program="gaussian")
    assert [path.suffix for path in files] == [".gjf", ".gjf"]
    assert all("#P B3LYP/def2TZVP" in path.read_text(encoding="utf-8") for path in files)
