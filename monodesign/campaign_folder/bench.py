"""Measured conductivities of a campaign: an append-only table that several people can write to at once.

`bench.csv` is never rewritten. A wrong line stays and is withdrawn by a later one, so what was once written
down can always be read again.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Final

import pandas as pd

from monodesign.campaign_folder.bench_file import (
    FILE,
    RATIO,
    active_lines,
    append_line,
    appending,
    content_of,
    parse_lines,
)
from monodesign.campaign_folder.candidates import find_candidate
from monodesign.chem.comonomers import Comonomers
from monodesign.errors import InvalidFormulation, InvalidTable
from monodesign.formulation.components import read_salts, read_solvents
from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.gel import STUDY_GEL, Formulation
from monodesign.formulation.impedance import Impedance
from monodesign.tables.missing import is_missing

# No gel conducts more than the best liquid electrolytes (about 0.02 S/cm), and below this an impedance
# measurement sees its own cell; a number outside was written in another unit.
HIGHEST_S_CM: Final = 0.1
LOWEST_S_CM: Final = 1e-13
# σ given beside R, L and S is typed with two or three digits.
AGREEMENT: Final = 0.02
MAX_NOTE: Final = 1000
_CONDITIONS: Final = (
    "polymer",
    RATIO,
    "w_polymer",
    "solvent",
    "w_solvent",
    "salt",
    "w_salt",
    "temperature_c",
)


def record(
    folder: Path,
    monomer: str,
    *,
    sigma_s_cm: float | None = None,
    impedance: Impedance | None = None,
    mol_ratio: str = "",
    gel: Formulation = STUDY_GEL,
    replicate: int = 1,
    note: str = "",
) -> dict[str, object]:
    """Append one measurement to bench.csv of a campaign.

    Args:
        folder: Folder of the campaign.
        monomer: SMILES, or a name or `monomer_id` of a candidate or of a named monomer. `A|B` for a
            copolymer.
        sigma_s_cm: Conductivity in S/cm. Give this or `impedance`.
        impedance: Resistance and size of the sample, from which σ is computed.
        mol_ratio: Mole ratio of a copolymer, such as `1|1`.
        gel: Solvents, salt and temperature of the sample.
        replicate: Number of the sample under the same conditions, from 1.
        note: A note of one line.

    Returns:
        The line as written, by column.

    Raises:
        UserError: The folder does not exist or cannot be written.
        UnknownName: The monomer is not a known name or a SMILES.
        InvalidTable: A value is not possible, or this replicate exists already; the message lists all faults.
        InvalidFormulation: The formulation is not valid.
    """
    candidate = find_candidate(folder, monomer, mol_ratio)
    values: dict[str, object] = {
        "monomer_id": candidate.candidate_id, "polymer": candidate.polymer,
        RATIO: candidate.mol_ratio or None, **asdict(gel), **(asdict(impedance) if impedance else {}),
        "replicate": replicate, "withdraws": None, "note": _one_line(note),
    }  # fmt: skip
    _check_formulation(gel, candidate)
    sigma = _conductivity(sigma_s_cm, impedance)
    if not isinstance(replicate, int) or replicate < 1:
        raise InvalidTable(f"replicate {replicate!r}: number the samples 1, 2, 3…")
    values |= {"sigma_s_cm": sigma, "log10_sigma_s_cm": math.log10(sigma)}
    with appending(folder) as handle:
        present = active_lines(parse_lines(content_of(handle)))
        _refuse_repeat(present, values)
        return append_line(handle, values)


def withdraw(folder: Path, record_id: int, *, note: str) -> dict[str, object]:
    """Mark an earlier line as not valid; it stays in the file.

    Raises:
        UserError: The folder does not exist or cannot be written.
        InvalidTable: There is no such valid line, or no reason is given.
    """
    if not note.strip():
        raise InvalidTable(f"record {record_id}: give the reason for the withdrawal in the note")
    if folder.is_dir() and not (folder / FILE).exists():  # to open it would make an empty one
        raise InvalidTable(f"{folder / FILE}: no measurements yet, nothing to withdraw")
    with appending(folder) as handle:
        valid = set(active_lines(parse_lines(content_of(handle)))["record_id"])
        if record_id not in valid:
            known = ", ".join(map(str, sorted(valid))) or "none"
            raise InvalidTable(f"{folder / FILE}: no valid record {record_id}; valid records: {known}")
        return append_line(handle, {"withdraws": record_id, "note": _one_line(note)})


def _check_formulation(gel: Formulation, candidate: Comonomers) -> None:
    """Check names, fractions and temperature the way predictions do.

    Raises:
        InvalidFormulation: The formulation is not one.
    """
    table = gel.with_polymers([candidate.polymer], [candidate.mol_ratio])
    if fault := read_formulations(table).errors[0]:
        raise InvalidFormulation(fault)


def _conductivity(sigma_s_cm: float | None, impedance: Impedance | None) -> float:
    """Return σ as given or as L/(R·S).

    Raises:
        InvalidTable: Neither is given, they contradict each other, or the value is no gel's.
    """
    if impedance is None:
        if sigma_s_cm is None:
            raise InvalidTable("give σ in S/cm, or resistance (Ω), thickness (cm) and area (cm²) together")
        return _plausible(sigma_s_cm)
    computed = impedance.sigma_s_cm
    if sigma_s_cm is not None and abs(sigma_s_cm - computed) > AGREEMENT * abs(computed):
        raise InvalidTable(
            f"σ {sigma_s_cm:g} S/cm does not agree with L/(R·S) = {computed:.4g} S/cm; give one of them"
        )
    return _plausible(computed, hint="check that the thickness is in cm (not µm or mm) and the area in cm²")


def _plausible(sigma_s_cm: float, *, hint: str = "") -> float:
    if not math.isfinite(sigma_s_cm) or sigma_s_cm <= 0:
        raise InvalidTable(f"σ {sigma_s_cm!r} S/cm: must be a positive number")
    if not LOWEST_S_CM <= sigma_s_cm <= HIGHEST_S_CM:
        hint = hint or (
            "was it mS/cm?" if sigma_s_cm > HIGHEST_S_CM else ("check the unit (S/m?) and the number")
        )
        raise InvalidTable(f"σ {sigma_s_cm:g} S/cm is outside {LOWEST_S_CM:g}…{HIGHEST_S_CM:g} S/cm: {hint}")
    return float(sigma_s_cm)


def _one_line(text: str) -> str:
    """Return a note in one printable line of limited length."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(line) > MAX_NOTE:
        raise InvalidTable(f"note of {len(line)} characters; at most {MAX_NOTE}")
    return line


def _refuse_repeat(present: pd.DataFrame, values: dict[str, object]) -> None:
    """Refuse a sample that is in the table already.

    Raises:
        InvalidTable: It is.
    """
    same = present
    for column in (*_CONDITIONS, "replicate"):
        wanted = _identify(column, values[column])
        same = same.loc[[_identify(column, value) == wanted for value in same[column]]]
    if len(same):
        earlier = same.iloc[0]
        raise InvalidTable(
            f"replicate {values['replicate']} of {values['monomer_id']} under these conditions is record "
            f"{earlier['record_id']} ({earlier['sigma_s_cm']:g} S/cm); number the new sample "
            f"{int(same['replicate'].max()) + 1}, or withdraw that record first"
        )


def _identify(column: str, value: object) -> object:
    """Return what two spellings of one condition share; `None` of one that is not there."""
    if is_missing(value) or value == "":
        return None
    if column == "solvent":
        return read_solvents(str(value)).composition
    return read_salts(str(value)).composition if column == "salt" else value
