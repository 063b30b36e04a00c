"""The commands. Everything monodesign prints, and every exit code, is decided here.

Exit codes: 0 the batch is finished (rows may carry an `error`), 1 our fault or the machine's,
2 the user's mistake (one line on stderr), 130 interrupted. Data go to stdout, progress to stderr.
"""

from __future__ import annotations

import signal
import threading
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from monodesign.cli.arguments import MISTAKE, build_parser
from monodesign.cli.output import (
    SUGGESTED_DECIMALS,
    drop_stdout,
    flush_stdout,
    open_streams,
    print_note,
    print_parts,
    print_summary,
    print_table,
)
from monodesign.cli.progress import ProgressBars
from monodesign.compute.workers import limit_threads
from monodesign.errors import MonodesignError, UserError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd

    from monodesign.formulation.impedance import Impedance
    from monodesign.tables.molecules import Molecule

FAULT: Final = 1
INTERRUPTED: Final = 130
# Molecules whose rows are printed together: a long list neither fills the memory nor keeps one waiting.
CHECKED_AT_ONCE: Final = 2000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    has_stdout = open_streams()
    options = build_parser().parse_args(arguments)
    limit_threads()
    _catch_ends()
    try:
        if not has_stdout:
            _require_stdout(options)
        _require_names(options)
        _spare_inputs(options)
        COMMANDS[options.command](options)
        flush_stdout()
    except KeyboardInterrupt:
        print_note(f"monodesign: interrupted; {_word_repetition(options)}")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing more can be flushed.
        drop_stdout()
        return 0
    except UserError as error:
        print_note(f"monodesign: {error}")
        return MISTAKE
    except (MonodesignError, OSError) as error:
        print_note(f"monodesign: {error}")
        return FAULT
    return 0


def _require_names(options: argparse.Namespace) -> None:
    """Check before the work that a campaign's folder and file have names that can be written into tables.

    Raises:
        UserError: One is no UTF-8, or holds a NUL.
    """
    places = [options.out, options.campaign] if options.command == "screen" else [vars(options).get("folder")]
    for place in filter(None, places):
        try:
            name = str(place.absolute())
            name.encode()
        except (UnicodeEncodeError, FileNotFoundError) as error:
            raise UserError(
                f"{str(place)!a}: the name, or that of its folder, is not UTF-8; rename it"
            ) from error
        if "\0" in name:
            raise UserError(f"{name!r}: contains a NUL character; remove it")


