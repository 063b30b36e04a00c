"""Synthesis sheets: one Markdown file per candidate, with amounts, conditions, hazards and supply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from monodesign.chem.comonomers import read_comonomers
from monodesign.chem.molecules import answering, canonical_smiles, monomer_id, parse
from monodesign.chem.named_monomers import name_of
from monodesign.errors import InvalidSmiles
from monodesign.export.markdown import inert
from monodesign.export.monomer_notes import hazard_lines, monomer_notes
from monodesign.synthesis.amounts import INHIBITOR_PPM, Amount, WeighedStep, polymerises, weigh_route
from monodesign.synthesis.hazards import find_hazards
from monodesign.synthesis.order import describe_order
from monodesign.synthesis.ordinary_ways import find_ordinary_way, find_way_substances
from monodesign.synthesis.precautions import list_precautions
from monodesign.synthesis.purity import find_purity_checks
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.routes import NoRoute, Route, find_route
from monodesign.synthesis.steps import Step
from monodesign.synthesis.vapours import is_volatile
from monodesign.synthesis.washes import is_base_labile
from monodesign.synthesis.work_up import describe_work_up, find_work_up_substances
from monodesign.tables.write import write_text

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
    "CBr": "methyl bromide",
    "CCBr": "ethyl bromide",
    "CC(C)Br": "isopropyl bromide",
}
# Taken up by the base, or no worse than what they are made from.
_HARMLESS: Final = frozenset({"O", "CCNC(=O)NCCCN(C)C.Cl", "[Na+].[Br-]"})
DEFAULT_SCALE_MMOL: Final = 50.0
_DISCLAIMER: Final = (
    "This route was written by a program from rules and has not been tried at the bench. Read the "
    "literature and the safety data sheets first, and let a chemist approve it."
)
_SUPPLY: Final = (
    "Supply: the lists that contain the substance. ZINC20 in stock: compounds that suppliers had in "
    "stock when ZINC20 was made (about one hit in fourteen is false); ECHA, EINECS, TSCA: inventories of "
    "commercial chemicals. Price and stock were not checked."
)
_OUTLINE: Final = (
    "A way to make what is not on any list is an outline: whether its own starting materials are for sale, "
    "and how its steps are run, was not looked up."
)


def write_synthesis_sheets(
    shortlist: pd.DataFrame,
    folder: Path,
    *,
    limiting_mmol: float = DEFAULT_SCALE_MMOL,
    stock: frozenset[str] = frozenset(),
) -> list[Path]:
    """Write `<monomer_id>.md` for every row into a folder, each whole or not at all.

    A copolymer's sheet has a part for each monomer. A file's name is made from the structure alone, so
    nothing a user calls a monomer can become a path.

    Args:
        shortlist: Columns `smiles` and, if there are any, `name`, and `polymer` with `polymer_mol_ratio`.
        folder: Folder of the sheets; made when it does not exist.
        limiting_mmol: Scale of the last step, by its limiting reactant.
        stock: Canonical SMILES that the user has.

    Returns:
        The files, in the rows' order.
    """
    files = []
    for row in shortlist.to_dict("records"):
        cells = {name: value for name, value in row.items() if isinstance(value, str)}
        candidate = read_comonomers(cells.get("polymer", cells["smiles"]), cells.get("polymer_mol_ratio", ""))
        is_alone = len(candidate.monomers) == 1
        sheets = [
            synthesis_sheet(
                smiles,
                name=cells.get("name", "") if is_alone else name_of(smiles),
                limiting_mmol=limiting_mmol,
                stock=stock,
            )
            for smiles in candidate.monomers
        ]
        path = folder / f"{candidate.candidate_id}.md"
        write_text(path, "\n".join(sheets))
        files.append(path)
    return files


def synthesis_sheet(
    smiles: str,
    *,
    name: str = "",
    limiting_mmol: float = DEFAULT_SCALE_MMOL,
    stock: frozenset[str] = frozenset(),
) -> str:
    """Return the synthesis sheet of a monomer as Markdown; one without a route says so.

    Args:
        smiles: The monomer.
        name: Its name, shown as text.
        limiting_mmol: Scale of the last step, by its limiting reactant.
        stock: Canonical SMILES that the user has.

    Raises:
        InvalidSmiles: The SMILES does not parse.
        UserError: The scale is not a positive number.
    """
    canonical = canonical_smiles(parse(smiles))
    try:
        with answering(canonical):
            return _sheet(canonical, name=name, limiting_mmol=limiting_mmol, stock=stock)
    except InvalidSmiles as error:
        return (
            f"# Synthesis of `{canonical}`\n\nNo sheet: RDKit fails over a substance: {inert(str(error))}\n"
        )


def _sheet(canonical: str, *, name: str, limiting_mmol: float, stock: frozenset[str]) -> str:
    found = find_route(canonical, stock=stock)
    title = inert(name) if name else f"`{canonical}`"
    lines = [f"# Synthesis of {title}", "", f"`{canonical}` · {monomer_id(canonical)}", ""]
    lines += monomer_notes(canonical)
    if isinstance(found, NoRoute):
        return "\n".join([*lines, f"No route: {inert(found.reason)}.", ""])
    weighed = weigh_route(found, limiting_mmol=limiting_mmol, stock=stock)
    lines += [*_for_sale(canonical), *_summary(found, stock), _DISCLAIMER, "", _SUPPLY, ""]
    for number, step in enumerate(weighed, start=1):
        lines += _step_lines(step, number, weighed)
    return "\n".join([*lines, *_purity_lines(weighed), *_hazard_lines(weighed, _ways(found, stock)), ""])


def _for_sale(canonical: str) -> list[str]:
    """Say that the monomer itself is on a list, so that it may be bought."""
    listed = load_reagents().find(canonical)
    if listed is None or not listed.lists:
        return []
    cas = f" (CAS {listed.cas})" if listed.cas else ""
    return [
        f"**For sale:** the monomer itself{cas} is on {', '.join(listed.lists)}: ask suppliers first.",
        "",
    ]


def _summary(route: Route, stock: frozenset[str]) -> list[str]:
    count = {
        1: "One step",
        2: "Two steps",
        3: "Three steps, one of them to prepare a precursor",
    }[len(route.steps)]
    lines = [f"{count}; synthesis score {route.score:.2f} (0 to 1).", ""]
    for smiles in route.starting_materials:
        where = "in stock" if smiles in stock else _to_be_made(smiles)
        if where:
            lines.append(f"- `{smiles}`: {where}")
    if any(_ways(route, stock)):
        lines += ["", _OUTLINE]
    return [*lines, ""] if len(lines) > 2 else lines


def _to_be_made(smiles: str) -> str:
    """Say how a starting material is had that no list holds; empty where one does."""
    reagent = load_reagents().describe(smiles)
    if reagent.lists:
        return ""
    found = find_ordinary_way(parse(smiles))
    if found and found.bought_because:
        return f"not on any list: buy it or have it made to order ({inert(found.bought_because)})"
    made = f", or make it: {inert(found.way)}" if found else " (no way to it is given here)"
    asked = "" if reagent.is_listed else " for a custom synthesis"
    return f"not on any list: ask suppliers{asked}{made}"


def _step_lines(weighed: WeighedStep, number: int, route: Sequence[WeighedStep]) -> list[str]:
    reaction = weighed.step.reaction
    made = {step.step.product: place for place, step in enumerate(route[: number - 1], start=1)}
    lines = [f"## Step {number}: {inert(reaction.name)}", "", f"{inert(_sentence(reaction.why))}", ""]
    lines += ["| role | substance | eq | mmol | g | mL | supply |", "|---|---|---:|---:|---:|---:|---|"]
    lines += [_table_line(amount, made) for amount in weighed.amounts]
    lines += ["", f"- Conditions: {inert(reaction.temperature)}; {reaction.hours:g} h."]
    lines += [f"- Order: {describe_order(weighed)}"]
    lines += [f"- {text}" for text in list_precautions(weighed)]
    if weighed.step.byproducts:
        lines.append(f"- By-product: {_split_off(weighed.step)}.")
    lines += [f"- Work-up: {describe_work_up(weighed)}"]
    low, high = reaction.yield_low_percent, reaction.yield_high_percent
    grams = f"{weighed.product_low_g:.3g}–{weighed.product_high_g:.3g} g"
    lines.append(f"- Yield to expect: {low:g}–{high:g} % ({grams}). Source: {inert(reaction.source)}.")
    return [*lines, *_storage(weighed, is_last=number == len(route)), ""]


def _storage(weighed: WeighedStep, *, is_last: bool) -> list[str]:
    how = _drying(weighed.step)
    if not polymerises(weighed.step):
        return [f"- {how[:1].upper()}{how[1:]} before use in a cell."] if is_last else []
    dried = f"; {how} before use in a cell" if is_last else ""
    amount = f"{INHIBITOR_PPM:g} ppm of 4-methoxyphenol (about {weighed.inhibitor_mg:.2g} mg)"
    return [f"- Store with {amount}, under air, cold and in the dark{dried}."]


def _drying(step: Step) -> str:
    """Say how the monomer is dried: molecular sieve is a base."""
    if is_base_labile(parse(step.product)) and is_volatile(parse(step.product)):
        return "dry over 3 Å molecular sieve, an hour at most, because it is basic,"
    if is_base_labile(parse(step.product)):
        return "dry by evaporating dry acetonitrile from it (molecular sieve is basic: an hour at most)"
    return "dry over 3 Å molecular sieve"


def _split_off(step: Step) -> str:
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


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _table_line(amount: Amount, made: dict[str, int]) -> str:
    reagent = amount.reagent
    substance = (
        f"`{amount.smiles}`" if amount.name == amount.smiles else f"{inert(amount.name)} `{amount.smiles}`"
    )
    if reagent.sold_as and amount.role != "product":
        substance += f", {inert(reagent.sold_as)}"
    mass_g = None if reagent.molarity_mol_l is not None and amount.role != "product" else amount.mass_g
    numbers = (amount.equivalents, amount.mmol, mass_g, amount.volume_ml)
    cells = ["" if number is None else f"{number:.4g}" for number in numbers]
    return f"| {amount.role} | {substance} | {' | '.join(cells)} | {_supply(amount, made)} |"


def _supply(amount: Amount, made: dict[str, int]) -> str:
    if amount.role == "product":
        return ""
    if amount.is_in_stock:
        return "in stock"
    if amount.smiles in made:
        return f"step {made[amount.smiles]}"
    return ", ".join(amount.reagent.lists) or "not on any list: ask suppliers"


def _purity_lines(weighed: Sequence[WeighedStep]) -> list[str]:
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


def _ways(route: Route, stock: frozenset[str]) -> list[str]:
    """Return the ways that the summary gives to what no list holds."""
    bought = [smiles for smiles in route.starting_materials if smiles not in stock]
    unlisted = [smiles for smiles in bought if not load_reagents().describe(smiles).lists]
    found = (find_ordinary_way(parse(smiles)) for smiles in unlisted)
    return [item.way for item in found if item]


def _hazard_lines(weighed: Iterable[WeighedStep], ways: Iterable[str]) -> list[str]:
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
        yield amount.smiles, amount.name
        if carrier := load_reagents().by_name.get(amount.reagent.carrier):
            yield carrier.smiles, carrier.name
    for smiles in step.step.byproducts:
        if smiles not in _HARMLESS | _ACIDS.keys() and find_hazards(smiles):
            yield smiles, _SPLIT_OFF.get(smiles) or load_reagents().describe(smiles).name
    told = " ".join([describe_work_up(step), *list_precautions(step)])
    for name, smiles in find_work_up_substances(told).items():
        yield smiles, name
