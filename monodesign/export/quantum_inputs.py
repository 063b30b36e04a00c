"""Inputs for a user's own DFT: ORCA and Gaussian jobs on the geometries that monodesign found.

The default level is that of the paper's computations (B3LYP-D3/def2-TZVP geometries, ωB97M-V/def2-TZVPP
energies; Li P. et al., doi 10.1038/s41467-025-59020-w). Gaussian has no ωB97M-V; ωB97X-D stands in there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import numpy as np
from rdkit.Chem import GetPeriodicTable

from monodesign.export.xyz import structure_file
from monodesign.records import Geometry
from monodesign.tables.write import write_text

Program = Literal["orca", "gaussian"]
Task = Literal["optimise", "energy"]

LEVELS: Final[Mapping[tuple[str, str], str]] = {
    ("orca", "optimise"): "B3LYP D3BJ def2-TZVP def2/J RIJCOSX TightSCF Opt Freq",
    ("orca", "energy"): "wB97M-V def2-TZVPP def2/J RIJCOSX TightSCF",
    ("gaussian", "optimise"): "B3LYP/def2TZVP EmpiricalDispersion=GD3BJ Opt Freq",
    ("gaussian", "energy"): "wB97XD/def2TZVPP",
}
SUFFIX: Final = {"orca": "inp", "gaussian": "gjf"}
# What each job asks a machine for: processes, and memory in all (MB).
CORES: Final = 8
MEMORY_MB: Final = 16_000
ORCA_MACHINE: Final = (f"%pal nprocs {CORES} end", f"%maxcore {MEMORY_MB // CORES * 3 // 4}")
GAUSSIAN_MACHINE: Final = (f"%NProcShared={CORES}", f"%Mem={MEMORY_MB}MB")


def quantum_input(geometry: Geometry, *, program: Program, task: Task = "optimise", title: str = "") -> str:
    """Return the input of one job, in the gas phase.

    Args:
        geometry: Where the atoms are, with charge and unpaired electrons.
        program: ORCA (5 or 6) or Gaussian (16).
        task: Optimise and check with frequencies, or a single-point energy.
        title: One line to recognise the job by.
    """
    line = clean_title(title)
    atoms = atom_lines(geometry)
    charge, multiplicity = geometry.charge, geometry.unpaired + 1
    level = LEVELS[program, task]
    if program == "orca":
        head = [f"# {line}", f"! {level}", *ORCA_MACHINE]
        return "\n".join([*head, f"* xyz {charge} {multiplicity}", *atoms, "*", ""])
    head = [*GAUSSIAN_MACHINE, f"#P {level}"]
    return "\n".join([*head, "", line, "", f"{charge} {multiplicity}", *atoms, "", ""])


def clean_title(title: str) -> str:
    """Return a title as one line that both programs take.

    In ORCA a second # ends a comment; in Gaussian one starts a route, and a title must not be empty.
    """
    return " ".join(title.replace("#", "~").split()) or "monodesign"


def atom_lines(geometry: Geometry) -> list[str]:
    """Return the atoms as lines of symbol and coordinates (Å)."""
    table = GetPeriodicTable()
    positions = np.asarray(geometry.positions, dtype=float)
    return [
        f"{table.GetElementSymbol(int(number)):<2} {x:12.4f} {y:12.4f} {z:12.4f}"
        for number, (x, y, z) in zip(geometry.numbers, positions, strict=True)
    ]


def write_quantum_inputs(
    geometries: Mapping[str, Mapping[str, Geometry]],
    folder: Path,
    *,
    program: Program,
    task: Task = "optimise",
) -> list[Path]:
    """Write one input per geometry, named after the structure, each whole or not at all.

    Args:
        geometries: By monomer SMILES, then by kind, such as `unit` or `unit_li`.
        folder: Folder of the files; made when it does not exist.
        program: ORCA or Gaussian.
        task: Optimise, or a single-point energy.

    Returns:
        The files, in order.
    """
    files = []
    for smiles, kinds in geometries.items():
        for kind, geometry in kinds.items():
            path = structure_file(folder, smiles, f"{kind}-{task}", suffix=SUFFIX[program])
            text = quantum_input(geometry, program=program, task=task, title=f"{smiles} {kind}")
            write_text(path, text)
            files.append(path)
    return files
