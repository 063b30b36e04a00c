import numpy as np
import pytest

from monodesign.chem.molecules import monomer_id
from monodesign.export.redox_inputs import redox_input, write_redox_inputs
from monodesign.records import Geometry

SMILES = "C=CC(=O)OC"
WATER = Geometry(
    numbers=np.array([8, 1, 1]), positions=np.array([[0.0, 0.0, 0.0], [0.0, 0.76, 0.59], [0.0, -0.76, 0.59]])
)


def test_three_charges_of_every_unit_are_written(tmp_path):
    files = write_redox_inputs({SMILES: WATER}, tmp_path, program="orca")
    stem = f"{monomer_id(SMILES)}_unit"
    assert [path.name for path in files] == [f"{stem}-{s}.inp" for s in ("neutral", "cation", "anion")]
    states = [path.read_text(encoding="utf-8").split("* xyz ")[1].split("\n")[0] for path in files]
    assert states == ["0 1", "1 2", "-1 2"]


@pytest.mark.parametrize(
    ("program", "solvent"), [("orca", "CPCM(acetonitrile)"), ("gaussian", "CPCM,Solvent=Acetonitrile")]
)
def test_both_steps_are_in_the_solvent_of_the_calibration(program, solvent):
    assert redox_input(WATER, program=program, name="water").count(solvent) == 2


def test_orca_takes_the_energy_where_the_optimisation_ended():
    text = redox_input(WATER, program="orca", name="w_unit-neutral")
    optimisation, energy = text.split("$new_job")
    assert '%base "w_unit-neutral"' in optimisation
    assert "Opt" in optimisation.split("\n")[2]
    assert "* xyzfile 0 1 w_unit-neutral.xyz" in energy
    assert "Opt" not in energy


def test_gaussian_takes_the_energy_where_the_optimisation_ended():
    first, second = redox_input(WATER, program="gaussian", name="w").split("--Link1--")
    assert "%Chk=w.chk" in first
    assert "%Chk=w.chk" in second
    assert "Geom=AllCheck" in second
    assert second.endswith("\n\n")
