"""One line of a batch of gel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """One line of a batch.

    Attributes:
        role: What it is for.
        name: Its name.
        smiles: Its SMILES; of the monomer as it is weighed in, before it polymerises.
        mass_g: What to weigh.
        mmol: Amount of substance.
        volume_ml: Volume near 25 °C where the density is known; EC's is that of its melt.
    """

    role: Literal["monomer", "solvent", "salt", "initiator"]
    name: str
    smiles: str
    mass_g: float
    mmol: float
    volume_ml: float | None
