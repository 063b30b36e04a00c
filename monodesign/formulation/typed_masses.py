"""Turn what a typed mixture says of its parts into masses: ratios, grams, millilitres and moles."""

from __future__ import annotations

from typing import Final

from monodesign.formulation.components import read_polymer, read_salts, read_solvents
from monodesign.formulation.concentration import density_of
from monodesign.formulation.repeat_units import unit_mass_g_mol
from monodesign.formulation.species import Solvent
from monodesign.formulation.typed_parts import BY_WEIGHT, Part, Ratio, TypedParts
from monodesign.formulation.typed_words import refuse

# Units that fix a mass by themselves.
ABSOLUTE: Final = frozenset({"g", "mL", "mol"})


def solvent_of(part: Part) -> Solvent:
    """Return the record of a solvent."""
    return read_solvents(part.name).solvents[0]


def molar_mass_of(part: Part) -> float:
    """Return g/mol of a salt (the mean of several), a solvent, or a polymer's repeat unit (of a copolymer's).

    Raises:
        InvalidFormulation: It has none.
    """
    if part.kind == "salt":
        return read_salts(part.name).molar_mass_g_mol
    if part.kind == "solvent":
        return solvent_of(part).molar_mass_g_mol
    if part.kind == "polymer" and part.name:
        polymer = read_polymer(part.name, "|".join("1" for _ in part.name.split("|")))
        pairs = zip(polymer.units, polymer.mole_fractions, strict=True)
        return sum(share * unit_mass_g_mol(unit) for unit, share in pairs)
    raise refuse(part.name or part.kind, part.place, "has no molar mass; name it, or give its weight")


def masses_of(ratio: Ratio) -> list[float]:
    """Return the masses, on any scale, of a ratio's members.

    Raises:
        InvalidFormulation: The ratio has no basis, a number is 0, or a member has no density or molar mass.
    """
    if ratio.basis is None:
        shown = ratio.word.text
        ways = "v/v or w/w" if all(part.kind == "solvent" for part in ratio.members) else "w/w or mol"
        example = ways.split(" ", maxsplit=1)[0]
        raise refuse(shown, ratio.word.place, f"by what? Write {ways} behind it, as {shown} {example}")
    if min(ratio.values) <= 0.0:
        raise refuse(ratio.word.text, ratio.word.place, "every number must be above 0")
    pairs = zip(ratio.members, ratio.values, strict=True)
    if ratio.basis == "weight":
        return list(ratio.values)
    if ratio.basis == "mole":
        return [value * molar_mass_of(part) for part, value in pairs]
    return [value * _density(part) for part, value in pairs]


def _density(part: Part) -> float:
    if part.kind != "solvent":
        raise refuse(
            part.name or part.kind, part.place, "only solvents have a volume here; give it by weight"
        )
    return density_of(solvent_of(part))


def absolute_mass_g(part: Part) -> float | None:
    """Return the mass of a part given in g, mL or mol; None where it is given otherwise."""
    if part.amount is None or part.amount.unit not in ABSOLUTE:
        return None
    value = part.amount.values[0]
    if part.amount.unit == "mL":
        return value * _density(part)
    return value * molar_mass_of(part) if part.amount.unit == "mol" else value


def fixed_masses(typed: TypedParts) -> dict[int, float]:
    """Return the masses of the parts that have one, by the parts' words.

    They stand in one ratio of unlike parts (polymer and liquid, salt and solvents), or in grams, millilitres
    and moles.

    Raises:
        InvalidFormulation: There are several such ratios, or both.
    """
    mixed = [ratio for ratio in typed.ratios if len({part.kind for part in ratio.members}) > 1]
    grams = {part.word: mass for part in typed.parts if (mass := absolute_mass_g(part)) is not None}
    if len(mixed) > 1 or (mixed and grams):
        place = mixed[-1].word
        raise refuse(place.text, place.place, "one ratio or masses, not both; write everything in wt%")
    for ratio in mixed:
        grams.update(zip((part.word for part in ratio.members), masses_of(ratio), strict=True))
    return grams


def percent_of(part: Part, *units: str) -> float | None:
    """Return a part's share where it is given in one of these units, as a fraction; None where it is not.

    Raises:
        InvalidFormulation: It says % alone, mol%, or more than 100.
    """
    word = part.amount
    if word is None:
        return None
    unit = word.unit
    if word.unit == "%" and part.kind in BY_WEIGHT:
        unit = "wt%"
    elif word.unit == "%":
        raise refuse(word.text, word.place, "by weight or by volume? Write wt% or vol%")
    if word.unit == "mol%":
        raise refuse(word.text, word.place, "give wt%, or a ratio such as LiTFSI:PC 1:4 mol")
    if unit not in units:
        return None
    if not 0.0 < word.values[0] <= 100.0:
        raise refuse(word.text, word.place, "give a share above 0 and at most 100 %")
    return word.values[0] / 100.0


def word_ratio(shares: dict[str, float]) -> str:
    """Return a mass ratio as the column `solvent` has it."""
    total = sum(shares.values())
    if len(shares) <= 1:
        return next(iter(shares), "")
    return "|".join(f"{name}:{share / total:.6g}" for name, share in shares.items())
