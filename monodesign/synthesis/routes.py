"""Routes to a monomer, found by disconnecting it with the reactions of `libraries/reactions.csv`.

Two steps at most make the monomer; up to two more may prepare precursors that are not sold.

The search prefers what ends in compounds on lists, then fewer steps, then yield; where equals remain, the
order of the reactions, so that the paper's own chemistry comes first (Li P. et al., doi
10.1038/s41467-025-59020-w).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import answering, canonical_smiles, parse
from monodesign.chem.polymerisation import count_polymerisable
from monodesign.errors import InvalidSmiles
from monodesign.synthesis.conflicts import find_conflict
from monodesign.synthesis.groups import count_group, is_building_block
from monodesign.synthesis.ordinary_ways import find_ordinary_way
from monodesign.synthesis.reactions import disconnect, load_reactions
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.stability import find_instability, find_loss
from monodesign.synthesis.steps import Step, consider, expected_yield, find_ambiguity, find_steps

# Every step after the first costs work-up and purification beyond its yield.
STEP_FACTOR: Final = 0.85
# A C=C that polymerises is put on last where it can be: every step carries some of it away.
CARRIED_FACTOR: Final = 0.9
# In our list of reagents, but on none of compounds for sale.
UNCONFIRMED_FACTOR: Final = 0.8
# A starting material that no list holds may take as long to get as the monomer itself.
UNLISTED_FACTOR: Final = 0.5
# Two steps make the monomer from a building block that no list holds.
MAX_STEPS: Final = 2
# Whether all is on lists of compounds for sale, and the number of steps: in this order they are tried. Two
# steps more are too many to go around a reagent that our own list names and no list of compounds holds.
_TRIED: Final = (
    (True, 1), (True, 2), (True, 3), (False, 1), (True, 4), (False, 2), (False, 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Supply:
    """What can be had: the stock, what lists hold and, where not strict, what our own list names."""

    stock: frozenset[str]
    is_strict: bool

    def holds(self, smiles: str) -> bool:
        if smiles in self.stock:
            return True
        reagent = load_reagents().find(smiles)
        return reagent is not None and (bool(reagent.lists) or not self.is_strict or _is_only_bought(smiles))

    def missing(self, step: Step) -> tuple[str, ...]:
        return tuple(smiles for smiles in dict.fromkeys(step.precursors) if not self.holds(smiles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How to make a molecule.

    Attributes:
        smiles: Canonical SMILES of the product.
        steps: In the order in which they are carried out: one or two, and before them up to two that prepare
            precursors where these are not sold.
        unlisted: Starting materials that not even our own list of reagents names.
        score: Ease of synthesis, 0 to 1; see `score_steps`.
    """

    smiles: str
    steps: tuple[Step, ...]
    unlisted: tuple[str, ...]
    score: float

    @property
    def starting_materials(self) -> tuple[str, ...]:
        """Canonical SMILES of the precursors that no step makes, in order of use."""
        made = {step.product for step in self.steps}
        used = [smiles for step in self.steps for smiles in step.precursors if smiles not in made]
        return tuple(dict.fromkeys(used))

    def off_lists(self, stock: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return the starting materials, not in stock, that no list of compounds for sale holds.

        They are to be asked for, or made; our own list of reagents is none of these lists.
        """
        reagents = load_reagents()
        return tuple(
            smiles
            for smiles in self.starting_materials
            if smiles not in stock and not reagents.describe(smiles).lists
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoute:
    """That no route was found, and why.

    Attributes:
        smiles: Canonical SMILES.
        reason: What stands in the way.
    """

    smiles: str
    reason: str

    @property
    def score(self) -> float:
        """Zero: what cannot be made earns nothing."""
        return 0.0


def find_route(smiles: str, *, stock: frozenset[str] = frozenset()) -> Route | NoRoute:
    """Find the easiest route to a molecule.

    Args:
        smiles: The monomer.
        stock: Canonical SMILES that the user has; they count as listed.

    Raises:
        InvalidSmiles: The SMILES does not parse.

    >>> find_route("C=CC(=O)OCCOC(=O)OCCC").starting_materials
    ('CCCOC(=O)Cl', 'C=CC(=O)OCCO')
    """
    canonical = canonical_smiles(parse(smiles))
    try:
        with answering(canonical):
            return _find(canonical, stock)
    except InvalidSmiles as error:  # over a precursor, which is no fault of the monomer's
        return NoRoute(smiles=canonical, reason=f"RDKit fails over a precursor: {error}")


def _find(canonical: str, stock: frozenset[str]) -> Route | NoRoute:
    found = _from_listed(canonical, stock)
    if found is None and (begun := _best(_unlisted_chains(canonical, stock))):
        # With this block in hand the rest may come from lists, as an acid chloride from its acid.
        found = _from_listed(canonical, stock | frozenset(begun.unlisted), unlisted=begun.unlisted) or begun
    return found or NoRoute(smiles=canonical, reason=_why_none(canonical))


def _from_listed(canonical: str, stock: frozenset[str], *, unlisted: tuple[str, ...] = ()) -> Route | None:
    """Return the first route of `_TRIED` from stock and lists; `unlisted` is in the stock for once."""
    for is_strict, n_steps in _TRIED:
        supply = _Supply(stock=stock, is_strict=is_strict)
        made = (_route(steps, unlisted=unlisted) for steps in _made_from(canonical, supply, n_steps))
        if found := _best(made):
            return found
    return None


def _best(routes: Iterator[Route]) -> Route | None:
    """Return the route with the highest score; of equals the first, by the order of the reactions."""
    return max(routes, key=lambda route: (route.score, -sum(map(len, route.unlisted))), default=None)


def score_steps(steps: tuple[Step, ...], *, n_unlisted: int = 0) -> float:
    """Return the ease of synthesis, 0 to 1.

    The product over the steps of the middle of the expected yield and the reaction's caution factor, times
    0.85 for the second step, 0.9 for every step through which a polymerisable C=C is carried, 0.8 for every
    starting material that no list of purchasable or commercial compounds holds, and 0.5 for every one that is
    not even in `libraries/reagents.csv`. A one-step monomer from bought reagents by the paper's chemistry has
    about 0.82, one that takes two steps about 0.45, one without a route 0.
    """
    score = STEP_FACTOR ** (len(steps) - 1) * UNLISTED_FACTOR**n_unlisted
    score *= CARRIED_FACTOR ** count_carried(steps) * UNCONFIRMED_FACTOR ** _count_unconfirmed(steps)
    for step in steps:
        score *= expected_yield(step) * step.reaction.caution
    return score


def count_carried(steps: tuple[Step, ...]) -> int:
    """Return how many steps bring a polymerisable C=C along, or keep one waiting with what activates it.

    One that the step itself puts on, or that comes with a bought alcohol in the last step, does not count.
    """
    made = {step.product for step in steps}
    return sum(
        any(smiles in made and _polymerises(smiles) for smiles in step.precursors)
        + (step.reaction.waits and _polymerises(step.electrophile))
        for step in steps
    )


@lru_cache(maxsize=100_000)
def _polymerises(smiles: str) -> bool:
    return count_polymerisable(parse(smiles)) > 0


def _count_unconfirmed(steps: tuple[Step, ...]) -> int:
    """Return how many starting materials are named in the libraries but on no list of compounds for sale."""
    made = {step.product for step in steps}
    bought = {smiles for step in steps for smiles in step.precursors if smiles not in made}
    listed = [load_reagents().find(smiles) for smiles in bought]
    return sum(reagent is not None and not reagent.lists for reagent in listed)


def _unlisted_chains(smiles: str, stock: frozenset[str]) -> Iterator[Route]:
    """Yield the routes of up to `MAX_STEPS` steps that begin with one small unlisted building block."""
    supply = _Supply(stock=stock, is_strict=False)
    for length in range(1, MAX_STEPS + 1):
        for steps in _chains(smiles, supply, length):
            missing = supply.missing(steps[0])
            if len(missing) == 1 and _is_made_or_ordered(parse(missing[0])):
                yield _route(steps, unlisted=missing)


@lru_cache(maxsize=10_000)
def _is_only_bought(smiles: str) -> bool:
    """Say whether nobody makes it in passing, as what is made with phosgene: it is not gone around."""
    found = find_ordinary_way(parse(smiles))
    return found is not None and bool(found.bought_because)


def _is_made_or_ordered(mol: Chem.Mol) -> bool:
    """Say whether an unlisted starting material is a small one to which an ordinary way is known."""
    return is_building_block(mol) and find_ordinary_way(mol) is not None


def _chains(smiles: str, supply: _Supply, n_steps: int) -> Iterator[tuple[Step, ...]]:
    """Yield the sequences of `n_steps` steps to a molecule, each from the product before it.

    The first may need what is not to be had.
    """
    for step in find_steps(smiles):
        missing = supply.missing(step)
        if n_steps == 1:
            yield (step,)
        elif len(missing) == 1:
            for earlier in _chains(missing[0], supply, n_steps - 1):
                yield (*earlier, step)


def _made_from(smiles: str, supply: _Supply, n_steps: int) -> Iterator[tuple[Step, ...]]:
    """Yield the sequences of `n_steps` steps from what can be had; a step may join two products."""
    for step in find_steps(smiles):
        missing = supply.missing(step)
        if len(missing) == 0 and n_steps == 1:
            yield (step,)
        elif len(missing) == 1 and n_steps > 1:
            for earlier in _made_from(missing[0], supply, n_steps - 1):
                yield (*earlier, step)
        elif len(missing) == 2:
            for n_first in range(1, n_steps - 1):
                branches = (n_first, n_steps - 1 - n_first)
                made = [list(_made_from(part, supply, n)) for part, n in zip(missing, branches, strict=True)]
                for pair in product(*made):
                    first, second = sorted(pair, key=_is_used_at_once)
                    yield (*first, *second, step)


def _is_used_at_once(steps: tuple[Step, ...]) -> bool:
    """Say whether a product is used the same day, so that it is made last of two."""
    return count_group(parse(steps[-1].product), "acyl chloride") > 0


def _route(steps: tuple[Step, ...], *, unlisted: tuple[str, ...] = ()) -> Route:
    return Route(
        smiles=steps[-1].product,
        steps=steps,
        unlisted=unlisted,
        score=round(score_steps(steps, n_unlisted=len(unlisted)), 4),
    )


def _why_none(smiles: str) -> str:
    """Say whether the precursors are out of reach, a reaction would fail, or none ends in this molecule."""
    steps = find_steps(smiles)
    if steps:
        wanted = " or ".join(dict.fromkeys(" + ".join(step.precursors) for step in steps[:2]))
        return f"no short route from listed reagents; add these to the stock list if you have them: {wanted}"
    mol = parse(smiles)
    faults = {
        fault: reaction.name
        for reaction in load_reactions()
        for pair in disconnect(mol, reaction)
        if (
            fault := find_conflict(consider(reaction, pair, mol))
            or _instability(pair)
            or find_loss(reaction, mol)
            or find_ambiguity(consider(reaction, pair, mol))
        )
    }
    if not faults:
        return "no known reaction gives this structure"
    # What stands in the way of the last one asked is the least obvious.
    shown = list(faults.items())[:1] + list(faults.items())[1:][-1:]
    return "; ".join(f"{name} would not work: {fault}" for fault, name in shown)


def _instability(smiles: tuple[str, ...]) -> str:
    """Say which reactant does not last; empty if all do."""
    found = [f"{text} is {reason}" for text in smiles if (reason := find_instability(parse(text)))]
    return found[0] if found else ""
