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
    return parser


def _add_screen(commands: Commands) -> None:
    parser = _add(
        commands,
        "screen",
        "run a campaign from fragments to shortlist",
        "Without a file, the packaged default campaign, or the one that DIR holds already. Run again, it "
        "continues where it stopped.",
    )
    parser.add_argument("campaign", nargs="?", type=Path, metavar="CAMPAIGN.toml")
    parser.add_argument(
        "--out",
        type=_place,
        default=Path("campaign"),
        metavar="DIR",
        help="folder of the campaign (%(default)s)",
    )
    parser.add_argument(
        "--budget",
        type=_count,
        metavar="N",
        help="candidates described with xTB (default: the campaign's own)",
    )
    _add_jobs(parser)
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="use the workers of this Dask scheduler, such as tcp://node1:8786, instead of --jobs",
    )


def _add_enumerate(commands: Commands) -> None:
    parser = _add(
        commands,
        "enumerate",
        "build monomers from heads, bridges and ligands",
        "Writes every monomer the fragments allow, unfiltered; by default those with one ligand. The file "
        "appears when the last row is written; an interrupted run leaves none, or the one that was there. "
        "In a fragment's file the column joins names the atoms (C, N, O) of bridge ends that a ligand is put "
        "on, since it is another compound on each: [*:1]S(C)(=O)=O is a sulfone on C, a sulfonamide on N, a "
        "sulfonate on O. Without joins it goes wherever a standard reaction puts it, unless its name or "
        "class says which of these it is. The column handle names the group by which the precursor reacts, "
        "such as acid chloride; it is for the reader, routes are found without it.",
    )
    parser.add_argument(
        "--library",
        type=Path,
        metavar="DIR",
        help="folder with heads.csv, bridges.csv or ligands.csv; a file that is missing is the packaged one",
    )
    _add_out(parser)
    parser.add_argument("--limit", type=_positive, metavar="N", help="stop after N monomers")
    parser.add_argument("--sample", type=_positive, metavar="N", help="draw N monomers without replacement")
    parser.add_argument("--seed", type=_seed, default=0, metavar="S", help="seed of --sample (%(default)s)")
    parser.add_argument("--two-ligands", action="store_true", help="also bridges that carry two ligands")
    parser.add_argument(
        "--joints",
        type=Path,
        metavar="FILE",
        help="also write what bond each head and ligand makes on each kind of bridge end, or why none",
    )


def _add_check(commands: Commands) -> None:
    parser = _add(
        commands,
        "check",
        "say which molecules pass the filters, and why the others do not",
        "Prints one row per input with the library's columns and the reasons.",
    )
    _add_smiles(parser)
    parser.add_argument("--json", action="store_true", help="one JSON array instead of CSV")


def _add_describe(commands: Commands) -> None:
    parser = _add(
        commands,
        "describe",
        "compute redox potentials and Li⁺ descriptors with xTB",
        "One row per input. monomer_ columns describe the molecule as given, unit_ columns its saturated "
        "repeat unit. Redox and lithium take some twenty seconds per molecule and core, exchange a minute "
        "more. With --out, what is finished waits in FILE.partial.sqlite until FILE is written, and the same "
        "command continues an interrupted one; --json alone keeps nothing.",
    )
    _add_smiles(parser)
    parser.add_argument("--out", type=_place, metavar="FILE", help="CSV to write (needed without --json)")
    parser.add_argument("--json", action="store_true", help="one JSON array on stdout")
    parser.add_argument(
        "--what",
        type=_parts,
        default=PARTS[:2],
        metavar="PARTS",
        help=f"comma-separated: {', '.join(PARTS)} (redox,lithium)",
    )
    parser.add_argument(
        "--level",
        choices=("xtb", "dft"),
        default="xtb",
        help="dft repeats ionisation and Li⁺ binding with PySCF at the xTB geometries, some ten minutes a "
        "molecule (%(default)s)",
    )
    parser.add_argument(
        "--solvent",
        default="EC",
        metavar="S",
        help="of shell and gel, in exchange and affinity (%(default)s)",
    )
    parser.add_argument(
        "--beside",
        default="",
        metavar="NAME",
        help="also oxidise with this salt's anion or this solvent in contact, such as LiPF6 or EC",
    )
    parser.add_argument(
        "--implicit-solvent",
        default="acetonitrile",
        metavar="S",
        help="stands in for the electrolyte in redox potentials; xTB has no carbonates (%(default)s)",
    )
    parser.add_argument(
        "--engine",
        choices=("default", "xtb", "tblite"),
        default="default",
        help="what computes GFN2 (%(default)s)",
    )
    parser.add_argument(
        "--minutes",
        type=_minutes,
        default=MINUTES,
        metavar="M",
        help="end a molecule that takes longer; its row says so (%(default)g)",
    )
    _add_jobs(parser)


