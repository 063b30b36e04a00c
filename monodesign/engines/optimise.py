"""Relax a geometry on an engine's energy surface.

Quasi-Newton steps (BFGS) from the force field's Hessian where the caller has one, else from a model Hessian.
Over eight library units (10–31 atoms, from MMFF94s geometries, to 0.05 eV/Å) the model Hessian took 12
gradients a molecule where BFGS and L-BFGS from a scaled unit matrix took 20, and ended 0.1 kcal/mol lower,
because soft torsions are relaxed too.

A system that was evaluated or relaxed loosely before is gone on with: its wave function and last gradient are
kept, so that ordering starts by their energy costs nothing for those that are relaxed. In a flat valley BFGS
takes gradient after gradient for some 0.01 kcal/mol each; a caller may say what such a step must promise.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.engines.base import Calculation, Engine, Method, SinglePoint
from monodesign.engines.hessian import model_hessian
from monodesign.engines.quasi_newton import QuasiNewton, Step
from monodesign.errors import CalculationError, NotConverged, StructureChanged
from monodesign.records import Geometry
from monodesign.units import ANGSTROM_PER_BOHR, EV_PER_HARTREE, KCAL_MOL_PER_EV, KCAL_MOL_PER_HARTREE

MAXIMUM_STEPS: Final = 300
FMAX_EV_A: Final = 0.05  # largest force left on an atom, unless asked otherwise
NEAR: Final = 2.0  # times the limit, the largest force at which a relaxation may end for want of gain
# Pieces of a complex further apart than this have left each other; contacts in a shell are below 4 Å.
APART_ANGSTROM: Final = 5.0
# Of walls, unless asked otherwise: the pull of a donor on Li⁺ (about 1 eV/Å) presses them in by 0.05 Å.
WALL_EV_A2: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A calculation and the single point it has come to, so that nothing is evaluated twice.

    It goes on in one direction only: what begins here leaves the calculation elsewhere.

    Attributes:
        calculation: Of the system, holding the wave function of the point.
        point: Its last single point.
    """

    calculation: Calculation
    point: SinglePoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A geometry to relax.

    Attributes:
        geometry: The geometry.
        begun: What has been evaluated there, `None` for nothing.
        above_kcal_mol: Its energy above the lowest of the starts it was compared with, infinite where it did
            not converge.
    """

    geometry: Geometry
    begun: Begun | None = None
    above_kcal_mol: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimised:
    """A relaxed geometry with the engine's results.

    Attributes:
        geometry: The minimum.
        energy_eh: Its energy in Eh.
        charges_e: Its atomic partial charges in e, shape (n,).
        n_steps: Number of gradients it took, with that at the start.
        first: The single point at the start.
        last: The single point at the minimum.
        hessian: What was learned of the curvature there, eV/Å², shape (3n, 3n).
        calculation: The calculation, holding the wave function of the minimum.
    """

    geometry: Geometry
    energy_eh: float
    charges_e: NDArray[np.float64]
    n_steps: int
    first: SinglePoint
    last: SinglePoint
    hessian: NDArray[np.float64]
    calculation: Calculation

    @property
    def begun(self) -> Begun:
        """What a further relaxation begins with."""
        return Begun(calculation=self.calculation, point=self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """Distances that a relaxation may not fall below, by springs that push and never pull.

    Attributes:
        atom: The atom that is kept away.
        others: The atoms it is kept away from.
        distances: How far (Å), one for each of them.
        stiffness_ev_a2: Of the springs, eV/Å².
    """

    atom: int
    others: tuple[int, ...]
    distances: tuple[float, ...]
    stiffness_ev_a2: float = WALL_EV_A2

    @property
    def by_atom(self) -> dict[int, float]:
        """The distance (Å) to keep from each of the other atoms."""
        return dict(zip(self.others, self.distances, strict=True))

    def push(self, positions: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the springs' energy (eV) and forces (eV/Å, shape (n, 3)) at `positions` (Å)."""
        away = positions[self.atom] - positions[list(self.others)]
        distance = np.linalg.norm(away, axis=1)
        short = np.clip(np.array(self.distances) - distance, 0.0, None)
        pushes = (self.stiffness_ev_a2 * short / distance)[:, None] * away
        forces = np.zeros_like(positions)
        np.add.at(forces, list(self.others), -pushes)
        forces[self.atom] += pushes.sum(axis=0)
        return float(0.5 * self.stiffness_ev_a2 * (short**2).sum()), forces

    def stiffness(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the Hessian (eV/Å², shape (3n, 3n)) of the springs that are pressed in, along their axes."""
        hessian = np.zeros((positions.size, positions.size))
        for other, distance in zip(self.others, self.distances, strict=True):
            away = positions[self.atom] - positions[other]
            length = float(np.linalg.norm(away))
            if length < distance:
                stretch = np.zeros_like(positions)
                stretch[self.atom], stretch[other] = away / length, -away / length
                hessian += self.stiffness_ev_a2 * np.outer(stretch, stretch)
        return hessian


def optimise(
    engine: Engine,
    geometry: Geometry,
    *,
    method: Method = "GFN2-xTB",
    solvent: str | None = None,
    fmax_ev_a: float = FMAX_EV_A,
    least_gain_kcal_mol: float = 0.0,
    max_steps: int = MAXIMUM_STEPS,
    hessian: NDArray[np.float64] | None = None,
    walls: Walls | None = None,
    begun: Begun | None = None,
    may_come_apart: bool = False,
) -> Optimised:
    """Relax a geometry until no atom feels a force above `fmax_ev_a` (eV/Å), or nothing is left to gain.

    Args:
        engine: Whose energy surface.
        geometry: The start.
        method: The Hamiltonian.
        solvent: Implicit solvent, `None` for the gas phase.
        fmax_ev_a: Largest force left on an atom, …
        least_gain_kcal_mol: … or twice that where Newton's step promises no more than this: a flat torsion
            costs gradient after gradient for next to nothing.
        max_steps: Steps allowed.
        hessian: What the curvature is expected to be (eV/Å², shape (3n, 3n)), positive definite; by default
            the model Hessian.
        walls: Distances to keep; the energy returned is the engine's, without them.
        begun: What has been evaluated at the start with this method and solvent.
        may_come_apart: Whether pieces that drift away from each other are a result too.

    Raises:
        NotConverged: The optimiser ran out of steps, or the self-consistent field failed.
        NotANumber: The engine returned NaN or infinity.
        StructureChanged: A piece has drifted away from the rest, and may not.
        UnsupportedElement: The method has no parameters for an element.
        UnknownName: The engine does not know the method or the solvent.
    """
    begun = begun or begin(engine, geometry, method=method, solvent=solvent)
    start = model_hessian(geometry.numbers, geometry.positions) if hessian is None else hessian
    newton = QuasiNewton(start)
    positions = np.array(geometry.positions, dtype=float)
    point = begun.point
    for n_gradients in range(1, max_steps + 2):
        gradient = point.gradient_eh_bohr * EV_PER_HARTREE / ANGSTROM_PER_BOHR
        newton.learn(positions, gradient)
        total = gradient - walls.push(positions)[1] if walls else gradient
        step = newton.step(total, walls.stiffness(positions) if walls else None)
        if _is_relaxed(total, step, fmax_ev_a=fmax_ev_a, least_gain_kcal_mol=least_gain_kcal_mol):
            break
        if n_gradients > max_steps:
            raise NotConverged(
                f"no minimum within {max_steps} steps; allow more or start from another conformer"
            )
        positions = positions + step.shift_angstrom
        point = begun.calculation.evaluate(positions)
    if not may_come_apart and _count_pieces(positions) > _count_pieces(geometry.positions):
        raise StructureChanged("the molecule broke apart during optimisation; start from another geometry")
    return Optimised(
        geometry=replace(geometry, positions=positions),
        energy_eh=point.energy_eh,
        charges_e=point.charges_e,
        n_steps=n_gradients,
        first=begun.point,
        last=point,
        hessian=newton.hessian,
        calculation=begun.calculation,
    )


def _is_relaxed(
    gradient_ev_a: NDArray[np.float64], step: Step, *, fmax_ev_a: float, least_gain_kcal_mol: float
) -> bool:
    """Return whether forces are below the limit, or near it with next to nothing left to gain."""
    largest = float((gradient_ev_a**2).sum(axis=1).max()) ** 0.5
    is_flat = step.gain_ev * KCAL_MOL_PER_EV <= least_gain_kcal_mol
    return largest <= fmax_ev_a or (largest <= NEAR * fmax_ev_a and is_flat)


def begin(
    engine: Engine, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
) -> Begun:
    """Evaluate a geometry from a fresh wave function, to be gone on from.

    Raises:
        NotConverged: The self-consistent field failed.
        NotANumber: The engine returned NaN or infinity.
        UnsupportedElement: The method has no parameters for an element.
        UnknownName: The engine does not know the method or the solvent.
    """
    calculation = engine.prepare(geometry, method=method, solvent=solvent)
    return Begun(calculation=calculation, point=calculation.evaluate(geometry.positions))


def compute_single_point(
    engine: Engine, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
) -> SinglePoint:
    """Return energy, gradient and charges at one geometry, from a fresh wave function.

    Raises:
        NotConverged: The self-consistent field failed.
        NotANumber: The engine returned NaN or infinity.
        UnsupportedElement: The method has no parameters for an element.
        UnknownName: The engine does not know the method or the solvent.
    """
    return begin(engine, geometry, method=method, solvent=solvent).point


def rank_starts(engine: Engine, geometries: Sequence[Geometry], *, solvent: str | None = None) -> list[Start]:
    """Return shapes of one system by their GFN2 energy, the lowest first; one alone is not evaluated.

    One that does not converge is infinitely high: it loses against any that does.
    """
    if len(geometries) <= 1:
        return [Start(geometry=geometry) for geometry in geometries]
    begun = [_begin_if_it_converges(engine, geometry, solvent) for geometry in geometries]
    energies = [float("inf") if one is None else one.point.energy_eh for one in begun]
    lowest = min(*energies, sys.float_info.max)  # inf - inf would be no number
    starts = [
        Start(geometry=geometry, begun=one, above_kcal_mol=(energy_eh - lowest) * KCAL_MOL_PER_HARTREE)
        for geometry, one, energy_eh in zip(geometries, begun, energies, strict=True)
    ]
    return sorted(starts, key=lambda start: start.above_kcal_mol)


def _begin_if_it_converges(engine: Engine, geometry: Geometry, solvent: str | None) -> Begun | None:
    try:
        return begin(engine, geometry, solvent=solvent)
    except CalculationError:
        return None


def _count_pieces(positions: NDArray[np.float64]) -> int:
    """Count the groups of atoms further than `APART_ANGSTROM` from each other."""
    is_near = np.linalg.norm(positions[:, None] - positions[None], axis=2) < APART_ANGSTROM
    left = np.ones(len(positions), dtype=bool)
    n_pieces = 0
    while left.any():
        piece = np.arange(len(positions)) == np.argmax(left)
        while (wider := is_near[piece].any(axis=0)).sum() > piece.sum():
            piece = wider
        left &= ~piece
        n_pieces += 1
    return n_pieces
