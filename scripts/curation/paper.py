"""The seven gels of the source paper (doi:10.1038/s41467-025-59020-w), typed in from its main text."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING, Final

from curation.rows import Extract, Parts, Row, Source, extract, make_row
from monodesign.formulation.components import read_polymer

if TYPE_CHECKING:
    from pathlib import Path

SOURCE: Final = Source(name="Li 2025", licence="facts")


def read_paper_gels(path: Path) -> Extract:
    """Read paper_gels.csv: monomers as SMILES, conductivity in S/cm."""
    with path.open(encoding="utf-8", newline="") as handle:
        return extract(SOURCE, csv.DictReader(handle), _convert)


def _convert(record: dict[str, str]) -> Row:
    polymer = read_polymer(record["polymer"], record["polymer_mol_ratio"])
    weight = float(record["w_polymer"])
    shares = dict(zip(polymer.units, polymer.mole_fractions, strict=True))
    parts = Parts(
        polymers={unit: weight * share for unit, share in shares.items()}, polymer_moles=shares,
        solvents={record["solvent"]: float(record["w_solvent"])},
        salts={record["salt"]: float(record["w_salt"])},
    )  # fmt: skip
    return make_row(
        parts, source=SOURCE, doi=record["doi"], temperature_c=float(record["temperature_c"]),
        log10_sigma_s_cm=math.log10(float(record["sigma_s_cm"])),
    )  # fmt: skip
