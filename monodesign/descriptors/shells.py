"""Relax Li⁺ with a full shell of molecules, Li⁺ kept at the ends of the C=O bonds.

GFN2-xTB lets Li⁺ slide from the end of a C=O bond to its side (Li⁺–O=C of 98° in Li(EC)4⁺, where liquids and
crystals show 130–160°) and rewards that with more than 10 kcal/mol per shell. A wall on the distance between
Li⁺ and the carbonyl carbon prevents it during relaxation; its energy is taken away afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from monodesign.chem.clusters import (
    NEAREST_CARBON_ANGSTROM,
    Cluster,
    find_contacts,
    list_anchors,
    start_clusters,
)
from monodesign.engines.base import SinglePoint
from monodesign.engines.optimise import optimise
from monodesign.errors import CalculationError
from monodesign.units import ANGSTROM_PER_BOHR, KCAL_MOL_PER_HARTREE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from monodesign.engines.base import Calculation, Engine, Method
    from monodesign.records import Geometry

WALL_EH_A2: Final = 200.0 / KCAL_MOL_PER_HARTREE  # stiff against the slide, soft against a C=O stretch
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wall:
    """A harmonic wall that keeps Li⁺, the last atom, away from some atoms."""

    anchors: NDArray[np.int64]

    def evaluate(self, positions: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return energy (Eh) and gradient (Eh/bohr)."""
        apart = positions[self.anchors] - positions[-1]
        distance = np.linalg.norm(apart, axis=1)
        inside = np.clip(NEAREST_CARBON_ANGSTROM - distance, 0.0, None)
        push = -2 * WALL_EH_A2 * (inside / distance)[:, None] * apart * ANGSTROM_PER_BOHR
        gradient = np.zeros_like(positions)
        np.add.at(gradient, self.anchors, push)
        gradient[-1] = -push.sum(axis=0)
        return float(WALL_EH_A2 * (inside**2).sum()), gradient


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeldCalculation:
    """A calculation with the wall added."""

    inner: Calculation
    wall: _Wall

    def evaluate(self, positions: NDArray[np.float64]) -> SinglePoint:
        """Return the single point with the wall's energy and gradient in it."""
        point = self.inner.evaluate(positions)
        energy, gradient = self.wall.evaluate(positions)
        return replace(
            point, energy_eh=point.energy_eh + energy, gradient_eh_bohr=point.gradient_eh_bohr + gradient
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeldEngine:
    """An engine whose calculations carry the wall."""

    inner: Engine
    wall: _Wall

    @property
    def name(self) -> str:
        """The name of the engine behind."""
        return self.inner.name

    @property
    def version(self) -> str:
        """The version of the engine behind."""
        return self.inner.version

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods of the engine behind."""
        return self.inner.methods

    def prepare(
        self, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
    ) -> _HeldCalculation:
        """Set up the engine's calculation and the wall."""
        return _HeldCalculation(
            inner=self.inner.prepare(geometry, method=method, solvent=solvent), wall=self.wall
        )


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
    wall = _Wall(anchors=list_anchors(start.smiles))
    relaxed = optimise(
        _HeldEngine(inner=engine, wall=wall),
        start.geometry,
        solvent=solvent,
        fmax_ev_a=FORCE_EV_A,
        max_steps=STEPS,
    )
    positions = relaxed.geometry.positions
    contacts = find_contacts(start, positions)
    return Shell(
        smiles=start.smiles,
        geometry=relaxed.geometry,
        energy_eh=relaxed.energy_eh - wall.evaluate(positions)[0],
        contacts=tuple(tuple(donor.donor_class for donor in donors) for donors in contacts),
        n_steps=relaxed.n_steps,
    )
