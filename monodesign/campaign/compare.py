"""The user's own DFT results beside ours: potentials of units from the outputs of exported jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.errors import InvalidTable, UserError
from monodesign.export.quantum_outputs import SUFFIXES, read_quantum_output
from monodesign.export.redox_inputs import CHARGES
from monodesign.tables.write import write_csv
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V

TABLE: Final = "comparison.csv"
_OURS: Final = {"oxidation": "unit_oxidation_potential", "reduction": "unit_reduction_potential"}
# The end of a name as `export` gives it; what a queue or a program adds may follow.
_STATES: Final = {f"_unit-{state}": state for state in CHARGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Jobs:
    """What the outputs of one unit say.

    Attributes:
        energies_eh: By state: neutral, cation, anion.
        notes: What is wrong with an output.
    """

    energies_eh: dict[str, float]
    notes: list[str]


def compare(folder: Path, *, outputs: Path | None = None) -> pd.DataFrame:
    """Read the outputs of the jobs that `export` wrote, and compare their potentials with ours.

    Args:
        folder: The campaign's folder; `comparison.csv` is written there.
        outputs: Where the outputs are, also in folders below; by default `inputs/` of the campaign.

    Returns:
        One row for each unit with an output, in the order of the ranking: for oxidation and reduction our
        potential (V vs Li/Li⁺), its standard error, that of the outputs and their difference, and `note`.

    Raises:
        UserError: The folder holds no finished campaign, or there is no output.
    """
    ranking = CampaignFolder.read(folder).ranking
    place = outputs or folder / "inputs"
    found = _read_outputs(place)
    lines = ranking[ranking["monomer_id"].isin(list(found))].to_dict("records")
    rows = [_row(line, found[line["monomer_id"]]) for line in lines]
    if not rows:
        raise UserError(
            f"{place}: no output ({' or '.join(SUFFIXES)}) of a job of this campaign; write the jobs with "
            "monodesign export DIR --inputs orca (or gaussian) and run them there"
        )
    table = pd.DataFrame(rows)
    write_csv(table, folder / TABLE)
    return table


def _read_outputs(place: Path) -> dict[str, _Jobs]:
    """Return what the outputs below a folder say, by monomer id."""
    found: dict[str, _Jobs] = {}
    for path in sorted(path for path in place.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        ending = next((ending for ending in _STATES if ending in path.name), None)
        if ending is not None:
            jobs = found.setdefault(path.name.partition(ending)[0], _Jobs(energies_eh={}, notes=[]))
            _add_output(jobs, path, _STATES[ending])
    return found


def _add_output(jobs: _Jobs, path: Path, state: str) -> None:
    try:
        output = read_quantum_output(path)
    except InvalidTable as error:
        jobs.notes.append(str(error))
        return
    if output.charge != CHARGES[state]:
        jobs.notes.append(f"{path.name}: charge {output.charge}, not {CHARGES[state]}")
    elif not output.is_finished:
        jobs.notes.append(f"{path.name}: the last optimisation step did not finish; run the job again")
    elif state in jobs.energies_eh:
        jobs.notes.append(f"{path.name}: second output for the {state}; ignored")
    else:
        jobs.energies_eh[state] = output.energy_eh


def _row(line: Mapping[Any, Any], jobs: _Jobs) -> dict[str, Any]:
    energies = {state: jobs.energies_eh.get(state, float("nan")) * EV_PER_HARTREE for state in CHARGES}
    theirs = {
        "oxidation": energies["cation"] - energies["neutral"] - LITHIUM_ELECTRODE_V,
        "reduction": energies["neutral"] - energies["anion"] - LITHIUM_ELECTRODE_V,
    }
    row: dict[str, Any] = {name: line[name] for name in ("rank", "monomer_id", "smiles")}
    for kind, ours in _OURS.items():
        value = float(line.get(f"{ours}_v", float("nan")))
        row |= {
            f"{ours}_v": value,
            f"{ours}_std_v": float(line.get(f"{ours}_std_v", float("nan"))),
            f"{kind}_potential_dft_v": round(theirs[kind], 4),
            f"{kind}_difference_v": round(value - theirs[kind], 4),
        }
    return row | {"note": "; ".join(jobs.notes)}
