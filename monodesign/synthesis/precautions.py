"""What to mind while a step runs: selectivity, gases, amines beside a C=C, inhibitor."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from rdkit import Chem
from rdkit.Chem import rdChemReactions

from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.synthesis.amounts import WeighedStep, is_hot_neat, polymerises
from monodesign.synthesis.excess_diol import BACK, is_salted_out, is_washed_out
from monodesign.synthesis.groups import count_group
from monodesign.synthesis.order import COLD, accepts_amines
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.situations import has_motif
from monodesign.synthesis.slow_chlorides import SLOW
from monodesign.synthesis.solubility import PARTED_ATOMS
from monodesign.synthesis.stability import find_unstable
from monodesign.synthesis.steps import Step, doubly_reacted
from monodesign.synthesis.traps import list_trapped
from monodesign.synthesis.vapours import CARBONATES, charged, is_pressurised, list_evolved, list_volatile

# A pump distils what boils below this.
_DISTILLED_C: Final = 250.0
_ROOM_C: Final = 25.0
_RINGS: Final = {
    "hydroxyalkyl carbonate": "the cyclic carbonate",
    "2-aminoethyl carbamate": "imidazolidinone",
}
_EPOXIDES: Final = {
    "OCCBr": "ethylene oxide boils at 11 °C, is toxic and may cause cancer",
    "CC(O)CBr": "propylene oxide boils at 34 °C and may cause cancer",
    "CC(Br)CO": "propylene oxide boils at 34 °C and may cause cancer",
}
# What is done in longer runs through the night anyway.
_WORKING_DAY_H: Final = 8.0
# Of a neat C=C compound and what is mixed with it, heated at one time.
_MOST_HEATED_G: Final = 15.0
_MIGRATION: Final = rdChemReactions.ReactionFromSmarts(
    "[OX2H:1][CX4:2][CX4:3][OX2:4][CX3:5](=[O:6])[#6:7]>>[O:4][C:3][C:2][O:1][C:5](=[O:6])[*:7]"
)
_CDI: Final = "O=C(n1ccnc1)n1ccnc1"
_ALKENES: Final = {
    "3-halopropionitrile": "acrylonitrile (boils at 77 °C, toxic, may cause cancer)",
    "2-halosulfone": "a vinyl sulfone (toxic, alkylates skin and eyes)",
}
_ADDUCT: Final = (
    ": the imidazole set free adds to the C=C little by little (N–CH2 near 4.3 ppm); the acid wash takes the "
    "adduct"
)


def list_precautions(weighed: WeighedStep) -> list[str]:
    """Return what else to mind, one sentence each."""
    return [
        *_selectivity(weighed),
        *_salts(weighed),
        *list_volatile(weighed),
        *list_evolved(weighed),
        *list_trapped(weighed),
        *_amines(weighed),
        *_converting(weighed),
        *_heated(weighed),
        *_isomerising(weighed),
        *_migrating(weighed),
        *_closing(weighed),
        *_closing_rings(weighed),
        *_eliminating(weighed),
        *_inhibitor(weighed),
    ]


def _selectivity(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    if step.doubled == "amine":
        yield (
            "Selectivity: both amino groups react alike. Use an excess of diamine, cold, dilute and with "
            "fast stirring, so that mostly one group reacts. Remove the diamine, and by column the "
            f"{doubly_reacted(step)}. Cleaner: protect one end first (mono-Boc), acylate, deprotect."
        )
    elif step.selectivity == "equal":
        yield (
            "Selectivity: use an excess, so that mostly one of the two equal groups reacts. "
            f"{_recovery(weighed)}; the column removes what has reacted twice."
        )
    elif step.selectivity == "graded":
        cold = " in the cold" if step.reaction.temperature.startswith(COLD) else ""
        yield (
            f"Selectivity: one equivalent, added slowly{cold}, reacts with the more reactive hydroxyl "
            "group; check by NMR."
        )


def _recovery(weighed: WeighedStep) -> str:
    """Say how the excess of a diol leaves: into water, by distillation, or on the column."""
    if is_washed_out(weighed):
        return "Wash out the excess with water"
    if is_salted_out(weighed):
        return f"Wash out the excess with a little saturated salt solution and {BACK}"
    diol, product = parse(weighed.step.nucleophile), parse(weighed.step.product)
    boils = load_reagents().describe(weighed.step.nucleophile).boiling_point_c
    is_heavier = product.GetNumHeavyAtoms() - diol.GetNumHeavyAtoms() >= PARTED_ATOMS
    if boils is not None and boils <= _DISTILLED_C and is_heavier and not polymerises(weighed.step):
        return "Distil off the excess in vacuum"
    return "Recover the excess from the column"


def _salts(weighed: WeighedStep) -> Iterator[str]:
    for amount in charged(weighed):
        if amount.reagent.sold_with:
            why = next((item.reason for item in find_unstable(parse(amount.smiles))), "")
            tail = f": the free base is {why}" if why else ""
            form = amount.reagent.sold_as
            yield f"Salt: {amount.name} comes as its {form}; set it free in the flask{tail}."


def _amines(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    has_amine = count_group(parse(step.nucleophile), "amine") > 0
    if has_amine and any(map(accepts_amines, step.precursors)):
        hours = step.reaction.hours
        longer = "overnight" if hours <= _WORKING_DAY_H else f"longer than the {hours:g} h"
        yield (
            "C=C: residual amine adds to it. Keep it cold, work up as soon as the conversion stops, and "
            f"do not leave it {longer}."
        )


def _converting(weighed: WeighedStep) -> Iterator[str]:
    """Say what is to be used up before the work-up, where the step is slow or what is left does harm."""
    reaction, step = weighed.step.reaction, weighed.step
    shown, other = (load_reagents().describe(smiles).shown for smiles in step.precursors)
    if _CDI in reaction.agents:
        yield (
            "Conversion: look that carbonyldiimidazole is used up before the second reactant goes in, then "
            "follow the imidazolide by 1H NMR (near 8.1 ppm), and go on until it is used up, no longer"
            f"{_ADDUCT if accepts_amines(step.nucleophile) else ''}."
        )
        return
    is_limiting = reaction.equivalents_electrophile <= reaction.equivalents_nucleophile
    if reaction.electrophile == "alkyl halide" and is_limiting:
        yield (
            f"Conversion: before the work-up look for {shown} by gas chromatography or 1H NMR (H–C–Br or "
            "H–C–Cl, 3.4 to 4.6 ppm), and go on until it is used up: it alkylates and hardly evaporates."
        )
        return
    followed = shown if reaction.equivalents_electrophile < reaction.equivalents_nucleophile else other
    if has_motif(parse(step.nucleophile), "weak amine") and "amine" in reaction.nucleophile:
        what = "it" if followed == other else followed
        yield (
            f"Conversion: {other} is a weak amine: follow {what} by gas chromatography or 1H NMR, and go "
            "on until it is used up, before the work-up."
        )
    elif has_motif(parse(step.electrophile), "tertiary acyl chloride") or parse(
        step.electrophile
    ).HasSubstructMatch(pattern(SLOW)):
        end = "is used up" if is_limiting and followed == shown else "no longer changes"
        yield f"Conversion: follow {followed} by gas chromatography or 1H NMR, and go on until it {end}."


def _heated(weighed: WeighedStep) -> Iterator[str]:
    """Say how a neat monomer is kept from polymerising in the heat."""
    if not is_hot_neat(weighed.step) or is_pressurised(weighed):
        return
    n_batches = math.ceil(sum(amount.mass_g for amount in charged(weighed)) / _MOST_HEATED_G)
    most = f"none above {_MOST_HEATED_G:g} g in all"
    opened = " (water opens lactones)" if weighed.step.reaction.electrophile == "lactone" else ""
    stays = "in the flask" if weighed.step.reaction.work_up == "distil" else "on the column"
    batches = f", and make it in {n_batches} batches, {most}" if n_batches > 1 else ""
    yield (
        f"Heat: a neat monomer may run away. Dry what goes in{opened}; phenothiazine, which needs no oxygen, "
        f"stays {stays}. Bubble dry air through the melt, keep a thermometer in it and "
        f"a shield before it{batches}."
    )


def _isomerising(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    molecules = map(parse, (*step.precursors, step.product))
    if any(has_motif(mol, "itaconyl") for mol in molecules):
        warm = step.reaction.hottest_c > _ROOM_C
        how = "Take a sample every few hours and stop" if warm else "Take no more base than stated, and stop"
        yield (
            f"Itaconate: bases and heat isomerise its C=C (mesaconate, citraconate). {how} when 1H NMR shows "
            "vinyl methyl signals near 2.1 to 2.3 ppm."
        )


def _migrating(weighed: WeighedStep) -> Iterator[str]:
    """Say that an acyl group beside a hydroxyl group wanders, where that gives another molecule."""
    product = parse(weighed.step.product)
    moved = {
        canonical_smiles(parse(Chem.MolToSmiles(result)))
        for (result,) in _MIGRATION.RunReactants((product,))
        if Chem.SanitizeMol(result) == 0
    }
    if moved - {weighed.step.product}:
        yield (
            "Migration: base, acid or warmth passes the acyl group to the neighbouring hydroxyl group, and a "
            "column hardly parts the isomers. Work up cold, use it at once, and state the share of each by "
            "1H NMR (acyl–O–CH near 5 ppm)."
        )


def _closing_rings(weighed: WeighedStep) -> Iterator[str]:
    product = parse(weighed.step.product)
    for motif, ring in _RINGS.items():
        if has_motif(product, motif):
            yield (
                f"Ring closure: base or warmth closes the product to {ring} and sets the alcohol free. "
                "Evaporate below 40 °C, keep it cold and dry, and use it within days."
            )


def _closing(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    if _meets_base(step) and has_motif(parse(step.electrophile), "2-haloalcohol"):
        held = "open the vessel cold" if is_pressurised(weighed) else "cold condenser"
        made = _EPOXIDES.get(step.electrophile, "an alkylating agent")
        yield (
            f"Epoxide: base turns a 2-halo alcohol into an epoxide in part ({made}). Hood, {held}, off-gas "
            "through a scrubber with dilute acid; keep the temperature."
        )


def _eliminating(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    if has_motif(parse(step.product), "2-sulfonylethyl ester"):
        yield (
            "Elimination: bases take this ester apart to a vinyl sulfone and an acid. Use no more base than "
            "the table has, keep it cold, and check by 1H NMR for vinyl signals near 6 to 7 ppm."
        )
    if has_motif(parse(step.product), "3-sulfonylpropionyl"):
        yield (
            "Elimination: bases take the sulfinate off and leave an acrylate, which crosslinks beside "
            "another: no more base than the table has, and check by 1H NMR for a second set of vinyl signals."
        )
    for motif, alkene in _ALKENES.items():
        if _meets_base(step) and has_motif(parse(step.electrophile), motif):
            yield f"Elimination: on the way base turns this halide into {alkene}. Hood and gloves."


def _meets_base(step: Step) -> bool:
    return step.reaction.base in CARBONATES or step.reaction.nucleophile in {"amine", "thiol"}


def _inhibitor(weighed: WeighedStep) -> Iterator[str]:
    if polymerises(weighed.step):
        yield (
            "Inhibitor: add 4-methoxyphenol at the start and again before every evaporation, because "
            "washes and columns remove it. It needs oxygen: keep dry air over the flask, not nitrogen or "
            "argon."
        )
