import numpy as np
import pytest

pytest.importorskip("parmed")

from monodesign.simulation.box import Box, Species
from monodesign.simulation.chains import build_chain, parametrise_chain, unit_charges
from monodesign.simulation.ions import load_lithium
from monodesign.simulation.packing import pack

pytestmark = pytest.mark.slow

METHYL_ACRYLATE = "*CC(*)C(=O)OC"


@pytest.fixture(scope="module")
def tetramer():
    charges = {METHYL_ACRYLATE: unit_charges(METHYL_ACRYLATE)}
    return parametrise_chain([METHYL_ACRYLATE] * 4, charges, names={METHYL_ACRYLATE: "MA"}, seed=3)


def _charges_of(chain, unit):
    return [charge for charge, own in zip(chain.charges_e, chain.units, strict=True) if own == unit]


def test_every_repeat_unit_is_neutral(tetramer):
    assert [sum(_charges_of(tetramer, unit)) for unit in range(4)] == pytest.approx([0.0] * 4, abs=1e-9)


def test_inner_units_are_charged_alike_whatever_their_hand(tetramer):
    assert sorted(_charges_of(tetramer, 1)) == pytest.approx(sorted(_charges_of(tetramer, 2)))


def test_an_acrylates_own_oxygens_are_the_heads(tetramer):
    assert {kind for _, kind in tetramer.donors} == {"head C=O", "head ester O"}
    assert len(tetramer.donors) == 8


def test_a_ligands_carbonyls_are_told_from_the_heads():
    from monodesign.simulation.chains import embed
    from monodesign.simulation.donors import name_donors

    chain, _ = build_chain(["*CC(*)C(=O)OCC1COC(=O)O1"] * 2, seed=1)
    kinds = [kind for _, kind in name_donors(embed(chain, seed=1), is_polymer=True)]
    assert kinds.count("head C=O") == kinds.count("ligand C=O") == 2
    assert kinds.count("ligand ester O") == 4


def test_a_chain_is_atactic_by_its_seed():
    from rdkit import Chem

    smiles = {seed: Chem.MolToSmiles(build_chain([METHYL_ACRYLATE] * 6, seed=seed)[0]) for seed in (1, 1, 2)}
    assert smiles[1] != smiles[2]


@pytest.mark.slow
@pytest.mark.parametrize("start", ["polymer", "solvent"])
def test_lithium_begins_where_it_is_told_and_touches_nothing_else(tetramer, start, boxes):
    box = Box(
        species=(
            Species(parameters=tetramer, count=1, role="polymer"),
            Species(parameters=boxes.ethylene_carbonate(), count=8, role="solvent"),
            Species(parameters=load_lithium("aqvist"), count=2, role="lithium"),
        )
    )
    positions, edge_a = pack(box, start=start, seed=1)
    lithium = positions[-2:]
    apart = lithium[:, None, :] - positions[None, :-2, :]
    apart -= edge_a * np.round(apart / edge_a)
    distance = np.linalg.norm(apart, axis=2)
    of_polymer = np.arange(distance.shape[1]) < tetramer.n_atoms
    host, other = (of_polymer, ~of_polymer) if start == "polymer" else (~of_polymer, of_polymer)
    assert distance[:, host].min(axis=1) == pytest.approx([2.0, 2.0], abs=0.05)
    assert distance[:, other].min() > 3.0
