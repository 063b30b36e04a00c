"""Run the boxes of libraries/reference/coordination.csv, one after the other, and go on where they stand.

    python scripts/run_reference_boxes.py [NAME…] [--work FOLDER] [--states FOLDER]
    python scripts/run_reference_boxes.py --read [--work FOLDER] [--states FOLDER]
    python scripts/run_reference_boxes.py --cut N [--dft M] [NAME…] [--work FOLDER]

The second form reads what there is, writes coordination.csv, simulated_boxes.csv and simulated_gels.csv of
libraries/reference, and keeps the boxes' states. A box whose frames here cover less than the tables count,
as on another machine, keeps what they say of it. The third cuts N shells out of each box and writes them to
box_desolvation.csv, which keeps those of other boxes; --dft M computes M small ones with DFT too.

A box that is not in the work folder begins at the state kept in libraries/reference/box_states, where
there is one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from boxes.gels import join_gels, keep_longer
from boxes.shells import choose_for_dft, compute_energies

from monodesign.formulation.components import read_solvents
from monodesign.paths import LIBRARIES
from monodesign.simulation.box import Box, Species
from monodesign.simulation.chains import parametrise_chain, parametrise_molecule, unit_charges
from monodesign.simulation.clusters import cut_clusters
from monodesign.simulation.contacts import find_contacts
from monodesign.simulation.frames import Frames, read_frames
from monodesign.simulation.ions import load_anion, load_lithium
from monodesign.simulation.packing import Start, pack
from monodesign.simulation.parameters import Parameters
from monodesign.simulation.results import analyse_box, mean_density
from monodesign.simulation.run import STATE_FILE, run_box
from monodesign.simulation.settings import Protocol
from monodesign.simulation.states import begin, read_state
from monodesign.simulation.transport import find_transport
from monodesign.tables.write import write_csv

UNITS = {
    "DOA": "*CC(*)C(=O)OCC1COC(=O)O1",
    "AEEO": "*CC(*)C(=O)OCCOC(=O)C(=O)OCC",
    "PCEA": "*CC(*)C(=O)OCCOC(=O)OCCC",
    "AAPC": "*CC(*)C(=O)NCCOC(=O)OCCC",
    "AAEO": "*CC(*)C(=O)NCCOC(=O)C(=O)OCC",
}
# One acrylate of each class of ligand, the most different from the study's first.
CLASSES = {
    "nitrile": "*CC(*)C(=O)OCCC#N",
    "lactam": "*CC(*)C(=O)OCCN1CCCC1=O",
    "sulfone": "*CC(*)C(=O)OCCS(C)(=O)=O",
    "phosphate": "*CC(*)C(=O)OCCOP(=O)(OC)OC",
    "carbamate": "*CC(*)C(=O)OCCOC(=O)NC",
    "ester": "*CC(*)C(=O)OCCOC(C)=O",
    "urea": "*CC(*)C(=O)OCCN(C)C(=O)N(C)C",
}
HEXAMER = 6
STATES = LIBRARIES / "reference" / "box_states"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One box: how many of what, how warm, from which start, for how long."""

    solvents: dict[str, int]
    n_salt: int = 0
    unit: str = ""
    n_chains: int = 0
    lithium: str = "jensen-jorgensen"
    scale: float = 0.8
    temperature_k: float
    start: Start = "solvent"
    seed: int = 1
    equilibration_ns: float = 0.1
    production_ns: float
    cutoff_nm: float = 0.9


def _liquids() -> dict[str, Reference]:
    found = {}
    for lithium, scale in (("jensen-jorgensen", 0.8), ("aqvist", 0.8), ("jensen-jorgensen", 0.75)):
        tag = f"{'jj' if lithium[0] == 'j' else 'aq'}{round(100 * scale)}"
        # Of the mixture the conductivity is wanted, for which ions have to travel.
        for name, solvents, n_salt, temperature_k, production_ns in (
            ("EC", {"EC": 60}, 5, 350, 0.1),
            ("DEC", {"DEC": 40}, 5, 350, 0.1),
            ("EC-DMC", {"EC": 33, "DMC": 33}, 5, 298.15, 3.0),
        ):
            found[f"LiPF6-{name}-{tag}"] = Reference(
                solvents=solvents, n_salt=n_salt, lithium=lithium, scale=scale, temperature_k=temperature_k,
                equilibration_ns=0.03, production_ns=production_ns,
            )  # fmt: skip
    return found


