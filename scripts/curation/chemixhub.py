"""CheMixHub's polymer electrolytes: components by number, mole fractions, molar masses; no DOI."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from curation.excluded import ExcludedRow
from curation.rows import Extract, Parts, Row, Source, extract, make_row
from monodesign.formulation.repeat_units import canonical_polymer
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents
from monodesign.formulation.species import canonical_species
from monodesign.units import ZERO_CELSIUS_K

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SOURCE: Final = Source(name="CheMixHub", licence="MIT")
# The collection has no DOI per row; those of rows that another table repeats are filled in when the tables
# are joined.
NO_DOI: Final = ""
# Its 1,2-dimethoxyethane is written as dimethyl ether, and moles were made from volumes with that gas's 0.67
# g/mL.
ETHER_AS_WRITTEN: Final = "COC"
ETHER_DENSITY_AS_USED_G_ML: Final = 0.67
# Copied from an older table under the name of 3-methylsulfolane (Dudley et al. 1991 measured that one).
RENAMED_SMILES: Final = {ETHER_AS_WRITTEN: "DME", "CC1CCCS1(=O)=O": "3-MeSulfolane"}
_PVDF_HFP: Final = canonical_polymer("*CC(F)(F)C(F)(F)C(*)(F)C(F)(F)F")  # as written there


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compound:
    """A compound of the key: what it is written as, and whether as polymer, lithium salt or liquid."""

    smiles: str
    kind: str


def read_chemixhub(folder: Path) -> Extract:
    """Read chemixhub_polymer_electrolyte.csv with its key of compounds."""
    compounds = _read_compounds(folder / "chemixhub_compounds.csv")
    with (folder / "chemixhub_polymer_electrolyte.csv").open(encoding="utf-8-sig", newline="") as handle:
        records = list(csv.DictReader(handle))
    corrected = {
        "dimethyl ether read as 1,2-dimethoxyethane": sum(
            _holds_ether(record, compounds) for record in records
        )
    }
    return extract(SOURCE, records, partial(_convert, compounds=compounds), corrected=corrected)


def _read_compounds(path: Path) -> dict[int, _Compound]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return {int(record["compound_id"]): _compound(record) for record in csv.DictReader(handle)}


def _compound(record: Mapping[str, str]) -> _Compound:
    if record["polymer"] == "1":
        return _Compound(smiles=record["monomeric_unit"], kind="polymer")
    # The key counts ionic liquids and boron trifluoride as salts; only lithium makes one here.
    kind = "salt" if "[Li" in record["smiles"] else "solvent"
    return _Compound(smiles=record["smiles"], kind=kind)


def _components(record: Mapping[str, str], compounds: Mapping[int, _Compound]) -> list[_Compound]:
    return [compounds[int(number)] for number in json.loads(record["cmp_ids"])]


def _holds_ether(record: Mapping[str, str], compounds: Mapping[int, _Compound]) -> bool:
    return any(component.smiles == ETHER_AS_WRITTEN for component in _components(record, compounds))


def _convert(record: dict[str, str], *, compounds: Mapping[int, _Compound]) -> Row:
    components = _components(record, compounds)
    fractions = [float(value) for value in json.loads(record["cmp_mole_fractions"])]
    masses = [float(value) for value in json.loads(record["cmp_mws"])]
    if len(fractions) != len(components) or len(masses) != len(components):
        raise ExcludedRow("fewer mole fractions or molar masses than components")
    if _is_disputed_gel(components):
        raise ExcludedRow("PVDF-HFP/LiBETI/EC/DEC gels: salt amounts differ tenfold between copies")
    parts = _weigh(components, fractions, masses)
    return make_row(
        parts, source=SOURCE, doi=NO_DOI, temperature_c=float(record["Temperature, K"]) - ZERO_CELSIUS_K,
        log10_sigma_s_cm=float(record["value"]), polymer_mw_g_mol=_polymer_mass(record, components),
    )  # fmt: skip


def _weigh(components: Sequence[_Compound], fractions: Sequence[float], masses: Sequence[float]) -> Parts:
    """Turn mole fractions into parts by weight with the table's own molar masses (of repeat units)."""
    groups: dict[str, dict[str, float]] = {"polymer": {}, "solvent": {}, "salt": {}}
    moles: dict[str, float] = {}
    for component, fraction, mass in zip(components, fractions, masses, strict=True):
        name, factor = (
            (component.smiles, 1.0) if component.kind != "solvent" else rename_solvent(component.smiles)
        )
        group = groups[component.kind]
        group[name] = group.get(name, 0.0) + fraction * mass * factor
        moles[name] = moles.get(name, 0.0) + fraction
    return Parts(
        polymers=groups["polymer"], polymer_moles={name: moles[name] for name in groups["polymer"]},
        solvents=groups["solvent"], salts=groups["salt"],
    )  # fmt: skip


def rename_solvent(smiles: str) -> tuple[str, float]:
    """Return a solvent's true name where a table wrote another molecule, and the correction of its mass."""
    canonical = canonical_species(smiles)
    if canonical == ETHER_AS_WRITTEN:
        return "DME", load_solvents().find("DME").density_g_ml / ETHER_DENSITY_AS_USED_G_ML
    return RENAMED_SMILES.get(canonical, canonical), 1.0


def _is_disputed_gel(components: Sequence[_Compound]) -> bool:
    """Return whether these are the PVDF-HFP gels with LiBETI."""
    names = {component.kind: component.smiles for component in components}
    if set(names) != {"polymer", "salt", "solvent"} or canonical_polymer(names["polymer"]) != _PVDF_HFP:
        return False
    return load_salts().find(names["salt"]).name == "LiBETI"


def _polymer_mass(record: Mapping[str, str], components: Sequence[_Compound]) -> float:
    """Return the molar mass given for the first polymer."""
    for position, component in enumerate(components, start=1):
        if component.kind == "polymer":
            text = record.get(f"cmp{position}_mn_or_mw") or ""
            return float(text) if text else math.nan
    return math.nan
