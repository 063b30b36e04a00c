"""Donor classes in words, for sentences that people read; columns and tables keep the classes' own names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monodesign.chem.donors import FAMILIES

_WORDS: Final = {
    "acyl_other": "another C=O",
    "phosphoryl_other": "another P=O",
    "oxygen_other": "another O",
    "nitrogen_other": "another N",
    "n_oxide": "N-oxide",
    "heteroatom_fluorine": "fluorine on B, P or S",
}


def say_classes(text: str) -> str:
    """Write out the donor classes that a note names, with the atom that stands behind one.

    >>> say_classes("no one-armed site found on acyl_oxygen:4, ester:7")
    'no one-armed site found on acyl oxygen (atom 4), ester (atom 7)'
    """
    return _classes().sub(_say, text)


def _say(found: re.Match[str]) -> str:
    name = _WORDS.get(found[1], found[1].replace("_", " "))
    return f"{name} (atom {found[2]})" if found[2] else name


@lru_cache(maxsize=1)
def _classes() -> re.Pattern[str]:
    names = sorted({name for family in FAMILIES.values() for name in family.split()}, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(names)})\b(?::(\d+))?")