def _pure() -> dict[str, Reference]:
    counts = {"EC": 60, "PC": 46, "DMC": 50, "DEC": 34, "DME": 38, "GBL": 50}
    return {
        f"pure-{name}": Reference(
            solvents={name: count},
            temperature_k=313.15 if name == "EC" else 298.15,
            equilibration_ns=0.01,
            production_ns=0.1,
        )
        for name, count in counts.items()
    }


def _gels(units: Iterable[str], solvents: Sequence[str]) -> dict[str, Reference]:
    """Three hexamers, to each the study's 18 solvent molecules and 3 LiPF6; two boxes from either start."""
    return {
        f"{unit}-{solvent}-{start}-{seed}": Reference(
            solvents={solvent: 54}, n_salt=9, unit=unit, n_chains=3, temperature_k=373.15, start=start,
            seed=seed, production_ns=2.0,
        )
        for solvent in solvents
        for seed in (1, 2)
        for unit in units
        for start in ("polymer", "solvent")
    }  # fmt: skip


REFERENCES = _liquids() | _pure() | _gels(UNITS, ("EC", "DEC")) | _gels(CLASSES, ("EC",))


def make_protocol(reference: Reference) -> Protocol:
    """Return how a reference is run."""
    return Protocol(
        temperature_k=reference.temperature_k, hot_k=max(350.0, reference.temperature_k),
        equilibration_ns=reference.equilibration_ns, production_ns=reference.production_ns, segment_ps=10.0,
        shrinking_ps=20.0,        cutoff_nm=reference.cutoff_nm, seed=reference.seed,
    )  # fmt: skip


def make_box(reference: Reference, parameters: Path) -> Box:
    """Return the box of a reference, its parameters kept in a folder."""
    species = []
    if reference.unit:
        chain = _chain(reference.unit, reference.seed, parameters)
        species.append(Species(parameters=chain, count=reference.n_chains, role="polymer"))
    for name, count in reference.solvents.items():
        species.append(Species(parameters=_solvent(name, parameters), count=count, role="solvent"))
    if reference.n_salt:
        lithium = load_lithium(reference.lithium).scale_charges(reference.scale)
        anion = load_anion("LiPF6").scale_charges(reference.scale)
        species.append(Species(parameters=lithium, count=reference.n_salt, role="lithium"))
        species.append(Species(parameters=anion, count=reference.n_salt, role="anion"))
    return Box(species=tuple(species))


