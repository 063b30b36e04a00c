"""The command `simulate`: what it takes, and what it shows while boxes run."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NoReturn, Self

import pandas as pd

from monodesign.cli.output import print_note
from monodesign.cli.progress import word_seconds
from monodesign.formulation.formulations import NUMBERS, require_recipe
from monodesign.simulation.settings import SETTINGS, Device, SimulationSettings
from monodesign.simulation.simulate import RESULT, simulate
from monodesign.tables.read import open_table
from monodesign.units import ZERO_CELSIUS_K

if TYPE_CHECKING:
    from tqdm import tqdm


# How often a line is printed where there is no terminal, as a part of all.
STEP: Final = 0.02
# Options that are called as the field of `SimulationSettings` that they change.
CHOICES: Final = (
    "n_atoms", "n_boxes", "chain_length", "ion_scale", "lithium", "equilibration_ns", "production_ns", "seed",
    "n_clusters", "level",
)  # fmt: skip


class SimulatedTime:
    """Shows simulated ns and the time left: a bar on a terminal, elsewhere a line every 2 %."""

    def __init__(self) -> None:
        self._bar: tqdm[NoReturn] | None = None
        self._begun: tuple[float, float] | None = None
        self._shown = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, done_ns: float, total_ns: float, what: str) -> None:
        """Show that `done_ns` of `total_ns` are simulated, and what is under way."""
        if sys.stderr.isatty():
            self._show_bar(done_ns, total_ns, what)
            return
        if self._begun is None:
            self._begun, self._shown = (time.monotonic(), done_ns), done_ns
        elif done_ns - self._shown >= STEP * total_ns or done_ns >= total_ns:
            self._shown = done_ns
            began, before_ns = self._begun
            left_s = (time.monotonic() - began) * (total_ns - done_ns) / max(done_ns - before_ns, 1e-9)
            print_note(f"{what}: {done_ns:.2f} of {total_ns:g} ns, about {word_seconds(left_s)} left")

    def _show_bar(self, done_ns: float, total_ns: float, what: str) -> None:
        from tqdm import tqdm

        if self._bar is None:
            form = "{l_bar}{bar}| {n:.2f}/{total:g} ns [{elapsed}<{remaining}]"
            self._bar = tqdm(total=total_ns, initial=done_ns, file=sys.stderr, bar_format=form)
        self._bar.set_description(what, refresh=False)
        self._bar.update(done_ns - self._bar.n)


def run(options: argparse.Namespace) -> None:
    """Simulate a table of formulations."""
    table = pd.concat(open_table(options.formulations, numbers=NUMBERS).parts(), ignore_index=True)
    require_recipe(table, where=str(options.formulations))
    settings = choose_settings(options)
    with SimulatedTime() as shown:
        batch = simulate(
            table, options.out, settings=settings, inputs=options.inputs or "", on_time=shown,
            on_note=lambda text: print_note(f"monodesign: {text}"),
        )  # fmt: skip
    print_note(f"{len(batch.table)} rows in {options.out / RESULT}, {len(batch.failures)} with an error")


def choose_settings(options: argparse.Namespace) -> SimulationSettings:
    """Return the named setting with the changes from the command line."""
    named = SETTINGS[options.setting]
    given = {name: getattr(options, name) for name in CHOICES if getattr(options, name) is not None}
    if options.temperature == "row":
        given["temperature_k"] = None
    elif options.temperature is not None:
        given["temperature_k"] = float(options.temperature) + ZERO_CELSIUS_K
    device = Device(platform=options.platform or "", threads=options.threads)
    return replace(named, device=device, **given)
