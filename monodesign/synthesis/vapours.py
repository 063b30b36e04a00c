"""Gases and vapours of a step: what boils away, what is set free, and what holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import Amount, WeighedStep, polymerises

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
    "CCBr": "ethyl bromide, which boils at 38 °C,",
    "CC(C)Br": "isopropyl bromide, which boils at 59 °C,",
}
# Of formic and acetic acid.
_MIXED_ANHYDRIDE: Final = "CC(=O)OC=O"
ALKYL_BROMIDES: Final = frozenset({"CBr", "CCBr", "CC(C)Br"})
CARBONATES: Final = frozenset({"potassium carbonate", "potassium bicarbonate", "caesium carbonate"})
_PRESSURISED: Final = frozenset({"[H][H]", "O=C=O"})
# Of atoms other than hydrogen and fluorine, which hardly raises a boiling point: an ester of so many leaves
# with the solvent, and so does an acid chloride under a pump.
_VOLATILE_ATOMS: Final = 9
_HOLDS_ON: Final = "[#7,#15,$([#16](=O)=O),$([OX2H]),$([OX2;R]C(=O)[OX2;R])]"
_MOBILE_ROLES: Final = frozenset({"limiting", "reactant", "coupling agent"})


def list_volatile(weighed: WeighedStep) -> Iterator[str]:
    """Yield what to do with reactants that boil low."""
    vessel, warm = _vessel(weighed), weighed.step.reaction.hottest_c + _CONDENSED_K
    for amount in charged(weighed):
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
                f"Gas: {amount.name} boils at {boils:.0f} °C:{form} {vessel}, opened cold, off-gas through a "
                "scrubber."
            )
        elif boils is not None and boils < warm:
            yield f"Volatile: {amount.name} boils at {boils:.0f} °C, below the bath: {vessel}."
        elif boils is not None and boils < _VOLATILE_C:
            yield f"Volatile: {amount.name} boils at {boils:.0f} °C: weigh it cold, cold condenser, hood."


def _vessel(weighed: WeighedStep) -> str:
    """Name a vessel that holds a vapour: closed where no gas is set free, else open by way of the cold."""
    if not _gases(weighed):
        first = "condenser at −20 °C while adding, then a " if weighed.step.reaction.feed_l_mol > 0 else ""
        return f"{first}closed vessel rated for the pressure"
    if "alkyl bromide distils off" in weighed.step.reaction.temperature:
        return "a short column, its head below 90 °C, lets only the alkyl bromide out; never close it"
    if _is_staged(weighed):
        return (
            "keep the flask open to a bubbler until the gas of the first stage is gone, add this then, and "
            "close the vessel, rated for the pressure, only after that"
        )
    return "condenser at −20 °C or below, open to a bubbler"


def list_evolved(weighed: WeighedStep) -> Iterator[str]:
    """Yield which gases to vent."""
    if gases := _gases(weighed):
        when = " until it has stopped" if _is_staged(weighed) else ""
        never = "" if when else ", never use a closed flask"
        yield f"Gas: {', '.join(gases)} is released: vent through a bubbler or scrubber{when}{never}."
    if any(smiles in ALKYL_BROMIDES for smiles in weighed.step.byproducts):
        yield (
            "Trap: a water scrubber does not hold the alkyl bromide: trap at −78 °C, behind it ethanolamine "
            "in ethanol, into which the condensate goes afterwards; then halogenated waste."
        )


def _is_staged(weighed: WeighedStep) -> bool:
    """Say whether a first stage, in which a coupling agent sets gas free, ends before the other reactant."""
    return weighed.step.reaction.waits and bool(weighed.step.reaction.agents)


def _gases(weighed: WeighedStep) -> list[str]:
    """Return the gases that a step sets free."""
    step = weighed.step
    gases = [_GASES[smiles] for smiles in dict.fromkeys(step.byproducts) if smiles in _GASES]
    if step.reaction.name.endswith("carbonyldiimidazole"):
        gases.append("carbon dioxide if water is present")
    if step.reaction.base in CARBONATES:
        gases.append(f"carbon dioxide from the {step.reaction.base}")
    if step.reaction.base == "sodium hydride":
        gases.append("hydrogen")
    if step.electrophile == _MIXED_ANHYDRIDE:
        gases.append("carbon monoxide, which bases set free from the mixed anhydride,")
    if "Cl" in step.byproducts and not step.reaction.base and step.doubled != "amine":
        gases.append("hydrogen chloride")
    return gases


def is_pressurised(weighed: WeighedStep) -> bool:
    """Say whether a reactant would leave an open flask at the temperature of the bath."""
    hottest = weighed.step.reaction.hottest_c
    volatile = [
        amount
        for amount in charged(weighed)
        if amount.reagent.boiling_point_c is not None
        and amount.smiles not in _PRESSURISED
        and amount.reagent.boiling_point_c < hottest + _CONDENSED_K
    ]
    return bool(volatile) and not _gases(weighed)


def charged(weighed: WeighedStep) -> list[Amount]:
    """Return the reactants and agents that are weighed in."""
    return [amount for amount in weighed.amounts if amount.role in _MOBILE_ROLES]


def has_volatile_product(weighed: WeighedStep) -> bool:
    """Say whether a monomer would leave with the solvent; an amide, a salt and an alcohol hold on."""
    return polymerises(weighed.step) and is_volatile(parse(weighed.step.product))


def is_volatile(mol: Chem.Mol) -> bool:
    """Say whether a molecule is so small that a rotary evaporator or a pump takes it.

    >>> is_volatile(parse("CC(=C)C(=O)OC(C(F)(F)F)C(F)(F)F"))  # boils at 99 °C
    True
    """
    n_heavy = sum(atom.GetAtomicNum() not in {1, 9} for atom in mol.GetAtoms())
    return n_heavy <= _VOLATILE_ATOMS and not mol.HasSubstructMatch(pattern(_HOLDS_ON))
