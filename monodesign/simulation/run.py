"""One box's run: minimised, relaxed, then segment after segment, each kept whole before the next begins.

A run's folder holds `frames/000012.npz` (positions and box, nm, of every frame of segment 12), `state.npz`
(where the run stands: positions, velocities, box; any machine can go on from it) and `checkpoint.bin`
(OpenMM's own, which only the same machine can read and which holds the random numbers too). A segment counts
once its state is written: a run that was killed does the last one again, and every frame is there once.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.errors import CalculationError
from monodesign.simulation.box import Box
from monodesign.simulation.settings import FS_PER_PS, Protocol
from monodesign.simulation.system import build_system
from monodesign.tables.write import replacing

STATE_FILE: Final = "state.npz"
BAR_STEPS: Final = 25  # between two moves of the barostat
SOFT_STEP_FS: Final = 1.0  # of the first picoseconds after packing
_NM_PER_A: Final = 0.1
# A box that is hotter than this over its thermostat has blown up.
HOTTEST: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a run stands.

    Attributes:
        segment: How many segments are finished.
        positions_nm: Shape (n, 3).
        velocities_nm_ps: Shape (n, 3).
        edges_nm: Of the box, shape (3,).
        grid_edge_nm: Edge that the grid of the electrostatics was chosen for, the same through a whole run.
    """

    segment: int
    positions_nm: NDArray[np.float64]
    velocities_nm_ps: NDArray[np.float64]
    edges_nm: NDArray[np.float64]
    grid_edge_nm: float


def run_box(
    box: Box, start: State | None, protocol: Protocol, folder: Path, *, platform: str = "",
    on_segment: Callable[[int, int], None] | None = None,
) -> State:  # fmt: skip
    """Run a box to the end of its protocol, from where the folder says that it stands.

    Args:
        box: What it holds.
        start: From `begin`; `None` where the folder holds a state already.
        protocol: How to run it.
        folder: Where frames and states are kept.
        platform: OpenMM's platform; the fastest there is if left out.
        on_segment: Told after every segment how many are done, and of how many.

    Raises:
        CalculationError: The box blew up.
    """
    with _naming_faults():
        return _run_box(box, start, protocol, folder, platform=platform, on_segment=on_segment)


@contextmanager
def _naming_faults() -> Iterator[None]:
    """Turn OpenMM's errors into ours, which concern one box only."""
    import openmm

    try:
        yield
    except openmm.OpenMMException as error:
        raise CalculationError(f"OpenMM stopped: {str(error).splitlines()[0][:200]}") from error


def _run_box(
    box: Box, start: State | None, protocol: Protocol, folder: Path, *, platform: str,
    on_segment: Callable[[int, int], None] | None,
) -> State:  # fmt: skip
    (folder / "frames").mkdir(parents=True, exist_ok=True)
    state = read_state(folder / STATE_FILE)
    if state is None:
        if start is None:
            raise CalculationError(f"{folder}: no state to go on from")
        state = _relax(box, start, protocol, platform=platform)
        write_state(state, folder / STATE_FILE)
    if state.segment >= protocol.n_segments:
        return state
    seed = protocol.seed + state.segment
    context = make_context(box, state.grid_edge_nm, protocol, platform=platform, seed=seed)
    _resume(context, state, folder)
    for segment in range(state.segment, protocol.n_segments):
        frames = list(_advance(context, protocol))
        _require_sound(context, protocol)
        write_npz(
            folder / "frames" / f"{segment:06d}.npz",
            positions_nm=np.stack([positions for positions, _ in frames]).astype(np.float32),
            edges_nm=np.stack([edges for _, edges in frames]),
        )
        state = _keep(context, segment + 1, folder, grid_edge_nm=state.grid_edge_nm)
        if on_segment is not None:
            on_segment(segment + 1, protocol.n_segments)
    return state


def begin(positions_a: NDArray[np.float64], edge_a: float) -> State:
    """Return the state of a box that was just packed."""
    return State(
        segment=0, positions_nm=positions_a * _NM_PER_A, velocities_nm_ps=np.zeros_like(positions_a),
        edges_nm=np.full(3, edge_a * _NM_PER_A), grid_edge_nm=edge_a * _NM_PER_A,
    )  # fmt: skip


def make_context(box: Box, edge_nm: float, protocol: Protocol, *, platform: str, seed: int) -> Any:  # noqa: ANN401
    """Return an OpenMM `Context` of a box at constant temperature and pressure."""
    import openmm

    system = build_system(box, edge_nm=edge_nm, cutoff_nm=protocol.cutoff_nm)
    barostat = openmm.MonteCarloBarostat(protocol.pressure_bar, protocol.temperature_k, BAR_STEPS)
    barostat.setRandomNumberSeed(seed)
    system.addForce(barostat)
    integrator = openmm.LangevinMiddleIntegrator(
        protocol.temperature_k, protocol.friction_per_ps, protocol.step_fs / FS_PER_PS
    )
    integrator.setRandomNumberSeed(seed)
    return openmm.Context(system, integrator, *_platform(platform))


def _platform(name: str) -> tuple[Any, ...]:
    """Return platform and properties, forces summed in a fixed order."""
    import openmm

    names = [openmm.Platform.getPlatform(i).getName() for i in range(openmm.Platform.getNumPlatforms())]
    chosen = name or next(one for one in ("CUDA", "HIP", "OpenCL", "CPU", "Reference") if one in names)
    platform = openmm.Platform.getPlatformByName(chosen)
    properties = (
        {"DeterministicForces": "true"} if "DeterministicForces" in platform.getPropertyNames() else {}
    )
    if "Threads" in platform.getPropertyNames():
        properties["Threads"] = os.environ.get("OMP_NUM_THREADS", "1")
    return platform, properties


