"""Sums over head and ligand parts equal what every member gives on its own."""

import numpy as np
import pytest
from rdkit.Chem import Crippen

from monodesign.chem.filters import count_rotors
from monodesign.chem.molecules import molar_mass_g_mol, parse
from monodesign.space.expansion import Expansion
from monodesign.space.fragments import load_fragments
from monodesign.space.space import MonomerSpace


def facts(repeat_unit, unit):
    mol = parse(unit)
    return molar_mass_g_mol(mol), count_rotors(mol), Crippen.MolLogP(mol), float(repeat_unit.count("*"))


@pytest.fixture(scope="module", params=[False, True], ids=["one ligand", "up to two ligands"])
def space(request):
    return MonomerSpace(load_fragments(), two_ligands=request.param)


def draw(space, count, *, seed=1):
    return np.sort(np.random.default_rng(seed).choice(len(space), count, replace=False))


@pytest.mark.slow
def test_sums_over_fragments_equal_the_members_own_properties(space):
    members = space.members(draw(space, 60))
    expected = [facts(*texts) for texts in space.polymerised(members)]
    assert Expansion(space, facts).of(members) == pytest.approx(np.array(expected), abs=1e-6)


def test_head_and_ligand_of_a_bridge_are_evaluated_once(space):
    calls = []
    expansion = Expansion(space, lambda repeat_unit, unit: (calls.append(unit), (1.0,))[1])
    members = space.members(draw(space, 40))
    expansion.of(members)
    n_calls = len(calls)
    assert expansion.of(members).tolist() == [[1.0]] * 40
    assert len(calls) == n_calls


def test_the_order_in_which_members_are_asked_for_changes_nothing(space):
    indices = draw(space, 30)
    forwards, backwards = Expansion(space, facts), Expansion(space, facts)
    backwards.of(space.members(indices[::-1][:10]))
    assert np.array_equal(
        forwards.of(space.members(indices)), backwards.of(space.members(indices[::-1]))[::-1]
    )
