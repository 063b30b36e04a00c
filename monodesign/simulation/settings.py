"""How a box is built and run: the two settings, and what can be chosen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from monodesign.descriptors.settings import Level

Setting: TypeAlias = Literal["screening", "paper"]
FS_PER_PS: Final = 1000.0
PS_PER_NS: Final = 1000.0
# A cut-off has to be shorter than half of the box, the densest of which hold so many atoms.
LONGEST_CUTOFF_NM: Final = 1.0
CUTOFF_EDGES: Final = 0.45
MOST_ATOMS_NM3: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What a box runs on.

    Attributes:
        platform: OpenMM's platform; the fastest there is if empty.
        threads: Threads on the CPU platform.
    """

    platform: str = ""
    threads: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSettings:
    """How the boxes of a formulation are built and run.

    Attributes:
        n_atoms: Size of a box, nearly.
        n_boxes: Boxes of different packing; those of a gel begin in turn with Li⁺ at polymer and at solvent.
        chain_length: Repeat units of a chain.
        temperature_k: Temperature, K; `None` for each row's own.
        hot_k: Temperature at which packing is undone first, K, where it is above the other.
        shrinking_ps: Time in which a packed box finds its density, ps.
        ion_scale: Factor on every charge of the salt's ions.
        lithium: Which parameters of libraries/ions.csv Li⁺ has.
        equilibration_ns: Time that is not counted, ns.
        production_ns: Time that is, ns.
        seed: Of packing, tacticity, velocities and random forces; box n adds n.
        n_clusters: First shells of a box whose de-solvation energy is computed; none for 0.
        level: Of these energies.
        device: What they run on.
    """

    n_atoms: int = 2000
    n_boxes: int = 4
    chain_length: int = 6
    temperature_k: float | None = 360.0
    hot_k: float = 400.0
    shrinking_ps: float = 40.0
    ion_scale: float = 0.8
    lithium: str = "jensen-jorgensen"
    equilibration_ns: float = 1.0
    production_ns: float = 4.0
    seed: int = 1
    n_clusters: int = 24
    level: Level = "xtb"
    device: Device = Device()

    @property
    def covered_ns(self) -> float:
        """Time that a box runs for, in whole segments, ns."""
        protocol = self.protocol(0.0, box=0)
        return protocol.n_segments * protocol.segment_ps / PS_PER_NS

    def protocol(self, temperature_k: float, *, box: int) -> Protocol:
        """Return how one box is run."""
        return Protocol(
            temperature_k=temperature_k, hot_k=max(self.hot_k, temperature_k), shrinking_ps=self.shrinking_ps,
            equilibration_ns=self.equilibration_ns, production_ns=self.production_ns, seed=self.seed + box,
            cutoff_nm=min(LONGEST_CUTOFF_NM, CUTOFF_EDGES * (self.n_atoms / MOST_ATOMS_NM3) ** (1 / 3)),
        )  # fmt: skip


# The study's boxes: 20 hexamers, 360 solvent molecules, 60 LiPF6 at 298 K (doi:10.1038/s41467-025-59020-w).
# It begins at 600 K, at which salt of scaled charges falls out within 0.3 ns and does not dissolve again.
SETTINGS: Final[dict[Setting, SimulationSettings]] = {
    "screening": SimulationSettings(),
    "paper": SimulationSettings(
        n_atoms=6500, temperature_k=298.15, equilibration_ns=10.0, production_ns=20.0
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """How one box is run.

    Attributes:
        temperature_k: Temperature, K.
        pressure_bar: Pressure, bar.
        hot_k: Temperature at which packing is undone before, K; the same as `temperature_k` for none.
        soft_ps: Time at short steps after packing, ps.
        shrinking_ps: Time at `hot_k` in which the box finds its density, half of it under pressure, ps.
        equilibration_ns: Time that is not counted, ns.
        production_ns: Time that is, ns; both in whole segments, a part of one counting as one.
        segment_ps: Time between two states to go on from, ps.
        frame_ps: Time between two kept frames, ps.
        step_fs: Time step, fs.
        cutoff_nm: Direct-space cut-off, nm.
        friction_per_ps: Of the Langevin thermostat, 1/ps.
        seed: Of velocities and random forces.
    """

    temperature_k: float
    pressure_bar: float = 1.0
    hot_k: float
    soft_ps: float = 3.0
    shrinking_ps: float = 40.0
    equilibration_ns: float = 0.2
    production_ns: float = 2.0
    segment_ps: float = 20.0
    frame_ps: float = 2.0
    step_fs: float = 4.0
    cutoff_nm: float = 1.0
    friction_per_ps: float = 1.0
    seed: int = 1

    @property
    def steps_per_frame(self) -> int:
        """Steps between two frames."""
        return round(self.frame_ps * FS_PER_PS / self.step_fs)

    @property
    def frames_per_segment(self) -> int:
        """Frames between two states."""
        return round(self.segment_ps / self.frame_ps)

    @property
    def n_equilibration(self) -> int:
        """Segments that are not counted."""
        return self._count_segments(self.equilibration_ns)

    @property
    def n_segments(self) -> int:
        """Segments of equilibration and production together; at least one is counted."""
        return self.n_equilibration + max(1, self._count_segments(self.production_ns))

    def _count_segments(self, time_ns: float) -> int:
        """Return how many whole segments cover a time."""
        return math.ceil(round(time_ns * PS_PER_NS / self.segment_ps, 6))
