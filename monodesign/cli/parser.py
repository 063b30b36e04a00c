"""The parser of the command line, and the options that several commands share."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from monodesign.cli.values import as_jobs, as_place
from monodesign.compute.machine import usable_cores

if TYPE_CHECKING:
    # What add_subparsers returns, and a parser or a group of its options: argparse has no public names.
    Commands = argparse._SubParsersAction["Parser"]  # noqa: SLF001
    Options = argparse._ActionsContainer  # noqa: SLF001


MISTAKE: Final = 2
# A decimal comma among them, which the option's own complaint names.
_NEGATIVE_NUMBER: Final = re.compile(r"-[.,]?\d[\d.,]*([eE][+-]?\d+)?$")


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, and to which -9e-4 is a number as -0.0009 is."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  whatever argparse takes
        super().__init__(**settings)
        # argparse knows no exponents before Python 3.14, and reads the number as an option.
        self._negative_number_matcher = _NEGATIVE_NUMBER

    def error(self, message: str) -> NoReturn:
        """Print one line and exit with the code of a mistake."""
        self.exit(MISTAKE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def add_command(commands: Commands, name: str, does: str, details: str) -> argparse.ArgumentParser:
    """Add a command with a one-line summary and the details of its own help."""
    return commands.add_parser(name, help=does, description=f"{does[:1].upper()}{does[1:]}. {details}")


def add_smiles(parser: argparse.ArgumentParser) -> None:
    """Add the SMILES and the file that holds them."""
    parser.add_argument(
        "smiles",
        nargs="*",
        metavar="SMILES",
        help="SMILES, or a name from libraries/monomers.csv, such as DOA",
    )
    parser.add_argument(
        "--file",
        type=Path,
        metavar="F",
        help="text file with one SMILES per line (a name may follow after a blank), MOL or SD file, or CSV "
        "or Parquet file with a column smiles and optionally name",
    )


def add_formulations(parser: argparse.ArgumentParser) -> None:
    """Add the table of formulations."""
    parser.add_argument(
        "formulations",
        type=Path,
        metavar="FORMULATIONS.csv",
        help="table of formulations: CSV or Parquet",
    )


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Add the folder of a campaign."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of the campaign")


def add_out(parser: argparse.ArgumentParser) -> None:
    """Add the file to write."""
    parser.add_argument(
        "--out",
        type=as_place,
        required=True,
        metavar="FILE",
        help="file to write: .csv, or .parquet for Parquet",
    )


def add_jobs(options: Options) -> None:
    """Add the number of worker processes."""
    options.add_argument(
        "--jobs",
        type=as_jobs,
        default=usable_cores(),
        metavar="N",
        help="worker processes (default: all cores, here %(default)s)",
    )
