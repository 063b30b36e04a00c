"""Bradford et al. 2023: dry polymers, salt in mol per kg polymer, no DOI per row."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING, Final

from curation.excluded import ExcludedRow
from curation.rows import Extract, Parts, Row, Source, extract, make_row
from monodesign.errors import UnknownName
from monodesign.formulation.solvents_and_salts import load_salts

if TYPE_CHECKING:
    from pathlib import Path

SOURCE: Final = Source(name="Chem-prop-pred", licence="MIT")
COLLECTION_DOI: Final = "10.1021/acscentsci.2c01123"  # the paper that published the collection
# 30 mol/kg of the lightest common salt (LiBF4) is already 74 wt%: more is no dry polymer electrolyte but a
# misprint.
HIGHEST_MOLALITY: Final = 30.0


def read_bradford(folder: Path) -> Extract:
    """Read bradford_clean_train.csv of the raw folder."""
    with (folder / "bradford_clean_train.csv").open(encoding="utf-8-sig", newline="") as handle:
        return extract(SOURCE, csv.DictReader(handle), _convert)


def _convert(record: dict[str, str]) -> Row:
    smiles = record["smiles"].strip()
    return make_row(
        Parts(polymers={smiles: 1000.0}, salts=_salt_masses(record)),
        source=SOURCE, doi=COLLECTION_DOI, temperature_c=float(record["temperature"]),
        log10_sigma_s_cm=float(record["conductivity"]), polymer_mw_g_mol=float(record["mw"] or math.nan),
    )  # fmt: skip


def _salt_masses(record: dict[str, str]) -> dict[str, float]:
    """Return grams of salt on 1 kg of polymer; none for a polymer that carries its anion."""
    text = record["salt smiles"].strip()
    if not text:
        return {}
    try:
        salt = load_salts().find(text)
    except UnknownName as error:
        raise ExcludedRow("salt holds no lithium or is unreadable") from error
    molality = float(record["molality"] or math.nan)
    if not 0 < molality <= HIGHEST_MOLALITY:
        raise ExcludedRow(f"molality missing or above {HIGHEST_MOLALITY:g} mol/kg")
    return {text: molality * salt.molar_mass_g_mol}
