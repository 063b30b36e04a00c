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


def test_an_energy_whose_field_did_not_converge_is_not_finished(tmp_path):
    """ORCA then writes the reason between the words and the number, and may still end normally."""
    text = ORCA.replace("ENERGY       -76.4", "ENERGY (SCF not fully converged!)       -76.4")
    output = read_quantum_output(written(tmp_path, text))
    assert output.energy_eh == -76.4
    assert not output.is_finished


@pytest.mark.parametrize(
    ("text", "charge"),
    [
        (
            (
                "                                         * O   R   C   A *\n"
                "                         Program Version 6.0.0  -  RELEASE  -\n"
                "General Settings:\n"
                " Integral files         IntName         .... job\n"
                " Hartree-Fock type      HFTyp           .... UHF\n"
                " Total Charge           Charge          ....   -1\n"
                " Multiplicity           Mult            ....    2\n"
                "-------------------------   --------------------\n"
                "FINAL SINGLE POINT ENERGY       -75.098765432100\n"
                "-------------------------   --------------------\n"
                "                             ****ORCA TERMINATED NORMALLY****\n"
                "TOTAL RUN TIME: 0 days 0 hours 0 minutes 3 seconds 12 msec\n"
            ),
            -1,
        ),
        (
            (
                " Entering Gaussian System, Link 0=g16\n"
                " Gaussian 16:  ES64L-G16RevC.01  3-Jul-2019\n"
                " Symbolic Z-matrix:\n Charge = -1 Multiplicity = 2\n"
                " E= -75.0123456789012    \n"
                " SCF Done:  E(UwB97XD) =  -75.0987654321     A.U. after   11 cycles\n"
                "            NFock= 11  Conv=0.41D-08     -V/T= 2.0066\n"
                " Job cpu time:       0 days  0 hours  0 minutes 12.3 seconds.\n"
                " Normal termination of Gaussian 16 at Wed Jun 21 15:38:21 2023.\n"
            ),
            -1,
        ),
    ],
    ids=["ORCA 6", "Gaussian 16"],
)
def test_the_lines_of_today_s_programs_are_read(tmp_path, text, charge):
    """As in outputs kept by cclib, data/ORCA/basicORCA6.0 and data/Gaussian/basicGaussian16."""
    output = read_quantum_output(written(tmp_path, text))
    assert (output.charge, output.is_finished) == (charge, True)
    assert output.energy_eh == pytest.approx(-75.0987654321)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [ORCA, GAUSSIAN])
def test_windows_files_are_read_too(tmp_path, text, encoding):
    """PowerShell 5 writes `orca x.inp > x.out` in UTF-16 with CRLF."""
    path = tmp_path / "job.out"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    output = read_quantum_output(path)
    assert (output.energy_eh, output.is_finished) == (-76.4, True)


@pytest.mark.parametrize(
    "words",
    [
        " Link1:  Proceeding to internal job step number  2.\n",
        " Link1:  Proceeding to internal job step number  2.\n Error termination via Lnk1e in l401.exe\n",
        " Entering Gaussian System, Link 0=g16\n",
    ],
)
def test_a_second_step_without_an_energy_does_not_hand_out_the_first_one_s(tmp_path, words):
    assert not read_quantum_output(written(tmp_path, GAUSSIAN + words)).is_finished


def test_an_optimisation_that_did_not_converge_is_not_finished(tmp_path):
    """ORCA says so, goes on, and ends normally."""
    said = "The optimization did not converge but reached the maximum number of\n"
    assert not read_quantum_output(written(tmp_path, ORCA.replace("FINAL", said + "FINAL", 1))).is_finished


@pytest.mark.parametrize("number", ["nan", "-76,400000000000", "**************", ""])
def test_a_last_energy_that_is_no_number_does_not_give_way_to_the_one_before(tmp_path, number):
    with pytest.raises(InvalidTable, match="the last energy is no number"):
        read_quantum_output(written(tmp_path, ORCA.replace("-76.400000000000", number)))


