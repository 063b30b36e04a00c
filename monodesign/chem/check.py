"""Checking molecules a chemist brings: one row per input, with every reason for or against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
from rdkit import Chem

from monodesign.chem.ethers import find_ethers
from monodesign.chem.filters import FilterSettings, find_reasons
from monodesign.chem.head_warnings import head_warnings
from monodesign.chem.molecules import (
    answering,
    canonical_smiles,
    find_redrawn,
    molar_mass_g_mol,
    monomer_id,
    parse,
    without_isotopes,
)
from monodesign.chem.named_monomers import names_by_smiles
from monodesign.chem.polymerisation import find_alkenes, polymerised
from monodesign.chem.toxic_release import release_warnings
from monodesign.errors import MonodesignError
from monodesign.records import Batch, Failure
from monodesign.tables.columns import CHECK, names

_COLUMNS: Final = names(CHECK)


def check(smiles: Sequence[str], *, settings: FilterSettings | None = None) -> Batch:
    """Read molecules, describe them as monomers and filter them.

    Args:
        smiles: Molecules as SMILES.
        settings: The filters; None for the defaults of `FilterSettings`.

    Returns:
        One row per input in input order with the columns of `tables.CHECK`. A SMILES that cannot be read is
        a row with `error`, and a failure.
    """
    chosen = settings or FilterSettings()
    rows = [_row(text, chosen) for text in smiles]
    failures = tuple(
        Failure(smiles=str(row["smiles"]), stage="check", reason=str(row["error"]))
        for row in rows
        if row["error"]
    )
    return Batch(table=_typed(pd.DataFrame(rows, columns=_COLUMNS)), failures=failures)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Give the number columns their type, which an empty or all-failed table would lose."""
    return table.astype({"mw_g_mol": float, "is_kept": bool})


def _row(text: str, settings: FilterSettings) -> dict[str, object]:
    """Return one input's row."""
    try:
        mol = parse(text)
        with answering(text):
            facts = _facts(mol, settings)
        return facts | {"warnings": "; ".join(filter(None, (redrawn_note(text), str(facts["warnings"]))))}
    except MonodesignError as error:
        message = f"{type(error).__name__}: {error}"
        return dict.fromkeys(_COLUMNS, "") | _UNKNOWN | {"smiles": text, "error": message}


def redrawn_note(smiles: str) -> str:
    """Say in which normal form a molecule was read, empty where it was drawn so.

    >>> redrawn_note("C[S+]([O-])C")
    'drawn with charge-separated bond; read as CS(C)=O'

    Raises:
        InvalidSmiles: It does not parse.
    """
    redrawn = find_redrawn(smiles)
    return f"drawn with {', '.join(redrawn)}; read as {canonical_smiles(parse(smiles))}" if redrawn else ""


_UNKNOWN: Final[dict[str, object]] = {
    "is_ether_free": None,
    "is_crosslinker": None,
    "mw_g_mol": float("nan"),
    "is_kept": False,
}


def _facts(mol: Chem.Mol, settings: FilterSettings) -> dict[str, object]:
    """Return what is known of one molecule."""
    smiles = canonical_smiles(mol)
    known = names_by_smiles().get(smiles)
    heads = [alkene for alkene in find_alkenes(mol) if alkene.is_polymerisable]
    repeat, unit = polymerised(mol, heads) if heads else ("", "")
    chemistry = without_isotopes(mol)
    reasons = find_reasons(chemistry, settings)
    return {
        "monomer_id": monomer_id(smiles),
        "smiles": smiles,
        "name": known.name if known else "",
        "head": "; ".join(sorted(alkene.kind for alkene in heads)),
        "bridge": known.bridge if known else "",
        "ligand": known.ligand if known else "",
        "ligand_2": "",
        "repeat_unit": repeat,
        "unit_smiles": unit,
        "is_ether_free": not find_ethers(chemistry),
        "is_crosslinker": len(heads) > 1,
        "mw_g_mol": molar_mass_g_mol(mol),
        "reasons": "; ".join(reasons),
        "is_kept": not reasons,
        "warnings": "; ".join((*head_warnings(chemistry), *release_warnings(chemistry))),
        "error": "",
    }
