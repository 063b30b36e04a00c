"""Split a mixture as papers write it into words: amounts, ratios, names and what joins them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from monodesign.chem.molecules import parse_chemistry
from monodesign.chem.named_monomers import load_named_monomers, monomer_names
from monodesign.chem.polymerisation import count_polymerisable
from monodesign.errors import InvalidFormulation, InvalidSmiles, UnknownName
from monodesign.formulation.ambiguous import list_ambiguous, refuse_ambiguous
from monodesign.formulation.polymer_names import is_graded_host, named_polymers
from monodesign.formulation.solvents_and_salts import fold, load_salts, load_solvents
from monodesign.formulation.supplied import expand_supplied
from monodesign.formulation.typed_patterns import (
    AMOUNTS,
    BARE,
    BASIS,
    BEFORE_MINUS,
    CHUNK,
    COLD,
    COPOLYMER,
    DECIMAL_COMMA,
    EO_LI,
    FILLER,
    GRADE,
    HOST,
    IN,
    JOINS,
    LIQUID,
    RATIO,
    ROOM,
    UPTAKE,
)
from monodesign.tables.cells import plain_text

Kind: TypeAlias = Literal["polymer", "solvent", "salt", "liquid"]
Basis: TypeAlias = Literal["weight", "volume", "mole"]

LONGEST: Final = 500  # characters; a recipe takes one line
LARGEST: Final = 1e6  # of what any recipe says, in its own unit
_CASE_MATTERS: Final = 2  # letters: `an` is an article, `AN` acetonitrile


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a typed mixture.

    Attributes:
        what: Its part of speech.
        text: As typed, for messages.
        place: Its first character, counted from 1.
        kind: Of a name: what it names.
        basis: Of a basis, such as `v/v`.
        values: Of an amount, a temperature or a ratio: its number or numbers, in `unit`.
        unit: Of an amount: mol/L, mol/kg, wt%, vol%, %, g, mL, mol; empty for a bare number.
        is_inside: Whether it stands in parentheses.
    """

    what: Literal["amount", "ratio", "basis", "name", "join", "in", "eo_li", "uptake", "temperature"]
    text: str
    place: int
    kind: Kind | None = None
    basis: Basis | None = None
    values: tuple[float, ...] = ()
    unit: str = ""
    is_inside: bool = False


def refuse(text: str, place: int, fault: str) -> InvalidFormulation:
    """Return the refusal of one word: value, place, remedy."""
    return InvalidFormulation(f"{text[:60]!r} at character {place}: {fault}")


def split_words(text: str) -> list[Word]:
    """Split a typed mixture into words.

    Raises:
        InvalidFormulation: It is empty or too long, or a word is unknown.
    """
    line = expand_supplied(" ".join(plain_text(text).split()))
    if not line:
        raise InvalidFormulation(
            "The mixture is empty: write it as 1 M LiPF6 in EC/DEC 1:1 v/v, 30 wt% polymer"
        )
    if len(line) > LONGEST:
        raise InvalidFormulation(f"{len(line)} characters: write the mixture in at most {LONGEST}")
    if (comma := DECIMAL_COMMA.search(line)) is not None:
        raise refuse(comma[1], comma.start(1) + 1, f"write a decimal point: {comma[1].replace(',', '.')}")
    words: list[Word] = []
    place, depth = 0, 0
    while place < len(line):
        if line[place] in " ()[]" and not _starts_bracket_word(line, place):
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(line[place], 0)
            place += 1
            continue
        length, word = _read_word(line, place)
        if word is not None:
            words.append(_placed(word, line, place, length, is_inside=depth > 0))
        place += length
    return words


def _starts_bracket_word(line: str, place: int) -> bool:
    """Return whether a square bracket begins a word: `[EO]:[Li]`, or the SMILES of an ion."""
    if line[place] != "[":
        return False
    return EO_LI.match(line, place) is not None or _find_smiles(line, place) is not None


