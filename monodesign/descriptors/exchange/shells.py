"""Relax Li⁺ with a full shell of molecules, Li⁺ kept at the ends of the C=O bonds.

GFN2-xTB lets Li⁺ slide from the end of a C=O bond to its side (Li⁺–O=C of 98° in Li(EC)4⁺, where liquids and
crystals show 130–160°) and rewards that with more than 10 kcal/mol per shell. A wall on the distance between
Li⁺ and the carbonyl carbon prevents it during relaxation; its energy is taken away afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monodesign.engines.base import Engine
from monodesign.engines.optimise import Walls, optimise
from monodesign.errors import CalculationError
from monodesign.geometry.force_field import expected_hessian
from monodesign.geometry.shell_starts import (
    NEAREST_CARBON_ANGSTROM,
    Cluster,
    combine,
    find_contacts,
    list_anchors,
    start_clusters,
)
from monodesign.records import Geometry

WALL_EV_A2: Final = 17.3  # stiff against the slide, soft against a C=O stretch
# With the optimiser's own, softer limit a shell wanders between basins for twice as many gradients.
SOFTEST_EV_A2: Final = 2.0
FORCE_EV_A: Final = 0.05
STEPS: Final = 150  # most shells take 30–60; those that need more wander between shells


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """One relaxed shell.

    Attributes:
        smiles: Its molecules, the one of interest first.
        geometry: All atoms, Li⁺ last.
        energy_eh: In the implicit solvent, the wall taken away.
        contacts: Donor classes that touch Li⁺, per molecule.
        n_steps: Gradients the relaxation took.
    """

    smiles: tuple[str, ...]
    geometry: Geometry
    energy_eh: float
    contacts: tuple[tuple[str, ...], ...]
    n_steps: int


def relax_shells(
    smiles: Sequence[str], *, engine: Engine, solvent: str, count: int, seed: int
) -> tuple[tuple[Shell, ...], int]:
    """Relax `count` starting shells and keep those that are still the shell that was asked for.

    Returns:
        The valid shells in the order of their starts, and the number of starts discarded because a molecule
        changed or left the shell or the relaxation failed.

    Raises:
        CalculationError: No start can be built.
        UserError: A SMILES or the solvent cannot be used.
    """
    starts = start_clusters(smiles, count=count, seed=seed)
    shells = []
    for start in starts:
        try:
            shells.append(relax_shell(start, engine=engine, solvent=solvent))
        except CalculationError:
            continue
    return tuple(shells), len(starts) - len(shells)


def relax_shell(start: Cluster, *, engine: Engine, solvent: str) -> Shell:
    """Relax one shell.

    Raises:
        NotConverged: The relaxation ran out of steps or the self-consistent field failed.
        StructureChanged: A molecule changed or left the shell.
    """
    anchors = list_anchors(start.smiles)
    walls = Walls(
        atom=len(start.geometry.numbers) - 1,
        others=tuple(map(int, anchors)),
        distances=(NEAREST_CARBON_ANGSTROM,) * len(anchors),
        stiffness_ev_a2=WALL_EV_A2,
    )
    relaxed = optimise(
        engine,
        start.geometry,
        solvent=solvent,
        fmax_ev_a=FORCE_EV_A,
        max_steps=STEPS,
        hessian=expected_hessian(combine(start.smiles), start.geometry, softest_ev_a2=SOFTEST_EV_A2),
        walls=walls,
    )
    positions = relaxed.geometry.positions
    contacts = find_contacts(start, positions)
    return Shell(
        smiles=start.smiles,
        geometry=relaxed.geometry,
        energy_eh=relaxed.energy_eh,
        contacts=tuple(tuple(donor.donor_class for donor in donors) for donors in contacts),
        n_steps=relaxed.n_steps,
    )
