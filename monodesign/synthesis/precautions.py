"""What to mind while a step runs: order of addition, selectivity, gases, amines beside a C=C, inhibitor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import Amount, WeighedStep, limiting_reactant, polymerises
from monodesign.synthesis.conditions import BETA_SULFONYL_ESTER
from monodesign.synthesis.groups import AMINE_ACCEPTOR, count_group
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.stability import find_unstable

# A gas in a warm room.
GAS_C: Final = 25.0
# Lost from an open flask, and from a balance.
_VOLATILE_C: Final = 45.0
# A condenser holds what boils this far above the bath.
_CONDENSED_K: Final = 5.0
_GASES: Final = {
    "O=C=O": "carbon dioxide",
    "[C-]#[O+]": "carbon monoxide",
    "CBr": "methyl bromide, which is toxic,",
}
_PRESSURISED: Final = frozenset({"[H][H]", "O=C=O"})
_ITACONYL: Final = "[CH2]=C([CH2]C(=O)[O,N])C(=O)[O,N,Cl]"
_POLAR: Final = "[#7,#15,$([#16](=O)=O),$([OX2H]),$([OX2;R]C(=O)[OX2;R])]"
_SMALL_PRODUCT_ATOMS: Final = 9
# How the temperature of what reacts in the cold begins.
_COLD: Final = ("0 °C", "−20 °C")
_MOBILE_ROLES: Final = frozenset({"limiting", "reactant", "coupling agent"})


def describe_order(weighed: WeighedStep) -> str:
    """Describe what goes into the flask first and what is added."""
    step = weighed.step
    electrophile, nucleophile = (_shown(smiles) for smiles in step.precursors)
    feed = " in the solvent of the addition" if step.reaction.feed_l_mol > 0 else ""
    agents = [amount.name for amount in weighed.amounts if amount.role == "coupling agent"]
    if step.reaction.waits:
        return _waiting_order(weighed, " and the coupling agent" if agents else "", feed)
    # What a coupling agent activates is to meet all of the nucleophile: of a diol one end, not both.
    if agents and step.reaction.agents != ("[H][H]",):
        return f"everything else in the flask; add {', '.join(agents)}{feed} dropwise."
    if _meets_head(weighed):
        base = " and the base" if step.reaction.base else ""
        return (
            f"{electrophile} in the flask; add {nucleophile}{base}{feed} dropwise, so that there is never "
            "free amine in excess."
        )
    if feed:
        return f"everything else in the flask; add {electrophile}{feed} dropwise."
    if step.reaction.equivalents_nucleophile > step.reaction.equivalents_electrophile:
        return f"{nucleophile}, the excess, in the flask; add {electrophile} in portions."
    limiting = limiting_reactant(step)
    other = nucleophile if limiting == step.electrophile else electrophile
    return f"{_shown(limiting)} in the flask; add {other} in portions."


def _waiting_order(weighed: WeighedStep, agent: str, feed: str) -> str:
    """Say how two alcohols or amines are joined, of which one is activated first."""
    activated, other = (_shown(smiles) for smiles in weighed.step.precursors)
    if agent and weighed.step.doubled:  # one end of a diol is to meet what was activated, not both
        return (
            f"{activated}{agent} in a flask of their own{feed}; after the waiting time add this to {other}, "
            "dropwise."
        )
    return f"{activated}{agent} in the flask; add {other}{feed} dropwise."


def list_precautions(weighed: WeighedStep) -> list[str]:
    """Return what else to mind, one sentence each."""
    return [
        *_selectivity(weighed),
        *_salts(weighed),
        *_volatile(weighed),
        *_evolved(weighed),
        *_amines(weighed),
        *_isomerising(weighed),
        *_eliminating(weighed),
        *_volatile_product(weighed),
        *_inhibitor(weighed),
    ]


def _shown(smiles: str) -> str:
    """Return a substance's name with its SMILES where it has both."""
    name = load_reagents().describe(smiles).name
    return f"`{smiles}`" if name == smiles else f"{name} (`{smiles}`)"


def _meets_head(weighed: WeighedStep) -> bool:
    """Say whether an amine is added to an electrophile that carries a C=C it could add to."""
    step = weighed.step
    has_amine = count_group(parse(step.nucleophile), "amine") > 0
    is_acryloylated = step.reaction.name == "acryloylation of an amine"
    return has_amine and not is_acryloylated and _accepts(step.electrophile)


def _accepts(smiles: str) -> bool:
    return parse(smiles).HasSubstructMatch(pattern(AMINE_ACCEPTOR))


