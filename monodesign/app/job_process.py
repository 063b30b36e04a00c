"""The process of one job: does its work through the public functions and reports progress as lines of JSON.

Run as `python -m monodesign.app.job_process KIND`, with the task as JSON on stdin. Each line on stdout is one
of `{"stage", "done", "total"}`, some with `"doing"`, `{"note"}`, and at the end `{"state", "result"}` or
`{"state", "error"}`.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

from monodesign.compute.interrupts import careful_interrupts
from monodesign.compute.threads import limit_threads
from monodesign.errors import MonodesignError

# Each kind's function: takes the task and a `Reporter`, returns what JSON can hold.
KINDS: Final = {
    "describe": "monodesign.app.describing:run",
    "screen": "monodesign.app.campaign_jobs:screen",
    "rank": "monodesign.app.campaign_jobs:rank",
    "retrain": "monodesign.app.campaign_jobs:retrain",
    "report": "monodesign.app.campaign_jobs:write_report",
}
_SECONDS_BETWEEN: Final = 0.2  # lines about one stage


@dataclass(slots=True, kw_only=True)
class Reporter:
    """Tells the page how far a job is; a campaign's `on_progress` and `on_note`.

    Attributes:
        write: Takes one line.
    """

    write: Callable[[str], object]
    _last: dict[str, float] = field(default_factory=dict)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Report progress, some times a second at most; a stage's begin and end in any case."""
        now = time.monotonic()
        is_due = now - self._last.get(stage, 0.0) >= _SECONDS_BETWEEN
        if is_due or done in {0, total}:
            self._last[stage] = now
            self.send({"stage": stage, "done": done, "total": total})

    def step(self, stage: str, done: int, total: int, *, doing: str = "") -> None:
        """Report a step of few, each of which takes seconds, and what is being done."""
        self.send({"stage": stage, "done": done, "total": total, "doing": doing})

    def note(self, text: str) -> None:
        """Report a sentence for the reader."""
        self.send({"note": text})

    def send(self, line: dict[str, Any]) -> None:
        """Report anything that JSON can hold."""
        self.write(json.dumps(line, ensure_ascii=False) + "\n")


def main() -> int:
    """Do the job that the arguments name."""
    limit_threads()
    # The Stop button sends it; a workbench that began in a shell's background hands on that it is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # What libraries print must not come between the lines of the report.
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1, encoding="utf-8")
    with suppress(OSError):  # a file system without locks; then a later workbench does not see it run
        fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    reporter = Reporter(write=lines.write)
    module, _, name = KINDS[sys.argv[1]].partition(":")
    try:
        with careful_interrupts():
            result = getattr(import_module(module), name)(json.load(sys.stdin), reporter)
    except KeyboardInterrupt:
        reporter.send({"state": "stopped"})
    except (MonodesignError, OSError) as error:
        reporter.send({"state": "failed", "error": str(error)})
    else:
        reporter.send({"state": "done", "result": result})
    return 0


if __name__ == "__main__":
    sys.exit(main())
