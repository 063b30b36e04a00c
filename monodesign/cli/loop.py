"""The commands for the loop with the bench: record, suggest, retrain."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from monodesign.cli.output import (
    SUGGESTED_DECIMALS,
    print_note,
    print_summary,
    print_table,
)
from monodesign.cli.parser import add_command, add_folder
from monodesign.cli.progress import ProgressBars
from monodesign.cli.values import as_count, as_measured, as_number, as_positive, as_seed
from monodesign.errors import UserError

if TYPE_CHECKING:
    from monodesign.cli.parser import Commands
    from monodesign.formulation.impedance import Impedance


def add_record(commands: Commands) -> None:
    parser = add_command(
        commands,
        "record",
        "add a measurement to a campaign",
        "Give --sigma, or --resistance, --thickness and --area; then σ = thickness/(resistance · area). The "
        "measurement is appended to bench.csv. Nothing in bench.csv is ever overwritten.",
    )
    add_folder(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--monomer", metavar="M", help="SMILES, name or monomer_id; for a copolymer 'A|B' with --ratio"
    )
    what.add_argument(
        "--withdraw",
        type=as_positive,
        metavar="ID",
        help="mark this record as not valid; give the reason in --note. The record stays in the table",
    )
    parser.add_argument(
        "--ratio", default="", metavar="R", help="mole ratio of the monomers of a copolymer, such as '1|1'"
    )
    parser.add_argument("--sigma", type=as_measured, metavar="S", help="conductivity, S/cm")
    parser.add_argument("--resistance", type=as_measured, metavar="R", help="bulk resistance, Ω")
    parser.add_argument("--thickness", type=as_measured, metavar="L", help="thickness, cm")
    parser.add_argument("--area", type=as_measured, metavar="A", help="area, cm²")
    parser.add_argument(
        "--solvent",
        metavar="S",
        help="solvents with their mass ratio, such as EC:1|DEC:1 (default: that of campaign.toml)",
    )
    parser.add_argument(
        "--temperature", type=as_number, metavar="T", help="°C (default: that of campaign.toml)"
    )
    parser.add_argument(
        "--replicate",
        type=as_positive,
        default=1,
        metavar="N",
        help="number of the sample (default: %(default)s)",
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="a note to keep with the measurement")


def add_suggest(commands: Commands) -> None:
    parser = add_command(
        commands,
        "suggest",
        "propose the next candidates to make and measure",
        "Prints the candidates in order, each with a reason. The order follows the expected improvement in σ "
        "within the limits, times the ease of synthesis.",
    )
    add_folder(parser)
    parser.add_argument(
        "-n", type=as_positive, default=8, metavar="N", help="size of the batch (default: %(default)s)"
    )
    parser.add_argument(
        "--method",
        choices=("expected_improvement", "thompson"),
        default="expected_improvement",
        help="how to balance promising candidates against unknown ones (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=as_seed,
        default=0,
        metavar="S",
        help="random seed of --method thompson (default: %(default)s)",
    )


def add_retrain(commands: Commands) -> None:
    parser = add_command(
        commands,
        "retrain",
        "train on the measurements of a campaign and rank again",
        "The new model is trained on the measurements of the present model and on those in bench.csv. It is "
        "written to DIR/model and named in campaign.toml. Takes about two minutes.",
    )
    add_folder(parser)
    parser.add_argument(
        "--trials",
        type=as_count,
        default=0,
        metavar="N",
        help="tuning trials per fold of the validation (default: %(default)s)",
    )


def run_record(options: argparse.Namespace) -> None:
    from dataclasses import replace

    from monodesign.campaign_folder.bench import record, withdraw
    from monodesign.campaign_folder.folder import CampaignFolder

    if options.withdraw is not None:
        withdraw(options.folder, options.withdraw, note=options.note)
        print_note(f"record {options.withdraw} withdrawn; it stays in bench.csv")
        return
    gel = CampaignFolder.read(options.folder).settings.formulation
    own = {"solvent": options.solvent or None, "temperature_c": options.temperature}
    line = record(
        options.folder,
        options.monomer,
        sigma_s_cm=options.sigma,
        impedance=_read_impedance(options),
        mol_ratio=options.ratio,
        gel=replace(gel, **{name: value for name, value in own.items() if value is not None}),
        replicate=options.replicate,
        note=options.note,
    )
    print_note(f"record {line['record_id']}: {line['sigma_s_cm']:.3g} S/cm for {line['polymer']}")


def _read_impedance(options: argparse.Namespace) -> Impedance | None:
    """Return what σ follows from, if it is given.

    Raises:
        UserError: Some of it is missing.
    """
    from monodesign.formulation.impedance import Impedance

    given = (options.resistance, options.thickness, options.area)
    if given == (None, None, None):
        return None
    if None in given:
        raise UserError("give σ in S/cm, or resistance (Ω), thickness (cm) and area (cm²) together")
    return Impedance(resistance_ohm=given[0], thickness_cm=given[1], area_cm2=given[2])


def run_suggest(options: argparse.Namespace) -> None:
    from monodesign.campaign.next_batch import suggest_next

    batch = suggest_next(options.folder, n=options.n, seed=options.seed, method=options.method)
    # Python's own rounding is that of the reason's text; NumPy makes 0.82 of 0.815, which is a little less.
    shown = {
        name: [round(float(value), digits) for value in batch[name]]
        for name, digits in SUGGESTED_DECIMALS.items()
        if name in batch
    }
    print_table(batch.assign(**shown), as_json=False)


def run_retrain(options: argparse.Namespace) -> None:
    from monodesign.campaign.retrain import retrain
    from monodesign.surrogate.training.train import N_STEPS

    with ProgressBars() as progress:
        progress.expect([1.0] * N_STEPS)
        summary = retrain(options.folder, trials=options.trials, on_progress=progress)
    print_summary(summary)
