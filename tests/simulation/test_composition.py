import pytest

from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import read_polymer, read_salts, read_solvents
from monodesign.formulation.repeat_units import unit_mass_g_mol
from monodesign.simulation.assembly import name_unit
from monodesign.simulation.composition import Recipe, count_molecules, draw_sequences


def _recipe(**changes):
    given = {
        "polymer": read_polymer("DOA"), "solvents": read_solvents("EC"), "salts": read_salts("LiPF6"),
        "w_polymer": 0.30, "w_solvent": 0.54, "w_salt": 0.16, "temperature_k": 298.15,
    }  # fmt: skip
    return Recipe(**(given | changes))


def test_the_papers_gel_gives_the_papers_box():
    """20 hexamers, 360 solvents and 60 LiPF6 (doi:10.1038/s41467-025-59020-w): 1 : 18 : 3 by chain.

    These hold 34 wt% polymer and 15 wt% salt, the study's gel 30 and 16.
    """
    counts = count_molecules(_recipe(), n_atoms=6500, chain_length=6)
    assert counts.n_chains == pytest.approx(20, abs=2)
    assert counts.solvents["EC"] / counts.n_chains == pytest.approx(18, rel=0.25)
    assert counts.n_salt / counts.n_chains == pytest.approx(3, rel=0.25)


def test_counts_follow_the_rows_weights():
    recipe = _recipe(solvents=read_solvents("EC:1|DMC:1"))
    counts = count_molecules(recipe, n_atoms=6500, chain_length=6)
    masses = {
        "polymer": sum(n * unit_mass_g_mol(unit) for unit, n in counts.units.items()),
        "EC": counts.solvents["EC"] * 88.06,
        "DMC": counts.solvents["DMC"] * 90.08,
        "salt": counts.n_salt * 151.9,
    }
    shares = {name: mass / sum(masses.values()) for name, mass in masses.items()}
    assert shares == pytest.approx({"polymer": 0.30, "EC": 0.27, "DMC": 0.27, "salt": 0.16}, abs=0.003)


def test_salts_of_two_kinds_are_both_in_the_box():
    """Molar masses 151.91 (LiPF6) and 287.09 g/mol (LiTFSI): 1.89 LiPF6 for a LiTFSI at equal masses."""
    counts = count_molecules(_recipe(salts=read_salts("LiPF6:1|LiTFSI:1")), n_atoms=6500, chain_length=6)
    assert counts.salts["LiPF6"] / counts.salts["LiTFSI"] == pytest.approx(287.09 / 151.91, rel=0.05)
    assert counts.n_salt == sum(counts.salts.values())


def test_a_copolymers_units_are_spread_over_its_chains():
    counts = count_molecules(_recipe(polymer=read_polymer("DOA|AEEO", "1|1")), n_atoms=2000, chain_length=6)
    sequences = draw_sequences(counts, seed=1)
    assert {len(sequence) for sequence in sequences} == {6}
    units = [unit for sequence in sequences for unit in sequence]
    assert abs(units.count(units[0]) - len(units) / 2) <= 0.5
    assert draw_sequences(counts, seed=2) != sequences == draw_sequences(counts, seed=1)


def test_a_box_with_too_little_salt_is_refused_with_what_to_do():
    with pytest.raises(
        InvalidFormulation, match=r"would contain 1 Li⁺, but at least 3 .* larger box or more salt"
    ):
        count_molecules(_recipe(w_polymer=0.45, w_salt=0.01), n_atoms=2000, chain_length=6)


def test_a_box_that_one_chain_makes_far_larger_is_refused_with_its_size():
    """A hexamer of DOA, 1033 g/mol, at 1 wt% is a box of 103 kg/mol, mostly EC: 10 atoms for 88 g/mol."""
    recipe = _recipe(w_polymer=0.01, w_solvent=0.83)
    with pytest.raises(InvalidFormulation, match=r"needs a box of 1[0-2]\d{3} atoms, not 2000; use a larger"):
        count_molecules(recipe, n_atoms=2000, chain_length=6)


def test_a_comonomer_of_which_there_is_no_unit_is_refused():
    recipe = _recipe(polymer=read_polymer("DOA|AEEO", "0.999|0.001"))
    with pytest.raises(InvalidFormulation, match=r"contain no \*CC"):
        count_molecules(recipe, n_atoms=2000, chain_length=6)


def test_an_ionic_liquid_is_refused():
    recipe = _recipe(solvents=read_solvents("EC:1|CCn1cc[n+](C)c1.CS(=O)(=O)[O-]:1"))
    with pytest.raises(InvalidFormulation, match="made of ions"):
        count_molecules(recipe, n_atoms=2000, chain_length=6)


def test_a_charged_polymer_is_refused():
    polymer = read_polymer("*CC(*)c1ccc(S(=O)(=O)[O-])cc1")
    with pytest.raises(InvalidFormulation, match="polymer is charged"):
        count_molecules(_recipe(polymer=polymer), n_atoms=2000, chain_length=6)


def test_a_unit_without_a_name_is_called_by_its_psmiles():
    assert name_unit("*CC(*)C(=O)OC") == "*CC(*)C(=O)OC"
