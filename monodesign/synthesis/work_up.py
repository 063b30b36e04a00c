"""How the product of a step is isolated, by the reaction's `work_up` and the product's groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.groups import RING_PHOSPHATE, count_group
from monodesign.synthesis.solubility import is_water_soluble

# The paper washes the product of 0.1695 mol three times with 150 mL of water.
WASH_L_MOL: Final = 0.885
# Bases that an organic phase keeps, and that dilute acid takes out of it.
BASES: Final = frozenset({"triethylamine", "pyridine", "4-dimethylaminopyridine", "2,6-lutidine"})
# What is left of an agent and goes with them: EDC and its urea carry a tertiary amine.
_LEFT_OF_AGENT: Final = {
    "EDC hydrochloride": "EDC and its urea",
    "1,1'-carbonyldiimidazole": "imidazole",
}
# Basic enough for dilute acid to take it along: an aliphatic amine, a pyridine or an azole.
_BASIC: Final = "[$([NX3;+0;!$(N[#6]=[O,S,N]);!$(N[S,P]);!$(Nc);!$(NCC(F)(F)F)]),$([nX2])]"
# Dilute acid splits these.
_ACID_LABILE: Final = "[$([CX4](C)(C)(C)[OX2]C=O),$([Si][OX2]),$([CX3H1](=O)[OX2])]"
# What a base or catalyst needs before any water comes.
_BEFORE: Final = {
    "sodium hydride": "quench with saturated ammonium chloride, dropwise at 0 °C",
    "palladium on carbon": "filter off the catalyst and keep it wet",
}
_DIAMINE_C: Final = 150.0
_END: Final = "dry over sodium sulfate, evaporate below 40 °C; column"
# Work-ups in which the product meets water.
_WET: Final = frozenset({"water", "aqueous", "acid product", "extract", "amine salt"})


def describe_work_up(weighed: WeighedStep) -> str:
    """Return one sentence on how the product of a step is isolated."""
    step = weighed.step
    if count_group(parse(step.product), "acyl chloride") and step.reaction.work_up != "distil":
        return _of_acid_chloride(weighed)
    if step.doubled == "amine":
        return _beside_diamine(weighed)
    if step.reaction.work_up in _WET and parse(step.product).HasSubstructMatch(pattern(RING_PHOSPHATE)):
        return (
            "no water and no silica, which open the five-membered phosphate: filter off the salts in dry "
            "tetrahydrofuran, evaporate below 40 °C, precipitate from dry diethyl ether, and repeat cold."
        )
    if step.reaction.work_up in _WET and is_water_soluble(parse(step.product)):
        return _without_water(weighed)
    return WAYS[step.reaction.work_up](weighed)


def _of_acid_chloride(_: WeighedStep) -> str:
    return (
        "no water, because the product reacts with it: pump off solvent and excess below 40 °C, and use "
        "the residue in the next step the same day."
    )


def _without_water(weighed: WeighedStep) -> str:
    """Water would keep the product: salts are filtered off instead."""
    if weighed.step.reaction.work_up == "amine salt":
        return (
            "evaporate with the excess of amine, stir the residue with solid potassium carbonate in "
            "dichloromethane to set the product free, filter, evaporate; column."
        )
    bases = _left_behind(weighed)
    if bases and weighed.step.reaction.work_up == "acid product":
        return (
            f"no water, because the product would stay in it; it is the salt of the base ({bases[0]}): "
            "evaporate below 40 °C, set the acid free in dry acetonitrile with a strongly acidic ion "
            "exchanger, filter, evaporate; column with 1 % of acetic acid."
        )
    named = f" (it must also remove {', '.join(bases)})" if bases else ""
    return (
        "no water, because the product would stay in it: evaporate below 40 °C, stir the residue with "
        f"ethyl acetate, filter off the salts, repeat cold, evaporate; column{named}."
    )


def _beside_diamine(weighed: WeighedStep) -> str:
    """The diamine left over is as basic and polar as the product: it is boiled off or parted on silica."""
    boils = next(
        (a.reagent.boiling_point_c for a in weighed.amounts if a.smiles == weighed.step.nucleophile), None
    )
    off = (
        "evaporate the diamine in vacuum below 60 °C"
        if boils is not None and boils < _DIAMINE_C
        else "evaporate"
    )
    return (
        f"filter off the hydrochloride of the diamine, {off}, stir the residue with potassium carbonate "
        "in dichloromethane, filter; column with dichloromethane, methanol and 1 % of aqueous ammonia, "
        "to separate the wanted amine from diamine and bis-amide."
    )


def _water(weighed: WeighedStep) -> str:
    return f"wash with water (3 × {_volume(weighed)}), dry, evaporate below 40 °C; column, as in the paper."


def _aqueous(weighed: WeighedStep) -> str:
    return f"{', '.join([*_first(weighed), _washes(weighed), _END])}."


def _acid_product(weighed: WeighedStep) -> str:
    return f"wash with 1 M HCl (2 × {_volume(weighed)}: {_bases_named(weighed)}) and brine, {_END}."


def _evaporate(weighed: WeighedStep) -> str:
    if weighed.step.reaction.electrophile == "isocyanate":
        return (
            "check by infrared that the isocyanate band near 2270 cm⁻¹ is gone (a drop of methanol "
            "destroys the rest), evaporate below 40 °C; column."
        )
    return "evaporate the volatiles below 40 °C; column if NMR shows impurities."


def _pump_amine(_: WeighedStep) -> str:
    return (
        "pump off the excess of amine below 50 °C until its smell and NMR signals are gone; use it as it is."
    )


def _hold_amine(_: WeighedStep) -> str:
    return (
        "stir in methanol or ethyl acetate with a strongly acidic ion exchanger until no amine is left, "
        "filter, evaporate below 40 °C."
    )


def _distil(weighed: WeighedStep) -> str:
    if count_group(parse(weighed.step.product), "acyl chloride"):
        return "no water: the product distils off into a cold receiver with inhibitor; use it the same day."
    return "distil off the excess in vacuum, then the product; or column."


def _extract(weighed: WeighedStep) -> str:
    before = _first(weighed)
    return (
        f"{', '.join([*before, 'filter off the salts'])}, dilute with ethyl acetate, wash with water (3 × "
        f"{_volume(weighed)}) and brine until the {weighed.step.reaction.solvent} is removed, {_END}."
    )


def _salts(weighed: WeighedStep) -> str:
    quench = (
        "quench with acetic acid, dropwise at 0 °C until no more gas comes, "
        if weighed.step.reaction.base == "sodium hydride"
        else ""
    )
    return (
        f"{quench}filter off the salts, evaporate below 40 °C, take up in ethyl acetate and filter again; "
        "column."
    )


def _amine_salt(weighed: WeighedStep) -> str:
    return (
        "filter off the salts, evaporate with the excess of amine, take up in ethyl acetate, wash with "
        f"saturated potassium carbonate ({_volume(weighed)}) and brine, {_END}."
    )


def _silica(_: WeighedStep) -> str:
    return "take up in ethyl acetate, filter through a short bed of silica to remove the catalyst; column."


def _filter(weighed: WeighedStep) -> str:
    before = [_BEFORE[name] for name in (weighed.step.reaction.catalyst,) if name in _BEFORE]
    return f"{', '.join(before or ['filter off solids'])}, evaporate below 40 °C; column if needed."


def _cyanide(weighed: WeighedStep) -> str:
    return (
        f"dilute with ethyl acetate, wash with water (3 × {_volume(weighed)}), {_END}; keep the water "
        "above pH 10 until its cyanide is destroyed with hypochlorite, never add acid."
    )


# What the column `work_up` of libraries/reactions.csv may say.
WAYS: Final[dict[str, Callable[[WeighedStep], str]]] = {
    "water": _water,
    "aqueous": _aqueous,
    "acid product": _acid_product,
    "evaporate": _evaporate,
    "pump off the amine": _pump_amine,
    "hold back the amine": _hold_amine,
    "pump off the chloride": _of_acid_chloride,
    "distil": _distil,
    "extract": _extract,
    "salts": _salts,
    "amine salt": _amine_salt,
    "silica": _silica,
    "filter": _filter,
    "cyanide": _cyanide,
}


def _volume(weighed: WeighedStep) -> str:
    return f"{WASH_L_MOL * (weighed.amounts[0].mmol or 0.0):.3g} mL"


def _first(weighed: WeighedStep) -> list[str]:
    """Say what comes before any wash: a quench, and another solvent than the reaction's."""
    reaction = weighed.step.reaction
    before = [_BEFORE[name] for name in (reaction.base, reaction.catalyst) if name in _BEFORE]
    if reaction.solvent != "dichloromethane" and reaction.work_up != "extract":
        before.append(
            "evaporate and take up in ethyl acetate" if reaction.solvent else "take up in ethyl acetate"
        )
    return before


