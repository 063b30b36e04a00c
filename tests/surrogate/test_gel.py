"""Gels between liquid and dry polymer, the paper's ordinal statements and its family."""

import json

import numpy as np
import pytest

from monodesign.paths import MODELS
from monodesign.surrogate.family import score_family
from monodesign.surrogate.gel import HINDRANCES, hindrances, join_phases
from monodesign.surrogate.models import GEL, kinds_of, liquid_reference
from monodesign.surrogate.ordinals import read_ordinals


@pytest.fixture(scope="module")
def gels(few_sample):
    return few_sample.inputs.take(kinds_of(few_sample.inputs) == GEL)


def test_every_hindrance_has_a_column(gels):
    assert hindrances(gels).shape == (len(gels), len(HINDRANCES))


def test_a_gel_lies_between_its_liquid_and_its_dry_polymer(gels, shipped):
    liquid, dry = np.full(len(gels), -2.0), np.full(len(gels), -7.0)
    joined = join_phases(gels, shipped.model.obstruction, liquid=liquid, dry=dry)
    assert (joined <= liquid).all()
    assert (joined >= dry).all()


def test_a_polymer_that_outdoes_the_liquid_does_not_lift_the_gel_above_it(gels, shipped):
    joined = join_phases(
        gels, shipped.model.obstruction, liquid=np.full(len(gels), -6.0), dry=np.full(len(gels), -2.0)
    )
    assert (joined <= -6.0).all()


def test_coefficients_keep_the_signs_that_physics_gives_them(shipped):
    for value, rule in zip(shipped.model.obstruction.coefficients, HINDRANCES.values(), strict=True):
        assert rule.lowest - 1e-9 <= value <= rule.highest + 1e-9


def test_the_shipped_exponents_keep_the_paper_s_ordinal_statements(shipped):
    evidence = read_ordinals(lambda inputs: liquid_reference(shipped.model.liquid, inputs))
    kept = evidence.rows @ shipped.model.obstruction.coefficients
    np.testing.assert_allclose(kept, evidence.values, atol=0.03)


def test_physics_orders_at_least_17_of_21_pairs_of_the_paper_s_gels(few_sample, shipped):
    """Leave-pair-out, copolymers of a left-out polymer left out too."""
    result = score_family(few_sample, shipped.model.liquid)
    assert result is not None
    assert result.n_pairs == 21
    assert result.right["physics"] >= 17


def test_the_shipped_card_says_as_much():
    card = json.loads((MODELS / "default" / "card.json").read_text(encoding="utf-8"))
    assert card["family"]["n_pairs"] == 21
    assert card["family"]["right"]["physics"] >= 17
