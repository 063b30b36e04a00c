"""The steps that could make a molecule: its disconnections, with conditions and amounts, that would work."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.conditions import adapt
from monodesign.synthesis.conflicts import find_clash, find_conflict
from monodesign.synthesis.groups import PAIRED, Selectivity, count_group, selectivity
from monodesign.synthesis.reactions import Reaction, disconnect, load_reactions
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.situations import Situation, has_motif
from monodesign.synthesis.stability import find_instability, find_loss

# One of two hydroxyl groups reacts: equivalents of diol, and the yield (%) of the wanted monoester to expect.
# Equal groups: statistics with an excess. Graded ones: the less hindered reacts in the cold.
DIOL_EQUIVALENTS: Final = {"equal": 3.0, "graded": 1.1}
# Amines are acylated faster than they are mixed: a larger excess, cold and dilute.
DIAMINE_EQUIVALENTS: Final = 5.0
DIOL_SOURCE: Final = {
    "equal": "estimate for the reaction of one of two equal groups, not measured for this pair",
    "graded": "estimate for the reaction of the faster of two groups, not measured for this pair",
}
_CYCLIC_ANHYDRIDE: Final = "[CX3;R](=O)[OX2;R][CX3;R]=O"
_SHIELDED_ACID: Final = "[OX2H][CX3](=O)[CX4;H0]([#6])([#6])[#6]"
DIOL_YIELD_PERCENT: Final = {"equal": (45.0, 65.0), "graded": (50.0, 70.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One reaction of a route.

    Attributes:
        reaction: What is done and how.
        product: Canonical SMILES.
        electrophile: Canonical SMILES of the reactant that is attacked.
        nucleophile: Canonical SMILES of the other one.
        selectivity: How one of two hydroxyl or amino groups is chosen; `single` where there is no choice.
        doubled: The group of which the nucleophile has two, `alcohol` or `amine`; empty where it has one.
    """

    reaction: Reaction
    product: str
    electrophile: str
    nucleophile: str
    selectivity: Selectivity = "single"
    doubled: str = ""

    @property
    def precursors(self) -> tuple[str, str]:
        """The two reactants whose carbon skeletons become the product."""
        return self.electrophile, self.nucleophile

    @property
    def reactants(self) -> tuple[str, ...]:
        """Everything on the left of the balanced equation, base apart."""
        return (*self.precursors, *self.reaction.agents)

    @property
    def byproducts(self) -> tuple[str, ...]:
        """What is split off; an acid here is taken up by the base."""
        return self.reaction.byproducts


# What both amines of a diamine become, by the bond to the first of them.
_DOUBLY_REACTED: Final = {
    "NC(=O)N": "bis-urea",
    "NC(=O)O": "bis-carbamate",
    "NS(=O)=O": "bis-sulfonamide",
    "NP=O": "bis-phosphoramide",
    "NC=O": "bis-amide",
}


def doubly_reacted(step: Step) -> str:
    """Name what a diamine becomes where both of its ends react."""
    made = parse(step.product), parse(step.nucleophile)
    return next(
        (name for smarts, name in _DOUBLY_REACTED.items() if _gained(pattern(smarts), *made)),
        "doubly reacted amine",
    )


def _gained(smarts: Chem.Mol, product: Chem.Mol, reactant: Chem.Mol) -> bool:
    return len(product.GetSubstructMatches(smarts)) > len(reactant.GetSubstructMatches(smarts))


def expected_yield(step: Step) -> float:
    """Return the middle of the step's expected yield as a fraction."""
    return (step.reaction.yield_low_percent + step.reaction.yield_high_percent) / 200.0


def is_balanced(step: Step) -> bool:
    """Say whether a step's atoms and charge are the same on both sides."""
    return _formula(step.reactants) == _formula((step.product, *step.byproducts))


def _formula(smiles: tuple[str, ...]) -> Counter[str]:
    """Count atoms by element, and the charge, over several molecules."""
    total: Counter[str] = Counter()
    for text in smiles:
        total.update(_elements(text))
    return +total


@lru_cache(maxsize=100_000)
def _elements(smiles: str) -> Counter[str]:
    """Count a molecule's atoms by element, and its charge."""
    mol = Chem.AddHs(parse(smiles))
    return Counter([atom.GetSymbol() for atom in mol.GetAtoms()]) + Counter(charge=Chem.GetFormalCharge(mol))


@lru_cache(maxsize=100_000)
def find_steps(smiles: str) -> tuple[Step, ...]:
    """Return the steps that end in a molecule and would work, in the order of the reactions."""
    mol = parse(smiles)
    return tuple(
        step
        for reaction in load_reactions()
        for pair in disconnect(mol, reaction)
        if (step := _workable(reaction, smiles, pair)) is not None
    )


