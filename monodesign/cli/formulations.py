"""The commands for formulations: predict, simulate, train."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from monodesign.cli.output import (
    print_note,
)
from monodesign.cli.parser import add_command, add_formulations, add_out
from monodesign.cli.progress import ProgressBars
from monodesign.cli.values import (
    as_chain_length,
    as_count,
    as_ion_scale,
    as_jobs,
    as_measured,
    as_place,
    as_positive,
    as_seed,
    as_temperature,
)
from monodesign.compute.machine import usable_cores

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from monodesign.cli.parser import Commands, Options


def add_predict(commands: Commands) -> None:
    parser = add_command(
        commands,
        "predict",
        "predict the conductivity of formulations",
        "Columns of the input: polymer, w_polymer, solvent, w_solvent, salt, w_salt, temperature_c; optional "
        "polymer_mol_ratio and polymer_mw_g_mol. The weight fractions must sum to 1. Mixtures are "
        "mass ratios: EC:2|DEC:1, LiTFSI:4|LiBOB:1. A measured log10_sigma_s_cm or sigma_ms_cm "
        "is copied to given_log10_sigma_s_cm or given_sigma_ms_cm. Input and "
        "output may have any length; a name that ends in .parquet means Parquet, otherwise CSV.",
    )
    add_formulations(parser)
    add_out(parser)
    parser.add_argument(
        "--model",
        default="default",
        metavar="NAME",
        help="name or folder of the model (default: %(default)s)",
    )
    parser.add_argument(
        "--plot",
        type=Path,
        metavar="PICTURE",
        help="also plot σ of the first rows against temperature, polymer content and salt content, with 90 "
        "%% intervals and the measured values: a .png, .svg or .pdf file",
    )


def add_simulate(commands: Commands) -> None:
    parser = add_command(
        commands,
        "simulate",
        "run molecular dynamics of formulations",
        "The input has the columns of predict. Needs the extra monodesign[md]. Several boxes are simulated "
        "for each formulation. DIR/coordination.csv, rdf.csv and shells.csv say what coordinates Li⁺; "
        "DIR/simulation.csv is the summary. Run the same command again to resume; a longer --ns or more "
        "--boxes extend the results.",
    )
    add_formulations(parser)
    parser.add_argument("--out", type=as_place, required=True, metavar="DIR", help="folder for the results")
    parser.add_argument(
        "--setting",
        choices=("screening", "paper"),
        default="screening",
        help="screening: 2,000 atoms at 87 °C; paper: the box of the study, 6,500 atoms at 25 °C (default: "
        "%(default)s)",
    )
    parser.add_argument(
        "--inputs", choices=("gromacs",), help="also write each box as an input for this program"
    )
    _add_box(parser.add_argument_group("box"))
    _add_run(parser.add_argument_group("run"))
    _add_desolvation(parser.add_argument_group("de-solvation energies"))


def _add_box(options: Options) -> None:
    """Add what a box holds."""
    options.add_argument(
        "--temperature",
        type=as_temperature,
        metavar="T",
        help="°C, or `row` for the temperature of each row (default: that of --setting)",
    )
    options.add_argument(
        "--boxes", dest="n_boxes", type=as_positive, metavar="N", help="boxes per formulation (default: 4)"
    )
    options.add_argument(
        "--atoms",
        dest="n_atoms",
        type=as_positive,
        metavar="N",
        help="approximate atoms per box (default: that of --setting)",
    )
    options.add_argument(
        "--chain-length",
        dest="chain_length",
        type=as_chain_length,
        metavar="N",
        help="repeat units per chain (default: 6)",
    )
    options.add_argument(
        "--ion-scale",
        type=as_ion_scale,
        metavar="F",
        help="scale factor for the charges of the ions (default: 0.8)",
    )
    options.add_argument(
        "--lithium", metavar="NAME", help="Li⁺ parameters from libraries/ions.csv (default: jensen-jorgensen)"
    )


def _add_run(options: Options) -> None:
    """Add how long a box runs, and on what."""
    options.add_argument(
        "--ns",
        dest="production_ns",
        type=as_measured,
        metavar="T",
        help="analysed time per box in ns, rounded up to steps of 0.02 ns (default: that of --setting)",
    )
    options.add_argument(
        "--equilibration-ns",
        type=as_measured,
        metavar="T",
        help="time in ns before the analysis starts (default: that of --setting)",
    )
    options.add_argument("--platform", metavar="NAME", help="OpenMM platform (default: the fastest one)")
    options.add_argument(
        "--threads",
        type=as_jobs,
        default=usable_cores(),
        metavar="N",
        help="CPU threads (default: all cores)",
    )
    options.add_argument("--seed", type=as_seed, metavar="S", help="random seed (default: 1)")


def _add_desolvation(options: Options) -> None:
    """Add how many de-solvation energies are computed, and how."""
    options.add_argument(
        "--clusters",
        dest="n_clusters",
        type=as_count,
        metavar="N",
        help="first shells without an anion, per box, whose de-solvation energy is computed "
        "(default: 24; take few with --level dft)",
    )
    options.add_argument(
        "--level",
        choices=("xtb", "dft"),
        default="xtb",
        help="method of these energies; dft needs the extra monodesign[dft] and hours per shell (default: "
        "%(default)s)",
    )


def add_train(commands: Commands) -> None:
    parser = add_command(
        commands,
        "train",
        "train and validate a conductivity model",
        "Writes the model and a card with its errors. The input has the columns of predict and the measured "
        "conductivity: log10_sigma_s_cm, sigma_s_cm, sigma_ms_cm, or resistance_ohm with thickness_cm and "
        "area_cm2. Rows with a value in the column flag or error are skipped.",
    )
    parser.add_argument(
        "measurements", type=Path, metavar="MEASUREMENTS.csv", help="table of measurements: CSV or Parquet"
    )
    parser.add_argument(
        "--out", type=as_place, required=True, metavar="models/NAME", help="folder for the model"
    )
    parser.add_argument(
        "--trials",
        type=as_count,
        default=0,
        metavar="N",
        help="tuning trials per fold of the validation (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=as_seed, default=0, metavar="S", help="random seed (default: %(default)s)"
    )
    parser.add_argument(
        "--add-to",
        metavar="NAME",
        help="also train on the measurements of this model: `default` for the shipped ones, or the folder of "
        "your own model for all those that it was trained on",
    )


def run_predict(options: argparse.Namespace) -> None:
    from monodesign.formulation.formulations import NUMBERS, require_recipe
    from monodesign.surrogate.pictures import require_picture, save_sweeps
    from monodesign.surrogate.predict import PREDICTION_COLUMNS, predict_parts
    from monodesign.surrogate.storage import load_model
    from monodesign.tables.formats import require_format
    from monodesign.tables.read import open_table
    from monodesign.tables.write import write_stream

    require_format(options.out)
    if options.plot:
        require_picture(options.plot)
    given = open_table(options.formulations, numbers=NUMBERS)
    model = load_model(options.model)
    n_failed = 0

    def checked() -> Iterator[pd.DataFrame]:
        for part in given.parts():
            require_recipe(part, where=str(options.formulations))
            yield part

    def predicted() -> Iterator[pd.DataFrame]:
        nonlocal n_failed
        for batch in predict_parts(model, checked()):
            n_failed += len(batch.failures)
            yield batch.table

    with ProgressBars() as progress:
        n_rows = write_stream(
            predicted(),
            options.out,
            columns=PREDICTION_COLUMNS,
            on_rows=lambda rows: progress("predict", rows, given.n_rows),
        )
    print_note(f"{n_rows} rows in {options.out}, {n_failed} with an error")
    if options.plot:
        save_sweeps(model, next(iter(given.parts())), options.plot)
        print_note(f"σ against temperature, polymer and salt in {options.plot}")


def run_simulate(options: argparse.Namespace) -> None:
    from monodesign.cli.simulation import run

    run(options)


def run_train(options: argparse.Namespace) -> None:
    from monodesign.formulation.measurements import read_measurements
    from monodesign.surrogate.storage import FILE_NAME, save_model
    from monodesign.surrogate.training.train import N_STEPS, train
    from monodesign.tables.write import require_place

    measured = read_measurements(options.measurements)
    for warning in measured.warnings:
        print_note(f"monodesign: {warning}")
    n_used = len(measured.table) - measured.n_flagged
    print_note(f"{n_used} of {len(measured.table)} measurements used, {measured.n_flagged} skipped")
    require_place(options.out / FILE_NAME)
    with ProgressBars() as progress:
        progress.expect([1.0] * N_STEPS)
        trained = train(
            measured.table,
            trials=options.trials,
            seed=options.seed,
            base=options.add_to,
            on_progress=progress,
        )
    save_model(trained.surrogate, options.out, files=trained.files)
    print_note(f"model and card in {options.out}")
