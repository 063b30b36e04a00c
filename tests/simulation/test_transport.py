import numpy as np
import pytest

from monodesign.simulation.frames import unwrap
from monodesign.simulation.transport import find_transport, mean_square_displacement


def _walk(n_frames, n_atoms, step_nm, *, seed=0):
    steps = np.random.default_rng(seed).normal(scale=step_nm, size=(n_frames, n_atoms, 3))
    return np.cumsum(steps, axis=0) + 2.0


def test_the_fast_sum_equals_the_plain_one():
    paths = _walk(30, 4, 0.1)
    plain = [
        np.mean([((paths[t + lag] - paths[t]) ** 2).sum(axis=1) for t in range(30 - lag)])
        for lag in range(30)
    ]
    assert mean_square_displacement(paths) == pytest.approx(np.array(plain), abs=1e-9)


def test_a_walk_is_followed_across_the_faces_of_the_box():
    paths = _walk(200, 3, 0.05)
    edges = np.full((200, 3), 1.5)
    followed = unwrap(paths % 1.5, edges)
    assert followed - followed[0] == pytest.approx(paths - paths[0], abs=1e-9)


def test_a_random_walk_gives_its_diffusion_coefficient_and_nernst_einsteins_conductivity(boxes):
    """D = step²/2 per axis and frame: 0.1² nm²/2 ps = 5e-9 m²/s; σ from e²/(V k T) Σ N D."""
    box = boxes.atoms_box(li=150, anion=150, solvent=100)
    positions = _walk(400, 400, 0.1)
    found = find_transport(box, boxes.frames_of(positions % 4.0), temperature_k=300)
    assert found.d_li_m2_s == pytest.approx(5e-9, rel=0.1)
    assert found.transference_li == pytest.approx(0.5, abs=0.05)
    sigma_s_cm = 1.602176634e-19**2 / (64e-27 * 1.380649e-23 * 300) * 300 * 5e-9 / 100
    assert found.sigma_nernst_einstein_s_cm == pytest.approx(sigma_s_cm, rel=0.1)


def test_ions_that_rattle_in_a_cage_have_no_transport_numbers(boxes):
    box = boxes.atoms_box(li=20, anion=20, solvent=20)
    positions = 2 + np.random.default_rng(0).normal(scale=0.02, size=(200, 60, 3))
    found = find_transport(box, boxes.frames_of(positions), temperature_k=300)
    assert np.isnan(found.sigma_s_cm)
    assert abs(found.exponent_li) < 0.1
