"""What each command accepts: one parser, no work done."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from monodesign import __version__
from monodesign.compute.machine import usable_cores
from monodesign.tables.header import decimal_hint

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers returns.
    Commands = argparse._SubParsersAction["_Parser"]  # noqa: SLF001

MISTAKE: Final = 2
DESCRIPTION: Final = "Design ether-free acrylate and acrylamide monomers for gel polymer electrolytes."
# As in descriptors/settings.py, which is too heavy to load for --help.
MINUTES: Final = 60.0
MOST_MINUTES: Final = 10_000.0
MOST_SEED: Final = 2**31 - 2
# More than the cores of any machine we know of, and few enough not to drown one.
MOST_JOBS: Final = 1000
MOST_PORT: Final = 65_535
MOST_DIGITS: Final = 18  # of a whole number, as 64 bits hold; Python itself refuses to read some thousands
# A decimal comma among them, which the option's own complaint names.
_NEGATIVE_NUMBER: Final = re.compile(r"-[.,]?\d[\d.,]*([eE][+-]?\d+)?$")
SHORTEST_CHAIN: Final = 2
LEAST_ION_SCALE: Final = 0.5
PARTS: Final = ("redox", "lithium", "exchange", "affinity")


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, and to which -9e-4 is a number as -0.0009 is."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  whatever argparse takes
        super().__init__(**settings)
        # argparse knows no exponents before Python 3.14, and takes the number for an option.
        self._negative_number_matcher = _NEGATIVE_NUMBER

    def error(self, message: str) -> NoReturn:
        self.exit(MISTAKE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; its result names the command in `command`."""
    parser = _Parser(prog="monodesign", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"monodesign {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True, parser_class=_Parser
    )
    _add_screen(commands)
    _add_enumerate(commands)
    _add_check(commands)
    _add_describe(commands)
    _add_predict(commands)
    _add_simulate(commands)
    _add_train(commands)
    _add_rank(commands)
    _add_export(commands)
    _add_compare(commands)
    _add_report(commands)
    _add_record(commands)
    _add_suggest(commands)
    _add_retrain(commands)
    _add_app(commands)
    return parser


def _add_screen(commands: Commands) -> None:
    parser = _add(
        commands,
        "screen",
        "run a campaign from fragments to shortlist",
        "Without a file it runs the campaign that DIR already holds, else the default campaign. Run the same "
        "command again to resume after an interruption.",
    )
    parser.add_argument("campaign", nargs="?", type=Path, metavar="CAMPAIGN.toml")
    parser.add_argument(
        "--out",
        type=_place,
        default=Path("campaign"),
        metavar="DIR",
        help="folder for the campaign (default: %(default)s)",
    )
    parser.add_argument(
        "--budget",
        type=_count,
        metavar="N",
        help="number of candidates to describe with xTB (default: budget of the campaign file)",
    )
    _add_jobs(parser)
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="address of a Dask scheduler, such as tcp://node1:8786; its workers replace --jobs",
    )


def _add_enumerate(commands: Commands) -> None:
    parser = _add(
        commands,
        "enumerate",
        "build monomers from heads, bridges and ligands",
        "Writes every monomer that the fragments allow, without filtering; by default monomers with one "
        "ligand. The file is written whole or not at all. In a fragment file, the column joins lists the "
        "atoms (C, N, O) of a bridge end to which a ligand may be bound, because each gives another "
        "compound: [*:1]S(C)(=O)=O is a sulfone on C, a sulfonamide on N and a sulfonate on O. If joins is "
        "empty, the name or class of the ligand decides; otherwise the ligand is bound wherever a standard "
        "reaction can bind it. The column handle names the reactive group of the precursor, such as acid "
        "chloride. It is a note for the reader; routes are found without it.",
    )
    parser.add_argument(
        "--library",
        type=Path,
        metavar="DIR",
        help="folder with your heads.csv, bridges.csv or ligands.csv (default for a missing file: the "
        "packaged fragments)",
    )
    _add_out(parser)
    parser.add_argument("--limit", type=_positive, metavar="N", help="stop after N monomers")
    parser.add_argument("--sample", type=_positive, metavar="N", help="draw N different monomers at random")
    parser.add_argument(
        "--seed", type=_seed, default=0, metavar="S", help="random seed of --sample (default: %(default)s)"
    )
    parser.add_argument("--two-ligands", action="store_true", help="also use bridges that carry two ligands")
    parser.add_argument(
        "--joints",
        type=Path,
        metavar="FILE",
        help="also write a CSV file of the bond that each head and ligand forms with each kind of bridge "
        "end, or the reason why it forms none",
    )


