"""What each command accepts: one parser, no work done."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monodesign import __version__
from monodesign.cli.campaigns import add_compare, add_export, add_rank, add_report, add_screen
from monodesign.cli.formulations import add_predict, add_simulate, add_train
from monodesign.cli.loop import add_record, add_retrain, add_suggest
from monodesign.cli.molecules import add_check, add_describe, add_enumerate
from monodesign.cli.parser import Parser, add_command
from monodesign.cli.values import as_port

if TYPE_CHECKING:
    from monodesign.cli.parser import Commands


DESCRIPTION: Final = "Design ether-free acrylate and acrylamide monomers for gel polymer electrolytes."


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; its result names the command in `command`."""
    parser = Parser(prog="monodesign", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"monodesign {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True, parser_class=Parser
    )
    add_screen(commands)
    add_enumerate(commands)
    add_check(commands)
    add_describe(commands)
    add_predict(commands)
    add_simulate(commands)
    add_train(commands)
    add_rank(commands)
    add_export(commands)
    add_compare(commands)
    add_report(commands)
    add_record(commands)
    add_suggest(commands)
    add_retrain(commands)
    _add_app(commands)
    return parser


def _add_app(commands: Commands) -> None:
    parser = add_command(
        commands,
        "app",
        "open the workbench in the browser",
        "Draw monomers, mix formulations, run campaigns and record measurements on local pages; nothing "
        "leaves the machine. Works in FOLDER only, with the same files as the other commands. Needs the "
        "extra monodesign[app]. Ctrl-C ends the workbench; campaigns that it started go on.",
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="folder of the campaigns, each in a folder of its own (default: this folder)",
    )
    parser.add_argument(
        "--port", type=as_port, metavar="N", help="port to listen on (8650, or another one if that is taken)"
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="address to listen on; any but %(default)s lets other machines reach the workbench, unencrypted",
    )
    parser.add_argument(
        "--no-browser", dest="has_browser", action="store_false", help="print the address only"
    )