def _add_predict(commands: Commands) -> None:
    parser = _add(
        commands,
        "predict",
        "predict the conductivity of formulations",
        "Columns of the input: polymer, w_polymer, solvent, w_solvent, salt, w_salt, temperature_c; optional "
        "polymer_mol_ratio and polymer_mw_g_mol. The weight fractions sum to 1; mixtures are "
        "written as mass ratios, EC:2|DEC:1 and LiTFSI:4|LiBOB:1. A measured log10_sigma_s_cm or sigma_ms_cm "
        "comes back as given_…, beside the predicted one. Tables are "
        "read and written in parts, however long: CSV, or Parquet where a name ends in .parquet.",
    )
    parser.add_argument("formulations", type=Path, metavar="FORMULATIONS.csv")
    _add_out(parser)
    parser.add_argument(
        "--model", default="default", metavar="NAME", help="shipped model or folder (%(default)s)"
    )
    parser.add_argument(
        "--plot",
        type=Path,
        metavar="PICTURE",
        help="also draw σ of the first recipes against temperature, polymer content and salt content, with "
        "90 %% bands and the measured points of the table: .png, .svg or .pdf",
    )


def _add_simulate(commands: Commands) -> None:
    parser = _add(
        commands,
        "simulate",
        "run molecular dynamics of formulations",
        "Columns of the input: those of predict. Needs the extra monodesign[md]. Each formulation gets "
        "several boxes. What holds Li+ is written to DIR as coordination.csv, rdf.csv and shells.csv, with a "
        "summary in simulation.csv. Run again, it continues where it stopped; a longer --ns or more --boxes "
        "extend it.",
    )
    parser.add_argument("formulations", type=Path, metavar="FORMULATIONS.csv")
    parser.add_argument("--out", type=_place, required=True, metavar="DIR", help="folder of the results")
    parser.add_argument(
        "--setting",
        choices=("screening", "paper"),
        default="screening",
        help="screening: 2,000 atoms at 87 °C; paper: the study's box, 6,500 atoms at 25 °C (%(default)s)",
    )
    parser.add_argument("--inputs", choices=("gromacs",), help="also write each box as input of this program")
    parser.add_argument(
        "--temperature", type=_temperature, metavar="T", help="in °C, or `row` for that of each row"
    )
    parser.add_argument(
        "--boxes", dest="n_boxes", type=_positive, metavar="N", help="boxes a formulation (4)"
    )
    parser.add_argument("--atoms", dest="n_atoms", type=_positive, metavar="N", help="size of a box, nearly")
    parser.add_argument(
        "--chain-length", dest="chain_length", type=_chain_length, metavar="N", help="units of a chain (6)"
    )
    parser.add_argument("--ns", dest="production_ns", type=_measured, metavar="T", help="time counted, a box")
    parser.add_argument(
        "--equilibration-ns", type=_measured, metavar="T", help="time before, which is not counted"
    )
    parser.add_argument(
        "--ion-scale", type=_ion_scale, metavar="F", help="factor on the charges of the salt's ions (0.8)"
    )
    parser.add_argument(
        "--lithium", metavar="NAME", help="parameters of Li+ in libraries/ions.csv (jensen-jorgensen)"
    )
    parser.add_argument("--platform", metavar="NAME", help="OpenMM's platform (the fastest there is)")
    parser.add_argument(
        "--threads", type=_jobs, default=usable_cores(), metavar="N", help="threads on CPU (all cores)"
    )
    parser.add_argument("--seed", type=_seed, metavar="S", help="(1)")