def _left_behind(weighed: WeighedStep) -> list[str]:
    """Return the bases that are in the flask at the end, and what is left of an agent."""
    names = [amount.name for amount in weighed.amounts]
    bases = [name for name in names if name in BASES]
    return bases + [_LEFT_OF_AGENT[name] for name in names if name in _LEFT_OF_AGENT]


def _bases_named(weighed: WeighedStep) -> str:
    return ", ".join(_left_behind(weighed))


def _washes(weighed: WeighedStep) -> str:
    """Say what to wash with: dilute acid takes out bases, the acid sites of a product forbid bicarbonate."""
    product, volume, named = parse(weighed.step.product), _volume(weighed), _bases_named(weighed)
    if not named:
        return f"wash with water (3 × {volume})"
    if product.HasSubstructMatch(pattern(_BASIC)):
        return (
            f"wash with water (2 × {volume}) and brine, not with acid, which would extract the basic "
            f"product (the column must remove the remaining {named})"
        )
    acid = "10 % citric acid (mild for the product)" if _is_acid_labile(weighed) else "1 M HCl"
    text = f"wash with {acid} (2 × {volume}: {named})"
    if count_group(product, "acid") or count_group(product, "mineral acid"):
        return f"{text} and brine, not with bicarbonate, which would extract the acidic product"
    return f"{text}, saturated sodium bicarbonate ({volume}: acids) and brine"


def _is_acid_labile(weighed: WeighedStep) -> bool:
    return parse(weighed.step.product).HasSubstructMatch(pattern(_ACID_LABILE))
