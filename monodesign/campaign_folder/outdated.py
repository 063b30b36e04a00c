"""Whether a campaign's ranking and report were made before some of its measurements.

`run.json` says which bytes of bench.csv the ranking counts. The file is only ever appended to, so the lines
behind those bytes came later. A report says in its head which ranking and measurements it shows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monodesign.campaign_folder.bench_file import FILE, parse_lines, read_bytes
from monodesign.campaign_folder.provenance import hash_files, read_run
from monodesign.safe_files import is_own

RANKING: Final = "ranking.csv"
REPORT: Final = "report.html"
MADE_FROM: Final = "made-from"
_META: Final = re.compile(rf'<meta name="{MADE_FROM}" content="([^"]*)">')
_HEAD: Final = 4000  # bytes of a report that hold its head


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What bench.csv got after the ranking was made.

    Attributes:
        n_measured: Measurements.
        n_withdrawn: Withdrawals.
    """

    n_measured: int = 0
    n_withdrawn: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.n_measured or self.n_withdrawn)

    def __str__(self) -> str:
        """Return it in words, such as `2 measurements and 1 withdrawal`."""
        counted = ((self.n_measured, "measurement"), (self.n_withdrawn, "withdrawal"))
        return " and ".join(f"{number} {noun}{'s' * (number != 1)}" for number, noun in counted if number)


def find_later(folder: Path) -> Later:
    """Return what was recorded after the ranking was made; nothing where there is no ranking, or no run.json.

    Raises:
        UserError: bench.csv cannot be opened.
        InvalidTable: It was changed so that it cannot be read.
    """
    run = read_run(folder)
    if not is_own(folder / RANKING) or "sha256_inputs" not in run:
        return Later()
    data = read_bytes(folder)
    table = parse_lines(data, where=str(folder / FILE))
    later = table.iloc[_count_known(data, run["sha256_inputs"].get(FILE)) :]
    n_withdrawn = int(later["withdraws"].notna().sum())
    return Later(n_measured=len(later) - n_withdrawn, n_withdrawn=n_withdrawn)


def _count_known(data: bytes, digest: str | None) -> int:
    """Return how many lines of a table a ranking counts: those up to where the file had its SHA-256.

    None are where the ranking was made before there was a table, or from one that was changed since by hand.
    """
    so_far = hashlib.sha256()
    for number, line in enumerate(data.splitlines(keepends=True)):
        unended = so_far.copy()  # an editor may have taken the end of the last line away
        unended.update(line.rstrip(b"\r\n"))
        so_far.update(line)
        if digest in {so_far.hexdigest(), unended.hexdigest()}:
            return number
    return 0


def word_outdated_ranking(folder: Path) -> str:
    """Say in one sentence that a ranking was made before some measurements; empty where it was not."""
    later = find_later(folder)
    return f"The ranking does not count {later} recorded after it was made." if later else ""


def describe_sources(folder: Path, *, known: Mapping[str, str] | None = None) -> str:
    """Return the state of ranking and measurements, as a report's head says it.

    Args:
        folder: The campaign's folder.
        known: SHA-256 of files that were written just now and need not be read again, by name.
    """
    hashes = hash_files([folder / RANKING, folder / FILE], root=folder, known=known)
    return " ".join(f"{name}={digest[:16]}" for name, digest in hashes.items())


def is_report_outdated(folder: Path) -> bool:
    """Return whether a report shows another ranking or other measurements than the folder has now."""
    path = folder / REPORT
    if not is_own(path):
        return False
    with path.open("rb") as stream:
        found = _META.search(stream.read(_HEAD).decode(errors="replace"))
    return found is not None and found[1] != describe_sources(folder)