def _kept(path: Path) -> Parameters | None:
    return Parameters.from_json(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _solvent(name: str, folder: Path) -> Parameters:
    path = folder / f"{name}.json"
    if (known := _kept(path)) is not None:
        return known
    made = parametrise_molecule(read_solvents(name).solvents[0].smiles, name=name)
    path.write_text(json.dumps(made.to_json()), encoding="utf-8")
    return made


def _chain(unit: str, seed: int, folder: Path) -> Parameters:
    path = folder / f"{unit}-{seed}.json"
    if (known := _kept(path)) is not None:
        return known
    psmiles = (UNITS | CLASSES)[unit]
    made = parametrise_chain(
        [psmiles] * HEXAMER, {psmiles: unit_charges(psmiles)}, names={psmiles: unit}, seed=seed
    )
    path.write_text(json.dumps(made.to_json()), encoding="utf-8")
    return made


def run(name: str, work: Path, states: Path) -> None:
    """Run one reference to its end."""
    reference = REFERENCES[name]
    folder = work / name
    (work / "parameters").mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    if not (folder / "state.npz").is_file() and (states / f"{name}.npz").is_file():
        shutil.copy(states / f"{name}.npz", folder / "state.npz")
    box = make_box(reference, work / "parameters")
    protocol = make_protocol(reference)
    has_state = (folder / STATE_FILE).is_file()
    start = None if has_state else begin(*pack(box, start=reference.start, seed=reference.seed))
    began = time.monotonic()

    def tell(done: int, total: int) -> None:
        print(f"{name}: {done} of {total} segments, {time.monotonic() - began:.0f} s", flush=True)

    run_box(
        box,
        start,
        protocol,
        folder,
        on_segment=tell,
    )


def read(work: Path, states: Path, tables: Path) -> None:
    """Write what the boxes say so far, and keep their states."""
    coordination, rows = [], []
    states.mkdir(parents=True, exist_ok=True)
    for name, reference in REFERENCES.items():
        state = read_state(work / name / STATE_FILE)
        protocol = make_protocol(reference)
        if state is None or state.segment <= protocol.n_equilibration:
            continue
        shutil.copy(work / name / STATE_FILE, states / f"{name}.npz")
        box = make_box(reference, work / "parameters")
        frames = read_frames(
            work / name, first_segment=protocol.n_equilibration, n_segments=state.segment,
            frame_ps=protocol.frame_ps,
        )  # fmt: skip
        row, table = read_one(name, reference, box, frames)
        rows.append(row)
        coordination.append(table)
    boxes, contacts = keep_longer(
        pd.DataFrame(rows),
        pd.concat(coordination, ignore_index=True),
        before=pd.read_csv(tables / "simulated_boxes.csv"),
        contacts_before=pd.read_csv(tables / "coordination.csv"),
    )
    write_csv(boxes, tables / "simulated_boxes.csv")
    write_csv(contacts, tables / "coordination.csv")
    write_csv(join_gels(boxes, contacts), tables / "simulated_gels.csv")


def read_one(
    name: str, reference: Reference, box: Box, frames: Frames
) -> tuple[dict[str, object], pd.DataFrame]:
    """Return a box's line, and its coordination numbers (nothing for a pure liquid)."""
    about: dict[str, object] = {"box": name, "n_atoms": box.n_atoms, "temperature_k": reference.temperature_k}
    line = {**about, "counted_ns": round(frames.length_ns, 4), "density_g_ml": mean_density(box, frames)}
    if not reference.n_salt:
        return line, pd.DataFrame()
    result = analyse_box(box, frames, start=reference.start, temperature_k=reference.temperature_k)
    anyway = find_transport(box, frames, temperature_k=reference.temperature_k, even_if_not_diffusive=True)
    about |= {"lithium": reference.lithium, "ion_scale": reference.scale}
    line |= about | {
        "li_coordination": float(result.coordination["atoms_per_li"].sum()),
        "polymer_share": result.polymer_share,
        "residence_polymer_ps": result.residence_ps["polymer"],
        "free_li_share": result.pairing.free,
        "contact_pair_share": result.pairing.contact_pair,
        "aggregate_share": result.pairing.aggregate,
        "exponent_li": anyway.exponent_li,
        "exponent_anion": anyway.exponent_anion,
        "sigma_nernst_einstein_s_cm": result.transport.sigma_nernst_einstein_s_cm,
        "sigma_s_cm": result.transport.sigma_s_cm,
        "sigma_if_diffusive_s_cm": anyway.sigma_s_cm,
    }
    table = result.coordination
    for place, (column, value) in enumerate(about.items()):
        table.insert(place, column, value)
    return line, table


def cut(names: Sequence[str], work: Path, *, count: int, n_dft: int) -> pd.DataFrame:
    """Return de-solvation energies of shells without an anion, by GFN2 and some by DFT too."""
    rows = []
    for name in names:
        reference, protocol = REFERENCES[name], make_protocol(REFERENCES[name])
        state = read_state(work / name / STATE_FILE)
        if not reference.n_salt or state is None or state.segment <= protocol.n_equilibration:
            continue
        box = make_box(reference, work / "parameters")
        frames = read_frames(
            work / name, first_segment=protocol.n_equilibration, n_segments=state.segment,
            frame_ps=protocol.frame_ps,
        )  # fmt: skip
        clusters = cut_clusters(box, frames, find_contacts(box, frames), count=count)
        for_dft = choose_for_dft(clusters, reference.unit, n_dft)
        for one in clusters:
            row = {"box": name, "frame": one.frame, "lithium": one.lithium, "shell": one.shell}
            rows.append(row | compute_energies(one.geometry, with_dft=any(one is other for other in for_dft)))
            print(*rows[-1].values(), flush=True)
    return pd.DataFrame(rows)


def main() -> None:
    """Run what is asked for, or everything in its order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(REFERENCES))
    parser.add_argument("--work", type=Path, default=Path("reference-boxes"))
    parser.add_argument("--states", type=Path, default=STATES)
    parser.add_argument("--read", action="store_true", help="read what there is, and run nothing")
    parser.add_argument("--cut", type=int, default=0, metavar="N", help="compute N shells of each box")
    parser.add_argument("--dft", type=int, default=0, metavar="M", help="compute M small ones by DFT too")
    options = parser.parse_args()
    if options.read:
        read(options.work, options.states, LIBRARIES / "reference")
        return
    if options.cut:
        path = LIBRARIES / "reference" / "box_desolvation.csv"
        kept = pd.read_csv(path, keep_default_na=False) if path.is_file() else pd.DataFrame(columns=["box"])
        found = cut(options.names, options.work, count=options.cut, n_dft=options.dft)
        write_csv(pd.concat([kept[~kept["box"].isin(options.names)], found], ignore_index=True), path)
        return
    for name in options.names:
        run(name, options.work, options.states)


if __name__ == "__main__":
    main()
