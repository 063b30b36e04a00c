"""How an amine is set free whose protecting group an acid took off."""

from __future__ import annotations

from typing import Final

from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.reagents import load_reagents

# Of potassium carbonate, for the salt of the amine and for acid that toluene leaves behind.
_EQUIVALENTS: Final = 2.0


def describe_freed_amine(weighed: WeighedStep) -> str:
    """Return one sentence on how the amine is freed from its salt without water, which would keep it."""
    base = load_reagents().named("potassium carbonate")
    grams = _EQUIVALENTS * (weighed.amounts[0].mmol or 0.0) * base.molar_mass_g_mol / 1000.0
    return (
        "evaporate below 30 °C, twice more with toluene, which takes the acid along; stir the salt that is "
        f"left with potassium carbonate ({grams:.2g} g) and a few drops of water in dichloromethane until no "
        "more carbon dioxide comes, filter, dry over sodium sulfate, evaporate below 30 °C; use it the same "
        "day."
    )
