"""With what a product is washed: dilute acid takes out bases, and what would harm a group is left out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from rdkit import Chem

from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.molecules import parse, pattern
from monodesign.chem.polymerisation import find_alkenes
from monodesign.errors import InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.groups import count_group
from monodesign.synthesis.situations import has_motif, load_motifs
from monodesign.synthesis.wash_amounts import (
    BASES,
    BASIC,
    BICARBONATE_MOL_L,
    BUFFER_MOL_L,
    acid_volume,
    against_acid_volume,
    excess_amine_mmol,
    wash_volume,
)
from monodesign.tables.shipped import read_rows

# What is left of an agent and goes with them: EDC and its urea carry a tertiary amine.
_LEFT_OF_AGENT: Final = {
    "EDC hydrochloride": "EDC and its urea",
    "1,1'-carbonyldiimidazole": "imidazole",
}


def left_behind(weighed: WeighedStep) -> list[str]:
    """Return the bases that are in the flask at the end, and what is left of an agent."""
    names = [amount.name for amount in weighed.amounts]
    bases = [name for name in names if name in BASES]
    if bases and excess_amine_mmol(weighed):
        bases.append("the excess of amine")
    return bases + [_LEFT_OF_AGENT[name] for name in names if name in _LEFT_OF_AGENT]


def describe_washes(weighed: WeighedStep) -> str:
    """Say what to wash with: dilute acid takes out bases, the acid sites of a product forbid bicarbonate."""
    product, volume = parse(weighed.step.product), acid_volume(weighed)
    named, harms = ", ".join(left_behind(weighed)), find_harms(product)
    if not named:
        return f"wash with water (3 × {wash_volume(weighed)})"
    if product.HasSubstructMatch(pattern(BASIC)):
        return (
            f"wash with water (2 × {wash_volume(weighed)}) and brine, not with acid, which would extract the "
            f"basic product (the column must remove the remaining {named})"
        )
    acid = "10 % citric acid (mild for the product)" if "acid" in harms else "1 M HCl"
    text = f"wash with {acid} (2 × {volume}: {named})"
    if count_group(product, "acid") or count_group(product, "mineral acid"):
        return f"{text} and brine, not with bicarbonate, which would extract the acidic product"
    joined = " and once with " if "bicarbonate" in harms else ", "
    last = ", then brine" if "bicarbonate" in harms else " and brine"
    return f"{text}{joined}{against_acids(weighed)}{last}"


def against_acids(weighed: WeighedStep) -> str:
    """Name the wash that takes out acids: bicarbonate, or a neutral buffer where that harms the product."""
    harms = find_harms(parse(weighed.step.product))
    if "bicarbonate" in harms:
        volume = against_acid_volume(weighed, capacity_mol_l=BUFFER_MOL_L)
        return (
            f"ice-cold 0.5 M phosphate buffer of pH 7 ({volume}, one minute: acids), not with bicarbonate, "
            f"which {harms['bicarbonate']}"
        )
    volume = against_acid_volume(weighed, capacity_mol_l=BICARBONATE_MOL_L)
    return f"saturated sodium bicarbonate ({volume}: acids)"


@lru_cache(maxsize=4)
def load_washes(path: Path | None = None) -> tuple[tuple[str, str, str], ...]:
    """Return motif, harm (`acid`, `bicarbonate`, `water`, `alumina`) and why, from `libraries/washes.csv`.

    Raises:
        InvalidTable: A motif is not in `libraries/motifs.csv`; the message names all of them.
    """
    path = path or LIBRARIES / "washes.csv"
    rows = tuple((row["motif"], row["harmed_by"], row["why"]) for row in read_rows(path))
    if faults := [f"'{motif}'" for motif, *_ in rows if motif not in load_motifs()]:
        raise InvalidTable(f"{path.name}: {', '.join(faults)} not in motifs.csv")
    return rows


def find_harms(mol: Chem.Mol) -> dict[str, str]:
    """Return which of the usual washes would harm a product, and why."""
    return {harm: why for motif, harm, why in reversed(load_washes()) if has_motif(mol, motif)}


def is_base_labile(mol: Chem.Mol) -> bool:
    """Say whether basic solids, such as alumina and molecular sieve, take a product apart.

    >>> is_base_labile(parse("C=CC(=O)OCCS(C)(=O)=O"))  # to a vinyl sulfone
    True
    """
    heads = (load_head_kinds()[alkene.kind] for alkene in find_alkenes(mol) if alkene.is_polymerisable)
    return not find_harms(mol).keys() <= {"acid"} or any(head.anionic_on for head in heads)
