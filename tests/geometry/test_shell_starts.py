import numpy as np
import pytest

from monodesign.errors import StructureChanged
from monodesign.geometry.shell_starts import (
    LITHIUM,
    NEAREST_CARBON_ANGSTROM,
    find_contacts,
    list_anchors,
    load_ligand,
    start_clusters,
    without_lithium,
)

EC = "C1COC(=O)O1"
DOA_UNIT = "CCC(=O)OCC1COC(=O)O1"


@pytest.fixture(scope="module")
def starts():
    return start_clusters([DOA_UNIT, EC, EC, EC], count=4, seed=3, pool=8)


@pytest.mark.slow
def test_a_start_holds_every_molecule_by_one_donor(starts):
    """Tetrahedral shells: the first shell in EC counts about four (doi 10.1038/s41467-025-59020-w)."""
    for start in starts:
        contacts = find_contacts(start, start.geometry.positions)
        assert [len(donors) for donors in contacts] == [1, 1, 1, 1]


@pytest.mark.slow
def test_starts_try_each_kind_of_donor(starts):
    assert {start.aim for start in starts} == {"ester", "cyclic_carbonate"}


def test_lithium_starts_at_the_end_of_the_carbonyl(starts):
    for start in starts:
        positions = start.geometry.positions
        distance = np.linalg.norm(positions[list_anchors(start.smiles)] - positions[-1], axis=1)
        assert distance.min() > NEAREST_CARBON_ANGSTROM - 0.1


@pytest.mark.slow
def test_the_same_seed_gives_the_same_starts(starts):
    again = start_clusters([DOA_UNIT, EC, EC, EC], count=4, seed=3, pool=8)
    for one, other in zip(starts, again, strict=True):
        np.testing.assert_array_equal(one.geometry.positions, other.geometry.positions)


def test_a_molecule_that_leaves_is_noticed(starts):
    positions = starts[0].geometry.positions.copy()
    n = len(load_ligand(DOA_UNIT).numbers)
    positions[:n] += 10.0
    with pytest.raises(StructureChanged, match="left the shell"):
        find_contacts(starts[0], positions)


def test_a_broken_bond_is_noticed(starts):
    positions = starts[0].geometry.positions.copy()
    positions[0] += 3.0
    with pytest.raises(StructureChanged, match="changed its bonds"):
        find_contacts(starts[0], positions)


def test_a_molecule_without_donors_is_refused():
    with pytest.raises(StructureChanged, match="no donor"):
        start_clusters(["CCCC", EC, EC, EC], count=1, seed=0)


def test_taking_lithium_away_takes_its_charge(starts):
    bare = without_lithium(starts[0].geometry)
    assert bare.charge == 0
    assert LITHIUM not in bare.numbers
    assert len(bare.positions) == len(starts[0].geometry.positions) - 1
