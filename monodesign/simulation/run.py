"""One box's run: minimised, relaxed, then segment after segment, each kept whole before the next begins.

A run's folder holds `frames/000012.npz` (positions and box, nm, of every frame of segment 12), `state.npz`
(where the run stands: positions, velocities, box; any machine can go on from it) and `checkpoint.bin`
(OpenMM's own, which only the same machine can read and which holds the random numbers too). A segment counts
once its state is written: a run that was killed does the last one again, and every frame is there once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.errors import CalculationError
from monodesign.simulation.box import Box
from monodesign.simulation.contexts import make_context, read_context, read_edges, require_sound
from monodesign.simulation.settings import FS_PER_PS, Device, Protocol
from monodesign.simulation.states import State, read_state, write_bytes, write_npz, write_state
from monodesign.tables.write import make_folder

STATE_FILE: Final = "state.npz"
CHECKPOINT_FILE: Final = "checkpoint.bin"
SHRINKING_BAR: Final = 1000.0  # under which a box that was packed loosely shrinks
_SIGNATURE_BYTES: Final = 8 + hashlib.sha256().digest_size
SOFT_STEP_FS: Final = 1.0  # of the first picoseconds after packing


def run_box(
    box: Box, start: State | None, protocol: Protocol, folder: Path, *, device: Device | None = None,
    owner: str = "", on_segment: Callable[[int, int], None] | None = None,
) -> State:  # fmt: skip
    """Run a box to the end of its protocol, from where the folder says that it stands.

    Args:
        box: What it holds.
        start: From `begin`; `None` where the folder holds a state already.
        protocol: How to run it.
        folder: Where frames and states are kept.
        device: What to run on; the fastest platform that there is if left out.
        owner: What the box is called in its files; those of another are refused.
        on_segment: Told after every segment how many are done, and of how many.

    Raises:
        CalculationError: The box blew up, or the folder holds another one.
    """
    with _naming_faults():
        return _run_box(
            box, start, protocol, folder, device=device or Device(), owner=owner, on_segment=on_segment
        )


@contextmanager
def _naming_faults() -> Iterator[None]:
    """Turn OpenMM's errors into ours, which concern one box only."""
    import openmm

    try:
        yield
    except openmm.OpenMMException as error:
        raise CalculationError(f"OpenMM stopped: {str(error).splitlines()[0][:200]}") from error


def _run_box(
    box: Box, start: State | None, protocol: Protocol, folder: Path, *, device: Device, owner: str,
    on_segment: Callable[[int, int], None] | None,
) -> State:  # fmt: skip
    make_folder(folder / "frames")
    state = read_state(folder / STATE_FILE, owner=owner)
    if state is None:
        if start is None:
            raise CalculationError(f"{folder}: no saved state to resume from")
        state = _relax(box, start, protocol, device=device)
        write_state(state, folder / STATE_FILE, owner=owner)
    if len(state.positions_nm) != box.n_atoms:
        raise CalculationError(
            f"{folder / STATE_FILE}: {len(state.positions_nm)} atoms, not {box.n_atoms} as the box; restore "
            "this file, or delete its folder to run the box again"
        )
    if state.segment >= protocol.n_segments:
        return state
    seed = protocol.seed + state.segment
    context = make_context(box, state.grid_edge_nm, protocol, device=device, seed=seed)
    _resume(context, state, folder)
    for segment in range(state.segment, protocol.n_segments):
        frames = list(_advance(context, protocol))
        require_sound(context, protocol)
        write_npz(
            folder / "frames" / f"{segment:06d}.npz",
            owner=owner,
            positions_nm=np.stack([positions for positions, _ in frames]).astype(np.float32),
            edges_nm=np.stack([edges for _, edges in frames]),
        )
        state = _keep(context, segment + 1, folder, grid_edge_nm=state.grid_edge_nm, owner=owner)
        if on_segment is not None:
            on_segment(segment + 1, protocol.n_segments)
    return state


def _relax(box: Box, start: State, protocol: Protocol, *, device: Device) -> State:
    """Return the state in which a packed box has come to its density."""
    import openmm

    context = make_context(box, start.edges_nm[0], protocol, device=device, seed=protocol.seed)
    context.setPositions(start.positions_nm)
    openmm.LocalEnergyMinimizer.minimize(context, 50.0, 500)
    context.setVelocitiesToTemperature(protocol.temperature_k, protocol.seed)
    integrator = context.getIntegrator()
    integrator.setFriction(10.0)
    integrator.setStepSize(SOFT_STEP_FS / FS_PER_PS)
    integrator.step(round(protocol.soft_ps * FS_PER_PS / SOFT_STEP_FS))
    integrator.setStepSize(protocol.step_fs / FS_PER_PS)
    _set_temperature(context, protocol.hot_k)
    for pressure_bar in (SHRINKING_BAR, protocol.pressure_bar):
        context.setParameter(openmm.MonteCarloBarostat.Pressure(), pressure_bar)
        integrator.step(round(protocol.shrinking_ps / 2 * FS_PER_PS / protocol.step_fs))
    _set_temperature(context, protocol.temperature_k)
    require_sound(context, protocol)
    edge_nm = float(read_edges(context.getState())[0])
    return read_context(context, 0, grid_edge_nm=edge_nm)


def _set_temperature(context: Any, temperature_k: float) -> None:  # noqa: ANN401
    import openmm

    context.getIntegrator().setTemperature(temperature_k)
    context.setParameter(openmm.MonteCarloBarostat.Temperature(), temperature_k)


def _advance(context: Any, protocol: Protocol) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:  # noqa: ANN401
    for _ in range(protocol.frames_per_segment):
        context.getIntegrator().step(protocol.steps_per_frame)
        state = context.getState(getPositions=True)
        yield state.getPositions(asNumpy=True)._value, read_edges(state)  # noqa: SLF001 - OpenMM's plain array


def _keep(context: Any, segment: int, folder: Path, *, grid_edge_nm: float, owner: str) -> State:  # noqa: ANN401
    state = read_context(context, segment, grid_edge_nm=grid_edge_nm)
    write_bytes(folder / CHECKPOINT_FILE, _sign(segment, context.createCheckpoint()))
    write_state(state, folder / STATE_FILE, owner=owner)
    return state


def _sign(segment: int, checkpoint: bytes) -> bytes:
    """Return a checkpoint behind the number of its segment and a hash of both."""
    number = segment.to_bytes(8, "little")
    return number + hashlib.sha256(number + checkpoint).digest() + checkpoint


def _resume(context: Any, state: State, folder: Path) -> None:  # noqa: ANN401
    """Put a context where the run stands: by OpenMM's checkpoint, or by the portable state."""
    import openmm

    try:
        path = folder / CHECKPOINT_FILE
        held = path.read_bytes() if path.is_file() else b""
        checkpoint = held[_SIGNATURE_BYTES:]
        # OpenMM itself does not see that a checkpoint is damaged, and would go on from anywhere.
        if held == _sign(state.segment, checkpoint):
            context.loadCheckpoint(checkpoint)
            return
    except (OSError, openmm.OpenMMException):
        pass  # made by another machine, or gone: the portable state has all but the random numbers
    context.setPeriodicBoxVectors(*np.diag(state.edges_nm))
    context.setPositions(state.positions_nm)
    context.setVelocities(state.velocities_nm_ps)
