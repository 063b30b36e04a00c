"""What the libraries would ignore, crash on or answer with NaN is refused by name."""

import numpy as np
import pytest

from monodesign.engines import load_engine, load_engine_for
from monodesign.engines.checks import SOLVENTS
from monodesign.engines.optimise import compute_single_point, optimise
from monodesign.errors import NotANumber, NotConverged, StructureChanged, UnknownName, UnsupportedElement
from monodesign.records import Geometry

ENGINES = ["xtb", "tblite"]
WATER = Geometry(
    numbers=np.array([8, 1, 1]), positions=np.array([[0, 0, 0.0], [0.76, 0, 0.59], [-0.76, 0, 0.59]])
)


@pytest.mark.parametrize("engine", [*ENGINES, "fake"])
@pytest.mark.parametrize("solvent", ["EC", "benzene", "acetonitril", ""])
def test_unknown_solvent_is_refused_with_the_known_ones(engine, solvent):
    with pytest.raises(UnknownName, match="acetonitrile"):
        load_engine(engine).prepare(WATER, solvent=solvent)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_offered_solvent_has_an_effect_of_its_own(engine):
    door = load_engine(engine)
    energies = [compute_single_point(door, WATER, solvent=name).energy_eh for name in (None, *SOLVENTS)]
    assert np.diff(np.sort(energies)).min() > 1e-6


@pytest.mark.parametrize("engine", [*ENGINES, "fake"])
def test_element_without_parameters_is_refused(engine):
    francium = Geometry(numbers=np.array([87]), positions=np.zeros((1, 3)))
    with pytest.raises(UnsupportedElement, match="87"):
        load_engine(engine).prepare(francium)


@pytest.mark.parametrize("engine", [*ENGINES, "fake"])
def test_coordinates_that_are_not_numbers_are_refused(engine):
    calculation = load_engine(engine).prepare(WATER)
    with pytest.raises(NotANumber):
        calculation.evaluate(np.full((3, 3), np.nan))


@pytest.mark.parametrize("engine", ENGINES)
def test_atoms_on_one_point_do_not_converge(engine):
    with pytest.raises(NotConverged, match=engine):
        compute_single_point(load_engine(engine), Geometry(numbers=WATER.numbers, positions=np.zeros((3, 3))))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_failed_evaluation_leaves_the_calculation_usable(engine):
    calculation = load_engine(engine).prepare(WATER)
    before = calculation.evaluate(WATER.positions).energy_eh
    with pytest.raises(NotConverged):
        calculation.evaluate(np.zeros((3, 3)))
    assert calculation.evaluate(WATER.positions).energy_eh == pytest.approx(before, abs=1e-7)


@pytest.mark.parametrize("engine", ENGINES)
def test_two_cations_that_fly_apart_are_a_changed_structure(engine):
    ions = Geometry(numbers=np.array([11, 11]), positions=np.array([[0, 0, 0.0], [0, 0, 3.0]]), charge=2)
    with pytest.raises((StructureChanged, NotConverged)):
        optimise(load_engine(engine), ions, max_steps=60)


def test_too_few_steps_are_not_converged():
    stretched = Geometry(numbers=WATER.numbers, positions=1.3 * WATER.positions)
    with pytest.raises(NotConverged, match="2 steps"):
        optimise(load_engine("fake"), stretched, max_steps=2, fmax_ev_a=1e-6)


def test_unknown_engine_is_refused():
    with pytest.raises(UnknownName, match="choose from default"):
        load_engine("gaussian")


def test_ipea_comes_from_tblite_because_xtb_python_has_no_parameters():
    assert load_engine_for("IPEA1-xTB", preferred=load_engine("xtb")).name == "tblite"
    with pytest.raises(UnknownName, match="IPEA1"):
        load_engine("xtb").prepare(WATER, method="IPEA1-xTB")


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_print_nothing(engine, capfd):
    compute_single_point(load_engine(engine), WATER)
    with pytest.raises(NotConverged):
        compute_single_point(load_engine(engine), Geometry(numbers=WATER.numbers, positions=np.zeros((3, 3))))
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err == ""