def _selectivity(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    if step.doubled == "amine":
        yield (
            "Selectivity: both amino groups react alike. Use an excess of diamine, cold, dilute and with "
            "fast stirring, so that mostly one group reacts. Remove the bis-amide by column and the "
            "diamine as its salt. Cleaner: protect one end first (mono-Boc), acylate, deprotect."
        )
    elif step.selectivity == "equal":
        yield (
            "Selectivity: use an excess, so that mostly one of the two equal groups reacts. Wash out or "
            "distil off the excess; remove the diester by column."
        )
    elif step.selectivity == "graded":
        cold = " below 0 °C" if step.reaction.temperature.startswith(_COLD) else ""
        yield (
            f"Selectivity: one equivalent, added slowly{cold}, reacts with the less hindered hydroxyl "
            "group; check by NMR."
        )
    elif step.selectivity == "none":
        yield "Selectivity: the two hydroxyl groups hardly differ; separate the regioisomers by column."


def _salts(weighed: WeighedStep) -> Iterator[str]:
    for amount in _reactants(weighed):
        if amount.reagent.sold_with:
            why = next((item.reason for item in find_unstable(parse(amount.smiles))), "")
            tail = f": the free base is {why}" if why else ""
            form = amount.reagent.sold_as
            yield f"Salt: {amount.name} comes as its {form}; set it free in the flask{tail}."


def _volatile(weighed: WeighedStep) -> Iterator[str]:
    for amount in _reactants(weighed):
        boils = amount.reagent.boiling_point_c
        if amount.smiles in _PRESSURISED:
            yield (
                f"Gas: {amount.name} from a cylinder, in a vessel rated for the pressure, behind a "
                "shield, with a relief valve."
            )
        elif boils is not None and boils <= GAS_C:
            form = (
                f" use it as sold ({amount.reagent.sold_as});"
                if amount.reagent.sold_as
                else " condense and weigh it cold;"
            )
            yield (
                f"Gas: {amount.name} boils at {boils:.0f} °C:{form} closed vessel rated for the pressure, "
                "opened cold, off-gas through a scrubber."
            )
        elif boils is not None and boils < weighed.step.reaction.hottest_c + _CONDENSED_K:
            yield (
                f"Volatile: {amount.name} boils at {boils:.0f} °C, below the bath: closed vessel rated "
                "for the pressure."
            )
        elif boils is not None and boils < _VOLATILE_C:
            yield f"Volatile: {amount.name} boils at {boils:.0f} °C: weigh it cold, cold condenser, hood."


def _evolved(weighed: WeighedStep) -> Iterator[str]:
    gases = [_GASES[smiles] for smiles in dict.fromkeys(weighed.step.byproducts) if smiles in _GASES]
    if weighed.step.reaction.name.endswith("carbonyldiimidazole"):
        gases.append("carbon dioxide if water is present")
    if "Cl" in weighed.step.byproducts and not weighed.step.reaction.base and weighed.step.doubled != "amine":
        gases.append("hydrogen chloride")
    if gases:
        yield (
            f"Gas: {', '.join(gases)} is released: vent through a bubbler or scrubber, never use a closed "
            "flask."
        )


def _amines(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    has_amine = count_group(parse(step.nucleophile), "amine") > 0
    if has_amine and any(map(_accepts, step.precursors)):
        yield (
            "C=C: residual amine adds to it. Keep it cold, work up as soon as the conversion stops, and "
            "do not leave it overnight."
        )


def _isomerising(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    molecules = map(parse, (*step.precursors, step.product))
    if any(mol.HasSubstructMatch(pattern(_ITACONYL)) for mol in molecules):
        yield (
            "Itaconate: bases and heat isomerise its C=C (mesaconate, citraconate). Keep it cold, use no "
            "excess of base, and check by 1H NMR for vinyl methyl signals near 2.1 to 2.3 ppm."
        )


def _eliminating(weighed: WeighedStep) -> Iterator[str]:
    step = weighed.step
    if parse(step.product).HasSubstructMatch(pattern(BETA_SULFONYL_ESTER)):
        yield (
            "Elimination: bases take this ester apart to a vinyl sulfone and an acid. Use no triethylamine "
            "and no DMAP, keep it cold, and check by 1H NMR for vinyl signals near 6 to 7 ppm."
        )


def _volatile_product(weighed: WeighedStep) -> Iterator[str]:
    """A small ester goes with the solvent; fluorine hardly raises a boiling point, an amide much."""
    mol = parse(weighed.step.product)
    n_heavy = sum(atom.GetAtomicNum() not in {1, 9} for atom in mol.GetAtoms())
    holds_on = mol.HasSubstructMatch(pattern(_POLAR))
    is_distilled = weighed.step.reaction.work_up == "distil"
    if polymerises(weighed.step) and n_heavy <= _SMALL_PRODUCT_ATOMS and not holds_on and not is_distilled:
        yield (
            "Volatile product: remove the solvent through a column at 200 mbar or above, and distil the "
            "product in vacuum with inhibitor."
        )


def _inhibitor(weighed: WeighedStep) -> Iterator[str]:
    if polymerises(weighed.step):
        yield (
            "Inhibitor: add 4-methoxyphenol at the start and again before every evaporation, because "
            "washes and columns remove it. It needs oxygen: keep dry air over the flask, not nitrogen or "
            "argon."
        )


def _reactants(weighed: WeighedStep) -> list[Amount]:
    return [amount for amount in weighed.amounts if amount.role in _MOBILE_ROLES]
