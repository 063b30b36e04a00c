"""The salts of a typed mixture: several become one part that carries the amount of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from monodesign.formulation.components import read_salt
from monodesign.formulation.typed_masses import (
    ABSOLUTE,
    absolute_mass_g,
    masses_of,
    molar_mass_of,
    percent_of,
    word_ratio,
)
from monodesign.formulation.typed_parts import Part, Ratio, TypedParts
from monodesign.formulation.typed_words import Word, refuse

_DISSOLVED: Final = ("mol/L", "mol/kg")


def merge_salts(typed: TypedParts) -> TypedParts:
    """Return the mixture with one part for all salts, named as in the column `salt`.

    Salts in wt% beside one in mol/L or mol/kg are additives and stay parts of their own.

    Raises:
        InvalidFormulation: The amount of a salt is missing, or their amounts are in different units.
    """
    salts = typed.of("salt")
    dissolved = [part for part in salts if part.amount is not None and part.amount.unit in _DISSOLVED]
    added = [part for part in salts if dissolved and _is_percent(part) and part.ratio is None]
    main = [part for part in salts if part not in added]
    if len(main) < 2:
        return typed
    if len({part.ratio for part in main}) == 1 and main[0].ratio is not None:
        return _merge_ratio(typed, main, typed.ratios[main[0].ratio])
    return _replace(typed, main, _merge_amounts(main))


def added_salts(typed: TypedParts) -> list[tuple[str, float]]:
    """Return the salts that are additives, with their shares of the liquid's mass."""
    return [(read_salt(part.name).name, percent_of(part, "wt%") or 0.0) for part in typed.of("salt")[1:]]


def _is_percent(part: Part) -> bool:
    return part.amount is not None and part.amount.unit in {"wt%", "%"}


def _merge_amounts(salts: Sequence[Part]) -> Part:
    """Return the part that stands for salts that have an amount each."""
    amounts = [_amount_of(part) for part in salts]
    units = {amount.unit for amount in amounts}
    if units <= ABSOLUTE:
        grams = [absolute_mass_g(part) or 0.0 for part in salts]
        return _joined(salts, grams, replace(amounts[0], values=(sum(grams),), unit="g"))
    if units <= {"wt%", "%"}:
        shares = [100.0 * (percent_of(part, "wt%") or 0.0) for part in salts]
        return _joined(salts, shares, replace(amounts[0], values=(sum(shares),), unit="wt%"))
    if len(units) > 1 or not units <= set(_DISSOLVED):
        second = salts[1]
        raise refuse(
            amounts[1].text, second.place,
            f"write all salts in one unit, as 0.8 M {salts[0].name} + 0.2 M {second.name}",
        )  # fmt: skip
    moles = [amount.values[0] for amount in amounts]
    masses = [value * molar_mass_of(part) for part, value in zip(salts, moles, strict=True)]
    return _joined(salts, masses, replace(amounts[0], values=(sum(moles),)))


def _amount_of(part: Part) -> Word:
    """Return the amount of one of several salts.

    Raises:
        InvalidFormulation: It has none, or 0.
    """
    if part.amount is None:
        raise refuse(part.name, part.place, f"how much of this salt? Write for example 0.2 M {part.name}")
    if part.amount.values[0] <= 0.0:
        raise refuse(part.amount.text, part.amount.place, "give an amount above 0")
    return part.amount


def _merge_ratio(typed: TypedParts, salts: list[Part], ratio: Ratio) -> TypedParts:
    """Return the mixture with salts of one ratio joined; the amount beside one of them is that of all."""
    given = [part.amount for part in salts if part.amount is not None]
    if len(given) > 1:
        word = ratio.word
        raise refuse(word.text, word.place, "the salts have amounts of their own too; keep one of both")
    masses = dict(zip((part.word for part in ratio.members), masses_of(ratio), strict=True))
    one = _joined(salts, [masses[part.word] for part in salts], given[0] if given else None)
    merged = _replace(typed, salts, one)
    if len(salts) == len(ratio.members):
        return merged
    one.ratio = salts[0].ratio
    others = [part for part in ratio.members if part not in salts]
    shared = Ratio(
        word=ratio.word, basis="weight", members=(*others, one),
        values=(*(masses[part.word] for part in others), sum(masses[part.word] for part in salts)),
    )  # fmt: skip
    return replace(merged, ratios=tuple(shared if other is ratio else other for other in merged.ratios))


def _joined(salts: Sequence[Part], masses: Sequence[float], amount: Word | None) -> Part:
    """Return one part for several salts in a ratio of masses."""
    shares: dict[str, float] = {}
    for part, mass in zip(salts, masses, strict=True):
        name = read_salt(part.name).name
        shares[name] = shares.get(name, 0.0) + mass
    return Part(kind="salt", name=word_ratio(shares), word=salts[0].word, place=salts[0].place, amount=amount)


def _replace(typed: TypedParts, salts: Sequence[Part], one: Part) -> TypedParts:
    kept = [part for part in typed.parts if part not in salts]
    return replace(typed, parts=(one, *kept))