def _add_check(commands: Commands) -> None:
    parser = _add(
        commands,
        "check",
        "filter molecules and give the reason for each rejection",
        "Prints one row per molecule: the columns of library.csv, is_kept and reasons.",
    )
    _add_smiles(parser)
    parser.add_argument("--json", action="store_true", help="print a JSON array instead of CSV")


def _add_describe(commands: Commands) -> None:
    parser = _add(
        commands,
        "describe",
        "compute redox potentials and Li⁺ descriptors with xTB",
        "Writes one row per molecule. Columns monomer_… describe the molecule as given, columns unit_… its "
        "saturated repeat unit. Redox and lithium take about 20 seconds per molecule on one core, exchange a "
        "minute more. With --out, finished rows are kept in FILE.partial.sqlite until FILE is written, so "
        "that the same command can resume. With --json alone nothing is kept.",
    )
    _add_smiles(parser)
    parser.add_argument(
        "--out", type=_place, metavar="FILE", help="CSV file to write (required without --json)"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON array to stdout")
    parser.add_argument(
        "--what",
        type=_parts,
        default=PARTS[:2],
        metavar="PARTS",
        help=f"comma-separated list of {', '.join(PARTS)} (default: redox,lithium)",
    )
    parser.add_argument(
        "--level",
        choices=("xtb", "dft"),
        default="xtb",
        help="dft adds ionisation energy and Li⁺ binding by DFT (PySCF) at the xTB geometries, about ten "
        "minutes per molecule (default: %(default)s)",
    )
    parser.add_argument(
        "--solvent",
        default="EC",
        metavar="S",
        help="solvent for exchange and affinity (default: %(default)s)",
    )
    parser.add_argument(
        "--beside",
        default="",
        metavar="NAME",
        help="also compute the oxidation potential in contact with the anion of this salt or with this "
        "solvent, such as LiPF6 or EC",
    )
    parser.add_argument(
        "--implicit-solvent",
        default="acetonitrile",
        metavar="S",
        help="implicit solvent for redox potentials; xTB has none for carbonates (default: %(default)s)",
    )
    parser.add_argument(
        "--engine",
        choices=("default", "xtb", "tblite"),
        default="default",
        help="program for GFN2-xTB; default: xtb if installed, else tblite",
    )
    parser.add_argument(
        "--minutes",
        type=_minutes,
        default=MINUTES,
        metavar="M",
        help="time limit per molecule in minutes; a molecule that exceeds it gets an error "
        "(default: %(default)g)",
    )
    _add_jobs(parser)


def _add_predict(commands: Commands) -> None:
    parser = _add(
        commands,
        "predict",
        "predict the conductivity of formulations",
        "Columns of the input: polymer, w_polymer, solvent, w_solvent, salt, w_salt, temperature_c; optional "
        "polymer_mol_ratio and polymer_mw_g_mol. The weight fractions must sum to 1. Mixtures are "
        "mass ratios: EC:2|DEC:1, LiTFSI:4|LiBOB:1. A measured log10_sigma_s_cm or sigma_ms_cm "
        "is copied to given_log10_sigma_s_cm or given_sigma_ms_cm. Input and "
        "output may have any length; a name that ends in .parquet means Parquet, otherwise CSV.",
    )
    parser.add_argument("formulations", type=Path, metavar="FORMULATIONS.csv")
    _add_out(parser)
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


def _add_simulate(commands: Commands) -> None:
    parser = _add(
        commands,
        "simulate",
        "run molecular dynamics of formulations",
        "The input has the columns of predict. Needs the extra monodesign[md]. Several boxes are simulated "
        "for each formulation. DIR/coordination.csv, rdf.csv and shells.csv say what coordinates Li⁺; "
        "DIR/simulation.csv is the summary. Run the same command again to resume; a longer --ns or more "
        "--boxes extend what is there.",
    )
    parser.add_argument("formulations", type=Path, metavar="FORMULATIONS.csv")
    parser.add_argument("--out", type=_place, required=True, metavar="DIR", help="folder for the results")
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
    parser.add_argument(
        "--temperature",
        type=_temperature,
        metavar="T",
        help="°C, or `row` for the temperature of each row (default: that of --setting)",
    )
    parser.add_argument(
        "--boxes", dest="n_boxes", type=_positive, metavar="N", help="boxes per formulation (default: 4)"
    )
    parser.add_argument(
        "--atoms",
        dest="n_atoms",
        type=_positive,
        metavar="N",
        help="approximate atoms per box (default: that of --setting)",
    )
    parser.add_argument(
        "--chain-length",
        dest="chain_length",
        type=_chain_length,
        metavar="N",
        help="repeat units per chain (default: 6)",
    )
    parser.add_argument(
        "--ns", dest="production_ns", type=_measured, metavar="T", help="analysed time per box, ns"
    )
    parser.add_argument(
        "--equilibration-ns", type=_measured, metavar="T", help="time before the analysis starts, ns"
    )
    parser.add_argument(
        "--ion-scale",
        type=_ion_scale,
        metavar="F",
        help="scale factor for the charges of the ions (default: 0.8)",
    )
    parser.add_argument(
        "--lithium", metavar="NAME", help="Li⁺ parameters from libraries/ions.csv (default: jensen-jorgensen)"
    )
    parser.add_argument("--platform", metavar="NAME", help="OpenMM platform (default: the fastest available)")
    parser.add_argument(
        "--threads", type=_jobs, default=usable_cores(), metavar="N", help="CPU threads (default: all cores)"
    )
    parser.add_argument("--seed", type=_seed, metavar="S", help="random seed (default: 1)")


def _add_train(commands: Commands) -> None:
    parser = _add(
        commands,
        "train",
        "fit and validate a surrogate",
        "Writes the model and a card with its errors. The input has the columns of predict and the measured "
        "conductivity: log10_sigma_s_cm, sigma_s_cm, sigma_ms_cm, or resistance_ohm with thickness_cm and "
        "area_cm2. Rows with a value in the column flag or error are skipped.",
    )
    parser.add_argument("measurements", type=Path, metavar="MEASUREMENTS.csv")
    parser.add_argument(
        "--out", type=_place, required=True, metavar="models/NAME", help="folder for the model"
    )
    parser.add_argument(
        "--trials",
        type=_count,
        default=0,
        metavar="N",
        help="tuning trials per fold of the validation (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=_seed, default=0, metavar="S", help="random seed (default: %(default)s)"
    )
    parser.add_argument(
        "--add-to",
        metavar="NAME",
        help="also train on the measurements of this model: `default` for the shipped ones, or the folder of "
        "an own model for the shipped ones and those it was trained on",
    )


def _add_rank(commands: Commands) -> None:
    parser = _add(
        commands,
        "rank",
        "rank a campaign again",
        "Uses the present tables and the present goals in campaign.toml.",
    )
    _add_folder(parser)


def _add_export(commands: Commands) -> None:
    parser = _add(
        commands, "export", "write the shortlist of a campaign again", "Uses the present ranking.csv."
    )
    _add_folder(parser)
    parser.add_argument(
        "--top", type=_positive, metavar="N", help="number of candidates (default: that of campaign.toml)"
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


def _add_compare(commands: Commands) -> None:
    parser = _add(
        commands,
        "compare",
        "compare your own DFT results with ours",
        "Reads the outputs (.out, .log) of the jobs that `export --inputs` wrote. Writes DIR/comparison.csv.",
    )
    _add_folder(parser)
    parser.add_argument(
        "--outputs", type=Path, metavar="FOLDER", help="folder of the outputs (default: DIR/inputs)"
    )


def _add_report(commands: Commands) -> None:
    _add_folder(
        _add(
            commands,
            "report",
            "write report.html of a campaign again",
            "The report is one file and opens offline.",
        )
    )


def _add_record(commands: Commands) -> None:
    parser = _add(
        commands,
        "record",
        "add a measurement to a campaign",
        "Give --sigma, or --resistance, --thickness and --area; then σ = thickness/(resistance · area). The "
        "measurement is appended to bench.csv. Nothing in bench.csv is ever overwritten.",
    )
    _add_folder(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--monomer", metavar="M", help="SMILES, name or monomer_id; for a copolymer 'A|B' with --ratio"
    )
    what.add_argument(
        "--withdraw",
        type=_positive,
        metavar="ID",
        help="mark this record as not valid; give the reason in --note. The record stays in the table",
    )
    parser.add_argument(
        "--ratio", default="", metavar="R", help="mole ratio of the monomers of a copolymer, such as '1|1'"
    )
    parser.add_argument("--sigma", type=_measured, metavar="S", help="conductivity, S/cm")
    parser.add_argument("--resistance", type=_measured, metavar="R", help="bulk resistance, Ω")
    parser.add_argument("--thickness", type=_measured, metavar="L", help="thickness, cm")
    parser.add_argument("--area", type=_measured, metavar="A", help="area, cm²")
    parser.add_argument(
        "--solvent",
        metavar="S",
        help="solvents with their mass ratio, such as EC:1|DEC:1 (default: that of campaign.toml)",
    )
    parser.add_argument(
        "--temperature", type=_number, metavar="T", help="°C (default: that of campaign.toml)"
    )
    parser.add_argument(
        "--replicate",
        type=_positive,
        default=1,
        metavar="N",
        help="number of the sample (default: %(default)s)",
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="a note to keep with the measurement")


def _add_suggest(commands: Commands) -> None:
    parser = _add(
        commands,
        "suggest",
        "propose the next candidates to make and measure",
        "Prints the candidates in order, each with a reason. The order follows the expected improvement in σ "
        "within the limits, times the ease of synthesis.",
    )
    _add_folder(parser)
    parser.add_argument(
        "-n", type=_positive, default=8, metavar="N", help="size of the batch (default: %(default)s)"
    )
    parser.add_argument(
        "--method",
        choices=("expected_improvement", "thompson"),
        default="expected_improvement",
        help="how to balance promising candidates against unknown ones (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=_seed,
        default=0,
        metavar="S",
        help="random seed of --method thompson (default: %(default)s)",
    )


def _add_retrain(commands: Commands) -> None:
    parser = _add(
        commands,
        "retrain",
        "train on the measurements of a campaign and rank again",
        "The new model is trained on the measurements of the present model and on those in bench.csv. It is "
        "written to DIR/model and named in campaign.toml. Takes about two minutes.",
    )
    _add_folder(parser)
    parser.add_argument(
        "--trials",
        type=_count,
        default=0,
        metavar="N",
        help="tuning trials per fold of the validation (default: %(default)s)",
    )


def _add_app(commands: Commands) -> None:
    parser = _add(
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
        help="holds the campaigns, one folder each (default: this folder)",
    )
    parser.add_argument(
        "--port", type=_port, metavar="N", help="port to listen on (8650, or another one if that is taken)"
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


def _add(commands: Commands, name: str, does: str, details: str) -> argparse.ArgumentParser:
    """Add a command that says in one line what it does, and in its own help the details too."""
    return commands.add_parser(name, help=does, description=f"{does[:1].upper()}{does[1:]}. {details}")


def _add_smiles(parser: argparse.ArgumentParser) -> None:
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
        help="text file with one SMILES per line (a name may follow after a blank), or CSV or Parquet file "
        "with a column smiles and optionally name",
    )


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of the campaign")


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=_place,
        required=True,
        metavar="FILE",
        help="file to write: .csv, or .parquet for Parquet",
    )


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        type=_jobs,
        default=usable_cores(),
        metavar="N",
        help="worker processes (default: all cores, here %(default)s)",
    )


