import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem import rdDistGeom

from monodesign.engines import load_engine
from monodesign.engines.hessian import FLOOR_EV_A2, model_hessian
from monodesign.engines.optimise import Begun, Walls, begin, compute_single_point, optimise, rank_starts
from monodesign.records import Geometry


def embed(smiles):
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    rdDistGeom.EmbedMolecule(mol, randomSeed=7)
    numbers = np.array([atom.GetAtomicNum() for atom in mol.GetAtoms()])
    return Geometry(numbers=numbers, positions=mol.GetConformer().GetPositions())


def turn(positions, angle):
    cos, sin = np.cos(angle), np.sin(angle)
    return positions @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]]) + [1.0, -2.0, 3.0]


@pytest.mark.parametrize("engine", ["xtb", "tblite", "fake"])
def test_forces_are_below_the_threshold_at_the_minimum(engine):
    relaxed = optimise(load_engine(engine), embed("COC(=O)OC"), fmax_ev_a=0.05)
    gradient = compute_single_point(load_engine(engine), relaxed.geometry).gradient_eh_bohr
    # SCF restarts differ from fresh wave functions by far less than the margin given here.
    assert np.linalg.norm(gradient, axis=1).max() * 51.42 < 0.052


def test_both_engines_find_the_same_minimum():
    start = embed("O=C1OCCO1")
    one, other = (optimise(load_engine(name), start, fmax_ev_a=0.01).energy_eh for name in ("xtb", "tblite"))
    assert one == pytest.approx(other, abs=2e-5)


def test_carbonyl_length_of_ethylene_carbonate_is_that_of_gfn2():
    relaxed = optimise(load_engine(), embed("O=C1OCCO1"), fmax_ev_a=0.01).geometry.positions
    # Microwave and electron diffraction give 1.19–1.20 Å; GFN2 lies within 0.02 Å of it.
    assert np.linalg.norm(relaxed[0] - relaxed[1]) == pytest.approx(1.20, abs=0.02)


def test_rotation_and_translation_change_no_energy():
    geometry = embed("CC(=O)OC")
    turned = Geometry(numbers=geometry.numbers, positions=turn(geometry.positions, 0.7))
    one, other = (optimise(load_engine(), g, fmax_ev_a=0.02).energy_eh for g in (geometry, turned))
    assert one == pytest.approx(other, abs=1e-6)


def test_two_runs_are_identical():
    one, other = (optimise(load_engine(), embed("CC(=O)OC")) for _ in range(2))
    assert one.energy_eh == other.energy_eh
    assert (one.geometry.positions == other.geometry.positions).all()


class Counting:
    """A calculation that counts its evaluations."""

    def __init__(self, inner):
        self.inner, self.count = inner, 0

    def evaluate(self, positions):
        self.count += 1
        return self.inner.evaluate(positions)


def test_a_relaxation_goes_on_where_another_stopped_without_evaluating_anything_twice():
    geometry = embed("CCOC(=O)C")
    counting = Counting(load_engine("fake").prepare(geometry))
    begun = Begun(calculation=counting, point=counting.evaluate(geometry.positions))
    loose = optimise(load_engine("fake"), geometry, begun=begun, fmax_ev_a=0.2)
    tight = optimise(
        load_engine("fake"), loose.geometry, begun=loose.begun, hessian=loose.hessian, fmax_ev_a=0.01
    )
    assert tight.energy_eh < loose.energy_eh
    assert counting.count == loose.n_steps + tight.n_steps - 1


@pytest.mark.slow
def test_a_relaxation_for_which_little_is_left_to_gain_ends_earlier_and_hardly_higher():
    geometry = embed("CCCCOC(=O)CCC(=O)OC")
    full, flat = (optimise(load_engine(), geometry, least_gain_kcal_mol=gain) for gain in (0.0, 0.02))
    assert flat.n_steps < full.n_steps
    assert flat.energy_eh == pytest.approx(full.energy_eh, abs=0.3 / 627.5)