def _relax(box: Box, start: State, protocol: Protocol, *, platform: str) -> State:
    """Return the state in which a packed box has come to its density."""
    import openmm

    context = make_context(box, start.edges_nm[0], protocol, platform=platform, seed=protocol.seed)
    context.setPositions(start.positions_nm)
    openmm.LocalEnergyMinimizer.minimize(context, 50.0, 500)
    context.setVelocitiesToTemperature(protocol.temperature_k, protocol.seed)
    integrator = context.getIntegrator()
    integrator.setFriction(10.0)
    integrator.setStepSize(SOFT_STEP_FS / FS_PER_PS)
    integrator.step(round(protocol.soft_ps * FS_PER_PS / SOFT_STEP_FS))
    integrator.setStepSize(protocol.step_fs / FS_PER_PS)
    _set_temperature(context, protocol.hot_k)
    integrator.step(round(protocol.shrinking_ps * FS_PER_PS / protocol.step_fs))
    _set_temperature(context, protocol.temperature_k)
    _require_sound(context, protocol)
    edge_nm = float(_edges(context.getState())[0])
    return _read_context(context, 0, grid_edge_nm=edge_nm)


def _set_temperature(context: Any, temperature_k: float) -> None:  # noqa: ANN401
    import openmm

    context.getIntegrator().setTemperature(temperature_k)
    context.setParameter(openmm.MonteCarloBarostat.Temperature(), temperature_k)


def _advance(context: Any, protocol: Protocol) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:  # noqa: ANN401
    for _ in range(protocol.frames_per_segment):
        context.getIntegrator().step(protocol.steps_per_frame)
        state = context.getState(getPositions=True)
        yield state.getPositions(asNumpy=True)._value, _edges(state)  # noqa: SLF001 - OpenMM's plain array


def _edges(state: Any) -> NDArray[np.float64]:  # noqa: ANN401
    return np.array([vector[axis] for axis, vector in enumerate(state.getPeriodicBoxVectors()._value)])  # noqa: SLF001


def _require_sound(context: Any, protocol: Protocol) -> None:  # noqa: ANN401
    """Raise if the box blew up.

    Raises:
        CalculationError: A number is not finite, or the box is far hotter than its thermostat.
    """
    import openmm

    state = context.getState(getEnergy=True)
    kinetic = state.getKineticEnergy()._value  # noqa: SLF001 - kJ/mol
    system = context.getSystem()
    degrees = 3 * system.getNumParticles() - system.getNumConstraints()
    temperature_k = 2 * kinetic / (degrees * openmm.unit.MOLAR_GAS_CONSTANT_R._value / 1000)  # noqa: SLF001
    if not np.isfinite(state.getPotentialEnergy()._value) or temperature_k > HOTTEST * protocol.temperature_k:  # noqa: SLF001
        raise CalculationError(f"the box blew up (temperature {temperature_k:.0f} K)")


def _keep(context: Any, segment: int, folder: Path, *, grid_edge_nm: float) -> State:  # noqa: ANN401
    state = _read_context(context, segment, grid_edge_nm=grid_edge_nm)
    _write(folder / "checkpoint.bin", segment.to_bytes(8, "little") + context.createCheckpoint())
    write_state(state, folder / STATE_FILE)
    return state


def _read_context(context: Any, segment: int, *, grid_edge_nm: float) -> State:  # noqa: ANN401
    found = context.getState(getPositions=True, getVelocities=True)
    return State(
        segment=segment,
        positions_nm=found.getPositions(asNumpy=True)._value,  # noqa: SLF001
        velocities_nm_ps=found.getVelocities(asNumpy=True)._value,  # noqa: SLF001
        edges_nm=_edges(found),
        grid_edge_nm=grid_edge_nm,
    )


def _resume(context: Any, state: State, folder: Path) -> None:  # noqa: ANN401
    """Put a context where the run stands: by OpenMM's checkpoint, or by the portable state."""
    import openmm

    try:
        held = (folder / "checkpoint.bin").read_bytes()
        if int.from_bytes(held[:8], "little") == state.segment:
            context.loadCheckpoint(held[8:])
            return
    except (OSError, openmm.OpenMMException):
        pass  # made by another machine, or gone: the portable state has all but the random numbers
    context.setPeriodicBoxVectors(*np.diag(state.edges_nm))
    context.setPositions(state.positions_nm)
    context.setVelocities(state.velocities_nm_ps)


def write_state(state: State, path: Path) -> None:
    """Write a state that any machine can go on from."""
    write_npz(
        path, segment=np.array(state.segment), positions_nm=state.positions_nm.astype(np.float32),
        velocities_nm_ps=state.velocities_nm_ps.astype(np.float32), edges_nm=state.edges_nm,
        grid_edge_nm=np.array(state.grid_edge_nm),
    )  # fmt: skip


def read_state(path: Path) -> State | None:
    """Read a state; `None` where there is none."""
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as held:
        return State(
            segment=int(held["segment"]),
            positions_nm=held["positions_nm"].astype(float),
            velocities_nm_ps=held["velocities_nm_ps"].astype(float),
            edges_nm=held["edges_nm"].astype(float),
            grid_edge_nm=float(held["grid_edge_nm"]),
        )


def write_npz(path: Path, **arrays: NDArray[Any]) -> None:
    """Write arrays as a compressed file that appears whole."""
    held = io.BytesIO()
    np.savez_compressed(held, **arrays)  # type: ignore[arg-type]
    _write(path, held.getvalue())


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as partial:
        partial.write_bytes(content)
