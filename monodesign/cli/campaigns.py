"""The commands for a campaign: screen, rank, export, compare, report."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from monodesign.cli.output import (
    print_note,
    print_summary,
    print_table,
)
from monodesign.cli.parser import add_command, add_folder, add_jobs
from monodesign.cli.progress import ProgressBars
from monodesign.cli.values import as_count, as_place, as_positive

if TYPE_CHECKING:
    from monodesign.campaign_folder.settings import CampaignSettings
    from monodesign.cli.parser import Commands


def add_screen(commands: Commands) -> None:
    parser = add_command(
        commands,
        "screen",
        "run a campaign from fragments to shortlist",
        "Without a file it runs the campaign that DIR already holds, else the default campaign. Run the same "
        "command again to resume after an interruption.",
    )
    parser.add_argument(
        "campaign", nargs="?", type=Path, metavar="CAMPAIGN.toml", help="campaign file; optional"
    )
    parser.add_argument(
        "--out",
        type=as_place,
        default=Path("campaign"),
        metavar="DIR",
        help="folder for the campaign (default: %(default)s)",
    )
    parser.add_argument(
        "--budget",
        type=as_count,
        metavar="N",
        help="number of candidates to describe with xTB (default: budget of the campaign file)",
    )
    add_jobs(parser)
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="address of a Dask scheduler, such as tcp://node1:8786; its workers replace --jobs",
    )


def add_rank(commands: Commands) -> None:
    parser = add_command(
        commands,
        "rank",
        "rank a campaign again",
        "Uses the tables in DIR and the goals in campaign.toml as they are now.",
    )
    add_folder(parser)


def add_export(commands: Commands) -> None:
    parser = add_command(
        commands, "export", "write the shortlist of a campaign again", "Uses ranking.csv as it is now."
    )
    add_folder(parser)
    parser.add_argument(
        "--top", type=as_positive, metavar="N", help="number of candidates (default: that of campaign.toml)"
    )
    parser.add_argument(
        "--inputs",
        choices=("orca", "gaussian"),
        help="also write DFT inputs for this program to DIR/inputs; `compare` reads the outputs",
    )
    parser.add_argument(
        "--task",
        choices=("redox", "optimise", "energy"),
        default="redox",
        help="task of the DFT inputs. redox: optimise neutral, cation and anion of each unit in a solvent; "
        "optimise or energy: one job for each stored structure (default: %(default)s)",
    )


def add_compare(commands: Commands) -> None:
    parser = add_command(
        commands,
        "compare",
        "compare your own DFT results with ours",
        "Reads the outputs (.out, .log) of the jobs that `export --inputs` wrote. Writes DIR/comparison.csv.",
    )
    add_folder(parser)
    parser.add_argument(
        "--outputs", type=Path, metavar="FOLDER", help="folder of the outputs (default: DIR/inputs)"
    )


def add_report(commands: Commands) -> None:
    add_folder(
        add_command(
            commands,
            "report",
            "write report.html of a campaign again",
            "The report is one file and opens offline.",
        )
    )


def run_screen(options: argparse.Namespace) -> None:
    from monodesign.campaign_folder.read_settings import read_campaign
    from monodesign.paths import LIBRARIES

    own = options.out / "campaign.toml"
    # Before the stages are loaded, which takes longer: a fault of the file is reported at once.
    settings = read_campaign(options.campaign or (own if own.is_file() else LIBRARIES / "campaign.toml"))
    if options.budget is not None:
        settings = settings.model_copy(update={"budget": options.budget})
    _screen(settings, options)


def _screen(settings: CampaignSettings, options: argparse.Namespace) -> None:
    from monodesign.campaign.stages import run_campaign
    from monodesign.compute.workers import Scheduler

    # A pipe was read once and holds no more.
    has_source = options.campaign is not None and options.campaign.is_file()
    source = options.campaign.read_text(encoding="utf-8-sig") if has_source else ""
    scheduler = Scheduler(address=options.scheduler) if options.scheduler is not None else None
    with ProgressBars(jobs=options.jobs) as progress:
        summary = run_campaign(
            settings,
            options.out,
            source=source,
            jobs=options.jobs,
            scheduler=scheduler,
            on_progress=progress,
            on_costs=progress.expect,
            on_note=lambda text: print_note(f"monodesign: {text}"),
        )
    print_summary(summary)


def run_rank(options: argparse.Namespace) -> None:
    from monodesign.campaign.again import rank_again

    print_summary(rank_again(options.folder))


def run_export(options: argparse.Namespace) -> None:
    from monodesign.campaign.again import export_again

    summary = export_again(
        options.folder,
        size=options.top,
        inputs=options.inputs,
        task=options.task,
        on_note=lambda text: print_note(f"monodesign: {text}"),
    )
    _note_outdated(options.folder)
    print_summary(summary)


def run_compare(options: argparse.Namespace) -> None:
    from monodesign.campaign.compare import compare

    print_table(compare(options.folder, outputs=options.outputs), as_json=False)
    print_note(f"table in {options.folder / 'comparison.csv'}")


def run_report(options: argparse.Namespace) -> None:
    from monodesign.campaign.again import report_again

    report_again(options.folder)
    _note_outdated(options.folder)
    print_note(f"report in {options.folder / 'report.html'}")


def _note_outdated(folder: Path) -> None:
    """Say where the ranking does not count some measurements yet."""
    from monodesign.campaign_folder.outdated import word_outdated_ranking

    if words := word_outdated_ranking(folder):
        print_note(
            f"monodesign: {words} Run monodesign rank {folder}, or monodesign retrain {folder}, then this "
            "command again"
        )
