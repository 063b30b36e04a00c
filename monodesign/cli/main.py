"""The commands. Everything monodesign prints, and every exit code, is decided here.

Exit codes: 0 the batch is finished (rows may carry an `error`), 1 our fault or the machine's,
2 the user's mistake (one line on stderr), 130 interrupted. Data go to stdout, progress to stderr.
"""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monodesign.cli.arguments import build_parser
from monodesign.cli.campaigns import run_compare, run_export, run_rank, run_report, run_screen
from monodesign.cli.formulations import run_predict, run_simulate, run_train
from monodesign.cli.loop import run_record, run_retrain, run_suggest
from monodesign.cli.molecules import run_check, run_describe, run_enumerate
from monodesign.cli.output import (
    drop_stdout,
    flush_stdout,
    open_streams,
    print_note,
)
from monodesign.cli.parser import MISTAKE
from monodesign.compute.interrupts import INTERRUPTED
from monodesign.compute.threads import limit_threads
from monodesign.errors import MonodesignError, UserError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence


FAULT: Final = 1


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
        UserError: One is no UTF-8, any file's name holds a NUL, or relative names have no folder to start in.
    """
    paths = [value for value in vars(options).values() if isinstance(value, Path)]
    for path in paths:
        if "\0" in str(path):
            raise UserError(f"{str(path)!r}: contains a NUL character; remove it")
    if not all(path.is_absolute() for path in paths):
        _require_current_folder()
    places = [options.out, options.campaign] if options.command == "screen" else [vars(options).get("folder")]
    for place in filter(None, places):
        try:
            name = str(place.absolute())
            name.encode()
        except UnicodeEncodeError as error:
            raise UserError(
                f"{str(place)!a}: the name, or that of its folder, is not UTF-8; rename it"
            ) from error


def _require_current_folder() -> None:
    """Check that the folder in which the command was given is still there.

    Raises:
        UserError: It was removed.
    """
    try:
        Path.cwd()
    except FileNotFoundError as error:
        raise UserError("the current folder no longer exists; change to another one (cd)") from error


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
    """Fail early if an output would overwrite an input.

    Raises:
        UserError: `--out` is that file, or a link to it.
    """
    if (out := getattr(options, "out", None)) is None:
        return
    from monodesign.tables.write import require_other

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
        return "the workbench is closed; campaigns that it started continue"
    return "run the same command to start again"


def _require_stdout(options: argparse.Namespace) -> None:
    """Check before the work that a command whose data go to a closed stdout has another place for them.

    Raises:
        UserError: It has none.
    """
    if options.command in {"check", "suggest"} or getattr(options, "json", False):
        raise UserError("stdout is closed; redirect it to a file")


def _app(options: argparse.Namespace) -> None:
    from monodesign.cli.workbench import run

    run(options)


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], None]]] = {
    "screen": run_screen,
    "enumerate": run_enumerate,
    "check": run_check,
    "describe": run_describe,
    "predict": run_predict,
    "simulate": run_simulate,
    "train": run_train,
    "rank": run_rank,
    "export": run_export,
    "compare": run_compare,
    "report": run_report,
    "record": run_record,
    "suggest": run_suggest,
    "retrain": run_retrain,
    "app": _app,
}
