"""What the paper saw of the monomers it made, to be shown beside a candidate."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from monodesign.chem.named_monomers import NamedMonomer, load_named_monomers
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import read_rows

# The descriptors a candidate is compared in, as far as the campaign computed them.
COMPARED: Final = (
    "unit_oxidation_potential_v",
    "unit_reduction_potential_v",
    "unit_li_binding_one_armed_kcal_mol",
    "unit_li_binding_kcal_mol",
    "unit_li_exchange_kcal_mol",
    "unit_desolvation_ev",
    "unit_homogeneous_probability",
)


def known_monomers(ranking: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the named monomers with published observations and the results of this campaign.

    Each has `name`, `smiles`, `sigma_s_cm` (None if not published), `conversion_percent`, `remark`, `source`,
    `observations` (topic and text) and `row`, its row in the ranking (None where it is no candidate).
    """
    observations = _read_observations()
    row_of = {smiles: row for row, smiles in enumerate(ranking["smiles"])}
    return [
        _describe(monomer, observations.get(monomer.name, []), row_of) for monomer in load_named_monomers()
    ]


def _describe(
    monomer: NamedMonomer, observations: list[dict[str, str]], row_of: dict[str, int]
) -> dict[str, Any]:
    return {
        "name": monomer.name,
        "smiles": monomer.smiles,
        "sigma_s_cm": monomer.sigma_s_cm,
        "conversion_percent": monomer.conversion_percent,
        "remark": monomer.remark,
        "source": monomer.source,
        "observations": observations,
        "row": row_of.get(monomer.smiles),
    }


def _read_observations() -> dict[str, list[dict[str, str]]]:
    """Return the observations of each monomer by its name, in file order."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in read_rows(LIBRARIES / "observations.csv"):
        entry = {"topic": row["topic"], "text": row["observation"], "source": row["source"]}
        found.setdefault(row["monomer"], []).append(entry)
    return found
