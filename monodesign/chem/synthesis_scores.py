"""How hard each of many molecules is to make, as columns of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monodesign.chem.synthesis_routes import NoRoute, find_route
from monodesign.tables import SYNTHESIS, names

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


def score_syntheses(smiles: Iterable[str], *, stock: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Return one row per molecule, in the given order, with the columns of `SYNTHESIS`.

    A route takes some hundredths of a second to find.

    Args:
        smiles: The molecules.
        stock: Canonical SMILES that the user has.

    Raises:
        InvalidSmiles: A SMILES does not parse.

    >>> score_syntheses(["C=CC(=O)OCC1COC(=O)O1", "C=CC#N"])["n_synthesis_steps"].tolist()
    [1, 0]
    """
    import pandas as pd

    rows = [_row(text, stock) for text in smiles]
    return pd.DataFrame(rows, columns=names(SYNTHESIS))


def _row(smiles: str, stock: frozenset[str]) -> tuple[float, int, str]:
    """Return score, number of steps, and what is to be ordered."""
    found = find_route(smiles, stock=stock)
    if isinstance(found, NoRoute):
        return found.score, 0, ""
    to_order = [text for text in found.starting_materials if text not in stock]
    return found.score, len(found.steps), "; ".join(to_order)