def _place(text: str) -> Path:
    if text == "-":
        raise argparse.ArgumentTypeError("cannot write to stdout; give a file name")
    return Path(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: must be a whole number, 0 or more")
    if len(text) > MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"{text[:20]}…: at most {MOST_DIGITS} digits")
    return int(text)


def _positive(text: str) -> int:
    if _count(text) == 0:
        raise argparse.ArgumentTypeError("0: must be a whole number, 1 or more")
    return int(text)


def _port(text: str) -> int:
    port = _positive(text)
    if port > MOST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is above {MOST_PORT}, the highest port")
    return port


def _seed(text: str) -> int:
    seed = _count(text)
    if seed > MOST_SEED:
        raise argparse.ArgumentTypeError(f"{text}: the highest seed is {MOST_SEED}")
    return seed


def _jobs(text: str) -> int:
    jobs = _positive(text)
    if jobs > MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text}: at most {MOST_JOBS} worker processes on one machine")
    return jobs


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: must be a number{decimal_hint(text)}") from error


def _measured(text: str) -> float:
    number = _number(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text}: must be a positive number")
    return number


def _temperature(text: str) -> str | float:
    return text if text == "row" else _number(text)


def _chain_length(text: str) -> int:
    if _positive(text) < SHORTEST_CHAIN:
        raise argparse.ArgumentTypeError(f"{text}: a chain needs at least {SHORTEST_CHAIN} units")
    return int(text)


def _ion_scale(text: str) -> float:
    factor = _number(text)
    if not LEAST_ION_SCALE <= factor <= 1:
        raise argparse.ArgumentTypeError(f"{text}: must be between {LEAST_ION_SCALE:g} and 1")
    return factor


def _minutes(text: str) -> float:
    minutes = _number(text)
    if not 0 < minutes <= MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"{text}: must be between 0 and {MOST_MINUTES:g} minutes")
    return minutes


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    if not parts or not set(parts) <= set(PARTS):
        raise argparse.ArgumentTypeError(f"{text!r}: choose from {', '.join(PARTS)}")
    return parts
