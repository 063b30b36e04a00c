"""Rules as data: on which reactions a line of a table bears, and what its molecules must hold for it.

A line of `libraries/incompatible.csv` or `libraries/adaptations.csv` says *when* by the fields of the
reaction (`base=triethylamine|pyridine; hottest_c>25`) and what the molecules *hold* and *lack* by motifs
(`nucleophile:polyol product:water-soluble`). Motifs have names in `libraries/motifs.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import pattern
from monodesign.errors import InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.synthesis.groups import GROUPS
from monodesign.synthesis.reactions import Reaction
from monodesign.synthesis.solubility import PARTLY_CARBONS, is_water_soluble
from monodesign.tables.shipped import parse_rows

_FIELDS: Final = frozenset(field.name for field in fields(Reaction))
# What no adaptation changes, so that it tells which lines can bear on a reaction at all.
FIXED: Final = ("name", "electrophile", "nucleophile", "agents", "byproducts", "is_fast")
# In this order, so that `!=` is not read as `=`.
_OPERATORS: Final = ("!=", ">", "=")
# Words of their own: the rule of thumb of `solubility`, which is no pattern, for what stays in water as a
# whole and for what goes into the washes in part.
_BY_WATER: Final = {"water-soluble": 0.0, "hydrophilic": PARTLY_CARBONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A reaction with the molecules at hand.

    Attributes:
        reaction: What is done, under the conditions considered.
        electrophile: The reactant that is attacked.
        nucleophile: The other one.
        product: What is made.
    """

    reaction: Reaction
    electrophile: Chem.Mol
    nucleophile: Chem.Mol
    product: Chem.Mol

    def molecules(self, where: str) -> tuple[Chem.Mol, ...]:
        """Return the molecules of one of the words of `PLACES`."""
        return tuple(getattr(self, name) for name in PLACES[where])


PLACES: Final = {
    "electrophile": ("electrophile",),
    "nucleophile": ("nucleophile",),
    "product": ("product",),
    "either": ("electrophile", "nucleophile"),
    "any": ("electrophile", "nucleophile", "product"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """On which situations a line of a table bears.

    Attributes:
        when: Fields of the reaction, each with an operator and a value; all must hold. Values of `=` and `!=`
            are alternatives joined by `|`, with `*` for anything.
        holds: Pairs of place and motif, all of which must be there.
        lacks: Pairs of place and motif, none of which may be there.
    """

    when: tuple[tuple[str, str, str], ...]
    holds: tuple[tuple[str, str], ...]
    lacks: tuple[tuple[str, str], ...]

    def may_cover(self, fixed: tuple[object, ...]) -> bool:
        """Say whether the line can bear on a reaction with these values of `FIXED`."""
        values = dict(zip(FIXED, fixed, strict=True))
        return all(
            _is_met(values[name], operator, text) for name, operator, text in self.when if name in values
        )

    def covers(self, situation: Situation) -> bool:
        """Say whether the line bears on a situation."""
        return (
            all(_is_met(getattr(situation.reaction, name), *test) for name, *test in self.when)
            and all(_is_held(situation, *pair) for pair in self.holds)
            and not any(_is_held(situation, *pair) for pair in self.lacks)
        )


def read_scope(row: Mapping[str, str]) -> Scope:
    """Read the columns `when`, `holds` and `lacks` of a line.

    Raises:
        InvalidTable: A field, place or motif is unknown; the message says which.
    """
    return Scope(
        when=tuple(_test(text.strip()) for text in row["when"].split(";") if text.strip()),
        holds=tuple(_pair(text) for text in row["holds"].split()),
        lacks=tuple(_pair(text) for text in row["lacks"].split()),
    )


def read_rules(path: Path) -> tuple[tuple[Scope, dict[str, str]], ...]:
    """Read a table of rules: the scope of each line, and its cells.

    Raises:
        InvalidTable: A line cannot be read; the message names all of them.
    """
    return parse_rows(path, lambda row: (read_scope(row), row))


@lru_cache(maxsize=4)
def load_motifs(path: Path | None = None) -> dict[str, str]:
    """Load the SMARTS of the motifs by name (`libraries/motifs.csv`), with the reactive groups.

    Raises:
        InvalidTable: A pattern does not parse; the message names all of them.
    """
    return GROUPS | dict(parse_rows(path or LIBRARIES / "motifs.csv", _motif))


def _motif(row: dict[str, str]) -> tuple[str, str]:
    pattern(row["smarts"])
    return row["motif"], row["smarts"]


def has_motif(mol: Chem.Mol, name: str) -> bool:
    """Say whether a molecule has a motif of `libraries/motifs.csv`, or a word of `_BY_WATER`."""
    if name in _BY_WATER:
        return is_water_soluble(mol, carbons_over=_BY_WATER[name])
    return bool(mol.HasSubstructMatch(pattern(load_motifs()[name])))


def _test(text: str) -> tuple[str, str, str]:
    for operator in _OPERATORS:
        name, found, value = text.partition(operator)
        if found and name in _FIELDS:
            return name, operator, value
    raise InvalidTable(f"when '{text}': give a field of a reaction, one of = != > and a value")


def _pair(text: str) -> tuple[str, str]:
    place, _, motif = text.partition(":")
    name = motif.replace("_", " ")
    if place not in PLACES:
        raise InvalidTable(f"'{text}': the place must be one of {', '.join(PLACES)}")
    if name not in _BY_WATER and name not in load_motifs():
        raise InvalidTable(f"'{text}': '{name}' is not in libraries/motifs.csv")
    return place, name


def fixed_values(reaction: Reaction) -> tuple[object, ...]:
    """Return the values of `FIXED`."""
    return tuple(getattr(reaction, name) for name in FIXED)


def _is_met(found: object, operator: str, value: str) -> bool:
    if operator == ">":
        return float(str(found)) > float(value)
    texts = found if isinstance(found, tuple) else (_word(found),)
    is_equal = any(fnmatchcase(text, choice) for text in texts for choice in value.split("|"))
    return is_equal == (operator == "=")


def _word(value: object) -> str:
    """Return a field as the tables write it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _is_held(situation: Situation, place: str, motif: str) -> bool:
    return any(has_motif(mol, motif) for mol in situation.molecules(place))
