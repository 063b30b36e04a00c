"""The user's own DFT results beside ours: potentials of units from the outputs of exported jobs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from rdkit import Chem

from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.chem.polymerisation import capped_unit
from monodesign.errors import InvalidTable, MonodesignError, UserError
from monodesign.export.quantum_outputs import SUFFIXES, QuantumOutput, read_quantum_output
from monodesign.export.redox_inputs import CHARGES
from monodesign.geometry.conformers import hydrogenated
from monodesign.geometry.connectivity import compare_bonds, has_same_bonds, name_change
from monodesign.tables.write import write_csv
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V

TABLE: Final = "comparison.csv"
_OURS: Final = {"oxidation": "unit_oxidation_potential", "reduction": "unit_reduction_potential"}
# Beyond these no neutral molecule is oxidised or reduced, V vs Li/Li⁺.
_PLAUSIBLE_V: Final = {"oxidation": (0.0, 15.0), "reduction": (-8.0, 6.0)}
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
    jobs, unit = _Jobs(), _read_unit(str(line["smiles"]))
    for path in own:
        _add_output(jobs, path, state=_read_name(path)[1], unit=unit)
    _drop_other_levels(jobs)
    return jobs


def _read_unit(smiles: str) -> Chem.Mol | None:
    """Return a monomer's unit with its hydrogens, in the order of the exported jobs; `None` for none."""
    try:
        return hydrogenated(capped_unit(smiles))
    except MonodesignError:
        return None


def _add_output(jobs: _Jobs, path: Path, *, state: str, unit: Chem.Mol | None) -> None:
    try:
        output = read_quantum_output(path)
    except InvalidTable as error:
        jobs.notes.append(str(error))
        return
    if fault := _find_fault(output, state, unit):
        jobs.notes.append(f"{path.name}: {fault}")
    elif state in jobs.outputs:
        jobs.notes.append(f"{path.name}: second output for the {state}; ignored")
    else:
        jobs.outputs[state] = (path.name, output)
        if change := _name_bonds(output, unit, before=f"the {state} "):
            jobs.notes.append(f"{path.name}: {change}")


def _find_fault(output: QuantumOutput, state: str, unit: Chem.Mol | None) -> str:
    """Return why an output is not used; empty if it is."""
    atoms = Counter(atom.GetSymbol() for atom in unit.GetAtoms()) if unit else Counter[str]()
    if output.charge != CHARGES[state]:
        return f"charge {output.charge}, not {CHARGES[state]}"
    if output.formula and atoms and output.formula != atoms:
        return f"{_show(output.formula)}, not the unit's {_show(atoms)}"
    if unit and output.multiplicity not in {0, lowest := _lowest_multiplicity(unit, output.charge)}:
        return f"multiplicity {output.multiplicity}, not {lowest}"
    if not output.is_finished:
        return "the last optimisation step did not finish; run the job again"
    if state == "neutral" and unit and not _is_unit(output, unit):
        return f"the geometry is not that of the unit{_name_bonds(output, unit, before=': it ')}"
    return ""


def _is_unit(output: QuantumOutput, unit: Chem.Mol) -> bool:
    """Say whether the last geometry has the unit's bonds, or does not show."""
    return not output.symbols or has_same_bonds(unit, output.symbols, output.positions_a)


def _lowest_multiplicity(unit: Chem.Mol, charge: int) -> int:
    electrons = sum(atom.GetAtomicNum() for atom in unit.GetAtoms()) - charge
    return 1 + electrons % 2


def _name_bonds(output: QuantumOutput, unit: Chem.Mol | None, *, before: str) -> str:
    """Say in which bonds the last geometry differs, if its atoms stand in the exported job's order."""
    if unit is None or output.symbols != tuple(atom.GetSymbol() for atom in unit.GetAtoms()):
        return ""
    change = name_change(unit, compare_bonds(unit, output.positions_a))
    return before + change if change else ""


def _drop_other_levels(jobs: _Jobs) -> None:
    """Drop ions that were computed at another level than the neutral unit."""
    if "neutral" not in jobs.outputs:
        return
    neutral = jobs.outputs["neutral"][1]
    for state, (name, output) in list(jobs.outputs.items()):
        if not _is_same_level(output, neutral):
            jobs.notes.append(f"{name}: {_level(output)}, the neutral {_level(neutral)}; not compared")
            del jobs.outputs[state]
    if neutral.solvent == "gas" and len(jobs.outputs) > 1:
        jobs.notes.append("outputs in the gas phase, our potentials in a solvent")


def _is_same_level(one: QuantumOutput, other: QuantumOutput) -> bool:
    """Return whether program, basis, functional and solvent agree as far as both outputs name them."""
    pairs = ((one.basis, other.basis), (one.method, other.method), (one.solvent, other.solvent))
    return one.program == other.program and all(len({*pair} - {""}) < 2 for pair in pairs)


def _level(output: QuantumOutput) -> str:
    return " ".join(filter(None, (output.program, output.method, output.basis, output.solvent)))


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
    for kind, value in theirs.items():
        if not np.isnan(value) and not _PLAUSIBLE_V[kind][0] < value < _PLAUSIBLE_V[kind][1]:
            jobs.notes.append(f"{kind} at {value:.1f} V; check that all outputs are of one level")
            theirs[kind] = float("nan")
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