def _placed(word: Word, line: str, place: int, length: int, *, is_inside: bool) -> Word:
    return Word(
        what=word.what, text=word.text or line[place : place + length].strip(), place=place + 1,
        kind=word.kind, basis=word.basis, values=word.values, unit=word.unit, is_inside=is_inside,
    )  # fmt: skip


def _read_word(line: str, place: int) -> tuple[int, Word | None]:
    """Return the length of the word that starts here, and the word; None for a filler."""
    for read in (_read_special, _read_name, _read_number, _read_basis, _read_little):
        if (found := read(line, place)) is not None:
            return found
    return _read_smiles(line, place)


def _word(what: str, length: int, **values: object) -> tuple[int, Word]:
    return length, Word(what=what, text="", place=0, **values)  # type: ignore[arg-type]  # filled by the callers


def _read_special(line: str, place: int) -> tuple[int, Word] | None:
    if found := EO_LI.match(line, place):
        return _word("eo_li", len(found[0]), values=(float(found[1]),))
    if found := UPTAKE.match(line, place):
        return _word("uptake", len(found[0]), values=(float(found[1]),))
    if found := COLD.match(line, place):
        return _read_cold(found)
    if found := ROOM.match(line, place):
        return _word("temperature", len(found[0]), values=(25.0,))
    return _read_copolymer(line, place) or _read_graded(line, place)


def _read_graded(line: str, place: int) -> tuple[int, Word] | None:
    """Read `PEO600k` or `PVDF-HFP (12 wt% HFP)`; a share alone in brackets is an amount."""
    found = _hosts().match(line, place)
    if found is None or not is_graded_host(found[0]):
        return None
    return _word("name", len(found[0]), kind="polymer")


def _read_cold(found: re.Match[str]) -> tuple[int, Word]:
    """Read `-20 °C`; `PC - 20 °C` and `PC-20 °C` may mean either side of 0 °C and are refused."""
    is_joined = found.start() > 0 and found.string[found.start() - 1] not in BEFORE_MINUS
    if found[1] or is_joined:
        remedy = "a minus or a dash? Write -20 °C after a space and without one, or a comma for the dash"
        raise refuse(found[0], found.start() + 1, remedy)
    return _word("temperature", len(found[0]), values=(-_number(found[2], found.start()),))


def _read_copolymer(line: str, place: int) -> tuple[int, Word] | None:
    """Read `P(DOA)` or `P(DOA-PCEA)`, made of monomers that have a name."""
    found = COPOLYMER.match(line, place)
    if found is None or fold(found[0]) in named_polymers():
        return None
    names = {monomer.name.casefold(): monomer.name for monomer in load_named_monomers()}
    parts = [part.strip().casefold() for part in re.split(r"-co-|[-/|]", found[1])]
    if not all(part in names for part in parts):
        return None
    return len(found[0]), Word(
        what="name", text="|".join(names[part] for part in parts), place=0, kind="polymer"
    )


def _read_number(line: str, place: int) -> tuple[int, Word] | None:
    if found := RATIO.match(line, place):
        values = tuple(_number(part, place) for part in re.split(r"\s*[:/∶]\s*", found[0]))
        return _word("ratio", len(found[0]), values=values)
    for unit, factor, pattern in AMOUNTS:
        if found := pattern.match(line, place):
            value = factor * _number(found[1], place)
            if unit in {"°C", "K"}:
                return _word("temperature", len(found[0]), values=(value - (273.15 if unit == "K" else 0.0),))
            return _word("amount", len(found[0]), values=(value,), unit=unit)
    if found := BARE.match(line, place):
        return _word("amount", len(found[0]), values=(_number(found[1], place),))
    return None


def _number(text: str, place: int) -> float:
    value = float(text)
    if value > LARGEST:
        raise refuse(text, place + 1, f"give a number of at most {LARGEST:g}")
    return value


def _read_basis(line: str, place: int) -> tuple[int, Word] | None:
    for basis, pattern in BASIS:
        if found := pattern.match(line, place):
            return _word("basis", len(found[0]), basis=basis)
    return None


