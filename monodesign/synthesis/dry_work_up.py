"""How a product is isolated that water would keep or split."""

from __future__ import annotations

from typing import Final

from monodesign.chem.molecules import molar_mass_g_mol, parse, pattern
from monodesign.synthesis.amounts import WeighedStep, polymerises
from monodesign.synthesis.excess_amine import parted_from_amine, with_excess_of_amine
from monodesign.synthesis.excess_diol import without_diol
from monodesign.synthesis.quench import describe_excess, describe_quench
from monodesign.synthesis.situations import has_motif
from monodesign.synthesis.wash_amounts import BASIC, free_base_mmol, little_volume
from monodesign.synthesis.washes import left_behind

# Dry sulfonated polystyrene, as suppliers state it.
_RESIN_MMOL_G: Final = 4.7
_RESIN_EXCESS: Final = 1.3
# A monomer that is heavier polymerises before it distils.
_HIGHEST_DISTILLED_G_MOL: Final = 300.0


def kept_from_water(weighed: WeighedStep, why: str) -> str:
    """Water would split the product: salts are filtered off, and silica takes the rest."""
    return (
        f"no water, which {why}: evaporate{describe_excess(weighed)} below 40 °C, stir the residue with dry "
        f"diethyl ether, filter off the salts, evaporate, {_distilled(weighed)}filter through a short bed of "
        "dry silica."
    )


def _distilled(weighed: WeighedStep) -> str:
    """Offer a distillation where the product boils low enough for a pump and stands the heat."""
    product = parse(weighed.step.product)
    is_heavy = polymerises(weighed.step) and molar_mass_g_mol(product) > _HIGHEST_DISTILLED_G_MOL
    phenothiazine = " with 200 ppm of phenothiazine" if polymerises(weighed.step) else ""
    return "" if is_heavy or has_motif(product, "itaconyl") else f"distil in vacuum{phenothiazine} or "


def without_water(weighed: WeighedStep) -> str:
    """Water would keep the product: salts are filtered off instead."""
    if weighed.step.reaction.work_up == "amine salt":
        return (
            f"evaporate{with_excess_of_amine(weighed)}, stir the residue with solid potassium carbonate in "
            f"dichloromethane to set the product free, filter, evaporate{parted_from_amine(weighed)}."
        )
    bases = left_behind(weighed)
    if bases and weighed.step.reaction.work_up == "acid product":
        return (
            "no extraction with water, because the product would stay in it; it is the salt of the base "
            f"({bases[0]}): evaporate below 40 °C, set the acid free in dry acetonitrile with a strongly "
            f"acidic ion exchanger{_resin(weighed)}, filter, evaporate; column with 1 % of acetic acid, "
            "which leaves with toluene when that is evaporated."
        )
    return (
        f"no extraction with water, because the product would stay in it: {describe_quench(weighed)}"
        f"evaporate{describe_excess(weighed)} below 40 °C, stir the residue with ethyl acetate, filter off "
        f"the salts, {_without_bases(weighed, bases)}{without_diol(weighed)}evaporate; column."
    )


def _without_bases(weighed: WeighedStep, bases: list[str]) -> str:
    """Say how what is left of bases and agents leaves a product that must not meet water."""
    product = parse(weighed.step.product)
    if not bases:
        return "repeat cold, "
    is_spared = has_motif(product, "acid-labile group") or product.HasSubstructMatch(pattern(BASIC))
    if is_spared:
        return f"repeat cold (the column must remove the rest of {', '.join(bases)}), "
    if any(name.startswith("EDC") for name in bases):
        # Resin for more than an equivalent of EDC and its urea would be ten times the product.
        volume = little_volume(weighed)
        return (
            f"take up in dichloromethane, wash with 1 M HCl saturated with salt (2 × {volume}: "
            f"{', '.join(bases)}), extract that four times with dichloromethane, dry over sodium sulfate, "
        )
    return (
        f"stir the filtrate with a dry, strongly acidic ion exchanger{_resin(weighed)} until it has taken "
        f"{', '.join(bases)}, filter, "
    )


def _resin(weighed: WeighedStep) -> str:
    """Say how much ion exchanger the free base takes; the salts were filtered off."""
    grams = _RESIN_EXCESS * free_base_mmol(weighed) / _RESIN_MMOL_G
    return f" (about {float(f'{grams:.1g}'):g} g)" if grams else ""
