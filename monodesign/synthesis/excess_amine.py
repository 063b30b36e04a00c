"""How an amine that was in excess leaves the product."""

from __future__ import annotations

from typing import Final

from monodesign.chem.molecules import parse
from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.conditions import HIGHEST_PUMPED_C
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.situations import has_motif
from monodesign.synthesis.steps import doubly_reacted

_DIAMINE_C: Final = 150.0
_PUMPED_DIAMINE_C: Final = 200.0
_DISTILLED: Final = "evaporate, distil off the diamine at 1 mbar below 80 °C"


def beside_diamine(weighed: WeighedStep) -> str:
    """The diamine left over is as basic and polar as the product: it is boiled off or parted on silica."""
    boils = _boiling_point_c(weighed)
    # A 2-aminoethyl carbamate closes to imidazolidinone when it is warm.
    warm = "40 °C" if has_motif(parse(weighed.step.product), "2-aminoethyl carbamate") else "60 °C"
    off = (
        f"evaporate the diamine in vacuum below {warm}"
        if boils is not None and boils < _DIAMINE_C
        else ("evaporate" if boils is None or boils > _PUMPED_DIAMINE_C or warm == "40 °C" else _DISTILLED)
    )
    salt = "filter off the hydrochloride of the diamine, " if "Cl" in weighed.step.byproducts else ""
    return (
        f"{salt}{off}, stir the residue with potassium carbonate in dichloromethane, filter; column with "
        "dichloromethane, methanol and 1 % of aqueous ammonia, to separate the wanted amine from diamine and "
        f"{doubly_reacted(weighed.step)}."
    )


def with_excess_of_amine(weighed: WeighedStep) -> str:
    """Say that an amine leaves with the solvent; empty where it boils too high."""
    return "" if _outlasts_pump(weighed) else " with the excess of amine"


def parted_from_amine(weighed: WeighedStep) -> str:
    """Say how an amine that boils too high to be evaporated is parted from the product."""
    if not _outlasts_pump(weighed):
        return "; column"
    shown = load_reagents().describe(weighed.step.nucleophile).shown
    return (
        f", distil off the excess of {shown} in vacuum, or part it on the column with dichloromethane, "
        "methanol and 1 % of aqueous ammonia"
    )


def _outlasts_pump(weighed: WeighedStep) -> bool:
    boils = _boiling_point_c(weighed)
    return boils is None or boils > HIGHEST_PUMPED_C


def _boiling_point_c(weighed: WeighedStep) -> float | None:
    return load_reagents().describe(weighed.step.nucleophile).boiling_point_c