def test_atoms_and_basis_of_the_last_step_are_read(tmp_path):
    """Words as in outputs of ORCA 5 and 6 and Gaussian 16."""
    step = (
        "---------------------------------\nCARTESIAN COORDINATES (ANGSTROEM)\n"
        "---------------------------------\n  O      0.000000    0.000000    0.117000\n"
        "  H      0.000000    0.757000   -0.469000\n  H      0.000000   -0.757000   -0.469000\n\n"
        "Your calculation utilizes the basis: {}\n"
    )
    orca = ORCA.replace(" Total", step.format("def2-SVP") + step.format("def2-TZVP") + " Total", 1)
    gaussian = " Standard basis: def2TZVP (5D, 7F)\n Stoichiometry    H2O(1+,2)\n"
    for text, basis in ((orca, "def2-TZVP"), (GAUSSIAN.replace(" SCF", gaussian + " SCF", 1), "def2TZVP")):
        output = read_quantum_output(written(tmp_path, text))
        assert (output.basis, output.formula) == (basis, {"H": 2, "O": 1})


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_output_is_called_so(tmp_path, content):
    (tmp_path / "job.out").write_bytes(content)
    with pytest.raises(InvalidTable, match=r"job\.out: empty; let the job finish"):
        read_quantum_output(tmp_path / "job.out")


def test_a_binary_file_is_refused(tmp_path):
    (tmp_path / "job.out").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(InvalidTable, match="not an output of ORCA or Gaussian"):
        read_quantum_output(tmp_path / "job.out")


def test_an_output_without_an_energy_is_refused(tmp_path):
    with pytest.raises(InvalidTable, match="no energy"):
        read_quantum_output(written(tmp_path, ORCA.replace("FINAL", "")))


def test_another_program_is_refused(tmp_path):
    with pytest.raises(InvalidTable, match="not an output of ORCA or Gaussian"):
        read_quantum_output(written(tmp_path, "Psi4"))


def test_an_energy_of_gaussian_whose_field_did_not_converge_is_not_finished(tmp_path):
    """Gaussian writes these words right before the energy, and goes on where it was told to."""
    said = " >>>>>>>>>> Convergence criterion not met.\n SCF Done:  E(RwB97XD) =  -76.4"
    text = GAUSSIAN.replace(" SCF Done:  E(RwB97XD) =  -76.4", said)
    assert not read_quantum_output(written(tmp_path, text)).is_finished


def test_an_energy_before_a_correction_is_not_the_last_word(tmp_path):
    said = " E2 =    -0.2D+00 EUMP2 =    -0.766D+02\n Normal termination"
    head, _, tail = GAUSSIAN.rpartition(" Normal termination")
    with pytest.raises(InvalidTable, match="correction follows"):
        read_quantum_output(written(tmp_path, head + said + tail))


def test_method_solvent_multiplicity_and_atoms_of_gaussian_are_read(tmp_path):
    line = "-" * 20
    orientation = (
        f"                         Standard orientation:\n {line}\n Center  Atomic  Atomic  Coordinates\n"
        f" Number  Number   Type   X  Y  Z\n {line}\n"
        "      1          8           0        0.000000    0.000000    0.117000\n"
        f"      2          1           0        0.000000    0.757000   -0.469000\n {line}\n"
    )
    solvent = " Solvent              : Acetonitrile, Eps=  35.688000 Eps(inf)=   1.806874\n"
    output = read_quantum_output(written(tmp_path, GAUSSIAN.replace(" SCF", orientation + solvent + " SCF")))
    assert (output.method, output.solvent, output.multiplicity) == ("wB97XD", "acetonitrile", 1)
    assert output.symbols == ("O", "H")
    assert output.positions_a.tolist() == [[0, 0, 0.117], [0, 0.757, -0.469]]


def test_a_damaged_output_does_not_hand_out_an_earlier_energy(tmp_path):
    text = ORCA.replace("ENERGY       -76.4", "ENE\x01GY       -76.4")
    with pytest.raises(InvalidTable, match="damaged"):
        read_quantum_output(written(tmp_path, text))


def test_a_number_with_a_letter_in_it_is_none(tmp_path):
    with pytest.raises(InvalidTable, match="the last energy is no number"):
        read_quantum_output(written(tmp_path, ORCA.replace("-76.4", "-7x6.4")))
