"""Join the words of a typed mixture: which amount belongs to which name, and which names a ratio divides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monodesign.formulation.polymer_names import find_polymer
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents
from monodesign.formulation.typed_words import Basis, Kind, Word, refuse

# What only a salt has.
_OF_SALT: Final = frozenset({"mol/L", "mol/kg"})
# What nobody measures out by volume: its % is wt%.
BY_WEIGHT: Final = frozenset({"polymer", "salt"})
# Shares that sum to this are percent by weight.
_ALL_PERCENT: Final = 100.0
_PERCENT_TOLERANCE: Final = 0.5
_READINGS: Final[dict[Basis, str]] = {
    "mole": "Numbers without a unit count moles.",
    "weight": "Numbers without a unit are wt%, because all shares sum to 100.",
}
# Words between two names that leave them side by side in a list of a ratio's members; a comma is looser.
_TIGHT: Final = frozenset({"/", ":", "-", "|", "and", "&", "+"})


@dataclass(slots=True, kw_only=True)
class Part:
    """One component of a mixture with its amounts.

    Attributes:
        kind: What it is.
        name: As typed; empty for the polymer, or the liquid, without a name.
        word: Its number among the words.
        place: Its first character.
        amount: Its amount, such as 30 wt%; None where none is given.
        ratio: The number in `ratios` of the ratio it is in; None where it is in none.
    """

    kind: Kind
    name: str
    word: int
    place: int
    amount: Word | None = None
    ratio: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A ratio, its members in the order of its numbers."""

    word: Word
    basis: Basis | None
    members: tuple[Part, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedParts:
    """Everything that a typed mixture says, sorted."""

    parts: tuple[Part, ...]
    ratios: tuple[Ratio, ...]
    eo_li: Word | None = None
    uptake: Word | None = None
    temperature_c: float | None = None
    notes: tuple[str, ...] = ()

    def of(self, kind: Kind) -> list[Part]:
        """Return the parts of one kind."""
        return [part for part in self.parts if part.kind == kind]


def join_words(words: Sequence[Word]) -> TypedParts:
    """Return the parts of a mixture.

    Raises:
        InvalidFormulation: An amount, a ratio or a basis belongs to nothing, or to two things.
    """
    words = _drop_synonyms(words)
    parts = {
        number: Part(kind=word.kind, name=_name_of(word), word=number, place=word.place)
        for number, word in enumerate(words)
        if word.what == "name" and word.kind is not None
    }
    for number, word in enumerate(words):
        if word.what == "amount":
            _give(_owner(number, words, parts), word)
    ratios = [_ratio(number, words, parts) for number, word in enumerate(words) if word.what == "ratio"]
    coefficients = _coefficients(words, parts)
    ratios += coefficients
    for number, ratio in enumerate(ratios):
        for part in ratio.members:
            if part.ratio is not None:
                raise refuse(part.name, part.place, "is in two ratios; write one ratio of all solvents")
            part.ratio = number
    temperatures = [word.values[0] for word in words if word.what == "temperature"]
    return TypedParts(
        parts=tuple(parts.values()), ratios=tuple(ratios), eo_li=_only(words, "eo_li"),
        uptake=_only(words, "uptake"), temperature_c=temperatures[0] if temperatures else None,
        notes=_word_readings(parts.values(), coefficients),
    )  # fmt: skip


def _word_readings(parts: Iterable[Part], coefficients: Sequence[Ratio]) -> tuple[str, ...]:
    """Say how amounts without a full unit were read."""
    notes = [_READINGS[ratio.basis] for ratio in coefficients if ratio.basis]
    if any(part.amount is not None and part.amount.unit == "%" and part.kind in BY_WEIGHT for part in parts):
        notes.append("The % of a polymer or salt counts weight.")
    return tuple(notes)


def _drop_synonyms(words: Sequence[Word]) -> list[Word]:
    """Leave out a second name in brackets, as in `ethylene carbonate (EC)`."""
    kept: list[Word] = []
    for word in words:
        last = kept[-1] if kept else None
        is_repeat = word.is_inside and last is not None and last.what == word.what == "name"
        if last is None or not is_repeat or not _are_same(last, word):
            kept.append(word)
    return kept


def _are_same(one: Word, other: Word) -> bool:
    """Return whether two names mean one substance."""
    if one.kind != other.kind:
        return False
    if one.kind == "solvent":
        return load_solvents().find(one.text) == load_solvents().find(other.text)
    if one.kind == "salt":
        return load_salts().find(one.text) == load_salts().find(other.text)
    return bool(find_polymer(one.text)) and find_polymer(one.text) == find_polymer(other.text)


def _name_of(word: Word) -> str:
    """Return a part's name; `polymer` and `liquid electrolyte` are none."""
    plain = word.text.casefold().split()[0] if word.text else ""
    is_word = plain in {"polymer", "host", "matrix", "liquid", "electrolyte", "electrolytes"}
    return "" if is_word else word.text


def _only(words: Sequence[Word], what: str) -> Word | None:
    found = [word for word in words if word.what == what]
    if len(found) > 1:
        raise refuse(found[1].text, found[1].place, "is given twice; keep one")
    return found[0] if found else None


def _give(part: Part, word: Word) -> None:
    if part.amount is not None:
        raise refuse(
            word.text, word.place,
            f"{part.name or part.kind} has {part.amount.text} already; separate the parts with commas, each "
            "amount before its name",
        )  # fmt: skip
    part.amount = word


def _owner(number: int, words: Sequence[Word], parts: dict[int, Part]) -> Part:
    """Return the part an amount belongs to: the next one, in brackets the last; else the other of both."""
    word = words[number]
    before, after = _neighbour(number, words, parts, step=-1), _neighbour(number, words, parts, step=1)
    if _leads_liquid(number, words):
        liquid = Part(kind="liquid", name="", word=number, place=word.place)
        parts[number] = liquid
        return liquid
    order = (before, after) if word.is_inside and not words[number - 1].is_inside else (after, before)
    for part in order:
        if part is not None and (word.unit not in _OF_SALT or part.kind == "salt"):
            return part
    remedy = "give it to a salt, as 1 M LiPF6" if word.unit in _OF_SALT else "write it before its name"
    raise refuse(word.text, word.place, f"belongs to nothing; {remedy}")


def _leads_liquid(number: int, words: Sequence[Word]) -> bool:
    """Return whether an amount is that of the liquid which follows, as in `70 wt% 1 M LiPF6 in EC`."""
    follows = words[number + 1] if number + 1 < len(words) else None
    is_share = words[number].unit in {"wt%", "g", "mL"}
    return is_share and follows is not None and follows.what == "amount" and follows.unit in _OF_SALT


def _neighbour(number: int, words: Sequence[Word], parts: dict[int, Part], *, step: int) -> Part | None:
    """Return the part right beside a word; before it, a ratio and its basis may stand between."""
    position = number + step
    while step < 0 and position >= 0 and words[position].what in {"ratio", "basis"}:
        position += step
    return parts.get(position)


def _ratio(number: int, words: Sequence[Word], parts: dict[int, Part]) -> Ratio:
    """Return a ratio with the names it divides: the run before it, else the one after it."""
    word = words[number]
    for run in (*_runs(number, words, parts, step=-1), *_runs(number, words, parts, step=1)):
        if len(run) == len(word.values):
            return Ratio(word=word, basis=_basis(number, words), members=run, values=word.values)
    raise refuse(
        word.text, word.place,
        f"{len(word.values)} numbers, but not as many names beside it; write it after its names, as "
        "EC/DEC 1:1 v/v",
    )  # fmt: skip


def _runs(
    number: int, words: Sequence[Word], parts: dict[int, Part], *, step: int
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return the names beside a ratio: those joined by commas too, and those joined closely."""
    loose: list[Part] = []
    tight: list[Part] | None = None
    position = number + step
    while 0 <= position < len(words) and words[position].what in {"name", "join", "basis"}:
        word = words[position]
        if word.what == "name" and loose and words[position - step].what == "name":
            break
        if word.what == "name":
            loose.append(parts[position])
        elif word.what == "join" and loose and word.text.casefold() not in _TIGHT and tight is None:
            tight = list(loose)
        position += step
    tight = loose if tight is None else tight
    return tuple(loose[::step]), tuple(tight[::step])


def _basis(number: int, words: Sequence[Word]) -> Basis | None:
    """Return the basis beside a ratio: after it, or before it as in `EC:DEC v/v 1:1`."""
    for position in (number + 1, number - 1):
        if 0 <= position < len(words) and words[position].what == "basis":
            return words[position].basis
    after = number + 1
    while after < len(words) and words[after].what in {"name", "join"}:
        after += 1
    return words[after].basis if after < len(words) and words[after].what == "basis" else None


def _coefficients(words: Sequence[Word], parts: dict[int, Part]) -> list[Ratio]:
    """Return the mole ratio that bare numbers mean, as in `LiFSI-1.2DME-3TTE`; by weight if they are wt%."""
    bare = [part for part in parts.values() if part.amount is not None and not part.amount.unit]
    if not bare:
        return []
    first = bare[0].amount
    members = [part for part in parts.values() if part.kind in {"salt", "solvent"}]
    others = [part for part in members if part.amount is not None and part not in bare]
    if first is None or others or not any(part.kind == "salt" for part in members):
        word = first or words[0]
        raise refuse(word.text, word.place, "has no unit; write for example 1 M, 1.2 mol/kg, 30 wt% or 2 g")
    values = tuple(part.amount.values[0] if part.amount is not None else 1.0 for part in members)
    basis: Basis = "weight" if _are_percent(parts.values(), values) else "mole"
    for part in members:
        part.amount = None
    return [Ratio(word=first, basis=basis, members=tuple(members), values=values)]


def _are_percent(parts: Iterable[Part], bare: Sequence[float]) -> bool:
    """Say whether bare numbers and the wt% of other parts sum to 100, as in `DOA 30 wt%, LiPF6 16, EC 54`."""
    given = [part.amount for part in parts if part.amount is not None and part.amount.unit in {"wt%", "%"}]
    total = sum(bare) + sum(word.values[0] for word in given)
    return abs(total - _ALL_PERCENT) <= _PERCENT_TOLERANCE
