"""How the product of a step is isolated, by the reaction's `work_up` and the product's groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import WeighedStep, polymerises
from monodesign.synthesis.conditions import HIGHEST_PUMPED_C
from monodesign.synthesis.dry_work_up import kept_from_water, without_water
from monodesign.synthesis.excess_amine import beside_diamine, parted_from_amine, with_excess_of_amine
from monodesign.synthesis.freed_amine import describe_freed_amine
from monodesign.synthesis.groups import RING_PHOSPHATE, count_group
from monodesign.synthesis.quench import describe_quench, leaves_acid
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.slow_chlorides import take_isocyanate
from monodesign.synthesis.solubility import PARTED_ATOMS, PARTLY_CARBONS, is_water_soluble
from monodesign.synthesis.vapours import has_volatile_product, is_volatile
from monodesign.synthesis.wash_amounts import acid_volume, wash_volume
from monodesign.synthesis.washes import (
    against_acids,
    describe_washes,
    find_harms,
    left_behind,
)

# What a base or catalyst needs before any water comes.
_BEFORE: Final = {
    "sodium hydride": "quench with saturated ammonium chloride, dropwise at 0 °C",
    "palladium on carbon": "filter off the catalyst and keep it wet",
}
_CYANIDE: Final = (
    "; keep salts and water above pH 10 until their cyanide is destroyed with hypochlorite, never add acid"
)
_DRIED: Final = "dry over sodium sulfate"
_EVAPORATED: Final = "evaporate below 40 °C; column"
_FRACTIONATED: Final = (
    "take off the solvent through a column at 200 mbar or above, since the product is volatile, and distil "
    "it at reduced pressure with inhibitor"
)
# Work-ups in which the product meets water.
_WET: Final = frozenset({"water", "aqueous", "acid product", "extract", "amine salt"})


def describe_work_up(weighed: WeighedStep) -> str:
    """Return one sentence on how the product of a step is isolated."""
    step = weighed.step
    if count_group(parse(step.product), "acyl chloride") and step.reaction.work_up != "distil":
        return _of_acid_chloride(weighed)
    if step.doubled == "amine":
        return beside_diamine(weighed)
    if step.reaction.work_up in _WET and parse(step.product).HasSubstructMatch(pattern(RING_PHOSPHATE)):
        return (
            "no water and no silica, which open the five-membered phosphate: filter off the salts in dry "
            "tetrahydrofuran, evaporate below 40 °C, precipitate from dry diethyl ether, and repeat cold."
        )
    if step.reaction.work_up in _WET | {"salts"} and (why := find_harms(parse(step.product)).get("water")):
        return kept_from_water(weighed, why)
    if step.reaction.work_up in _WET and is_water_soluble(parse(step.product)):
        return without_water(weighed)
    return WAYS[step.reaction.work_up](weighed)


def _of_acid_chloride(weighed: WeighedStep) -> str:
    off = (
        "distil off solvent and excess through a column at normal pressure (a pump would take the product "
        "too)"
        if is_volatile(parse(weighed.step.product))
        else "pump off solvent and excess below 40 °C by way of a trap at −78 °C"
    )
    left = (
        "; the residue is not weighed as pure until 13C NMR shows no oxalyl chloride (159 ppm; it has no 1H "
        "signal and makes the diester)"
        if weighed.step.electrophile == "O=C(Cl)C(=O)Cl"
        else ""
    )
    return f"no water, because the product reacts with it: {off}{left}; use it in the next step the same day."


def _water(weighed: WeighedStep) -> str:
    if "doi 10.1038/s41467-025-59020-w" not in weighed.step.reaction.source:  # another procedure by now
        return _aqueous(weighed)
    acids = f"wash with {against_acids(weighed)}, " if leaves_acid(weighed) else ""
    back = "".join(f"{text}, " for text in _back(weighed))
    washed = f"{acids}wash with water (3 × {wash_volume(weighed)}), {back}dry, {_off(weighed)}"
    whole = f"{describe_quench(weighed, before_washes=True)}{washed}"
    if has_volatile_product(weighed):
        return f"{whole}."
    added = ", but for the first wash," if acids else ""
    return f"{whole} (washes{added} and column as in the paper)."


def _off(weighed: WeighedStep) -> str:
    """Say how the solvent leaves, and what purifies the product."""
    return _FRACTIONATED if has_volatile_product(weighed) else _EVAPORATED


def _end(weighed: WeighedStep) -> str:
    return f"{_DRIED}, {_off(weighed)}"


def _aqueous(weighed: WeighedStep) -> str:
    washes = ", ".join([*_first(weighed), describe_washes(weighed), _then(weighed)])
    return f"{describe_quench(weighed, before_washes=True)}{washes}."


def _back(weighed: WeighedStep) -> list[str]:
    """Say that washes which took part of a polar product give it back."""
    if not is_water_soluble(parse(weighed.step.product), carbons_over=PARTLY_CARBONS):
        return []
    if weighed.step.reaction.work_up == "acid product":
        return ["saturate the washes with salt and extract them back four times with ethyl acetate"]
    return ["extract the washes back twice with ethyl acetate"]


def _then(weighed: WeighedStep) -> str:
    """Say what comes after the washes."""
    return ", ".join([*_back(weighed), _end(weighed)])


def _acid_product(weighed: WeighedStep) -> str:
    bases = ", ".join(left_behind(weighed))
    return f"wash with 1 M HCl (2 × {acid_volume(weighed)}: {bases}) and brine, {_then(weighed)}."


def _evaporate(weighed: WeighedStep) -> str:
    if weighed.step.reaction.electrophile == "isocyanate":
        return (
            "check by infrared that the isocyanate band near 2270 cm⁻¹ is gone; as long as it is there, "
            f"{take_isocyanate(weighed)}; only then evaporate below 40 °C; column."
        )
    return "evaporate the volatiles below 40 °C; column if NMR shows impurities."


def _pump_amine(_: WeighedStep) -> str:
    return (
        "pump off the excess of amine below 50 °C until its smell and NMR signals are gone; use it as it is."
    )


def _pump_and_distil(_: WeighedStep) -> str:
    return (
        "pump off the excess of amine below 50 °C until its smell and NMR signals are gone; distil the "
        "product in vacuum, or take a column: the tertiary amine, of two epoxides, stays behind."
    )


def _hold_amine(_: WeighedStep) -> str:
    return (
        "stir in methanol or ethyl acetate with a strongly acidic ion exchanger until no amine is left, "
        "filter, evaporate below 40 °C."
    )


def _neutralise(_: WeighedStep) -> str:
    return (
        "take up in ethyl acetate with acetic acid until moist paper shows no base, which would take the "
        "formaldehyde off again, filter off solids, evaporate below 40 °C; column if needed."
    )


def _crystals(_: WeighedStep) -> str:
    return (
        "cool to 0 °C, collect the crystals, wash them with a little ice-cold solvent, and recrystallise; no "
        "column, on which the product gives formaldehyde back."
    )


def _distil(weighed: WeighedStep) -> str:
    if count_group(parse(weighed.step.product), "acyl chloride"):
        inhibitor = " with inhibitor" if polymerises(weighed.step) else ""
        cold = "receiver at −78 °C" if is_volatile(parse(weighed.step.product)) else "cold receiver"
        return f"no water: the product distils off into a {cold}{inhibitor}; use it the same day."
    if weighed.step.reaction.electrophile == "dibromide":
        return (
            "distil off what is volatile in vacuum (a solid excess is filtered off after stirring with cold "
            "hexane), then column; the bis-phosphonate stays behind."
        )
    return "distil off the excess in vacuum, then the product; or column."


def _extract(weighed: WeighedStep) -> str:
    before = _first(weighed)
    return (
        f"{', '.join([*before, 'filter off the salts'])}, dilute with ethyl acetate, wash with water (3 × "
        f"{wash_volume(weighed)}) and brine until the {weighed.step.reaction.solvent} is removed, "
        f"{_then(weighed)}."
    )


def _salts(weighed: WeighedStep) -> str:
    quench = (
        "quench with acetic acid, dropwise at 0 °C until no more gas comes, "
        if weighed.step.reaction.base == "sodium hydride"
        else ""
    )
    return (
        f"{quench}filter off the salts, evaporate below 40 °C, take up in ethyl acetate and filter again; "
        f"column{_CYANIDE if weighed.step.reaction.nucleophile == 'cyanide' else ''}."
    )


def _amine_salt(weighed: WeighedStep) -> str:
    dried = _then(weighed).removesuffix("; column")
    return (
        f"filter off the salts, evaporate{with_excess_of_amine(weighed)}, take up in ethyl acetate, wash "
        f"with saturated potassium carbonate ({wash_volume(weighed)}) and brine, "
        f"{dried}{parted_from_amine(weighed)}."
    )


def _silica(_: WeighedStep) -> str:
    return "take up in ethyl acetate, filter through a short bed of silica to remove the catalyst; column."


def _filter(weighed: WeighedStep) -> str:
    before = [_BEFORE[name] for name in (weighed.step.reaction.catalyst,) if name in _BEFORE]
    return f"{', '.join(before or ['filter off solids'])}, evaporate below 40 °C; column if needed."


def _filter_and_distil(weighed: WeighedStep) -> str:
    before = _filter(weighed).removesuffix("; column if needed.")
    boils = load_reagents().describe(weighed.step.nucleophile).boiling_point_c
    if boils is not None and boils <= HIGHEST_PUMPED_C:
        return (
            f"{before} with the excess of amine; column, to part the secondary amine from a little of the "
            "tertiary one; check by gas chromatography or NMR."
        )
    product, amine = parse(weighed.step.product), parse(weighed.step.nucleophile)
    how = (
        "by distillation in vacuum or by column"
        if product.GetNumHeavyAtoms() - amine.GetNumHeavyAtoms() >= PARTED_ATOMS - 1
        else (
            "on the column with dichloromethane, methanol and 1 % of aqueous ammonia (they boil too close to "
            "each other to be distilled apart)"
        )
    )
    return (
        f"{before}; part the secondary amine from the primary one that was in excess, and from a little of "
        f"the tertiary one, {how}; check by gas chromatography or NMR."
    )


def _cyanide(weighed: WeighedStep) -> str:
    washed = f"wash with water (3 × {wash_volume(weighed)})"
    return f"dilute with ethyl acetate, {washed}, {_then(weighed)}{_CYANIDE}."


# What the column `work_up` of libraries/reactions.csv may say.
WAYS: Final[dict[str, Callable[[WeighedStep], str]]] = {
    "water": _water,
    "aqueous": _aqueous,
    "acid product": _acid_product,
    "evaporate": _evaporate,
    "pump off the amine": _pump_amine,
    "pump off and distil": _pump_and_distil,
    "hold back the amine": _hold_amine,
    "pump off the chloride": _of_acid_chloride,
    "distil": _distil,
    "extract": _extract,
    "salts": _salts,
    "amine salt": _amine_salt,
    "silica": _silica,
    "free the amine": describe_freed_amine,
    "crystals": _crystals,
    "neutralise": _neutralise,
    "filter": _filter,
    "filter and distil": _filter_and_distil,
    "cyanide": _cyanide,
}


def _first(weighed: WeighedStep) -> list[str]:
    """Say what comes before any wash: a quench, and another solvent than the reaction's."""
    reaction = weighed.step.reaction
    before = [_BEFORE[name] for name in (reaction.base, reaction.catalyst) if name in _BEFORE]
    if reaction.solvent != "dichloromethane" and reaction.work_up != "extract":
        before.append(
            "evaporate and take up in ethyl acetate" if reaction.solvent else "take up in ethyl acetate"
        )
    return before
