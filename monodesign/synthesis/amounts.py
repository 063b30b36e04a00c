"""What to weigh in: grams, millimoles and millilitres of every substance of a route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from monodesign.chem.molecules import molar_mass_g_mol, parse
from monodesign.chem.polymerisation import count_polymerisable
from monodesign.errors import UserError
from monodesign.synthesis.reagents import Reagent, flat, load_reagents
from monodesign.synthesis.routes import Route
from monodesign.synthesis.steps import Step, expected_yield

Role: TypeAlias = Literal[
    "limiting",
    "reactant",
    "coupling agent",
    "base",
    "catalyst",
    "solvent",
    "solvent of the addition",
    "inhibitor",
    "product",
]
# Suppliers stabilise hydroxyalkyl acrylates with 200 to 600 ppm of 4-methoxyphenol.
INHIBITOR: Final = "4-methoxyphenol"
INHIBITOR_PPM: Final = 200.0
# In the flask, where bases, heat and evaporation wear it down; twice that above 40 °C.
REACTION_PPM: Final = 500.0
_WARM_C: Final = 40.0
# From here on a neat monomer also gets an inhibitor that needs no oxygen.
_HOT_C: Final = 60.0
_WITHOUT_AIR: Final = "phenothiazine"
# Frees the amine of a salt where the reaction has no base of its own.
_FREEING_BASE: Final = "triethylamine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One line of a recipe.

    Attributes:
        role: What it is for.
        reagent: What it is, how it is sold and which lists hold it.
        equivalents: Per limiting reactant; None for solvents.
        mmol: Amount of substance; None for solvents.
        mass_g: Mass to weigh, of the form in which it is sold; of a solution the mass of what is dissolved;
            for the product, at the middle of the expected yield.
        volume_ml: Volume where the density or the molarity is known.
        is_in_stock: Whether it is on the user's stock list.
    """

    role: Role
    reagent: Reagent
    equivalents: float | None
    mmol: float | None
    mass_g: float
    volume_ml: float | None
    is_in_stock: bool

    @property
    def name(self) -> str:
        """Its name, or its SMILES where it has none."""
        return self.reagent.name

    @property
    def smiles(self) -> str:
        """Its canonical SMILES."""
        return self.reagent.smiles


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedStep:
    """A step with its amounts.

    Attributes:
        step: The step.
        amounts: What goes in, the limiting reactant first, with an inhibitor where something can polymerise,
            and the product last.
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
    lines += [
        (role, library.named(name), equivalents) for role, name, equivalents in _auxiliaries(step) if name
    ]
    amounts = [
        _substance(role, reagent, equivalents, limiting_mmol, stock) for role, reagent, equivalents in lines
    ]
    amounts += _solvents(step, limiting_mmol, stock)
    amounts += _inhibitor(step, limiting_mmol, stock)
    theory_g = limiting_mmol * molar_mass_g_mol(parse(step.product)) / 1000.0
    low, high = (
        theory_g * percent / 100.0 for percent in (reaction.yield_low_percent, reaction.yield_high_percent)
    )
    amounts.append(_product(step, limiting_mmol, stock))
    return WeighedStep(
        step=step, amounts=tuple(amounts), product_low_g=low, product_high_g=high,
        inhibitor_mg=theory_g * expected_yield(step) * INHIBITOR_PPM / 1000.0,
    )  # fmt: skip


def polymerises(step: Step) -> bool:
    """Say whether a C=C that radicals polymerise is in the flask, before or after."""
    return any(count_polymerisable(parse(smiles)) for smiles in (*step.precursors, step.product))


def _auxiliaries(step: Step) -> tuple[tuple[str, str, float], ...]:
    """Return role, name and equivalents of base and catalyst; the base also frees an amine from its salt."""
    reaction, library = step.reaction, load_reagents()
    base, equivalents = reaction.base, reaction.equivalents_base
    for smiles in step.precursors:
        if library.describe(smiles).sold_with:
            base = base or _FREEING_BASE
            equivalents += _equivalents(step, smiles)
    return ("base", base, equivalents), ("catalyst", reaction.catalyst, reaction.equivalents_catalyst)


def _inhibitor(step: Step, limiting_mmol: float, stock: frozenset[str]) -> list[Amount]:
    """Return the inhibitor of the reaction, by the mass of what can polymerise in it."""
    if not polymerises(step):
        return []
    masses_g = [
        equivalents * limiting_mmol * molar_mass_g_mol(parse(smiles)) / 1000.0
        for smiles, equivalents in [
            *((s, _equivalents(step, s)) for s in step.precursors),
            (step.product, 1.0),
        ]
        if count_polymerisable(parse(smiles))
    ]
    ppm = REACTION_PPM * (2.0 if step.reaction.hottest_c > _WARM_C else 1.0)
    shares = {INHIBITOR: ppm} | ({_WITHOUT_AIR: REACTION_PPM} if is_hot_neat(step) else {})
    return [
        _amount("inhibitor", load_reagents().named(name), share * max(masses_g) / 1e6, stock)
        for name, share in shares.items()
    ]


def is_hot_neat(step: Step) -> bool:
    """Say whether a C=C compound is heated without a solvent, other than under carbon dioxide."""
    reaction = step.reaction
    is_neat = not reaction.solvent and reaction.nucleophile != "carbon dioxide"
    return polymerises(step) and is_neat and reaction.hottest_c >= _HOT_C


def _equivalents(step: Step, smiles: str) -> float:
    is_electrophile = smiles == step.electrophile
    reaction = step.reaction
    return reaction.equivalents_electrophile if is_electrophile else reaction.equivalents_nucleophile


def _substance(
    role: str, reagent: Reagent, equivalents: float, limiting_mmol: float, stock: frozenset[str]
) -> Amount:
    mmol = equivalents * limiting_mmol
    mass_g = mmol * reagent.sold_g_mol / 1000.0
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
    return Amount(
        role=role,  # type: ignore[arg-type]  # every caller passes one of Role's words
        reagent=reagent,
        equivalents=equivalents,
        mmol=mmol,
        mass_g=mass_g,
        volume_ml=_volume_ml(reagent, mass_g, mmol),
        is_in_stock=reagent.smiles in stock or flat(reagent.smiles) in stock,
    )


def _volume_ml(reagent: Reagent, mass_g: float, mmol: float | None) -> float | None:
    """Return the volume of a liquid or of the solution in which a substance is sold."""
    if reagent.molarity_mol_l is not None and mmol is not None:
        return mmol / reagent.molarity_mol_l
    if reagent.density_g_ml is None or reagent.sold_with or reagent.content_percent is not None:
        return None
    return mass_g / reagent.density_g_ml
