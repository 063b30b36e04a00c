"""Polymers called by name: `PEO`, `PVDF-HFP`, and with a grade behind, `PEO600k`."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from monodesign.errors import InvalidFormulation
from monodesign.formulation.ambiguous import list_ambiguous, refuse_ambiguous
from monodesign.formulation.grades import Grade, read_grade
from monodesign.formulation.solvents_and_salts import fold
from monodesign.paths import LIBRARIES
from monodesign.tables.cells import drop_extension, plain_text
from monodesign.tables.shipped import read_rows

# Distinct cells remembered: more than any table in one run, a few hundred MB at the most.
CELLS_REMEMBERED: Final = 262_144
_BRACKETS: Final = re.compile(r"[()\[\]]")
_JOINTS: Final = frozenset({"co", "ran", "stat", "r"})  # of a random copolymer's name


def find_polymer(name: str) -> str:
    """Return the PSMILES of a polymer called so, of a copolymer joined by bars; empty where there is none.

    >>> find_polymer("poly(ethylene oxide)")
    '*CCO*'
    """
    return find_row(name).get("psmiles", "")


def find_row(name: str) -> dict[str, str]:
    """Return the row of a polymer called so, an empty one where there is none."""
    rows = named_polymers()
    return rows.get(fold(name)) or rows.get(_fold_polymer(name)) or {}


def _fold_polymer(name: str) -> str:
    """Return the spelling under which a polymer is looked up.

    Beside what `fold` leaves out, neither brackets matter nor how a copolymer's units are said to be joined.

    >>> _fold_polymer("P(VDF-co-HFP)") == _fold_polymer("PVdF-HFP") == _fold_polymer("pvdfhfp")
    True
    """
    words = fold(_BRACKETS.sub("", name)).replace("poly", "p").split()
    return "".join(word for word in words if word not in _JOINTS)


def explain_name(text: str) -> str:
    """Return what a text is that names no single molecule, with the remedy; empty where it is no such name.

    >>> explain_name("PMMA"), explain_name("MMA")
    ('it is a polymer, *CC(C)(*)C(=O)OC: give its monomer', '')
    """
    try:
        refuse_ambiguous(text, column="name")
    except InvalidFormulation as error:
        return str(error)
    units = find_polymer(text)
    return f"it is a polymer, {units}: give its monomer" if units else ""


@lru_cache(maxsize=1)
def named_polymers() -> dict[str, dict[str, str]]:
    """Return the rows of `libraries/polymers.csv` by every folded spelling."""
    rows = read_rows(LIBRARIES / "polymers.csv")
    named = [(row, (row["name"], *row["aliases"].split(";"), row["cas"])) for row in rows]
    spellings = [(name, row) for row, names in named for name in names if name]
    return {read(name): row for read in (_fold_polymer, fold) for name, row in spellings}


@lru_cache(maxsize=CELLS_REMEMBERED)
def named_mass_g_mol(text: str) -> float:
    """Return the molar mass in g/mol that a polymer cell names, as in `PEO600k`; NaN where it names none.

    >>> named_mass_g_mol("PEO (600 kDa)")
    600000.0

    Raises:
        InvalidFormulation: A number behind the name may be something else, or a blend names one.
    """
    parts = [part.strip() for part in drop_extension(plain_text(text)).split("|")]
    masses = [math.nan if (grade := grade_of(part)) is None else grade.mass_g_mol for part in parts]
    if len(parts) > 1 and not all(map(math.isnan, masses)):
        raise InvalidFormulation(
            f"polymer {text[:60]!r} names a molar mass in a mixture: leave it out, or give polymer_mw_g_mol"
        )
    return masses[0]


@lru_cache(maxsize=CELLS_REMEMBERED)
def grade_of(part: str) -> Grade | None:
    """Return what stands behind a host's name, as the mass in `PEO600k`; `None` where nothing does."""
    return read_grade(part, is_host=_is_host)


def is_graded_host(text: str) -> bool:
    """Return whether a text is a host's name with a grade behind it, as `PEO600k` is."""
    return grade_of(text) is not None


def _is_host(name: str) -> bool:
    return bool(find_polymer(name)) or fold(name) in list_ambiguous()
