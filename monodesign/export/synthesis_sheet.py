"""Synthesis sheets: one Markdown file per candidate, with amounts, conditions, hazards and supply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.chem.comonomers import read_comonomers
from monodesign.chem.molecules import canonical_smiles, monomer_id, parse, pattern
from monodesign.chem.named_monomers import name_of
from monodesign.export.markdown import inert
from monodesign.synthesis.amounts import INHIBITOR_PPM, Amount, WeighedStep, limiting_reactant, weigh_route
from monodesign.synthesis.hazards import STATEMENTS, find_hazards
from monodesign.synthesis.routes import NoRoute, Route, Step, find_route
from monodesign.synthesis.rules import count_group
from monodesign.tables.write import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

# The paper washes the product of 0.1695 mol three times with 150 mL of water.
WASH_L_MOL: Final = 0.885
_ACIDS: Final = {"Cl": "HCl", "Br": "HBr"}
# Electrophiles that wait in the flask, an excess or just activated, so that each meets one nucleophile only.
_WAITING: Final = frozenset({"dichloride", "alcohol to activate"})
# How the sources of the reactions begin that the paper itself ran and washed with water.
_PAPER: Final = "Li P. et al."
# Bases that an organic phase keeps, and that dilute acid takes out of it.
_BASES: Final = frozenset({"triethylamine", "pyridine", "4-dimethylaminopyridine"})
# What is left of an agent and goes with them: EDC and its urea carry a tertiary amine.
_LEFT_OF_AGENT: Final = {
    "EDC hydrochloride": "EDC and its urea",
    "1,1'-carbonyldiimidazole": "imidazole",
}
# Basic enough for dilute acid to take it along: an aliphatic amine, a pyridine or an azole.
_BASIC: Final = "[$([NX3;+0;!$(N[#6]=[O,S,N]);!$(N[S,P]);!$(Nc)]),$([nX2])]"
# What a base or catalyst needs before any water comes.
_BEFORE: Final = {
    "sodium hydride": "quench with saturated ammonium chloride, dropwise at 0 °C",
    "palladium on carbon": "filter off the catalyst and keep it wet",
}
DEFAULT_SCALE_MMOL: Final = 50.0
_DISCLAIMER: Final = (
    "Written by a program from rules, not tried at the bench: read the literature and the suppliers' safety "
    "data sheets first, and let a chemist approve it."
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
    found = find_route(canonical, stock=stock)
    title = inert(name) if name else f"`{canonical}`"
    head = [f"# Synthesis of {title}", "", f"`{canonical}` · {monomer_id(canonical)}", ""]
    if isinstance(found, NoRoute):
        return "\n".join([*head, f"No route: {inert(found.reason)}.", ""])
    weighed = weigh_route(found, limiting_mmol=limiting_mmol, stock=stock)
    lines = [*head, *_summary(found, stock), _DISCLAIMER, ""]
    for number, step in enumerate(weighed, start=1):
        lines += _step_lines(step, number, is_last=number == len(weighed))
    return "\n".join([*lines, *_hazard_lines(weighed), ""])


def _summary(route: Route, stock: frozenset[str]) -> list[str]:
    count = {1: "One step", 2: "Two steps", 3: "Three steps, one of them to prepare a precursor"}[
        len(route.steps)
    ]
    lines = [f"{count}; synthesis score {route.score:.2f} (0 to 1).", ""]
    for smiles in route.starting_materials:
        where = (
            "in stock"
            if smiles in stock
            else "not on any list: ask suppliers, or make it"
            if smiles in route.unlisted
            else ""
        )
        if where:
            lines.append(f"- `{smiles}`: {where}")
    return [*lines, ""] if len(lines) > 2 else lines


def _step_lines(weighed: WeighedStep, number: int, *, is_last: bool) -> list[str]:
    reaction = weighed.step.reaction
    lines = [f"## Step {number}: {inert(reaction.name)}", "", f"{inert(_sentence(reaction.why))}", ""]
    lines += ["| role | substance | eq | mmol | g | mL | supply |", "|---|---|---:|---:|---:|---:|---|"]
    lines += [_table_line(amount) for amount in weighed.amounts]
    lines += ["", f"- Conditions: {inert(reaction.temperature)}; {reaction.hours:g} h."]
    lines += [f"- Order: {_order(weighed)}"]
    lines += [f"- Selectivity: {text}" for text in _selectivity_notes(weighed)]
    if weighed.step.byproducts:
        lines.append(f"- Split off: {_split_off(weighed.step)}.")
    lines += [f"- Work-up: {_work_up(weighed)}"]
    low, high = reaction.yield_low_percent, reaction.yield_high_percent
    grams = f"{weighed.product_low_g:.3g}–{weighed.product_high_g:.3g} g"
    lines.append(f"- Yield to expect: {low:g}–{high:g} % ({grams}). Source: {inert(reaction.source)}.")
    if is_last or _polymerises(weighed.step.product):
        lines.append(
            f"- Keep with {INHIBITOR_PPM:g} ppm of 4-methoxyphenol (about {weighed.inhibitor_mg:.2g} mg), "
            f"under air, cold and dark{'; dry over molecular sieve before use in a cell' if is_last else ''}."
        )
    return [*lines, ""]


def _split_off(step: Step) -> str:
    """Name what is split off; an acid is taken up by the base, where there is one."""
    kept = f", taken up by {step.reaction.base}" if step.reaction.base else ""
    names = [
        f"{_ACIDS[smiles]}{kept}" if smiles in _ACIDS else f"`{smiles}`"
        for smiles in dict.fromkeys(step.byproducts)
    ]
    return ", ".join(names)


def _polymerises(smiles: str) -> bool:
    """Say whether a molecule carries a C=C beside a carbonyl group, as heads do."""
    from rdkit import Chem

    return bool(parse(smiles).HasSubstructMatch(Chem.MolFromSmarts("[CH2]=[#6]C=O")))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _table_line(amount: Amount) -> str:
    substance = f"{inert(amount.name)}" + (f" `{amount.smiles}`" if amount.name != amount.smiles else "")
    if amount.name == amount.smiles:
        substance = f"`{amount.smiles}`"
    supply = "" if amount.role == "product" else "in stock" if amount.is_in_stock else _supply(amount)
    numbers = (amount.equivalents, amount.mmol, amount.mass_g, amount.volume_ml)
    cells = ["" if number is None else f"{number:.4g}" for number in numbers]
    return f"| {amount.role} | {substance} | {' | '.join(cells)} | {supply} |"


def _supply(amount: Amount) -> str:
    return "catalogue" if amount.is_listed else "see above, or the step before"


def _order(weighed: WeighedStep) -> str:
    """Say what goes into the flask and what is added to it."""
    step = weighed.step
    other = step.electrophile if limiting_reactant(step) == step.nucleophile else step.nucleophile
    if step.reaction.electrophile in _WAITING:
        waiting = f"`{step.electrophile}`" + (" and the coupling agent" if step.reaction.agents else "")
        return f"{waiting} in the flask; add `{step.nucleophile}` in the solvent of the addition dropwise."
    # What a coupling agent activates is to meet all of the nucleophile: of a diol one end, not both.
    last = [inert(amount.name) for amount in weighed.amounts if amount.role == "coupling agent"]
    if not last and step.reaction.feed_l_mol > 0:
        last = [f"`{step.electrophile}`"]
    if last:
        return f"everything else in the flask; add {', '.join(last)} in the solvent of the addition dropwise."
    return f"`{limiting_reactant(step)}` in the flask; add `{other}` in portions."


def _selectivity_notes(weighed: WeighedStep) -> list[str]:
    return {
        "single": [],
        "equal": [
            "an excess keeps the reaction at one of the two equal groups and is washed out or distilled off."
        ],
        "graded": [
            "one equivalent, added slowly below 0 °C, takes the less hindered hydroxyl group; check by NMR."
        ],
        "none": ["the two hydroxyl groups hardly differ: regioisomers form and a column must part them."],
    }[weighed.step.selectivity]


def _work_up(weighed: WeighedStep) -> str:
    if count_group(parse(weighed.step.product), "acyl chloride"):
        return (
            "no water, with which the product reacts: pump off solvent and excess below 40 °C, and take the "
            "rest into the next step the same day."
        )
    reaction = weighed.step.reaction
    volume = f"{WASH_L_MOL * (weighed.amounts[0].mmol or 0.0):.3g} mL"
    before = [_BEFORE[name] for name in (reaction.base, reaction.catalyst) if name in _BEFORE]
    if reaction.solvent != "dichloromethane":
        before.append("take up in dichloromethane or ethyl acetate")
    after = "dry, evaporate below 40 °C; column"
    if reaction.source.startswith(_PAPER):
        after += ", as the paper does"
    elif reaction.nucleophile == "cyanide":
        after += "; keep the water above pH 10 until its cyanide is destroyed, never add acid"
    return f"{', '.join([*before, _washes(weighed, volume), after])}."


def _washes(weighed: WeighedStep, volume: str) -> str:
    """Say what to wash with: dilute acid takes out bases, the acid sites of a product forbid bicarbonate.

    The paper washes with water alone, and so does what leaves no base behind.
    """
    reaction, product = weighed.step.reaction, parse(weighed.step.product)
    bases = [name for name in (reaction.base, reaction.catalyst) if name in _BASES]
    bases += [_LEFT_OF_AGENT[name] for amount in weighed.amounts if (name := amount.name) in _LEFT_OF_AGENT]
    if not bases or reaction.source.startswith(_PAPER):
        return f"wash with water (3 × {volume})"
    named = ", ".join(bases)
    if product.HasSubstructMatch(pattern(_BASIC)):
        return (
            f"wash with water (2 × {volume}) and brine, not with acid, which would take the basic product "
            f"along (the column is to part it from what is left of {named})"
        )
    acid = f"wash with 1 M HCl, or 10 % citric acid where acid harms the product (2 × {volume}: {named})"
    if count_group(product, "acid") or count_group(product, "mineral acid"):
        return f"{acid} and brine, not with bicarbonate, which would take the acidic product along"
    return f"{acid}, saturated sodium bicarbonate ({volume}: acids) and brine"


def _hazard_lines(weighed: Iterable[WeighedStep]) -> list[str]:
    lines = [
        "## Hazards",
        "",
        "By functional group, as a typical member is classified under CLP; the safety data sheet rules.",
        "",
    ]
    seen: dict[str, Amount] = {}
    for step in weighed:
        for amount in step.amounts:
            seen.setdefault(amount.smiles, amount)
    for smiles, amount in seen.items():
        for hazard in find_hazards(smiles):
            codes = "; ".join(f"{code} {STATEMENTS[code]}" for code in hazard.statements)
            name = inert(amount.name) if amount.name != smiles else f"`{smiles}`"
            lines.append(f"- {name}: {hazard.group} — {'; '.join(filter(None, (codes, hazard.advice)))}.")
    return lines