def _add_train(commands: Commands) -> None:
    parser = _add(
        commands,
        "train",
        "fit and validate a surrogate",
        "Writes the model and its card. Columns of the input: those of predict, and the conductivity as "
        "log10_sigma_s_cm, sigma_s_cm, sigma_ms_cm, or resistance_ohm with thickness_cm and area_cm2. A row "
        "with something in a column flag or error is left out, whatever else it says.",
    )
    parser.add_argument("measurements", type=Path, metavar="MEASUREMENTS.csv")
    parser.add_argument("--out", type=_place, required=True, metavar="models/NAME", help="folder to write")
    parser.add_argument(
        "--trials", type=_count, default=0, metavar="N", help="tuning trials per fold (%(default)s)"
    )
    parser.add_argument("--seed", type=_seed, default=0, metavar="S", help="(%(default)s)")
    parser.add_argument(
        "--add-to",
        metavar="NAME",
        help="also learn from the shipped measurements, and from those of your own that this model (a name "
        "or folder; default has none) was trained on",
    )


def _add_rank(commands: Commands) -> None:
    parser = _add(
        commands,
        "rank",
        "rank a campaign again",
        "Uses the tables the campaign has and the goals its campaign.toml states now.",
    )
    _add_folder(parser)


def _add_export(commands: Commands) -> None:
    parser = _add(
        commands, "export", "write a campaign's shortlist again", "Uses the ranking the campaign has."
    )
    _add_folder(parser)
    parser.add_argument(
        "--top", type=_positive, metavar="N", help="number of candidates (default: the campaign's own)"
    )
    parser.add_argument(
        "--inputs",
        choices=("orca", "gaussian"),
        help="also write inputs for your own DFT to DIR/inputs; `compare` reads the outputs back",
    )
    parser.add_argument(
        "--task",
        choices=("redox", "optimise", "energy"),
        default="redox",
        help="what those inputs do: neutral, cation and anion of every unit in a solvent, optimised and with "
        "an energy, or one optimisation or energy of every stored structure (%(default)s)",
    )


def _add_compare(commands: Commands) -> None:
    parser = _add(
        commands,
        "compare",
        "put your own DFT results beside ours",
        "Reads the outputs (.out, .log) of the jobs that export --inputs wrote; writes DIR/comparison.csv.",
    )
    _add_folder(parser)
    parser.add_argument(
        "--outputs", type=Path, metavar="FOLDER", help="where the outputs are (default: DIR/inputs)"
    )


def _add_report(commands: Commands) -> None:
    _add_folder(
        _add(commands, "report", "write a campaign's report.html again", "One file that opens offline.")
    )


def _add_record(commands: Commands) -> None:
    parser = _add(
        commands,
        "record",
        "add a measurement to a campaign",
        "Either --sigma, or --resistance, --thickness and --area: σ = L/(R·S). Nothing measured is ever "
        "overwritten.",
    )
    _add_folder(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--monomer", metavar="M", help="SMILES, name or monomer_id; two as 'A|B' with --ratio for a copolymer"
    )
    what.add_argument(
        "--withdraw",
        type=_positive,
        metavar="ID",
        help="mark that record as not valid, with a --note why; it stays in the table",
    )
    parser.add_argument(
        "--ratio", default="", metavar="R", help="moles of a copolymer's monomers, such as '1|1'"
    )
    parser.add_argument("--sigma", type=_measured, metavar="S", help="conductivity, S/cm")
    parser.add_argument("--resistance", type=_measured, metavar="R", help="bulk resistance, Ω")
    parser.add_argument("--thickness", type=_measured, metavar="L", help="thickness, cm")
    parser.add_argument("--area", type=_measured, metavar="A", help="area, cm²")
    parser.add_argument(
        "--solvent", metavar="S", help="mass ratio, such as EC:1|DEC:1 (default: the campaign's own)"
    )
    parser.add_argument("--temperature", type=_number, metavar="T", help="°C (default: the campaign's own)")
    parser.add_argument(
        "--replicate", type=_positive, default=1, metavar="N", help="number of the sample (%(default)s)"
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="anything worth keeping")


