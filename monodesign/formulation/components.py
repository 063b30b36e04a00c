"""Read the cells of a formulation: `A|B` with a ratio, `EC:2|DEC:1`, names or SMILES."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from monodesign.chem.named_monomers import smiles_of
from monodesign.chem.polymerisation import repeat_unit
from monodesign.errors import InvalidFormulation, InvalidSmiles, NoPolymerisableHead, UnknownName
from monodesign.formulation.ambiguous import refuse_ambiguous
from monodesign.formulation.repeat_units import canonical_polymer, count_ends, find_unit_fault, net_charge
from monodesign.formulation.solvents_and_salts import fold, load_salts, load_solvents
from monodesign.formulation.species import Salt, Solvent
from monodesign.paths import LIBRARIES
from monodesign.tables.cells import drop_extension, plain_text

_CACHE: Final = (
    262_144  # distinct cells remembered: more than any table in one run, a few hundred MB at the most
)
MOST_COMPONENTS: Final = 20  # a longer list is a mistake in the separator

LARGEST_SHARE: Final = 1e9  # far above any amount, and so far below overflow that totals stay numbers
# Beside one part of another component: no balance weighs less.
SMALLEST_AMOUNT: Final = 1e-6


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
        shares = (round(share, 6) for share in self.weight_fractions)
        return tuple(zip((solvent.name for solvent in self.solvents), shares, strict=True))


@lru_cache(maxsize=_CACHE)
def read_polymer(text: str, ratio: str = "") -> Polymer:
    """Read a polymer cell: monomer SMILES, PSMILES or names, `A|B` with the mole ratio `1|1`.

    >>> read_polymer("C=CC(=O)OC|*CCO*", "1|3").mole_fractions
    (0.25, 0.75)

    Raises:
        InvalidFormulation: A part is unreadable, or the ratio does not fit the parts.
    """
    parts = [part.strip() for part in drop_extension(plain_text(text)).split("|")]
    shares = _read_mole_ratio(plain_text(ratio), len(parts))
    amounts: dict[str, float] = {}
    for part, share in zip(parts, shares, strict=True):
        for unit, fraction in _units_of(part):
            amounts[unit] = amounts.get(unit, 0.0) + share * fraction
    units = tuple(sorted(amounts))
    total = sum(shares)
    return Polymer(units=units, mole_fractions=tuple(amounts[unit] / total for unit in units))


@lru_cache(maxsize=_CACHE)
def read_solvents(text: str) -> SolventMixture:
    """Read a solvent cell: `EC`, or `EC:2|DEC:1|FEC:1` as a mass ratio; names or SMILES.

    >>> [solvent.name for solvent in read_solvents("ethylene carbonate:2|CCOC(=O)OCC:1").solvents]
    ['DEC', 'EC']

    Raises:
        InvalidFormulation: A solvent is unknown, or a ratio is missing or not positive.
    """
    parts = [part.strip() for part in drop_extension(plain_text(text)).split("|")]
    if len(parts) > MOST_COMPONENTS:
        raise InvalidFormulation(f"solvent {text[:60]!r}… lists more than {MOST_COMPONENTS} components")
    found: dict[str, tuple[Solvent, float]] = {}
    for part in parts:
        name, share = _split_share(part, is_alone=len(parts) == 1)
        refuse_ambiguous(name, column="solvent")
        try:
            solvent = load_solvents().find(name)
        except UnknownName as error:
            raise InvalidFormulation(_word_unknown(part, str(error))) from error
        found[solvent.name] = (solvent, share + found.get(solvent.name, (solvent, 0.0))[1])
    ordered = [found[name] for name in sorted(found)]
    total = sum(share for _, share in ordered)
    return SolventMixture(
        solvents=tuple(solvent for solvent, _ in ordered),
        weight_fractions=tuple(share / total for _, share in ordered),
    )


def _word_unknown(part: str, fault: str) -> str:
    """Say what to do about a solvent that is not known; some are mixtures as other tables write them."""
    if len(named := load_solvents().list_named(part)) > 1:
        return (
            f"solvent {part[:60]!r} names {' and '.join(named)}: write a mixture as "
            f"{'|'.join(f'{name}:1' for name in named)}, with shares by mass, not by volume"
        )
    return fault


@lru_cache(maxsize=_CACHE)
def read_salt(text: str) -> Salt:
    """Read a salt cell: a name of libraries/salts.csv or the SMILES of a lithium salt.

    >>> read_salt("LiN(CF3SO2)2").name
    'LiTFSI'

    Raises:
        InvalidFormulation: It is neither, or a name with two meanings.
    """
    name = drop_extension(plain_text(text)).strip()
    refuse_ambiguous(name, column="salt")
    try:
        return load_salts().find(name)
    except UnknownName as error:
        raise InvalidFormulation(str(error)) from error


def _units_of(part: str) -> list[tuple[str, float]]:
    """Return the repeat units of a part with their mole fractions: several of a copolymer that has a name."""
    units = find_polymer(part).split("|")
    if len(units) == 1:
        return [(repeat_unit_of(part), 1.0)]
    amounts = list(map(float, named_polymers()[fold(part)]["mol_ratio"].split("|")))
    pairs = zip(units, amounts, strict=True)
    return [(canonical_polymer(unit), amount / sum(amounts)) for unit, amount in pairs]


def repeat_unit_of(text: str) -> str:
    """Return the canonical PSMILES of a polymer given as PSMILES, as its monomer's SMILES, or by name.

    Raises:
        InvalidFormulation: It is none of these.
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