def _read_little(line: str, place: int) -> tuple[int, Word | None] | None:
    """Read a word that joins names or stands for one, or a filler."""
    if found := HOST.match(line, place):
        return _word("name", len(found[0]), kind="polymer")
    if found := LIQUID.match(line, place):
        return _word("name", len(found[0]), kind="liquid")
    if found := IN.match(line, place):
        return _word("in", len(found[0]))
    if found := JOINS.match(line, place):
        return _word("join", len(found[0]))
    found = FILLER.match(line, place)
    return None if found is None else (len(found[0]), None)


def _read_name(line: str, place: int) -> tuple[int, Word] | None:
    found = _names().match(line, place)
    if found is None or (len(found[0]) <= _CASE_MATTERS and found[0] == "an"):
        return None
    refuse_ambiguous(found[0], column="the name")
    kinds = _kinds_of(found[0])
    if len(kinds) > 1:
        raise refuse(
            found[0],
            place + 1,
            f"names a {' and a '.join(kinds)}; write the one you mean in full or as SMILES",
        )
    return _word("name", len(found[0]), kind=kinds[0])


def _kinds_of(name: str) -> list[Kind]:
    """Return what a name can be; vinylene carbonate and the like, monomers too, are taken as solvents."""
    key = fold(name)
    kinds: list[Kind] = []
    if key in load_solvents().by_name:
        kinds.append("solvent")
    if key in load_salts().by_name:
        kinds.append("salt")
    if key in named_polymers() or (not kinds and key in monomer_names()):
        kinds.append("polymer")
    return kinds


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    """Return the pattern of every known name, the longest first; case, blanks and hyphens do not matter."""
    known = {*load_solvents().by_name, *load_salts().by_name, *named_polymers(), *monomer_names()}
    known |= list_ambiguous()
    known.discard("")
    patterns = map(_spelled, sorted(known, key=len, reverse=True))
    return re.compile(rf"(?:{'|'.join(patterns)})(?![A-Za-z0-9])", re.IGNORECASE)


@lru_cache(maxsize=1)
def _hosts() -> re.Pattern[str]:
    """Return the pattern of a host's name with a grade."""
    names = sorted((name for name in named_polymers() if name), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(_spelled, names))}){GRADE}", re.IGNORECASE)


def _spelled(name: str) -> str:
    """Return the pattern of a folded name, whose blanks may be hyphens."""
    return r"[-\s]+".join(map(re.escape, name.split()))


def _read_smiles(line: str, place: int) -> tuple[int, Word]:
    if (found := _find_smiles(line, place)) is not None:
        return found
    chunk = CHUNK.match(line, place)
    raise refuse(
        chunk[0] if chunk else line[place], place + 1,
        "not understood; write substances by a name of the libraries or as SMILES (a polymer without a name "
        "as polymer), amounts as 1 M, 1.2 mol/kg or 30 wt%, and ratios as 1:1 v/v",
    )  # fmt: skip


def _find_smiles(line: str, place: int) -> tuple[int, Word] | None:
    """Find a SMILES, which ends at a blank or a comma, or before a slash or a bracket where it must."""
    if (found := CHUNK.match(line, place)) is None:
        return None
    chunk = found[0]
    ends = (match.start() for match in reversed(list(re.finditer(r"[/|:)\]]", chunk))))
    for end in (len(chunk), *ends):
        if end > 1 and (kind := _kind_of_smiles(chunk[:end])):
            return end, Word(what="name", text=chunk[:end], place=0, kind=kind)
    return None


def _kind_of_smiles(text: str) -> Kind | None:
    try:
        mol = parse_chemistry(text)
    except InvalidSmiles:
        return None
    if "*" in text or count_polymerisable(mol):
        return "polymer"
    for kind, library in (("salt", load_salts()), ("solvent", load_solvents())):
        try:
            library.find(text)
        except UnknownName:
            continue
        return kind  # type: ignore[return-value]  # one of the two literals above
    return None
