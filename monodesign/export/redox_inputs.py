"""Inputs for a user's own redox potentials: neutral, cation and anion in a solvent, for ORCA or Gaussian.

Each job optimises one charge and then takes its energy in a larger basis. The functional is range-separated:
one that is not spreads the hole of a large cation. The solvent is that of the calibration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from monodesign.export.quantum_inputs import (
    GAUSSIAN_MACHINE,
    ORCA_MACHINE,
    SUFFIX,
    Program,
    atom_lines,
    clean_title,
)
from monodesign.export.xyz import structure_file
from monodesign.records import Geometry
from monodesign.tables.write import write_text

SOLVENT: Final = "acetonitrile"
CHARGES: Final = {"neutral": 0, "cation": 1, "anion": -1}
_OPTIMISE: Final = {
    "orca": "wB97X-D3BJ def2-SVP def2/J RIJCOSX TightSCF Opt",
    "gaussian": "wB97XD/def2SVP Opt",
}
_ENERGY: Final = {
    "orca": "wB97X-D3BJ def2-TZVP def2/J RIJCOSX TightSCF",
    "gaussian": "wB97XD/def2TZVP",
}


def redox_input(geometry: Geometry, *, program: Program, name: str, title: str = "") -> str:
    """Return one job of two steps, an optimisation and an energy, both in C-PCM of acetonitrile.

    Args:
        geometry: Where the atoms are, with charge and unpaired electrons.
        program: ORCA (5 or 6) or Gaussian (16).
        name: Of the job's files, without suffix.
        title: One line to recognise the job by.
    """
    write = _orca if program == "orca" else _gaussian
    return write(geometry, name=name, title=clean_title(title))


def _orca(geometry: Geometry, *, name: str, title: str) -> str:
    state = f"{geometry.charge} {geometry.unpaired + 1}"
    first = [f"# {title}", f'%base "{name}"', f"! {_OPTIMISE['orca']} CPCM({SOLVENT})", *ORCA_MACHINE]
    second = [f'%base "{name}_energy"', f"! {_ENERGY['orca']} CPCM({SOLVENT})", *ORCA_MACHINE]
    atoms = [f"* xyz {state}", *atom_lines(geometry), "*"]
    return "\n".join([*first, *atoms, "", "$new_job", *second, f"* xyzfile {state} {name}.xyz", ""])


def _gaussian(geometry: Geometry, *, name: str, title: str) -> str:
    head = [*GAUSSIAN_MACHINE, f"%Chk={name}.chk"]
    solvent = f"SCRF=(CPCM,Solvent={SOLVENT.capitalize()})"
    state = f"{geometry.charge} {geometry.unpaired + 1}"
    first = [*head, f"#P {_OPTIMISE['gaussian']} {solvent}", "", title, "", state, *atom_lines(geometry), ""]
    second = ["--Link1--", *head, f"#P {_ENERGY['gaussian']} {solvent} Geom=AllCheck Guess=Read", "", ""]
    return "\n".join([*first, *second])


def write_redox_inputs(units: Mapping[str, Geometry], folder: Path, *, program: Program) -> list[Path]:
    """Write three jobs for each unit, `<monomer_id>_unit-neutral` and so on, each whole or not at all.

    Args:
        units: Geometry of the neutral unit by the monomer's SMILES.
        folder: Folder of the files; made when it does not exist.
        program: ORCA or Gaussian.

    Returns:
        The files, in order.
    """
    files = []
    for smiles, geometry in units.items():
        for state, charge in CHARGES.items():
            path = structure_file(folder, smiles, f"unit-{state}", suffix=SUFFIX[program])
            charged = replace(geometry, charge=charge, unpaired=(geometry.unpaired + abs(charge)) % 2)
            text = redox_input(charged, program=program, name=path.stem, title=f"{smiles} unit, {state}")
            write_text(path, text)
            files.append(path)
    return files
