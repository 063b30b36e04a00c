"""Read the cells of a formulation: `A|B` with a ratio, `EC:2|DEC:1`, names or SMILES."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from monodesign.chem.molecules import parse
from monodesign.chem.named_monomers import smiles_of
from monodesign.chem.polymerisation import count_polymerisable, repeat_unit
from monodesign.errors import InvalidFormulation, InvalidSmiles, NoPolymerisableHead, UnknownName
from monodesign.formulation.ambiguous import refuse_ambiguous
from monodesign.formulation.grades import share_units
from monodesign.formulation.polymer_names import CELLS_REMEMBERED, find_polymer, find_row, grade_of
from monodesign.formulation.repeat_units import canonical_polymer, count_ends, find_unit_fault, net_charge
from monodesign.formulation.shares import MOST_COMPONENTS, read_mole_ratio, split_share
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents
from monodesign.formulation.species import Salt, Solvent
from monodesign.tables.cells import drop_extension, plain_text

_LINEAR_ENDS: Final = 2  # of a unit of a linear chain; as many C=C in one monomer join chains
# What is not meant by the shares of a mixture, though other tables give it.
_NOT_BY: Final = {"solvent": "volume", "salt": "mole"}
_Component = TypeVar("_Component", "Solvent", "Salt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Polymer:
    """A homopolymer, a copolymer or a blend.

    Attributes:
        units: Canonical PSMILES of the repeat units.
        mole_fractions: Share of each unit by moles; they sum to 1.
    """

    units: tuple[str, ...]
    mole_fractions: tuple[float, ...]

    @property
    def is_anionic(self) -> bool:
        """Whether a unit carries an anion, so that Li⁺ is there without a salt."""
        return any(net_charge(unit) < 0 for unit in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class SolventMixture:
    """The liquid part without its salt.

    Attributes:
        solvents: The components.
        weight_fractions: Share of each by weight; they sum to 1.
    """

    solvents: tuple[Solvent, ...]
    weight_fractions: tuple[float, ...]

    @property
    def composition(self) -> tuple[tuple[str, float], ...]:
        """The solvents' names with their shares to a millionth, the same however the mixture was written."""
        return _compose(self.solvents, self.weight_fractions)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaltMixture:
    """The salts of a formulation, mostly one.

    Attributes:
        salts: The salts, in the order of their names.
        weight_fractions: Share of each by weight; they sum to 1.
    """

    salts: tuple[Salt, ...]
    weight_fractions: tuple[float, ...]

    @property
    def composition(self) -> tuple[tuple[str, float], ...]:
        """The salts' names with their shares to a millionth, the same however the mixture was written."""
        return _compose(self.salts, self.weight_fractions)

    @property
    def name(self) -> str:
        """The salts' names, for a sentence."""
        return " and ".join(salt.name for salt in self.salts)

    @property
    def molar_mass_g_mol(self) -> float:
        """Mean mass of one mole of the salts together."""
        pairs = zip(self.salts, self.weight_fractions, strict=True)
        return 1.0 / sum(share / salt.molar_mass_g_mol for salt, share in pairs)

    @property
    def anion_volume_a3(self) -> float:
        """Mean van der Waals volume of the anions, by mole, Å³."""
        pairs = zip(self.salts, self.weight_fractions, strict=True)
        volumes = (share / salt.molar_mass_g_mol * salt.anion_volume_a3 for salt, share in pairs)
        return self.molar_mass_g_mol * sum(volumes)

    @property
    def lithium_mol_g(self) -> float:
        """Li⁺ in mol per g of the salts together, each by its own molar mass."""
        return sum(self._lithium)

    @property
    def lithium_shares(self) -> tuple[float, ...]:
        """Share of the Li⁺ that each salt brings; they sum to 1."""
        return tuple(amount / self.lithium_mol_g for amount in self._lithium)

    @property
    def _lithium(self) -> tuple[float, ...]:
        pairs = zip(self.salts, self.weight_fractions, strict=True)
        return tuple(share * salt.n_lithium / salt.molar_mass_g_mol for salt, share in pairs)


def _compose(
    components: tuple[Salt, ...] | tuple[Solvent, ...], fractions: tuple[float, ...]
) -> tuple[tuple[str, float], ...]:
    shares = (round(share, 6) for share in fractions)
    return tuple(zip((component.name for component in components), shares, strict=True))


@lru_cache(maxsize=CELLS_REMEMBERED)
def read_polymer(text: str, ratio: str = "") -> Polymer:
    """Read a polymer cell: monomer SMILES, PSMILES or names, `A|B` with the mole ratio `1|1`.

    >>> read_polymer("C=CC(=O)OC|*CCO*", "1|3").mole_fractions
    (0.25, 0.75)

    Raises:
        InvalidFormulation: A part is unreadable, or the ratio does not fit the parts.
    """
    parts = [part.strip() for part in drop_extension(plain_text(text)).split("|")]
    shares = read_mole_ratio(plain_text(ratio), len(parts))
    amounts: dict[str, float] = {}
    for part, share in zip(parts, shares, strict=True):
        for unit, fraction in _units_of(part):
            amounts[unit] = amounts.get(unit, 0.0) + share * fraction
    units = tuple(sorted(amounts))
    total = sum(shares)
    return Polymer(units=units, mole_fractions=tuple(amounts[unit] / total for unit in units))


@lru_cache(maxsize=CELLS_REMEMBERED)
def read_solvents(text: str) -> SolventMixture:
    """Read a solvent cell: `EC`, or `EC:2|DEC:1|FEC:1` as a mass ratio; names or SMILES.

    >>> [solvent.name for solvent in read_solvents("ethylene carbonate:2|CCOC(=O)OCC:1").solvents]
    ['DEC', 'EC']

    Raises:
        InvalidFormulation: A solvent is unknown, or a ratio is missing or not positive.
    """
    solvents, fractions = _read_mixture(text, column="solvent", find=load_solvents().find)
    return SolventMixture(solvents=solvents, weight_fractions=fractions)


