import pytest

from monodesign.errors import InvalidTable
from monodesign.export.quantum_outputs import read_quantum_output

ORCA = """                                 * O   R   C   A *
 Total Charge           Charge          ....    1
FINAL SINGLE POINT ENERGY       -76.100000000000
FINAL SINGLE POINT ENERGY       -76.400000000000
                             ****ORCA TERMINATED NORMALLY****
"""
GAUSSIAN = """ Entering Gaussian System, Link 0=g16
 Charge =  0 Multiplicity = 1
 SCF Done:  E(RwB97XD) =  -76.1000000000     A.U. after    9 cycles
 Normal termination of Gaussian 16 at Mon Jan  1 00:00:00 2029.
 Charge =  0 Multiplicity = 1
 SCF Done:  E(RwB97XD) =  -76.4000000000     A.U. after    9 cycles
 Normal termination of Gaussian 16 at Mon Jan  1 00:00:00 2029.
"""


def written(folder, text):
    path = folder / "job.out"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("text", "program", "charge"), [(ORCA, "ORCA", 1), (GAUSSIAN, "Gaussian", 0)])
def test_the_last_energy_counts(tmp_path, text, program, charge):
    output = read_quantum_output(written(tmp_path, text))
    assert (output.program, output.energy_eh, output.charge) == (program, -76.4, charge)
    assert output.is_finished


@pytest.mark.parametrize("text", [ORCA, GAUSSIAN])
def test_a_second_step_that_broke_off_is_not_finished(tmp_path, text):
    last = max(text.rindex("TERMINATED") if "TERMINATED" in text else 0, text.rfind("Normal termination"))
    assert not read_quantum_output(written(tmp_path, text[:last])).is_finished


def test_an_output_without_an_energy_is_refused(tmp_path):
    with pytest.raises(InvalidTable, match="no energy"):
        read_quantum_output(written(tmp_path, ORCA.replace("FINAL", "")))


def test_another_program_is_refused(tmp_path):
    with pytest.raises(InvalidTable, match="not an output of ORCA or Gaussian"):
        read_quantum_output(written(tmp_path, "Psi4"))