def _read_mole_ratio(ratio: str, n_parts: int) -> list[float]:
    if n_parts > MOST_COMPONENTS:
        raise InvalidFormulation(f"polymer lists more than {MOST_COMPONENTS} parts")
    if n_parts == 1 and not ratio.strip():
        return [1.0]
    if not ratio.strip():
        raise InvalidFormulation(
            f"polymer names {n_parts} units but polymer_mol_ratio is empty; give it, such as 1|1"
        )
    if ":" in ratio:
        raise InvalidFormulation(
            f"polymer_mol_ratio {ratio[:40]!r}: write it as {ratio.replace(':', '|')[:40]}"
        )
    shares = [_read_share(part, where=f"polymer_mol_ratio {ratio[:40]!r}") for part in ratio.split("|")]
    if len(shares) != n_parts:
        raise InvalidFormulation(
            f"polymer names {n_parts} unit(s) but polymer_mol_ratio {ratio[:40]!r} has {len(shares)}: "
            "write a copolymer as A|B with 1|1"
        )
    return shares


def _split_share(part: str, *, is_alone: bool) -> tuple[str, float]:
    """Split `EC:2` into name and share; a lone solvent needs no share."""
    name, colon, share = part.rpartition(":")
    if colon and not math.isnan(_to_number(share)):
        return name.strip(), _read_share(share, where=f"solvent {part[:60]!r}")
    if colon and share.endswith("%"):
        raise InvalidFormulation(f"solvent {part[:60]!r}: write shares without %, as EC:50|DEC:50")
    if is_alone and part:
        return part, 1.0
    raise InvalidFormulation(f"solvent {part[:60]!r} has no share: write mixtures as EC:2|DEC:1")


def _read_share(text: str, *, where: str) -> float:
    share = _to_number(text)
    if not SMALLEST_AMOUNT <= share <= LARGEST_SHARE:
        raise InvalidFormulation(
            f"{where}: a share must be a positive number, at most {LARGEST_SHARE:g} and at least "
            f"{SMALLEST_AMOUNT:g}"
        )
    return share


def _to_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def read_mixture(solvent: str) -> tuple[tuple[str, float], ...]:
    """Split `EC:2|DEC:1` into names and masses.

    Raises:
        InvalidFormulation: A mass ratio is not a positive number.

    >>> read_mixture("EC:2|DEC:1")
    (('EC', 2.0), ('DEC', 1.0))
    """
    return tuple(_read_part(part) for part in solvent.split("|"))


def _read_part(part: str) -> tuple[str, float]:
    name, colon, amount = part.rpartition(":")
    if not colon:
        return part.strip(), 1.0
    return name.strip(), _read_amount(amount, where=part)


def read_ratio(mol_ratio: str | None, *, count: int) -> Sequence[float]:
    """Return the molar amounts of a copolymer's monomers; equal ones where none are given."""
    if mol_ratio is None:
        return [1.0] * count
    amounts = [_read_amount(amount, where=mol_ratio) for amount in mol_ratio.split("|")]
    if len(amounts) != count:
        raise InvalidFormulation(
            f"mol ratio {mol_ratio!r} has {len(amounts)} parts but the polymer {count}; give one part for "
            "each"
        )
    return amounts


def _read_amount(text: str, *, where: str) -> float:
    try:
        amount = float(text)
    except ValueError as error:
        raise InvalidFormulation(
            f"{where!r}: {text!r} is not a number; write for example EC:2|DEC:1"
        ) from error
    if not SMALLEST_AMOUNT <= amount <= 1 / SMALLEST_AMOUNT:
        raise InvalidFormulation(
            f"{where!r}: {amount:g} must be a positive number, at most {1 / SMALLEST_AMOUNT:g}"
        )
    return amount


def find_polymer(name: str) -> str:
    """Return the PSMILES of a polymer called so, of a copolymer joined by bars; empty where there is none.

    >>> find_polymer("poly(ethylene oxide)")
    '*CCO*'
    """
    return named_polymers().get(fold(name), {}).get("psmiles", "")


@lru_cache(maxsize=1)
def named_polymers() -> dict[str, dict[str, str]]:
    """Return the rows of `libraries/polymers.csv` by every folded spelling."""
    with (LIBRARIES / "polymers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {fold(name): row for row in rows for name in (row["name"], *row["aliases"].split(";"))}
