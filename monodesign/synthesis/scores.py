"""How hard each of many molecules is to make, as columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from monodesign.chem.comonomers import split_monomers
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.tables.columns import SYNTHESIS, names


def score_syntheses(smiles: Iterable[str], *, stock: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Return one row per molecule, in the given order, with the columns of `SYNTHESIS`.

    A route takes some hundredths of a second to find. A copolymer is as hard to make as the hardest of its
    monomers, in the steps of all.

    Args:
        smiles: The molecules; the monomers of a copolymer are joined by a dot.
        stock: Canonical SMILES that the user has.

    Raises:
        InvalidSmiles: A SMILES does not parse.

    >>> score_syntheses(["C=CC(=O)OCC1COC(=O)O1", "C=CC#N"])["n_synthesis_steps"].tolist()
    [1, 0]
    """
    rows = [_joint([_row(monomer, stock) for monomer in split_monomers(text)]) for text in smiles]
    return pd.DataFrame(rows, columns=names(SYNTHESIS))


def _joint(rows: Sequence[tuple[float, int, str]]) -> tuple[float, int, str]:
    """Return what it takes to make all of several molecules; without a route to one, there is none."""
    scores, steps, to_order = zip(*rows, strict=True)
    n_steps = sum(steps) if all(steps) else 0
    items = dict.fromkeys(item for text in to_order if text for item in text.split("; "))
    return min(scores), n_steps, "; ".join(items) if n_steps else ""


def _row(smiles: str, stock: frozenset[str]) -> tuple[float, int, str]:
    """Return score, number of steps, and what is to be ordered."""
    found = find_route(smiles, stock=stock)
    if isinstance(found, NoRoute):
        return found.score, 0, ""
    to_order = [text for text in found.starting_materials if text not in stock]
    return found.score, len(found.steps), "; ".join(to_order)
