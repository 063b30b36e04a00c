"""Stereoisomers of fragments."""

import pytest

from monodesign.space.fragments import FragmentLibrary, load_fragments
from monodesign.space.stereo import enumerate_stereo


def isomers(name, role):
    library = load_fragments()
    kept = tuple(fragment for fragment in getattr(library, role) if fragment.name == name)
    own = {"heads": library.heads[:1], "bridges": library.bridges[:1], "ligands": library.ligands[:1]} | {
        role: kept
    }
    return getattr(enumerate_stereo(FragmentLibrary(**own)), role)


@pytest.mark.slow
def test_a_fragment_without_stereocentres_stays_itself():
    (only,) = isomers("ethylene-O", "bridges")
    assert only.name == "ethylene-O"


@pytest.mark.slow
def test_one_centre_gives_two_isomers_and_a_1_4_ring_cis_and_trans():
    assert len(isomers("ethylene carbonate-4-yl", "ligands")) == 2
    assert len(isomers("1,4-cyclohexylene-O", "bridges")) == 2
    assert len({isomer.smiles for isomer in isomers("1,2-dimethylethylene-O", "bridges")}) == 4


@pytest.mark.slow
def test_a_bridged_ring_keeps_only_isomers_that_can_exist():
    # Four centres make 16 drawings; the two bridgeheads of norbornane fix each other, so 8 exist.
    assert len(isomers("norbornane-2,3-dimethylene-O", "bridges")) == 8
