"""What to weigh in: grams, millimoles and millilitres of every substance of a route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from monodesign.chem.molecules import molar_mass_g_mol, parse
from monodesign.errors import UserError
from monodesign.synthesis.reagents import Reagent, flat, load_reagents
from monodesign.synthesis.routes import Route, Step, expected_yield

Role: TypeAlias = Literal[
    "limiting",
    "reactant",
    "coupling agent",
    "base",
    "catalyst",
    "solvent",
    "solvent of the addition",
    "product",
]
# Suppliers stabilise hydroxyalkyl acrylates with 200 to 600 ppm of 4-methoxyphenol.
INHIBITOR_PPM: Final = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One line of a recipe.

    Attributes:
        role: What it is for.
        name: Its name, or its SMILES where it has none.
        smiles: Canonical SMILES.
        equivalents: Per limiting reactant; None for solvents.
        mmol: Amount of substance; None for solvents.
        mass_g: Mass; for the product, at the middle of the expected yield.
        volume_ml: Volume where the density is known.
        is_listed: Whether suppliers keep it.
        is_in_stock: Whether it is on the user's stock list.
    """

    role: Role
    name: str
    smiles: str
    equivalents: float | None
    mmol: float | None
    mass_g: float
    volume_ml: float | None
    is_listed: bool
    is_in_stock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedStep:
    """A step with its amounts.

    Attributes:
        step: The step.
        amounts: What goes in, the limiting reactant first, and the product last.
        product_low_g: Product at the lower end of the expected yield.
        product_high_g: Product at the upper end.
        inhibitor_mg: 4-methoxyphenol that keeps the product, at 200 ppm.
    """

    step: Step
    amounts: tuple[Amount, ...]
    product_low_g: float
    product_high_g: float
    inhibitor_mg: float


def limiting_reactant(step: Step) -> str:
    """Return the SMILES of the reactant that the others are measured against."""
    reaction = step.reaction
    is_nucleophile = reaction.equivalents_nucleophile <= reaction.equivalents_electrophile
    return step.nucleophile if is_nucleophile else step.electrophile


def scale_from_mass(route: Route, *, limiting_g: float) -> float:
    """Return the millimoles in a mass of the last step's limiting reactant.

    >>> from monodesign.synthesis.routes import find_route
    >>> route = find_route("C=CC(=O)OCC1COC(=O)O1")
    >>> round(scale_from_mass(route, limiting_g=20.0), 1)
    169.4
    """
    return 1000.0 * limiting_g / molar_mass_g_mol(parse(limiting_reactant(route.steps[-1])))


def weigh_route(
    route: Route, *, limiting_mmol: float, stock: frozenset[str] = frozenset()
) -> tuple[WeighedStep, ...]:
    """Return the amounts of every step, in the order in which they are carried out.

    Args:
        route: The route.
        limiting_mmol: Amount of the last step's limiting reactant. An earlier step is sized so that the
            middle of its expected yield gives what the next one needs.
        stock: Canonical SMILES that the user has.

    Raises:
        UserError: The amount is not a positive number.
    """
    if not 0.0 < limiting_mmol < float("inf"):
        raise UserError(f"scale {limiting_mmol} mmol: give a positive amount")
    scales: dict[str, float] = {route.smiles: limiting_mmol}
    for step in reversed(route.steps):
        for smiles in step.precursors:
            made = next((earlier for earlier in route.steps if earlier.product == smiles), None)
            if made is not None:
                scales[smiles] = scales[step.product] * _equivalents(step, smiles) / expected_yield(made)
    return tuple(weigh_step(step, limiting_mmol=scales[step.product], stock=stock) for step in route.steps)


def weigh_step(step: Step, *, limiting_mmol: float, stock: frozenset[str] = frozenset()) -> WeighedStep:
    """Return the amounts of one step for an amount of its limiting reactant.

    Raises:
        UnknownName: The reaction names a base, catalyst or solvent that is no listed reagent.
    """
    reaction, library = step.reaction, load_reagents()
    limiting = limiting_reactant(step)
    other = step.electrophile if limiting == step.nucleophile else step.nucleophile
    lines = [("limiting", library.describe(limiting), _equivalents(step, limiting))]
    lines.append(("reactant", library.describe(other), _equivalents(step, other)))
    lines += [("coupling agent", library.describe(agent), 1.1) for agent in reaction.agents]
    for role, name, equivalents in (
        ("base", reaction.base, reaction.equivalents_base),
        ("catalyst", reaction.catalyst, reaction.equivalents_catalyst),
    ):
        if name:
            lines.append((role, library.named(name), equivalents))
    amounts = [
        _substance(role, reagent, equivalents, limiting_mmol, stock) for role, reagent, equivalents in lines
    ]
    amounts += _solvents(step, limiting_mmol, stock)
    theory_g = limiting_mmol * molar_mass_g_mol(parse(step.product)) / 1000.0
    low, high = (
        theory_g * percent / 100.0 for percent in (reaction.yield_low_percent, reaction.yield_high_percent)
    )
    amounts.append(_product(step, limiting_mmol, stock))
    return WeighedStep(
        step=step, amounts=tuple(amounts), product_low_g=low, product_high_g=high,
        inhibitor_mg=theory_g * expected_yield(step) * INHIBITOR_PPM / 1000.0,
    )  # fmt: skip


def _equivalents(step: Step, smiles: str) -> float:
    is_electrophile = smiles == step.electrophile
    reaction = step.reaction
    return reaction.equivalents_electrophile if is_electrophile else reaction.equivalents_nucleophile


def _substance(
    role: str, reagent: Reagent, equivalents: float, limiting_mmol: float, stock: frozenset[str]
) -> Amount:
    mmol = equivalents * limiting_mmol
    mass_g = mmol * reagent.molar_mass_g_mol / 1000.0
    return _amount(role, reagent, mass_g, stock, equivalents=equivalents, mmol=mmol)


def _solvents(step: Step, limiting_mmol: float, stock: frozenset[str]) -> list[Amount]:
    """Return the solvent in the flask and that of the addition, in litres per mole as in the paper."""
    reaction = step.reaction
    if not reaction.solvent:
        return []
    reagent = load_reagents().named(reaction.solvent)
    volumes = (("solvent", reaction.pot_l_mol), ("solvent of the addition", reaction.feed_l_mol))
    return [
        _amount(role, reagent, litres * limiting_mmol * (reagent.density_g_ml or 1.0), stock)
        for role, litres in volumes
        if litres > 0
    ]


def _product(step: Step, limiting_mmol: float, stock: frozenset[str]) -> Amount:
    mmol = limiting_mmol * expected_yield(step)
    reagent = load_reagents().describe(step.product)
    mass_g = mmol * reagent.molar_mass_g_mol / 1000.0
    return _amount("product", reagent, mass_g, stock, equivalents=None, mmol=mmol)


def _amount(
    role: str,
    reagent: Reagent,
    mass_g: float,
    stock: frozenset[str],
    *,
    equivalents: float | None = None,
    mmol: float | None = None,
) -> Amount:
    density = reagent.density_g_ml
    return Amount(
        role=role,  # type: ignore[arg-type]  # every caller passes one of Role's words
        name=reagent.name,
        smiles=reagent.smiles,
        equivalents=equivalents,
        mmol=mmol,
        mass_g=mass_g,
        volume_ml=None if density is None else mass_g / density,
        is_listed=reagent.is_listed,
        is_in_stock=reagent.smiles in stock or flat(reagent.smiles) in stock,
    )
