"""Compute the reference adiabatic oxidation potentials in implicit solvent, one file for each molecule.

    python scripts/reference_oxidation.py          # resumes; skips what is there

Neutral and cation are each optimised with ωB97X-D3(BJ)/def2-SVP in the gas phase, from the product's GFN2
minimum in GBSA(acetonitrile). The cation starts from several holes of the neutral's orbitals, and each
distinct hole is relaxed on its own. Energies of the relaxed structures are ωB97X-D3(BJ)/def2-TZVP in C-PCM of
acetonitrile, the solvent that the engine's continuum stands for; no thermal terms. Cations that break a bond
are kept apart: the potential is that of the lowest cation that stays whole, the other is a column of its own.
A hole that two like groups share evenly, far from each other, counts as neither: it has not chosen one yet.

Reads oxidation_molecules.csv in libraries/reference/; writes oxidation/NAME.json and .xyz there, and
NAME.partial.json while a molecule is under way: copied to another machine, the folder is gone on with there.
Needs the optional extra `monodesign[dft]`.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from oxidation_record import BASIS, DIELECTRIC, describe_cation, frame, place, summarise
from pyscf import dft, scf
from rdkit import Chem
from reference_density import share_spin
from reference_store import REFERENCE, read_rows, report

from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.redox.cation import solvate
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.base import SinglePoint as Point
from monodesign.engines.dft import (
    FUNCTIONAL,
    SCF_GRID,
    SMALL_BASIS,
    SinglePoint,
    build_molecule,
    compute_energy,
    screen_cation,
)
from monodesign.engines.optimise import Begun, optimise
from monodesign.errors import CalculationError, NotConverged
from monodesign.records import Geometry
from monodesign.tables.write import write_text
from monodesign.units import EV_PER_HARTREE

Array = NDArray[np.float64]

CANONICAL_HOLES, LOCALISED_HOLES = 3, 3
# Holes are relaxed where their vertical cation lies within this of the lowest: groups relax by 0.5 to 1 eV,
# alike to about 0.3 eV.
HOLE_WINDOW_EV = 0.25
HOLES_RELAXED = 2
# Cations have flat valleys: to a few hundredths of an electronvolt, a tenth of what the calibration errs by.
FORCE_EV_PER_ANGSTROM = 0.1
LEAST_GAIN_KCAL_MOL = 0.2
STEPS = 60
DENSITY_TOLERANCE_EH = 1e-5  # forces within 0.01 eV/Å of those at 1e-8, in five cycles instead of eleven


@dataclass(slots=True, kw_only=True)
class Surface:
    """The DFT energy surface of one molecule and charge, each point started from the last density.

    Attributes:
        geometry: Composition, charge and spin.
        density: To start from.
        keep: Called with the positions of each point, so that a stopped run can go on from there.
    """

    geometry: Geometry
    density: Array | None = None
    keep: Callable[[Array], None] = field(default=lambda _: None)

    def evaluate(self, positions: Array) -> Point:
        """Return energy and gradient (Eh, Eh/bohr) at positions (Å).

        Raises:
            NotConverged: The self-consistent field did not converge.
        """
        self.keep(positions)
        molecule = build_molecule(replace(self.geometry, positions=positions), basis=SMALL_BASIS)
        kind = dft.UKS if molecule.spin else dft.RKS
        mean_field = kind(molecule, xc=FUNCTIONAL).density_fit()
        mean_field.grids.atom_grid = SCF_GRID
        mean_field.conv_tol = DENSITY_TOLERANCE_EH
        mean_field.max_cycle = 80
        mean_field.kernel(dm0=self.density)
        if not mean_field.converged:
            mean_field = mean_field.newton()
            mean_field.kernel()
        if not mean_field.converged:
            raise NotConverged(f"SCF of charge {self.geometry.charge} did not converge")
        self.density = mean_field.make_rdm1()
        gradient = np.asarray(mean_field.nuc_grad_method().kernel(), dtype=float)
        gradient -= gradient.mean(axis=0)  # the grid of each atom moves with it, so the sum is not quite none
        nothing = np.full(len(positions), np.nan)
        return Point(
            energy_eh=float(mean_field.e_tot),
            gradient_eh_bohr=gradient,
            charges_e=nothing,
            highest_occupied_eh=np.nan,
            lowest_empty_eh=np.nan,
        )


@dataclass(slots=True, kw_only=True)
class Progress:
    """What is known of one molecule so far, kept on disk after every step.

    Attributes:
        path: Of the file.
        facts: Stage by stage.
    """

    path: Path
    facts: dict[str, Any]

    def keep(self, facts: dict[str, Any]) -> None:
        """Add facts and write the file."""
        self.facts |= facts
        write_text(self.path, json.dumps(self.facts) + "\n")


def relax(
    name: str, geometry: Geometry, *, density: Array | None, hessian: Array, progress: Progress
) -> tuple[Geometry, dict[str, Any], Array | None]:
    """Relax one charge in the gas phase, going on from where an earlier run stopped; with its last density.

    Raises:
        CalculationError: It did not converge.
    """
    done = progress.facts.get(name)
    if done:
        return replace(geometry, positions=np.array(done["positions"])), done, density
    under_way, at_start = f"{name}:last", f"{name}:first_eh"
    last = progress.facts.get(under_way)
    started = time.process_time()
    surface = Surface(
        geometry=geometry,
        density=density,
        keep=lambda positions: progress.keep({under_way: positions.tolist()}),
    )
    point = None
    if at_start not in progress.facts:
        point = surface.evaluate(geometry.positions)
        progress.keep({at_start: point.energy_eh})
    if last is not None:
        geometry, point = replace(geometry, positions=np.array(last)), None
    begun = Begun(calculation=surface, point=point or surface.evaluate(geometry.positions))
    found = optimise(
        load_engine(),
        geometry,
        begun=begun,
        hessian=hessian,
        fmax_ev_a=FORCE_EV_PER_ANGSTROM,
        least_gain_kcal_mol=LEAST_GAIN_KCAL_MOL,
        max_steps=STEPS,
        may_come_apart=True,
    )
    facts = {
        "positions": found.geometry.positions.tolist(),
        "first_eh": progress.facts[at_start],
        "energy_eh": found.energy_eh,
        "gradients": found.n_steps,
        "seconds": round(time.process_time() - started),
    }
    progress.keep({name: facts, under_way: None, at_start: None})
    return found.geometry, facts, surface.density


def list_cations(neutral: Geometry, *, density: Array | None, limit: int) -> list[tuple[str, SinglePoint]]:
    """Return the distinct vertical cations that are worth relaxing, labelled, the lowest first."""
    point = compute_energy(build_molecule(neutral, basis=SMALL_BASIS), guess=density)
    states = screen_cation(point, canonical=CANONICAL_HOLES, localised=LOCALISED_HOLES)
    lowest = states[0][1].energy_eh
    near = [one for one in states if (one[1].energy_eh - lowest) * EV_PER_HARTREE <= HOLE_WINDOW_EV]
    return near[:limit]


def evaluate_in_solvent(geometry: Geometry, density: Array | None) -> tuple[float, Array]:
    """Return the energy (Eh) in the large basis and the continuum, and each atom's spin.

    It starts from the small-basis density of the same state, so that the hole stays where it was relaxed.
    """
    small = build_molecule(geometry, basis=SMALL_BASIS)
    density = compute_energy(small).density if density is None else density
    full = build_molecule(geometry, basis=BASIS)
    guess = scf.addons.project_dm_nr2nr(small, density, full)
    point = compute_energy(full, guess=guess, dielectric=DIELECTRIC)
    spins = share_spin(point) if geometry.unpaired else np.zeros(len(geometry.numbers))
    return point.energy_eh, spins


def solvent_stage(
    name: str, geometry: Geometry, *, density: Array | None, progress: Progress
) -> dict[str, Any]:
    """Return the solvated single point of one relaxed structure, from the file where it is there."""
    key = f"{name}:solvated"
    if key not in progress.facts:
        started = time.process_time()
        energy_eh, spins = evaluate_in_solvent(geometry, density)
        facts = {
            "energy_eh": energy_eh,
            "spins": [round(float(spin), 3) for spin in spins],
            "seconds": round(time.process_time() - started),
        }
        progress.keep({key: facts})
    return dict(progress.facts[key])


def compute_molecule(row: dict[str, str], *, folder: Path, holes: int) -> None:
    """Compute one molecule and write its files.

    Raises:
        CalculationError: The neutral, or every cation, failed.
    """
    slug = re.sub(r"[^A-Za-z0-9]+", "_", row["name"]).strip("_")
    progress = _read_progress(folder / f"{slug}.partial.json")
    smiles = Chem.CanonSmiles(row["smiles"])
    start, hessian = _find_start(smiles, progress)
    neutral, facts, density = relax("neutral", start, density=None, hessian=hessian, progress=progress)
    solvated = solvent_stage("neutral", neutral, density=density, progress=progress)
    cations = []
    for label, state in list_cations(neutral, density=density, limit=holes):
        ion = replace(neutral, charge=1, unpaired=1)
        try:
            relaxed, found, density = relax(
                label, ion, density=state.density, hessian=hessian, progress=progress
            )
            point = solvent_stage(label, relaxed, density=density, progress=progress)
        except CalculationError as error:
            report(f"{row['name']}, hole {label}: {error}")
            continue
        parts = {"found": found, "point": point, "solvated": solvated, "neutral": facts}
        cations.append(describe_cation(label, smiles=smiles, relaxed=relaxed, **parts))
        report(f"{row['name']}, hole {label}: {cations[-1]['oxidation_potential_v']:.3f} V")
    if not cations:
        raise NotConverged(f"{row['name']}: no cation converged")
    result = summarise(row, smiles, cations, neutral=facts, solvated=solvated)
    frames = [("neutral", neutral), *((one["hole"], place(neutral, one)) for one in cations)]
    write_text(folder / f"{slug}.xyz", "".join(frame(row["name"], label, g) for label, g in frames))
    for one in cations:
        del one["positions"]
    write_text(folder / f"{slug}.json", json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    progress.path.unlink(missing_ok=True)
    report(f"{row['name']}: {result['oxidation_potential_v']} V, {result['hours']:.2f} h")


def _find_start(smiles: str, progress: Progress) -> tuple[Geometry, Array]:
    """Return the product's GFN2 minimum in the implicit solvent, and what it taught of the curvature."""
    settings = DescribeSettings()
    engine = load_engine()
    minima = find_minima(smiles, engine=engine, settings=settings)
    solvated = solvate(minima.lowest, engine=engine, solvent=settings.implicit_solvent)
    if "started" not in progress.facts:
        progress.keep({"started": time.time()})
    return solvated.geometry, solvated.hessian


def _read_progress(path: Path) -> Progress:
    facts = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return Progress(path=path, facts={name: value for name, value in facts.items() if value is not None})


def main() -> None:
    """Compute what the list holds and the folder lacks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--folder", type=Path, default=REFERENCE / "oxidation", help="of the results (default: %(default)s)"
    )
    parser.add_argument("--skip", type=int, default=0, help="leave the first N molecules to another process")
    parser.add_argument("--first", type=int, help="stop after the first N molecules of the list")
    parser.add_argument("--only", metavar="NAME", help="compute this molecule of the list")
    parser.add_argument("--holes", type=int, default=HOLES_RELAXED, help="relaxed (default: %(default)s)")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    rows = read_rows(REFERENCE / "oxidation_molecules.csv")[arguments.skip : arguments.first]
    for row in [one for one in rows if arguments.only in (None, one["name"])]:
        slug = re.sub(r"[^A-Za-z0-9]+", "_", row["name"]).strip("_")
        if (arguments.folder / f"{slug}.json").exists():
            continue
        try:
            compute_molecule(row, folder=arguments.folder, holes=arguments.holes)
        except CalculationError as error:
            report(f"{row['name']} failed: {error}")


if __name__ == "__main__":
    main()
