"""Amounts: what the paper weighed, and arithmetic that no scale changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monodesign.chem.molecules import molar_mass_g_mol, parse
from monodesign.errors import UserError
from monodesign.synthesis.amounts import limiting_reactant, weigh_route
from monodesign.synthesis.routes import find_route

# Li P. et al., doi 10.1038/s41467-025-59020-w, Methods. For acryloyl chloride it prints 16.5 g
# and 186.4 mmol, which are 182 and 186 mmol; the grams are what was weighed.
DOA = {"O=C1OCC(CO)O1": 20.0, "CCN(CC)CC": 18.9, "C=CC(=O)Cl": 16.5}
AEEO = {"C=CC(=O)OCCO": 20.0, "c1ccncc1": 15.0, "CCOC(=O)C(=O)Cl": 25.9}
SMILES = {"DOA": "C=CC(=O)OCC1COC(=O)O1", "AEEO": "C=CC(=O)OCCOC(=O)C(=O)OCC"}


def weigh(name, *, limiting_g):
    route = find_route(SMILES[name])
    mass_g_mol = molar_mass_g_mol(parse(limiting_reactant(route.steps[-1])))
    return weigh_route(route, limiting_mmol=1000.0 * limiting_g / mass_g_mol)[0]


@pytest.mark.parametrize(("name", "published"), [("DOA", DOA), ("AEEO", AEEO)])
def test_the_papers_amounts_come_out_of_its_scale(name, published):
    grams = {amount.smiles: amount.mass_g for amount in weigh(name, limiting_g=20.0).amounts}
    for smiles, mass_g in published.items():
        assert grams[smiles] == pytest.approx(mass_g, rel=0.03)


@pytest.mark.parametrize("name", SMILES)
def test_the_papers_solvent_volumes_come_out_of_its_scale(name):
    volumes = [a.volume_ml for a in weigh(name, limiting_g=20.0).amounts if a.role.startswith("solvent")]
    assert volumes == pytest.approx([160.0, 60.0], rel=0.03)


@pytest.mark.parametrize(("name", "yield_g"), [("DOA", 21.9), ("AEEO", 29.9)])
def test_the_papers_yield_is_within_the_range_to_expect(name, yield_g):
    weighed = weigh(name, limiting_g=20.0)
    # The paper's own rounding: 80 % of AEEO's theory is 29.8 g.
    assert 0.99 * weighed.product_low_g <= yield_g <= weighed.product_high_g


def test_equivalents_are_those_of_the_paper():
    amounts = {amount.role: amount for amount in weigh("AEEO", limiting_g=20.0).amounts}
    assert [amounts[role].equivalents for role in ("limiting", "reactant", "base")] == [1.0, 1.1, 1.1]


def test_the_first_step_makes_what_the_second_needs():
    route = find_route("C=CC(=O)N(C)CCOC(=O)OC")
    first, second = weigh_route(route, limiting_mmol=50.0)
    made = next(amount.mmol for amount in first.amounts if amount.role == "product")
    used = next(amount.mmol for amount in second.amounts if amount.smiles == first.step.product)
    assert made == pytest.approx(used)


@settings(max_examples=30)
@given(st.floats(min_value=1e-3, max_value=1e5))
def test_amounts_are_proportional_to_the_scale(mmol):
    route = find_route(SMILES["DOA"])
    one, many = (weigh_route(route, limiting_mmol=scale)[0] for scale in (1.0, mmol))
    for small, large in zip(one.amounts, many.amounts, strict=True):
        assert large.mass_g == pytest.approx(mmol * small.mass_g)


@pytest.mark.parametrize("mmol", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_that_is_no_amount_is_refused(mmol):
    with pytest.raises(UserError, match="positive amount"):
        weigh_route(find_route(SMILES["DOA"]), limiting_mmol=mmol)


def test_stock_is_told_apart_from_the_catalogue():
    route = find_route(SMILES["DOA"])
    amounts = weigh_route(route, limiting_mmol=10.0, stock=frozenset({"C=CC(=O)Cl"}))[0].amounts
    assert {amount.smiles for amount in amounts if amount.is_in_stock} == {"C=CC(=O)Cl"}