@lru_cache(maxsize=CELLS_REMEMBERED)
def read_salts(text: str) -> SaltMixture:
    """Read a salt cell: `LiPF6`, or `LiTFSI:4|LiBOB:1` as a mass ratio; names or SMILES.

    >>> read_salts("LiBOB:1|LiTFSI:4").composition
    (('LiBOB', 0.2), ('LiTFSI', 0.8))

    Raises:
        InvalidFormulation: A salt is unknown or has two meanings, or a ratio is missing or not positive.
    """
    salts, fractions = _read_mixture(text, column="salt", find=load_salts().find)
    return SaltMixture(salts=salts, weight_fractions=fractions)


def read_salt(text: str) -> Salt:
    """Read the name of libraries/salts.csv or the SMILES of one lithium salt.

    >>> read_salt("LiN(CF3SO2)2").name
    'LiTFSI'

    Raises:
        InvalidFormulation: It is neither, a name with two meanings, or a mixture.
    """
    salts = read_salts(text).salts
    if len(salts) > 1:
        raise InvalidFormulation(f"salt {text[:60]!r} is a mixture; give one salt")
    return salts[0]


def _read_mixture(
    text: str, *, column: str, find: Callable[[str], _Component]
) -> tuple[tuple[_Component, ...], tuple[float, ...]]:
    """Return the components of a cell in the order of their names, and their weight fractions."""
    parts = [part.strip() for part in drop_extension(plain_text(text)).split("|")]
    if len(parts) > MOST_COMPONENTS:
        raise InvalidFormulation(f"{column} {text[:60]!r}… lists more than {MOST_COMPONENTS} components")
    found: dict[str, tuple[_Component, float]] = {}
    for part in parts:
        name, share = split_share(part, is_alone=len(parts) == 1, column=column)
        refuse_ambiguous(name, column=column)
        try:
            component = find(name)
        except UnknownName as error:
            raise InvalidFormulation(_word_unknown(part, str(error), column=column)) from error
        found[component.name] = (component, share + found.get(component.name, (component, 0.0))[1])
    ordered = [found[name] for name in sorted(found)]
    total = sum(share for _, share in ordered)
    return tuple(one for one, _ in ordered), tuple(share / total for _, share in ordered)


def _word_unknown(part: str, fault: str, *, column: str) -> str:
    """Say what to do about a name that is not known; some are mixtures as other tables write them."""
    library = load_solvents() if column == "solvent" else load_salts()
    if len(named := library.list_named(part)) > 1:
        return (
            f"{column} {part[:60]!r} names {' and '.join(named)}: write a mixture as "
            f"{'|'.join(f'{name}:1' for name in named)}, with shares by mass, not by {_NOT_BY[column]}"
        )
    return fault


def _units_of(part: str) -> list[tuple[str, float]]:
    """Return the repeat units of a part with their mole fractions: several of a copolymer that has a name."""
    grade = grade_of(part)
    name = part if grade is None else grade.name
    units = find_polymer(name).split("|")
    if grade is not None and math.isfinite(grade.percent):
        amounts = share_units(grade, find_row(name))
    elif len(units) == 1:
        return [(repeat_unit_of(name), 1.0)]
    else:
        amounts = list(map(float, find_row(name)["mol_ratio"].split("|")))
    pairs = zip(units, amounts, strict=True)
    return [(canonical_polymer(unit), amount / sum(amounts)) for unit, amount in pairs]


def repeat_unit_of(text: str) -> str:
    """Return the canonical PSMILES of a polymer given as PSMILES, as its monomer's SMILES, or by name.

    Raises:
        InvalidFormulation: It is not a polymer.
    """
    if not text:
        raise InvalidFormulation("polymer: nothing between two |")
    refuse_ambiguous(text, column="polymer")
    try:
        unit = text if count_ends(text) else find_polymer(text) or _unit_of_monomer(smiles_of(text))
        unit = canonical_polymer(unit)
        fault = find_unit_fault(unit)
    except InvalidSmiles as error:
        raise InvalidFormulation(
            f"polymer {text[:60]!r} is not a name from libraries/polymers.csv or monomers.csv, a monomer "
            f"SMILES or a repeat unit with two *: {error}"
        ) from error
    if fault:
        raise InvalidFormulation(f"polymer {text[:60]!r} {fault}")
    return unit


def _unit_of_monomer(smiles: str) -> str:
    try:
        return repeat_unit(smiles)
    except NoPolymerisableHead as error:
        raise InvalidFormulation(
            f"polymer {smiles[:60]!r} has no polymerisable C=C: give a monomer, or a repeat unit with two *"
        ) from error


def find_crosslinker(text: str) -> str:
    """Return the part of a polymer cell that joins chains, whose unit is drawn with its other C=C reacted.

    >>> find_crosslinker("C=CC(=O)OC|C=CC(=O)OCCOC(=O)C=C")
    'C=CC(=O)OCCOC(=O)C=C'

    Args:
        text: A cell that `read_polymer` has read.
    """
    return next(filter(_joins_chains, map(str.strip, drop_extension(plain_text(text)).split("|"))), "")


def _joins_chains(part: str) -> bool:
    if n_ends := count_ends(part):
        return n_ends > _LINEAR_ENDS
    is_named = grade_of(part) is not None or bool(find_polymer(part))
    return not is_named and count_polymerisable(parse(smiles_of(part))) >= _LINEAR_ENDS
