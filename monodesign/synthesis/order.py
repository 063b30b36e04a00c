"""What goes into the flask first, and what is added to it."""

from __future__ import annotations

from typing import Final

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import WeighedStep, limiting_reactant
from monodesign.synthesis.groups import AMINE_ACCEPTOR, count_group
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.situations import has_motif
from monodesign.synthesis.stability import find_unstable
from monodesign.synthesis.vapours import is_pressurised
from monodesign.synthesis.wash_amounts import wash_volume

# How the temperature of what is mixed in the cold begins.
COLD: Final = ("0 °C", "−10 °C", "−20 °C")


def describe_order(weighed: WeighedStep) -> str:
    """Describe what goes into the flask first and what is added."""
    step = weighed.step
    electrophile, nucleophile = (_shown(smiles) for smiles in step.precursors)
    feed = " in the solvent of the addition" if step.reaction.feed_l_mol > 0 else ""
    agents = [amount.name for amount in weighed.amounts if amount.role == "coupling agent"]
    if gas := _gas_order(weighed):
        return gas
    if step.reaction.base == "sodium hydride":
        return (
            f"sodium hydride in the solvent under nitrogen, 0 °C; add {nucleophile} in portions over 30 min "
            f"and stir until no more hydrogen comes; then add {electrophile}{feed} dropwise."
        )
    if step.reaction.waits:
        return _waiting_order(weighed, " and the coupling agent" if agents else "", feed)
    # What a coupling agent activates is to meet all of the nucleophile: of a diol one end, not both.
    if agents:
        return f"everything else in the flask; add {', '.join(agents)} as the solid, in portions."
    if _meets_head(weighed):
        base = " and the base" if step.reaction.base else ""
        return (
            f"{electrophile} in the flask; add {nucleophile}{base}{feed} dropwise, so that there is never "
            "free amine in excess."
        )
    return _usual_order(weighed, feed)


def _usual_order(weighed: WeighedStep, feed: str) -> str:
    """Say how an electrophile comes to the rest, or the base where it must not wait beside an alcohol."""
    step = weighed.step
    electrophile, nucleophile = (_shown(smiles) for smiles in step.precursors)
    if step.reaction.base and has_motif(parse(step.nucleophile), "hydroxyalkyl carbonate"):
        return (
            f"{nucleophile} and {electrophile} in the flask; add {step.reaction.base}{feed} dropwise, last, "
            "because base alone closes the hydroxyalkyl carbonate to a ring."
        )
    if base := _freeing_base(weighed):
        return (
            f"{nucleophile} as its salt and {electrophile} in the flask, 0 °C; add {base}{feed} dropwise, "
            "last, so that the amine meets the reagent as it is set free, and not itself."
        )
    if feed:
        return f"everything else in the flask; add {electrophile}{feed} dropwise."
    return _undiluted_order(weighed)


def _freeing_base(weighed: WeighedStep) -> str:
    """Name the base that sets free an amine which only its salt keeps; empty where there is none."""
    step = weighed.step
    is_kept = load_reagents().describe(step.nucleophile).sold_with and any(
        item.is_kept_as_salt for item in find_unstable(parse(step.nucleophile))
    )
    return next((amount.name for amount in weighed.amounts if amount.role == "base" and is_kept), "")


def _gas_order(weighed: WeighedStep) -> str:
    """Say what comes before a gas from a cylinder; empty where there is none."""
    step = weighed.step
    electrophile, nucleophile = (_shown(smiles) for smiles in step.precursors)
    if "[H][H]" in step.reactants:
        both = electrophile if step.nucleophile == "[H][H]" else f"{nucleophile}, then {electrophile}, cold"
        return (
            f"the catalyst in the vessel under nitrogen, wetted with solvent; add {both}; close, and "
            "exchange the nitrogen for hydrogen."
        )
    if step.nucleophile == "O=C=O":
        return f"{electrophile} and the catalyst in the vessel; close, purge, and press on carbon dioxide."
    return ""


def _undiluted_order(weighed: WeighedStep) -> str:
    """Say how two reactants meet without a solvent of addition."""
    step = weighed.step
    electrophile, nucleophile = (_shown(smiles) for smiles in step.precursors)
    if step.reaction.electrophile == "anhydride" and step.reaction.solvent and step.reaction.base:
        return f"everything else in the flask; add {electrophile} as it is, in portions."
    closed = is_pressurised(weighed)
    is_dosed = "while adding" in step.reaction.temperature or step.reaction.temperature.startswith(COLD)
    if closed and not is_dosed:
        both = f"{electrophile} and {nucleophile}"
        return f"{both} together in the vessel, cooled to −20 °C; close it, warm slowly."
    end = "; close the vessel, then warm it." if closed else "."
    if step.reaction.equivalents_nucleophile > step.reaction.equivalents_electrophile:
        return f"{nucleophile}, the excess, in the flask; add {electrophile} in portions{end}"
    limiting = limiting_reactant(step)
    other = nucleophile if limiting == step.electrophile else electrophile
    return f"{_shown(limiting)} in the flask; add {other} in portions{end}"


def _waiting_order(weighed: WeighedStep, agent: str, feed: str) -> str:
    """Say how two alcohols or amines are joined, of which one is activated first."""
    activated, other = (_shown(smiles) for smiles in weighed.step.precursors)
    if agent and _frees_imidazole_beside_head(weighed):
        return (
            f"{activated}{agent} in the flask{feed}; after the waiting time wash this cold with "
            f"half-saturated salt solution (3 × {wash_volume(weighed)}: imidazole, which adds to the C=C), "
            f"dry over sodium sulfate; add {other} and the catalyst."
        )
    if agent and weighed.step.doubled:  # one end of a diol is to meet what was activated, not both
        return (
            f"{activated}{agent} in a flask of their own{feed}; after the waiting time add this to {other}, "
            "dropwise."
        )
    return f"{activated}{agent} in the flask; add {other}{feed} dropwise."


def _frees_imidazole_beside_head(weighed: WeighedStep) -> bool:
    """Say whether an alcohol with a C=C that takes up imidazole comes to what was activated without one."""
    step = weighed.step
    is_carbonate = step.reaction.name == "mixed carbonate with carbonyldiimidazole"
    return is_carbonate and accepts_amines(step.nucleophile) and not accepts_amines(step.electrophile)


def _shown(smiles: str) -> str:
    """Return a substance's name with its SMILES where it has both."""
    name = load_reagents().describe(smiles).name
    return f"`{smiles}`" if name == smiles else f"{name} (`{smiles}`)"


def _meets_head(weighed: WeighedStep) -> bool:
    """Say whether an amine is added to an electrophile that carries a C=C it could add to."""
    step = weighed.step
    has_amine = count_group(parse(step.nucleophile), "amine") > 0
    is_acryloylated = step.reaction.name == "acryloylation of an amine"
    return has_amine and not is_acryloylated and accepts_amines(step.electrophile)


def accepts_amines(smiles: str) -> bool:
    """Say whether a molecule has a C=C to which an amine adds."""
    return parse(smiles).HasSubstructMatch(pattern(AMINE_ACCEPTOR))
