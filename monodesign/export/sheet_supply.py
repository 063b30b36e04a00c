"""What a synthesis sheet says of where its starting materials come from."""

from __future__ import annotations

from typing import Final

from monodesign.chem.molecules import parse
from monodesign.export.markdown import inert
from monodesign.synthesis.ordinary_ways import find_ordinary_way
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.routes import Route

_OUTLINE: Final = (
    "A way to make what is not on any list is an outline: whether its own starting materials are for sale, "
    "and how its steps are run, was not looked up."
)


_COUNTS: Final = {
    1: "One step",
    2: "Two steps",
    3: "Three steps, one of them to prepare a precursor",
    4: "Four steps, two of them to prepare precursors",
}


def for_sale_lines(canonical: str) -> list[str]:
    """Say that the monomer itself is on a list, so that it may be bought."""
    listed = load_reagents().find(canonical)
    if listed is None or not listed.lists:
        return []
    cas = f" (CAS {listed.cas})" if listed.cas else ""
    return [
        f"**For sale:** the monomer itself{cas} is on {', '.join(listed.lists)}: ask suppliers first.",
        "",
    ]


def summary_lines(route: Route, stock: frozenset[str]) -> list[str]:
    """Return the number of steps, the score, and how starting materials are had that no list holds."""
    count = _COUNTS[len(route.steps)]
    lines = [f"{count}; synthesis score {route.score:.2f} (0 to 1).", ""]
    made = {smiles: _to_be_made(smiles) for smiles in route.off_lists(stock)}
    lines += [f"- `{smiles}`: in stock" for smiles in route.starting_materials if smiles in stock]
    lines += [f"- **To be had first:** `{smiles}`: {how}" for smiles, how in made.items()]
    if any(find_ways(route, stock)):
        lines += ["", _OUTLINE]
    return [*lines, ""] if len(lines) > 2 else lines


def _to_be_made(smiles: str) -> str:
    """Say how a starting material is had that no list holds."""
    reagent = load_reagents().describe(smiles)
    found = find_ordinary_way(parse(smiles))
    if found and found.bought_because:
        return f"not on any list: buy it or have it made to order ({inert(found.bought_because)})"
    made = f", or make it: {inert(found.way)}" if found else " (no way to it is given here)"
    asked = "" if reagent.is_listed else " for a custom synthesis"
    return f"not on any list: ask suppliers{asked}{made}"


def find_ways(route: Route, stock: frozenset[str]) -> list[str]:
    """Return the ways that the summary gives to what no list holds."""
    found = (find_ordinary_way(parse(smiles)) for smiles in route.off_lists(stock))
    return [item.way for item in found if item]