def _catch_ends() -> None:
    """Let SIGTERM and a closed terminal end a command as Ctrl-C does: no partial file stays behind."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, _: object) -> None:
    """Interrupt the command; a second signal ends it at once."""
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt


def _spare_inputs(options: argparse.Namespace) -> None:
    """Check before the work that a command does not write over a file that it reads.

    Raises:
        UserError: `--out` is that file, or a link to it.
    """
    from monodesign.tables.write import require_other

    if (out := getattr(options, "out", None)) is None:
        return
    written = [out, *filter(None, [getattr(options, "joints", None)])]
    given = [getattr(options, name, None) for name in ("campaign", "file", "formulations", "measurements")]
    if options.command == "enumerate" and options.library is not None:
        from monodesign.space.fragments import FILES

        given += [options.library / name for name in FILES.values()]
    if options.command == "train":
        from monodesign.surrogate.storage import OWN_FILE

        written.append(out / OWN_FILE)
    written += [picture for picture in [getattr(options, "plot", None)] if picture]
    require_other(written, filter(None, given))


def _word_repetition(options: argparse.Namespace) -> str:
    """Say what an interrupted command leaves to the next one: all results, or nothing half finished."""
    if options.command in {"screen", "simulate"} or (
        options.command == "describe" and options.out is not None
    ):
        return "finished work is kept; run the same command to resume"
    if options.command == "app":
        return "the workbench is closed; what it started goes on"
    return "run the same command to start again"


def _require_stdout(options: argparse.Namespace) -> None:
    """Check before the work that a command whose data go to a closed stdout has another place for them.

    Raises:
        UserError: It has none.
    """
    if options.command in {"check", "suggest"} or getattr(options, "json", False):
        raise UserError("stdout is closed; redirect it to a file")


def _screen(options: argparse.Namespace) -> None:
    from monodesign.campaign.stages import run_campaign
    from monodesign.campaign_folder.settings import read_campaign
    from monodesign.compute.workers import Scheduler
    from monodesign.paths import LIBRARIES

    own = options.out / "campaign.toml"
    settings = read_campaign(options.campaign or (own if own.is_file() else LIBRARIES / "campaign.toml"))
    # A pipe was read once and holds no more.
    has_source = options.campaign is not None and options.campaign.is_file()
    source = options.campaign.read_text(encoding="utf-8-sig") if has_source else ""
    if options.budget is not None:
        settings = settings.model_copy(update={"budget": options.budget})
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


def _enumerate(options: argparse.Namespace) -> None:
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


def _check(options: argparse.Namespace) -> None:
    from monodesign.chem.check import check
    from monodesign.tables.molecules import keep_names

    given = _read_inputs(options)
    groups = (given[start : start + CHECKED_AT_ONCE] for start in range(0, len(given), CHECKED_AT_ONCE))
    parts = (keep_names(check([one.smiles for one in group]).table, group) for group in groups)
    print_parts(parts, as_json=options.json)


def _describe(options: argparse.Namespace) -> None:
    from monodesign.compute.store import keeping
    from monodesign.descriptors.describe import describe, expected_costs
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
        table = keep_names(batch.table, given)
        if options.out is not None:
            write_csv(table, options.out)
            print_note(f"{len(table)} rows in {options.out}, {len(batch.failures)} with an error")
    if options.json:
        print_table(table, as_json=True)


def _predict(options: argparse.Namespace) -> None:
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


def _simulate(options: argparse.Namespace) -> None:
    from monodesign.cli.simulation import run

    run(options)


def _train(options: argparse.Namespace) -> None:
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


def _rank(options: argparse.Namespace) -> None:
    from monodesign.campaign.stages import rank_again

    print_summary(rank_again(options.folder))


def _export(options: argparse.Namespace) -> None:
    from monodesign.campaign.stages import export_again

    summary = export_again(
        options.folder,
        size=options.top,
        inputs=options.inputs,
        task=options.task,
        on_note=lambda text: print_note(f"monodesign: {text}"),
    )
    print_summary(summary)


def _compare(options: argparse.Namespace) -> None:
    from monodesign.campaign.compare import compare

    print_table(compare(options.folder, outputs=options.outputs), as_json=False)
    print_note(f"table in {options.folder / 'comparison.csv'}")


def _report(options: argparse.Namespace) -> None:
    from monodesign.campaign.stages import report_again

    report_again(options.folder)
    print_note(f"report in {options.folder / 'report.html'}")


def _record(options: argparse.Namespace) -> None:
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


def _suggest(options: argparse.Namespace) -> None:
    from monodesign.campaign.next_batch import suggest_next

    batch = suggest_next(options.folder, n=options.n, seed=options.seed, method=options.method)
    # Python's own rounding is that of the reason's text; NumPy makes 0.82 of 0.815, which is a little less.
    shown = {
        name: [round(float(value), digits) for value in batch[name]]
        for name, digits in SUGGESTED_DECIMALS.items()
        if name in batch
    }
    print_table(batch.assign(**shown), as_json=False)


def _retrain(options: argparse.Namespace) -> None:
    from monodesign.campaign.retrain import retrain
    from monodesign.surrogate.training.train import N_STEPS

    with ProgressBars() as progress:
        progress.expect([1.0] * N_STEPS)
        summary = retrain(options.folder, trials=options.trials, on_progress=progress)
    print_summary(summary)


def _app(options: argparse.Namespace) -> None:
    from monodesign.cli.workbench import run

    run(options)


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], None]]] = {
    "screen": _screen,
    "enumerate": _enumerate,
    "check": _check,
    "describe": _describe,
    "predict": _predict,
    "simulate": _simulate,
    "train": _train,
    "rank": _rank,
    "export": _export,
    "compare": _compare,
    "report": _report,
    "record": _record,
    "suggest": _suggest,
    "retrain": _retrain,
    "app": _app,
}


def _read_inputs(options: argparse.Namespace) -> list[Molecule]:
    from monodesign.tables.molecules import FILE_ENDINGS, Molecule, read_molecules

    for text in options.smiles:
        if text.lower().endswith(FILE_ENDINGS):
            raise UserError(f"{text}: a file, not a SMILES; use --file {text}")
    # What is no text in the locale's encoding comes as lone surrogates, which no table can hold.
    texts = (text.encode(errors="surrogateescape").decode(errors="replace") for text in options.smiles)
    given = [Molecule(text) for text in texts]
    given += read_molecules(options.file) if options.file else []
    if not given:
        raise UserError("no SMILES given; give some, or use --file")
    return [_look_up(molecule) for molecule in given]


def _look_up(molecule: Molecule) -> Molecule:
    """Return a molecule with its SMILES where a name stands in their place: of a monomer, solvent or salt.

    A salt's name stands for its anion, since an ion is described without its counter-ion. `PC`, as SMILES
    methylphosphine, is the solvent, and so are the few other names that can be read as SMILES.
    """
    from monodesign.chem.named_monomers import smiles_of
    from monodesign.formulation.solvents_and_salts import find_named

    smiles = smiles_of(molecule.smiles)
    if smiles == molecule.smiles:
        smiles = find_named(smiles) or smiles
    if smiles == molecule.smiles:
        return molecule
    return replace(molecule, smiles=smiles, name=molecule.name or molecule.smiles.strip())
