"""Curves: they recover a law they can express, resist outliers and never fall with temperature."""

from dataclasses import replace

import numpy as np
import pytest

from monodesign.surrogate.model.curves import CurveSettings, fit_curves, novelty, predict_curves, rise
from monodesign.surrogate.model.kernels import Block, Blocks, Variances, combine

SETTINGS = CurveSettings(
    level=Variances(substance=1.0, substance_state=0.3, everything=0.3, condition=0.1),
    slope=Variances(substance=0.5, substance_state=0.0, everything=0.0, condition=0.0),
    noise=0.001, huber=0.1, vogel_k=150.0, reference_k=300.0, least_slope=0.5, n_centres=60,
)  # fmt: skip


def make_blocks(places):
    places = np.asarray(places, dtype=float)
    index = np.arange(len(places))
    still = Block(points=np.zeros((1, 1)), index=np.zeros(len(places), dtype=int))
    return Blocks(
        substance=Block(points=places[:, None], index=index), salt=still,
        state=Block(points=np.zeros((len(places), 1)), index=index),
    )  # fmt: skip


@pytest.fixture(scope="module")
def law():
    generator = np.random.default_rng(0)
    places = np.repeat(np.linspace(-1, 1, 30), 4)
    temperature = generator.uniform(260, 360, len(places))
    sigma = -4 + np.sin(2 * places) + (3 + places) * rise(temperature, SETTINGS)
    return make_blocks(places), temperature, sigma


def fit(law, settings=SETTINGS, sigma=None):
    blocks, temperature, exact = law
    return fit_curves(
        blocks, temperature, exact if sigma is None else sigma, np.ones(len(exact)), settings=settings, seed=0
    )


def test_a_law_of_the_model_s_own_form_is_recovered(law):
    blocks, temperature, sigma = law
    assert np.abs(predict_curves(fit(law), blocks, temperature) - sigma).max() < 0.05


def test_a_gross_error_moves_the_fit_little(law):
    blocks, temperature, sigma = law
    wrong = sigma.copy()
    wrong[7] += 3
    others = np.arange(len(sigma)) != 7
    found = predict_curves(fit(law, sigma=wrong), blocks, temperature)
    assert np.abs(found - sigma)[others].max() < 0.15


def test_conductivity_rises_even_where_the_measurements_fall(law):
    blocks, temperature, _ = law
    falling = fit(law, sigma=-4 - 2 * rise(temperature, SETTINGS))
    cold, warm = (
        predict_curves(falling, blocks, np.full(len(temperature), kelvin)) for kelvin in (273.0, 353.0)
    )
    assert (warm > cold).all()


def test_from_one_temperature_the_level_is_learned_and_the_least_rise_taken(law):
    """As where a fold holds all the measurements at other temperatures."""
    blocks, temperature, _ = law
    one = np.full_like(temperature, 333.0)
    sigma = -4 + np.sin(2 * blocks.substance.gather()[:, 0])
    model = fit((blocks, one, sigma))
    assert np.abs(predict_curves(model, blocks, one) - sigma).max() < 0.05
    assert model.mean[1] == SETTINGS.least_slope


def test_rise_is_zero_at_the_reference_and_as_steep_as_1000_over_t_there():
    assert rise(np.array([300.0]), SETTINGS)[0] == pytest.approx(0.0)
    step = (rise(np.array([300.01]), SETTINGS) - rise(np.array([299.99]), SETTINGS)) / 0.02
    assert step[0] == pytest.approx(1000 / 300.0**2, rel=1e-6)


def test_novelty_is_zero_at_a_remembered_place_and_grows_away_from_it(law):
    near, far, farther = novelty(fit(law), make_blocks([-1.0, 2.0, 5.0]))
    assert near == pytest.approx(0.0, abs=1e-9)
    assert near < far < farther <= 1


def test_the_kernel_of_a_place_with_itself_is_its_variance():
    blocks = make_blocks([0.3, 0.7])
    np.testing.assert_allclose(np.diag(combine(blocks, blocks, SETTINGS.level)), SETTINGS.level.total)


def test_the_seed_draws_the_remembered_formulations(law):
    few = replace(SETTINGS, n_centres=10)
    one, same = fit(law, few), fit(law, few)
    np.testing.assert_array_equal(one.level_weights, same.level_weights)
