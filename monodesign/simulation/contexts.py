"""OpenMM's contexts: a box on a platform, at constant temperature and pressure."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.errors import CalculationError, UserError
from monodesign.simulation.box import Box
from monodesign.simulation.settings import FS_PER_PS, Device, Protocol
from monodesign.simulation.states import State
from monodesign.simulation.system import build_system

BAR_STEPS: Final = 25  # between two moves of the barostat
# A box that is hotter than this over its thermostat has blown up.
HOTTEST: Final = 2.0
FASTEST_FIRST: Final = ("CUDA", "HIP", "OpenCL", "CPU", "Reference")


def make_context(box: Box, edge_nm: float, protocol: Protocol, *, device: Device, seed: int) -> Any:  # noqa: ANN401
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
    return openmm.Context(system, integrator, *_choose_platform(device))


def _choose_platform(device: Device) -> tuple[Any, dict[str, str]]:
    """Return a platform and its properties, with forces summed in a fixed order.

    Raises:
        UserError: OpenMM has no platform of that name here.
    """
    import openmm

    found = {
        one.getName(): one
        for one in map(openmm.Platform.getPlatform, range(openmm.Platform.getNumPlatforms()))
    }
    name = device.platform or next(name for name in FASTEST_FIRST if name in found)
    if name not in found:
        raise UserError(f"OpenMM has no platform {name!r} on this machine; choose from {', '.join(found)}")
    wanted = {"DeterministicForces": "true", "Threads": str(device.threads)}
    known = found[name].getPropertyNames()
    return found[name], {key: value for key, value in wanted.items() if key in known}


def read_edges(state: Any) -> NDArray[np.float64]:  # noqa: ANN401
    """Return the edges of a box, nm, from OpenMM's state."""
    return np.array([vector[axis] for axis, vector in enumerate(state.getPeriodicBoxVectors()._value)])  # noqa: SLF001


def require_sound(context: Any, protocol: Protocol) -> None:  # noqa: ANN401
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
        raise CalculationError(f"the simulation became unstable (temperature {temperature_k:.0f} K)")


def read_context(context: Any, segment: int, *, grid_edge_nm: float) -> State:  # noqa: ANN401
    """Return where a context stands."""
    found = context.getState(getPositions=True, getVelocities=True)
    return State(
        segment=segment,
        positions_nm=found.getPositions(asNumpy=True)._value,  # noqa: SLF001
        velocities_nm_ps=found.getVelocities(asNumpy=True)._value,  # noqa: SLF001
        edges_nm=read_edges(found),
        grid_edge_nm=grid_edge_nm,
    )
