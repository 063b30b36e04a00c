"""The user's own DFT results beside ours: potentials of units from the outputs of exported jobs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.chem.polymerisation import capped_unit
from monodesign.errors import InvalidTable, MonodesignError, UserError
from monodesign.export.quantum_outputs import SUFFIXES, QuantumOutput, read_quantum_output
from monodesign.export.redox_inputs import CHARGES
from monodesign.geometry.conformers import hydrogenated
from monodesign.tables.write import write_csv
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V

TABLE: Final = "comparison.csv"
_OURS: Final = {"oxidation": "unit_oxidation_potential", "reduction": "unit_reduction_potential"}
_FOREIGN: Final = "of no unit of this campaign's ranking; names as export gives them end in _unit-neutral"
# The end of a name as `export` gives it; what a queue or a program adds may follow.
_STATES: Final = {f"_unit-{state}": state for state in CHARGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Jobs:
    """What the outputs of one unit say.

    Attributes:
        outputs: By state (neutral, cation, anion): the file's name and what it says.
        notes: What is wrong with an output.
    """

    outputs: dict[str, tuple[str, QuantumOutput]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def compare(folder: Path, *, outputs: Path | None = None) -> pd.DataFrame:
    """Read the outputs of the jobs that `export` wrote, and compare their potentials with ours.

    Args:
        folder: The campaign's folder; `comparison.csv` is written there.
        outputs: Where the outputs are, also in folders below; by default `inputs/` of the campaign.

    Returns:
        One row for each unit with an output, in the order of the ranking: for oxidation and reduction our
        potential (V vs Li/Li⁺), its standard error, that of the outputs and their difference, and `note`.
        Outputs that belong to no unit of the ranking follow, with nothing but their note.

    Raises:
        UserError: The folder holds no finished campaign, or there is no output.
    """
    ranking = CampaignFolder.read(folder).ranking
    place = outputs or folder / "inputs"
    paths = _list_outputs(place)
    known = set(ranking["monomer_id"].astype(str))
    foreign = [path for path in paths if _read_name(path)[0] not in known and _is_quantum(path)]
    lines = ranking.to_dict("records")
    rows = [_row(line, jobs) for line in lines if (jobs := _read_jobs(paths, line))]
    if not rows:
        raise UserError(
            f"{place}: no output ({' or '.join(SUFFIXES)}) of a job of this campaign{_count(foreign)}; write "
            "the jobs with monodesign export DIR --inputs orca (or gaussian) and run them there"
        )
    table = pd.DataFrame([*rows, *({"note": f"{path.name}: {_FOREIGN}"} for path in foreign)])
    table = table.astype({"rank": "Int64"}).fillna({"monomer_id": "", "smiles": ""})
    write_csv(table, folder / TABLE)
    return table


def _count(foreign: Sequence[Path]) -> str:
    return f" ({len(foreign)} of other jobs, such as {foreign[0].name})" if foreign else ""


def _list_outputs(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def _read_name(path: Path) -> tuple[str, str]:
    """Return the monomer id and the state that a file's name tells, both empty if the file is not ours."""
    ending = next((ending for ending in _STATES if ending in path.name), None)
    return ("", "") if ending is None else (path.name.partition(ending)[0], _STATES[ending])


def _is_quantum(path: Path) -> bool:
    """Return whether a file is an output at all: queues write files of the same ending."""
    try:
        read_quantum_output(path)
    except InvalidTable:
        return False
    return True


def _read_jobs(paths: Sequence[Path], line: Mapping[Any, Any]) -> _Jobs | None:
    """Return what the outputs of one line of the ranking say, `None` where it has none."""
    own = [path for path in paths if _read_name(path)[0] == str(line["monomer_id"])]
    if not own:
        return None
    jobs, atoms = _Jobs(), _count_atoms(str(line["smiles"]))
    for path in own:
        _add_output(jobs, path, state=_read_name(path)[1], atoms=atoms)
    _drop_other_levels(jobs)
    return jobs


def _count_atoms(smiles: str) -> Counter[str]:
    """Return the atoms of a monomer's unit by symbol, none where it has no unit."""
    try:
        return Counter(atom.GetSymbol() for atom in hydrogenated(capped_unit(smiles)).GetAtoms())
    except MonodesignError:
        return Counter()


def _add_output(jobs: _Jobs, path: Path, *, state: str, atoms: Counter[str]) -> None:
    try:
        output = read_quantum_output(path)
    except InvalidTable as error:
        jobs.notes.append(str(error))
        return
    if output.charge != CHARGES[state]:
        jobs.notes.append(f"{path.name}: charge {output.charge}, not {CHARGES[state]}")
    elif output.formula and atoms and output.formula != atoms:
        jobs.notes.append(f"{path.name}: {_show(output.formula)}, not the unit's {_show(atoms)}")
    elif not output.is_finished:
        jobs.notes.append(f"{path.name}: the last optimisation step did not finish; run the job again")
    elif state in jobs.outputs:
        jobs.notes.append(f"{path.name}: second output for the {state}; ignored")
    else:
        jobs.outputs[state] = (path.name, output)


def _drop_other_levels(jobs: _Jobs) -> None:
    """Drop ions that were computed by another program or in another basis than the neutral unit."""
    if "neutral" not in jobs.outputs:
        return
    neutral = jobs.outputs["neutral"][1]
    for state, (name, output) in list(jobs.outputs.items()):
        bases = {output.basis, neutral.basis} - {""}
        if output.program != neutral.program or len(bases) > 1:
            jobs.notes.append(f"{name}: {_level(output)}, the neutral {_level(neutral)}; not compared")
            del jobs.outputs[state]


def _level(output: QuantumOutput) -> str:
    return f"{output.program} {output.basis}".strip()


def _show(atoms: Counter[str]) -> str:
    """Return a formula in Hill's order."""
    symbols = sorted(atoms, key=lambda symbol: ({"C": 0, "H": 1}.get(symbol, 2), symbol))
    return "".join(f"{symbol}{atoms[symbol] if atoms[symbol] > 1 else ''}" for symbol in symbols)


def _row(line: Mapping[Any, Any], jobs: _Jobs) -> dict[str, Any]:
    energies = {state: output.energy_eh * EV_PER_HARTREE for state, (_, output) in jobs.outputs.items()}
    found = {state: energies.get(state, float("nan")) for state in CHARGES}
    theirs = {
        "oxidation": found["cation"] - found["neutral"] - LITHIUM_ELECTRODE_V,
        "reduction": found["neutral"] - found["anion"] - LITHIUM_ELECTRODE_V,
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
