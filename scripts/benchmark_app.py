"""Measure the workbench: from drawings to numbers, ten tabs at once, and how soon it answers.

    python scripts/benchmark_app.py [--count 100] [--tabs 10] [--seed 1]

Starts `monodesign app` on a folder of its own, asks it as a page does, and prints wall times (s) with the CPU
time of its process. The monomers are drawn from the packaged fragments, all different.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlsplit

import numpy as np
import psutil

from monodesign.api import enumerate_monomers


class Tab:
    """A browser's tab: exchanges the key for the cookie, and asks as our own page does."""

    def __init__(self, address: str) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        parts = urlsplit(address)
        self._home = f"{parts.scheme}://{parts.netloc}"
        self._opener.open(address).read()

    def ask(self, path: str, asked: dict[str, object]) -> float:
        """Ask one call and return the seconds until its whole answer is here."""
        request = urllib.request.Request(  # noqa: S310  # our own server
            f"{self._home}/api/{path}",
            data=json.dumps(asked).encode(),
            headers={"Content-Type": "application/json", "Origin": self._home},
        )
        begun = time.perf_counter()
        json.load(self._opener.open(request))
        return time.perf_counter() - begun


def main() -> None:
    """Run the measurements and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--tabs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    monomers = list(enumerate_monomers(sample=options.count + options.tabs, seed=options.seed)["smiles"])
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "-m", "monodesign", "app", folder, "--no-browser"],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            tab = Tab(process.stdout.readline().strip())
            started = psutil.Process(process.pid)
            report("first page", [time.perf_counter() - begun], cpu(started))
            tab.ask("draw", {"molecule": "DOA"})
            report("first numbers, models loaded", [time.perf_counter() - begun], cpu(started))
            before = cpu(started)
            one = [tab.ask("draw", {"molecule": smiles}) for smiles in monomers[: options.count]]
            report(f"{options.count} monomers, one after another", one, cpu(started) - before)
            before = cpu(started)
            with ThreadPoolExecutor(options.tabs) as pool:
                many = list(
                    pool.map(lambda text: tab.ask("draw", {"molecule": text}), monomers[options.count :])
                )
            report(f"{options.tabs} tabs at once", many, cpu(started) - before)
        finally:
            process.terminate()
            process.wait()


def cpu(process: psutil.Process) -> float:
    """Return the CPU seconds a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def report(what: str, seconds: list[float], cpu_seconds: float) -> None:
    """Print one line."""
    middle, high = np.percentile(seconds, [50, 95])
    print(
        f"{what}: median {middle:.2f} s, 95 % {high:.2f} s, longest {max(seconds):.2f} s wall; "
        f"{cpu_seconds / len(seconds):.2f} s of CPU each"
    )


if __name__ == "__main__":
    main()
