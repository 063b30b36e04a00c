"""The reactions that make monomers, each a disconnection with its conditions (`libraries/reactions.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from rdkit import Chem, rdBase
from rdkit.Chem import rdChemReactions

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import parse_rows

_NUMBERS: Final = (
    "equivalents_electrophile", "equivalents_nucleophile", "equivalents_base", "equivalents_catalyst",
    "pot_l_mol", "feed_l_mol", "hottest_c", "hours", "yield_low_percent", "yield_high_percent", "caution",
)  # fmt: skip
_FLAGS: Final = ("waits", "is_fast")
_LISTS: Final = ("agents", "byproducts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """A reaction of two reactants, written as the disconnection of its product.

    Attributes:
        name: What is done.
        retro: Reaction SMARTS from the product to electrophile and nucleophile, in this order.
        electrophile: The group by which the first reactant reacts.
        nucleophile: The group by which the second reactant reacts.
        agents: SMILES of further reactants that the balance needs, such as a carbodiimide; one equivalent
            each.
        counterion: SMILES of the ion that the nucleophile is sold with.
        byproducts: SMILES of what is split off.
        equivalents_electrophile: Per limiting reactant.
        equivalents_nucleophile: Per limiting reactant; the limiting one has 1.0.
        base: Name of the base; empty for none.
        equivalents_base: Per limiting reactant.
        catalyst: Name of the catalyst; empty for none.
        equivalents_catalyst: Per limiting reactant.
        solvent: Name of the solvent; empty for none.
        pot_l_mol: Solvent in the flask, L per mol of the limiting reactant (the paper's 160 mL for 0.1695
            mol).
        feed_l_mol: Solvent of the solution that is dropped in (the paper's 60 mL for 0.1695 mol).
        temperature: In words.
        hottest_c: The highest of these, °C.
        hours: After the addition.
        waits: Whether the electrophile waits in the flask, in excess or just activated, so that each meets
            one nucleophile only.
        is_fast: Whether an amine is taken at 0 °C before it adds to a C=C or to itself.
        work_up: How the product is taken out; a key of `work_up.WAYS`.
        yield_low_percent: Lower end of the yield to expect.
        yield_high_percent: Upper end.
        caution: Factor of the synthesis score: 1 for ordinary glassware, less for dangerous or slow work.
        why: Why this reaction.
        source: Where conditions and yield are from.
    """

    name: str
    retro: str
    electrophile: str
    nucleophile: str
    agents: tuple[str, ...] = ()
    counterion: str = ""
    byproducts: tuple[str, ...] = ()
    equivalents_electrophile: float = 1.0
    equivalents_nucleophile: float = 1.0
    base: str = ""
    equivalents_base: float = 0.0
    catalyst: str = ""
    equivalents_catalyst: float = 0.0
    solvent: str = ""
    pot_l_mol: float = 0.0
    feed_l_mol: float = 0.0
    temperature: str = ""
    hottest_c: float = 25.0
    hours: float = 0.0
    waits: bool = False
    is_fast: bool = False
    work_up: str = "aqueous"
    yield_low_percent: float = 0.0
    yield_high_percent: float = 0.0
    caution: float = 1.0
    why: str = ""
    source: str = ""


@lru_cache(maxsize=4)
def load_reactions(path: Path | None = None) -> tuple[Reaction, ...]:
    """Load the reactions in file order.

    Raises:
        InvalidTable: A line holds no usable reaction; the message names every fault.
    """
    return parse_rows(path or LIBRARIES / "reactions.csv", _reaction)


def _reaction(row: dict[str, str]) -> Reaction:
    values: dict[str, Any] = dict(row)
    values.update({name: float(row[name] or 0.0) for name in _NUMBERS})
    values.update({name: tuple(row[name].split()) for name in _LISTS})
    values.update({name: row[name] == "yes" for name in _FLAGS})
    compiled(row["retro"])
    return Reaction(**values)


@lru_cache(maxsize=256)
def compiled(retro: str) -> rdChemReactions.ChemicalReaction:
    """Compile a disconnection once.

    Raises:
        InvalidTable: It is no reaction SMARTS from one product to two reactants.
    """
    with rdBase.BlockLogs():
        reaction = rdChemReactions.ReactionFromSmarts(retro)
        n_errors = reaction.Validate(silent=True)[1]
        reaction.Initialize(silent=True)
    if n_errors or reaction.GetNumReactantTemplates() != 1 or reaction.GetNumProductTemplates() != 2:
        raise InvalidTable(f"{retro!r}: not a disconnection into two reactants")
    return reaction


def disconnect(mol: Chem.Mol, reaction: Reaction) -> tuple[tuple[str, str], ...]:
    """Return every pair of electrophile and nucleophile that the reaction could have joined, sorted.

    Pairs whose valences or aromaticity cannot be written are left out.
    """
    template = compiled(reaction.retro)
    if not mol.HasSubstructMatch(template.GetReactantTemplate(0)):
        return ()
    pairs: set[tuple[str, str]] = set()
    with rdBase.BlockLogs():
        for electrophile, nucleophile in template.RunReactants((mol,), maxProducts=200):
            first, second = _written(electrophile), _written(nucleophile, ion=reaction.counterion)
            if first and second:
                pairs.add((first, second))
    return tuple(sorted(pairs))


def _written(mol: Chem.Mol, *, ion: str = "") -> str:
    """Return the canonical SMILES of a reactant in one piece; empty if it is no valid molecule."""
    text = Chem.MolToSmiles(mol)
    if "." in text:
        return ""
    try:
        return canonical_smiles(parse(f"{text}.{ion}" if ion else text))
    except InvalidSmiles:
        return ""
