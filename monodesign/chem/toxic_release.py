"""Which monomers give something far more toxic than themselves when water or the body splits them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rdkit import Chem

from monodesign.chem.molecules import pattern
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import parse_rows


class Release(NamedTuple):
    """A toxic substance that a kind of molecule gives off.

    Attributes:
        releases: The substance.
        smarts: How the kind is recognised.
        is_rejected: Whether the filters reject the kind, because a drop of it may kill.
        note: What happens, and what to take instead.
        source: Where that is from.
    """

    releases: str
    smarts: str
    is_rejected: bool
    note: str
    source: str


@lru_cache(maxsize=4)
def load_releases(path: Path | None = None) -> tuple[Release, ...]:
    """Load `libraries/toxic_release.csv` in file order.

    Raises:
        InvalidTable: A pattern does not parse; the message names all of them.
    """
    return parse_rows(path or LIBRARIES / "toxic_release.csv", _release)


def _release(row: dict[str, str]) -> Release:
    pattern(row["smarts"])
    return Release(
        releases=row["releases"],
        smarts=row["smarts"],
        is_rejected=row["is_rejected"] == "yes",
        note=row["note"],
        source=row["source"],
    )


def find_releases(mol: Chem.Mol) -> tuple[Release, ...]:
    """Return what a molecule may release, in the order of the file.

    >>> from monodesign.chem.molecules import parse
    >>> [release.releases for release in find_releases(parse("C=CC(=O)OCCOC(=O)OCCF"))]
    ['2-fluoroethanol']
    """
    return tuple(release for release in load_releases() if mol.HasSubstructMatch(pattern(release.smarts)))


def find_poisons(mol: Chem.Mol, *, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what a molecule releases that rejects it, without what the user allows.

    >>> from monodesign.chem.molecules import parse
    >>> find_poisons(parse("C=CC(=O)OCCOC(=O)OCCF"))
    ('2-fluoroethanol',)
    """
    found = (release.releases for release in find_releases(mol) if release.is_rejected)
    return tuple(name for name in found if name not in allowed)


def release_warnings(mol: Chem.Mol) -> tuple[str, ...]:
    """Return one warning for each toxic substance that a molecule may release."""
    return tuple(f"releases {release.releases}: {release.note}" for release in find_releases(mol))
