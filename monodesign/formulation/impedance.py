"""Conductivity from a cell's resistance, as read off an impedance spectrum."""

from __future__ import annotations

import math
from dataclasses import dataclass

from monodesign.errors import InvalidTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Impedance:
    """Bulk resistance and dimensions of a sample, from which σ is computed.

    Attributes:
        resistance_ohm: Bulk resistance R, Ω.
        thickness_cm: Distance L of the electrodes, cm.
        area_cm2: Area S of the electrodes, cm².
    """

    resistance_ohm: float
    thickness_cm: float
    area_cm2: float

    @property
    def sigma_s_cm(self) -> float:
        """σ = L / (R·S) in S/cm.

        Raises:
            InvalidTable: A value is not a positive number, or σ is not finite and above 0.
        """
        return conductivity_s_cm(self.resistance_ohm, self.thickness_cm, self.area_cm2)


def conductivity_s_cm(resistance_ohm: float, thickness_cm: float, area_cm2: float) -> float:
    """Return σ = L / (R·S) in S/cm.

    Args:
        resistance_ohm: Bulk resistance R in Ω: where the spectrum meets the real axis at high frequency.
        thickness_cm: Distance L of the electrodes in cm.
        area_cm2: Area S of the electrodes in cm².

    >>> conductivity_s_cm(10.0, 0.02, 2.0)
    0.001

    Raises:
        InvalidTable: A value is not a positive number, or σ is not finite and above 0.
    """
    given = {"resistance_ohm": resistance_ohm, "thickness_cm": thickness_cm, "area_cm2": area_cm2}
    for name, value in given.items():
        if not (math.isfinite(value) and value > 0):
            raise InvalidTable(f"{name} is {value:g}: give a positive number")
    sigma = thickness_cm / (resistance_ohm * area_cm2)
    if not (math.isfinite(sigma) and sigma > 0):
        raise InvalidTable(
            f"σ = {thickness_cm:g} cm / ({resistance_ohm:g} Ω·{area_cm2:g} cm²) is out of range; check "
            "the units"
        )
    return sigma
