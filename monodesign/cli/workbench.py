"""`monodesign app`: says where the workbench answers, and serves it until it is interrupted."""

from __future__ import annotations

import argparse

from monodesign.app.run import Started, serve
from monodesign.cli.output import print_note


def run(options: argparse.Namespace) -> None:
    """Serve the workbench."""
    serve(
        options.folder,
        host=options.host,
        port=options.port,
        has_browser=options.has_browser,
        on_start=_announce,
    )


def _announce(started: Started) -> None:
    """Print the address, which is data, on stdout; warn where others reach it."""
    print(started.address, flush=True)
    print_note("monodesign: the workbench is open at this address; Ctrl-C ends it")
    if started.is_open:
        print_note(
            "monodesign: warning: other machines can reach it, and what passes is not encrypted; whoever has "
            "the address can read and write its folder"
        )