def consider(reaction: Reaction, pair: tuple[str, str], product: Chem.Mol) -> Situation:
    """Return what a disconnection would be, with the conditions that its molecules need."""
    electrophile, nucleophile = map(parse, pair)
    return adapt(
        Situation(reaction=reaction, electrophile=electrophile, nucleophile=nucleophile, product=product)
    )


def _workable(reaction: Reaction, target: str, pair: tuple[str, str]) -> Step | None:
    """Return the step, or None where another group would react or a reactant does not last."""
    # First what is asked quickly.
    if any(map(_is_unstable, pair)) or find_clash(reaction, *map(parse, pair)):
        return None
    product = parse(target)
    situation = consider(reaction, pair, product)
    # A carbodiimide adds to the amine of a diamine that is left over.
    is_left_over = bool(reaction.agents) and _is_doubled(situation.nucleophile, "amine")
    is_lost = find_loss(situation.reaction, product) or find_ambiguity(situation)
    if find_conflict(situation) or is_lost or is_left_over:
        return None
    made = Step(reaction=situation.reaction, product=target, electrophile=pair[0], nucleophile=pair[1])
    step = _told_apart(made, situation)
    return step if is_balanced(step) else None


def _told_apart(step: Step, situation: Situation) -> Step:
    """Return the step with what one of two groups that are told apart asks for."""
    for group in PAIRED.intersection(step.reaction.nucleophile.split(" or ")):
        choice = selectivity(situation.nucleophile, situation.product, group=group)
        step = _monoacylation(step, choice, group) if choice != "single" else step
    return step


def find_ambiguity(situation: Situation) -> str | None:
    """Say that the reagent cannot tell two groups of a nucleophile apart, or takes the other; None if it can.

    Regioisomers in equal parts are no route. Without a base a phenol is not the first to react, nor clearly
    the last.
    """
    reaction, nucleophile = situation.reaction, situation.nucleophile
    for group in PAIRED.intersection(reaction.nucleophile.split(" or ")):
        choice = selectivity(nucleophile, situation.product, group=group)
        is_unclear = choice == "graded" and not reaction.base and has_motif(nucleophile, "phenol")
        if choice in {"wrong", "none"} or is_unclear:
            return f"the other {group} reacts as well or first"
    is_mixed = _opens_at_either_end(situation.electrophile, situation.product)
    return "the unsymmetrical anhydride opens at its other carbonyl group too" if is_mixed else None


def _opens_at_either_end(electrophile: Chem.Mol, product: Chem.Mol) -> bool:
    """Say whether a cyclic anhydride gives a mixture of half esters, or the other one.

    Of two carbonyl groups that symmetry does not make equal the one beside a quaternary carbon is left alone.
    """
    rings = electrophile.GetSubstructMatches(pattern(_CYCLIC_ANHYDRIDE))
    if not rings:
        return False
    ranks = list(Chem.CanonicalRankAtoms(electrophile, breakTies=False))
    is_symmetrical = any(ranks[match[0]] == ranks[match[3]] for match in rings)
    return not is_symmetrical and not product.HasSubstructMatch(pattern(_SHIELDED_ACID))


def _is_doubled(mol: Chem.Mol, group: str) -> bool:
    return count_group(mol, group) > 1


def _shortfall(reaction: Reaction) -> float:
    """Return what the conditions at hand change in the yield of a listed reaction, in percent."""
    listed = next((one for one in load_reactions() if one.name == reaction.name), reaction)
    return reaction.yield_low_percent - listed.yield_low_percent


def _monoacylation(step: Step, choice: Selectivity, group: str) -> Step:
    """Return the step with the amounts and the yield of a diol or diamine that reacts once."""
    low, high = (percent + _shortfall(step.reaction) for percent in DIOL_YIELD_PERCENT[choice])
    excess = DIAMINE_EQUIVALENTS if group == "amine" else DIOL_EQUIVALENTS[choice]
    # The excess of an amine takes the acid up itself.
    base = "" if group == "amine" and step.reaction.base else step.reaction.base
    reaction = replace(
        step.reaction, equivalents_electrophile=1.0, equivalents_nucleophile=excess, base=base,
        yield_low_percent=low, yield_high_percent=high, source=DIOL_SOURCE[choice],
    )  # fmt: skip
    return replace(step, reaction=reaction, selectivity=choice, doubled=group)


@lru_cache(maxsize=100_000)
def _is_unstable(smiles: str) -> bool:
    return load_reagents().find(smiles) is None and find_instability(parse(smiles)) is not None