def _add_suggest(commands: Commands) -> None:
    parser = _add(
        commands,
        "suggest",
        "propose the next candidates to make and measure",
        "Prints them with a reason each: by what σ is expected to gain within the limits, times the ease of "
        "synthesis.",
    )
    _add_folder(parser)
    parser.add_argument("-n", type=_positive, default=8, metavar="N", help="size of the batch (%(default)s)")
    parser.add_argument(
        "--method",
        choices=("expected_improvement", "thompson"),
        default="expected_improvement",
        help="how to weigh what is promising against what is unknown (%(default)s)",
    )
    parser.add_argument(
        "--seed", type=_seed, default=0, metavar="S", help="of Thompson sampling (%(default)s)"
    )


def _add_retrain(commands: Commands) -> None:
    parser = _add(
        commands,
        "retrain",
        "train on the campaign's own measurements too, and rank again",
        "The new model learns from the shipped measurements, from your own that the campaign's model knows, "
        "and from these. It goes to DIR/model, and campaign.toml names it from then on. Takes minutes.",
    )
    _add_folder(parser)
    parser.add_argument(
        "--trials", type=_count, default=0, metavar="N", help="tuning trials per fold (%(default)s)"
    )


def _add(commands: Commands, name: str, does: str, details: str) -> argparse.ArgumentParser:
    """Add a command that says in one line what it does, and in its own help the details too."""
    return commands.add_parser(name, help=does, description=f"{does[:1].upper()}{does[1:]}. {details}")


def _add_smiles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "smiles",
        nargs="*",
        metavar="SMILES",
        help="or a name of libraries/monomers.csv, such as DOA",
    )
    parser.add_argument(
        "--file",
        type=Path,
        metavar="F",
        help="one SMILES a line, a name may follow after a blank; or a CSV or Parquet with a smiles column, "
        "and a name column if you like",
    )


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of the campaign")


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=_place,
        required=True,
        metavar="FILE",
        help="file to write: Parquet if it ends in .parquet, CSV if in .csv or nothing",
    )


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        type=_jobs,
        default=usable_cores(),
        metavar="N",
        help="worker processes (%(default)s)",
    )


def _place(text: str) -> Path:
    if text == "-":
        raise argparse.ArgumentTypeError(
            "- is no place: what is written appears whole or not at all; name one"
        )
    return Path(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    if len(text) > MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"{text[:20]}…: at most {MOST_DIGITS} digits")
    return int(text)


def _positive(text: str) -> int:
    if _count(text) == 0:
        raise argparse.ArgumentTypeError("0 is not a whole number of 1 or more")
    return int(text)


def _seed(text: str) -> int:
    seed = _count(text)
    if seed > MOST_SEED:
        raise argparse.ArgumentTypeError(f"{text} is above {MOST_SEED}, the highest seed")
    return seed


def _jobs(text: str) -> int:
    jobs = _positive(text)
    if jobs > MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text} worker processes; at most {MOST_JOBS} on one machine")
    return jobs


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number{decimal_hint(text)}") from error


def _measured(text: str) -> float:
    number = _number(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0, as what is measured is")
    return number


def _temperature(text: str) -> str | float:
    return text if text == "row" else _number(text)


def _chain_length(text: str) -> int:
    if _positive(text) < SHORTEST_CHAIN:
        raise argparse.ArgumentTypeError(f"{text}: a chain has at least {SHORTEST_CHAIN} units")
    return int(text)


def _ion_scale(text: str) -> float:
    factor = _number(text)
    if not LEAST_ION_SCALE <= factor <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between {LEAST_ION_SCALE:g} and 1")
    return factor


def _minutes(text: str) -> float:
    minutes = _number(text)
    if not 0 < minutes <= MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {MOST_MINUTES:g} minutes")
    return minutes


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    if not parts or not set(parts) <= set(PARTS):
        raise argparse.ArgumentTypeError(f"{text!r}: choose from {', '.join(PARTS)}")
    return parts
