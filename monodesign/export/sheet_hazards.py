"""What a synthesis sheet says of purity before the cell, of by-products and of hazards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from monodesign.export.markdown import inert
from monodesign.export.monomer_notes import hazard_lines
from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.hazards import find_hazards
from monodesign.synthesis.precautions import list_precautions
from monodesign.synthesis.purity import find_purity_checks
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.steps import Step
from monodesign.synthesis.way_substances import find_way_substances
from monodesign.synthesis.work_up import describe_work_up
from monodesign.synthesis.work_up_substances import find_work_up_substances

_ACIDS: Final = {"Cl": "HCl", "Br": "HBr", "OC(=O)C(F)(F)F": "trifluoroacetic acid", "CC(=O)O": "acetic acid"}
# What is split off and is no reagent of the list.
_SPLIT_OFF: Final = {
    "O": "water",
    "O=C=O": "carbon dioxide",
    "[C-]#[O+]": "carbon monoxide",
    "c1c[nH]cn1": "imidazole",
    "CCNC(=O)NCCCN(C)C.Cl": "the urea of EDC",
    "O=C1OC(=O)c2ccccc21": "phthalic anhydride",
    "[Na+].[Br-]": "sodium bromide",
    "CC(C)(C)Cl": "t-butyl chloride",
    "CBr": "methyl bromide",
    "CCBr": "ethyl bromide",
    "CC(C)Br": "isopropyl bromide",
}
# Weighed in, hydrogen chloride is not the dilute acid of a wash, whose hazards stand under its SMILES.
_CONCENTRATED: Final = {"Cl": "[Cl-].[OH3+]"}
# Taken up by the base, or no worse than what they are made from.
_HARMLESS: Final = frozenset({"O", "CCNC(=O)NCCCN(C)C.Cl", "[Na+].[Br-]"})


def name_split_off(step: Step) -> str:
    """Name what is split off; an acid is taken up by the base, where there is one."""
    has_amine = not step.reaction.base and step.reaction.nucleophile == "amine"
    taker = step.reaction.base or ("the excess of the amine" if has_amine else "")
    kept = f", bound by {taker}" if taker else ""
    names = [
        f"{_ACIDS[smiles]}{kept}" if smiles in _ACIDS else _named(smiles)
        for smiles in dict.fromkeys(step.byproducts)
    ]
    return ", ".join(names)


def _named(smiles: str) -> str:
    name = _SPLIT_OFF.get(smiles) or load_reagents().describe(smiles).name
    return inert(name) if name != smiles else f"`{smiles}`"


def purity_lines(weighed: Sequence[WeighedStep]) -> list[str]:
    """Return what to look for before the monomer goes into a cell."""
    lines = [
        "## Before it goes into a cell",
        "",
        "Usual limits for this route; most are rules of thumb.",
        "",
    ]
    lines += [
        f"- {inert(check.check)}: {inert(check.limit)} ({inert(check.method)})"
        for check in find_purity_checks(weighed)
    ]
    return [*lines, ""]


def list_hazards(weighed: Iterable[WeighedStep], ways: Iterable[str]) -> list[str]:
    """Return the hazards of all that is weighed in, made or used in the work-up, by first use.

    Last come the reagents of the ways to what no list holds.
    """
    lines = [
        "## Hazards",
        "",
        (
            'CLP statements of the substance, recalled from Annex VI or suppliers; after "as" those of '
            "typical members of its groups. The safety data sheet takes precedence."
        ),
        "",
    ]
    seen: dict[str, str] = {}
    for step in weighed:
        for smiles, name in _met_in(step):
            seen.setdefault(smiles, name)
    for way in ways:
        for name, smiles in find_way_substances(way).items():
            seen.setdefault(smiles, name)
    return [*lines, *(line for smiles, name in seen.items() for line in hazard_lines(smiles, name))]


def _met_in(step: WeighedStep) -> Iterator[tuple[str, str]]:
    """Yield SMILES and name of all that a step weighs in, makes or names."""
    for amount in step.amounts:
        yield _CONCENTRATED.get(amount.smiles, amount.smiles), amount.name
        if carrier := load_reagents().by_name.get(amount.reagent.carrier):
            yield carrier.smiles, carrier.name
    for smiles in step.step.byproducts:
        if smiles not in _HARMLESS | _ACIDS.keys() and find_hazards(smiles):
            yield smiles, _SPLIT_OFF.get(smiles) or load_reagents().describe(smiles).name
    told = " ".join([describe_work_up(step), *list_precautions(step)])
    for name, smiles in find_work_up_substances(told).items():
        yield smiles, name
