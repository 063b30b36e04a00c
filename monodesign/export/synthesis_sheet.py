"""Synthesis sheets: one Markdown file per candidate, with amounts, conditions, hazards and supply."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from monodesign.chem.comonomers import read_comonomers
from monodesign.chem.molecules import answering, canonical_smiles, monomer_id, parse
from monodesign.chem.named_monomers import name_of
from monodesign.errors import InvalidSmiles
from monodesign.export.markdown import inert
from monodesign.export.monomer_notes import monomer_notes
from monodesign.export.sheet_hazards import list_hazards, name_split_off, purity_lines
from monodesign.export.sheet_supply import find_ways, for_sale_lines, summary_lines
from monodesign.synthesis.amounts import INHIBITOR_PPM, Amount, WeighedStep, polymerises, weigh_route
from monodesign.synthesis.order import describe_order
from monodesign.synthesis.precautions import list_precautions
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.synthesis.steps import Step
from monodesign.synthesis.vapours import is_volatile
from monodesign.synthesis.washes import is_base_labile
from monodesign.synthesis.work_up import describe_work_up
from monodesign.tables.write import write_text

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
    lines += [*for_sale_lines(canonical), *summary_lines(found, stock), _DISCLAIMER, "", _SUPPLY, ""]
    for number, step in enumerate(weighed, start=1):
        lines += _step_lines(step, number, weighed)
    return "\n".join([*lines, *purity_lines(weighed), *list_hazards(weighed, find_ways(found, stock)), ""])


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
        lines.append(f"- By-product: {name_split_off(weighed.step)}.")
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
