"""Small boxes of real parts, and parameters written by hand."""

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest

from monodesign.simulation.box import Box, Species
from monodesign.simulation.chains import parametrise_molecule
from monodesign.simulation.frames import Frames
from monodesign.simulation.ions import load_anion, load_lithium
from monodesign.simulation.parameters import Parameters


@lru_cache(maxsize=1)
def ethylene_carbonate():
    return parametrise_molecule("O=C1OCCO1", name="EC")


def small_box(*, n_solvent=12, n_salt=3, scale=0.8):
    """A box of EC with LiPF6, some 150 atoms."""
    return Box(
        species=(
            Species(parameters=ethylene_carbonate(), count=n_solvent, role="solvent"),
            Species(
                parameters=load_lithium("jensen-jorgensen").scale_charges(scale), count=n_salt, role="lithium"
            ),
            Species(parameters=load_anion("LiPF6").scale_charges(scale), count=n_salt, role="anion"),
        )
    )


def one_atom(name, donor=""):
    """A molecule of one atom."""
    return Parameters(
        name=name, smiles="O", elements=("O",), atom_types=("o",), masses_g_mol=(10.0,), charges_e=(0.0,),
        sigma_nm=(0.3,), epsilon_kj_mol=(0.1,), positions_a=((0.0,) * 3,), units=(0,), unit_names=(name,),
        donors=((0, donor),) if donor else (), bonds=(), angles=(), torsions=(), source="by hand",
    )  # fmt: skip


def atoms_box(**counts):
    """A box of single atoms: li, anion, polymer and solvent, in that order, by number."""
    roles = {"li": "lithium", "anion": "anion", "polymer": "polymer", "solvent": "solvent"}
    donors = {"li": "", "anion": "anion F", "polymer": "ligand C=O", "solvent": "solvent C=O"}
    return Box(
        species=tuple(
            Species(parameters=one_atom(name.upper(), donors[name]), count=count, role=roles[name])
            for name, count in counts.items()
        )
    )


def frames_of(positions_nm, *, edge_nm=4.0, frame_ps=1.0):
    """Frames of positions, shape (frames, n, 3), in a cube."""
    positions_nm = np.asarray(positions_nm, dtype=np.float32)
    return Frames(
        positions_nm=positions_nm, edges_nm=np.full((len(positions_nm), 3), edge_nm), frame_ps=frame_ps
    )


@pytest.fixture(scope="session")
def boxes():
    """What the tests of this folder build boxes from."""
    return SimpleNamespace(
        atoms_box=atoms_box, ethylene_carbonate=ethylene_carbonate, frames_of=frames_of, one_atom=one_atom,
        small_box=small_box,
    )  # fmt: skip