def test_starts_are_ranked_by_energy_and_what_does_not_converge_is_last():
    low = embed("CCOC(=O)C")
    high = Geometry(numbers=low.numbers, positions=1.1 * low.positions)
    hopeless = Geometry(numbers=low.numbers, positions=np.full_like(low.positions, np.nan))
    ranked = rank_starts(load_engine("fake"), [hopeless, high, low])
    assert [start.geometry for start in ranked] == [low, high, hopeless]
    energies = [begin(load_engine("fake"), shape).point.energy_eh for shape in (low, high)]
    assert ranked[1].above_kcal_mol == pytest.approx(627.5094740631 * (energies[1] - energies[0]))
    assert ranked[2].begun is None


def test_one_start_alone_is_not_evaluated():
    assert rank_starts(load_engine("fake"), [embed("CC#N")])[0].begun is None


def test_the_callers_geometry_is_untouched():
    geometry = embed("CC(=O)OC")
    before = geometry.positions.copy()
    optimise(load_engine("fake"), geometry)
    assert (geometry.positions == before).all()


@settings(max_examples=20)
@given(angle=st.floats(0, 6.28), smiles=st.sampled_from(["O=C1OCCO1", "CC#N", "C#CC#C", "CCOC(=O)C"]))
def test_model_hessian_is_positive_and_turns_with_the_molecule(angle, smiles):
    geometry = embed(smiles)
    values = np.linalg.eigvalsh(model_hessian(geometry.numbers, geometry.positions))
    turned = np.linalg.eigvalsh(model_hessian(geometry.numbers, turn(geometry.positions, angle)))
    assert values.min() > 0.99 * FLOOR_EV_A2
    assert np.allclose(values, turned, rtol=1e-4, atol=1e-3)


WALLS = Walls(atom=3, others=(0, 1, 2), distances=(2.75, 3.2, 2.75), stiffness_ev_a2=17.3)
PRESSED = np.array([[0.0, 0.0, 2.1], [1.5, 0.4, 0.2], [0.0, 4.0, 0.0], [0.0, 0.1, 0.0]])


def derivative(function, positions, step=1e-5):
    """The central difference of a function of positions, along each coordinate first."""
    moved = []
    for place in np.ndindex(*positions.shape):
        shift = np.zeros_like(positions)
        shift[place] = step
        moved.append((function(positions + shift) - function(positions - shift)) / (2 * step))
    return np.array(moved)


def test_the_forces_of_walls_are_their_energy_s_slope():
    numeric = derivative(lambda places: WALLS.push(places)[0], PRESSED).reshape(PRESSED.shape)
    np.testing.assert_allclose(WALLS.push(PRESSED)[1], -numeric, atol=1e-6)


def test_there_is_no_wall_outside_its_distance():
    apart = np.array([[0.0, 0.0, 2.76], [3.21, 0.0, 0.0], [0.0, 2.76, 0.0], [0.0, 0.0, 0.0]])
    energy, forces = WALLS.push(apart)
    assert energy == 0
    assert not forces.any()
    assert not WALLS.stiffness(apart).any()


def test_the_stiffness_of_walls_is_the_curvature_along_their_axes():
    stretch = np.zeros_like(PRESSED)
    axis = (PRESSED[3] - PRESSED[0]) / np.linalg.norm(PRESSED[3] - PRESSED[0])
    stretch[3], stretch[0] = axis, -axis
    alone = Walls(atom=3, others=(0,), distances=(2.75,), stiffness_ev_a2=17.3)
    curvature = derivative(lambda places: -alone.push(places)[1], PRESSED).reshape(12, 12)
    expected = stretch.ravel() @ curvature @ stretch.ravel()
    assert stretch.ravel() @ alone.stiffness(PRESSED) @ stretch.ravel() == pytest.approx(expected, rel=1e-6)
