"""How a box is built and run: the two settings, and what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Setting: TypeAlias = Literal["screening", "paper"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """How one box is run.

    Attributes:
        temperature_k: Temperature, K.
        pressure_bar: Pressure, bar.
        hot_k: Temperature at which packing is undone before, K; the same as `temperature_k` for none.
        equilibration_ns: Time that is not counted, ns.
        production_ns: Time that is, ns.
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
    def n_segments(self) -> int:
        """Segments of equilibration and production together."""
        return round((self.equilibration_ns + self.production_ns) * 1000 / self.segment_ps)


FS_PER_PS: Final = 1000.0
