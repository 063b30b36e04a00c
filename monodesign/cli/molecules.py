"""The commands for molecules: enumerate, check, describe."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monodesign.cli.output import (
    print_note,
    print_parts,
    print_table,
)
from monodesign.cli.parser import add_command, add_jobs, add_out, add_smiles
from monodesign.cli.progress import ProgressBars
from monodesign.cli.values import PARTS, as_minutes, as_parts, as_place, as_positive, as_seed
from monodesign.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from monodesign.cli.parser import Commands, Options
    from monodesign.tables.molecules import Molecule


# As in descriptors/settings.py, which is too heavy to load for --help.
MINUTES: Final = 60.0


def add_enumerate(commands: Commands) -> None:
    parser = add_command(
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
    add_out(parser)
    parser.add_argument("--limit", type=as_positive, metavar="N", help="stop after N monomers")
    parser.add_argument("--sample", type=as_positive, metavar="N", help="draw N different monomers at random")
    parser.add_argument(
        "--seed", type=as_seed, default=0, metavar="S", help="random seed of --sample (default: %(default)s)"
    )
    parser.add_argument("--two-ligands", action="store_true", help="also use bridges that carry two ligands")
    parser.add_argument(
        "--joints",
        type=Path,
        metavar="FILE",
        help="also write a CSV file of the bond that each head and ligand forms with each kind of bridge "
        "end, or the reason why it forms none",
    )


def add_check(commands: Commands) -> None:
    parser = add_command(
        commands,
        "check",
        "filter molecules and give the reason for each rejection",
        "Prints one row per molecule: the columns of library.csv, is_kept and reasons.",
    )
    add_smiles(parser)
    parser.add_argument("--json", action="store_true", help="print a JSON array instead of CSV")


def add_describe(commands: Commands) -> None:
    parser = add_command(
        commands,
        "describe",
        "compute redox potentials and Li⁺ descriptors with xTB",
        "Writes one row per molecule. Columns monomer_… describe the molecule as given, columns unit_… its "
        "saturated repeat unit. Redox and lithium take about 20 seconds per molecule on one core, exchange a "
        "minute more. With --out, finished rows are kept in FILE.partial.sqlite until FILE is written, so "
        "that the same command can resume. With --json alone nothing is kept.",
    )
    add_smiles(parser)
    parser.add_argument(
        "--out", type=as_place, metavar="FILE", help="CSV file to write (required without --json)"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON array to stdout")
    _add_properties(parser.add_argument_group("what is computed"))
    _add_calculation(parser.add_argument_group("how it is computed"))


def _add_properties(options: Options) -> None:
    """Add what `describe` computes."""
    options.add_argument(
        "--what",
        type=as_parts,
        default=PARTS[:2],
        metavar="PARTS",
        help=f"comma-separated list of {', '.join(PARTS)} (default: redox,lithium)",
    )
    options.add_argument(
        "--level",
        choices=("xtb", "dft"),
        default="xtb",
        help="dft adds ionisation energy and Li⁺ binding by DFT (PySCF) at the xTB geometries, about ten "
        "minutes per molecule (default: %(default)s)",
    )
    options.add_argument(
        "--solvent",
        default="EC",
        metavar="S",
        help="solvent for exchange and affinity (default: %(default)s)",
    )
    options.add_argument(
        "--beside",
        default="",
        metavar="NAME",
        help="also compute the oxidation potential in contact with the anion of this salt or with this "
        "solvent, such as LiPF6 or EC",
    )
    options.add_argument(
        "--implicit-solvent",
        default="acetonitrile",
        metavar="S",
        help="implicit solvent for redox potentials; xTB has none for carbonates (default: %(default)s)",
    )


def _add_calculation(options: Options) -> None:
    """Add with which program `describe` computes, and for how long."""
    options.add_argument(
        "--engine",
        choices=("default", "xtb", "tblite"),
        default="default",
        help="program for GFN2-xTB; default: xtb if installed, else tblite",
    )
    options.add_argument(
        "--minutes",
        type=as_minutes,
        default=MINUTES,
        metavar="M",
        help="time limit per molecule in minutes; a molecule that exceeds it gets an error "
        "(default: %(default)g)",
    )
    add_jobs(options)


# Molecules whose rows are printed together: a long list neither fills the memory nor keeps one waiting.
CHECKED_AT_ONCE: Final = 2000


def run_enumerate(options: argparse.Namespace) -> None:
    from monodesign.space.account import account, tabulate_joints, word_account
    from monodesign.space.fragments import load_fragments
    from monodesign.space.space import MonomerSpace
    from monodesign.tables.columns import LIBRARY, names
    from monodesign.tables.formats import require_csv, require_format
    from monodesign.tables.write import require_place, write_csv, write_stream

    require_format(options.out)
    require_place(options.out)
    fragments = load_fragments(options.library)
    if options.joints is not None:
        require_csv(options.joints)
        require_place(options.joints)
        write_csv(tabulate_joints(fragments), options.joints)
    for line in word_account(account(fragments, two_ligands=options.two_ligands)):
        print_note(f"monodesign: {line}")
    space = MonomerSpace(fragments, two_ligands=options.two_ligands)
    wanted = min([len(space), *filter(None, (options.limit, options.sample))])
    tables = space.tables(limit=wanted, seed=None if options.sample is None else options.seed)
    with ProgressBars() as progress:
        n_rows = write_stream(
            tables,
            options.out,
            columns=names(LIBRARY),
            on_rows=lambda rows: progress("enumerate, at most", rows, wanted),
        )
    # Fewer than wanted come out only where all members were looked at.
    repeats = f"; {wanted - n_rows} combinations repeat one of these monomers" if n_rows < wanted else ""
    print_note(f"{n_rows} monomers in {options.out}{repeats}")


def run_check(options: argparse.Namespace) -> None:
    from monodesign.chem.check import check
    from monodesign.tables.molecules import keep_names

    given = _read_inputs(options)
    groups = (given[start : start + CHECKED_AT_ONCE] for start in range(0, len(given), CHECKED_AT_ONCE))
    parts = (keep_names(_explain(check([one.smiles for one in group]).table), group) for group in groups)
    print_parts(parts, as_json=options.json)


def run_describe(options: argparse.Namespace) -> None:
    from monodesign.compute.store import keeping
    from monodesign.descriptors.costs import expected_costs
    from monodesign.descriptors.describe import describe
    from monodesign.descriptors.settings import DescribeSettings
    from monodesign.descriptors.stored import is_described
    from monodesign.tables.formats import require_csv
    from monodesign.tables.molecules import keep_names
    from monodesign.tables.write import require_place, write_csv

    if options.out is None and not options.json:
        raise UserError("describe: give --out FILE, or --json for stdout")
    if options.out is not None:
        require_csv(options.out)
        require_place(options.out)
    given = _read_inputs(options)
    smiles = [molecule.smiles for molecule in given]
    settings = DescribeSettings(
        what=options.what,
        level=options.level,
        companion=options.beside,
        solvent=options.solvent,
        implicit_solvent=options.implicit_solvent,
    )
    with nullcontext() if options.out is None else keeping(options.out) as store:
        with ProgressBars(jobs=options.jobs) as progress:
            find = partial(is_described, settings=settings, engine_name=options.engine, store=store)
            progress.expect(expected_costs(smiles, is_finished=find))
            batch = describe(
                smiles,
                settings=settings,
                engine_name=options.engine,
                jobs=options.jobs,
                minutes_per_molecule=options.minutes,
                store=store,
                on_progress=progress,
            )
        table = keep_names(_explain(batch.table), given)
        if options.out is not None:
            write_csv(table, options.out)
            print_note(f"{len(table)} rows in {options.out}, {len(batch.failures)} with an error")
    if options.json:
        print_table(table, as_json=True)


def _read_inputs(options: argparse.Namespace) -> list[Molecule]:
    from monodesign.tables.molecules import FILE_ENDINGS, read_argument, read_molecules

    for text in options.smiles:
        if text.lower().endswith(FILE_ENDINGS):
            raise UserError(f"{text}: a file, not a SMILES; use --file {text}")
    # What is no text in the locale's encoding comes as lone surrogates, which no table can hold.
    texts = (text.encode(errors="surrogatepass").decode(errors="replace") for text in options.smiles)
    given = [read_argument(text) for text in texts]
    given += read_molecules(options.file) if options.file else []
    if not given:
        raise UserError("no SMILES given; give some, or use --file")
    return [_look_up(molecule) for molecule in given]


def _explain(table: pd.DataFrame) -> pd.DataFrame:
    """Say in `error` where what was given for a molecule is the name of a polymer, or of two things."""
    from monodesign.formulation.polymer_names import explain_name

    pairs = zip(table["smiles"], table["error"], strict=True)
    notes = [explain_name(str(given)) if error else "" for given, error in pairs]
    errors = zip(table["error"], notes, strict=True)
    return table.assign(error=["; ".join(filter(None, pair)) for pair in errors])


def _look_up(molecule: Molecule) -> Molecule:
    """Return a molecule with its SMILES where a name stands in their place: of a monomer, solvent or salt.

    A salt's name stands for its anion, since an ion is described without its counter-ion. `PC`, as SMILES
    methylphosphine, is the solvent, and so are the few other names that can be read as SMILES.
    """
    from dataclasses import replace

    from monodesign.chem.named_monomers import smiles_of
    from monodesign.formulation.solvents_and_salts import find_named

    smiles = smiles_of(molecule.smiles)
    if smiles == molecule.smiles:
        smiles = find_named(smiles) or smiles
    if smiles == molecule.smiles:
        return molecule
    return replace(molecule, smiles=smiles, name=molecule.name or molecule.smiles.strip())
