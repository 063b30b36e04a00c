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
        note: What happens, and what to take instead.
        source: Where that is from.
    """

    releases: str
    smarts: str
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
    return Release(**row)


def find_releases(mol: Chem.Mol) -> tuple[Release, ...]:
    """Return what a molecule may release, in the order of the file.

    >>> from monodesign.chem.molecules import parse
    >>> [release.releases for release in find_releases(parse("C=CC(=O)OCCOC(=O)OCCF"))]
    ['2-fluoroethanol']
    """
    return tuple(release for release in load_releases() if mol.HasSubstructMatch(pattern(release.smarts)))


def release_warnings(mol: Chem.Mol) -> tuple[str, ...]:
    """Return one warning for each toxic substance that a molecule may release."""
    return tuple(f"releases {release.releases}: {release.note}" for release in find_releases(mol))
