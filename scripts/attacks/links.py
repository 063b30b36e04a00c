"""Links in the place of a campaign's files: nothing is written through them."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path
from typing import Final

from attacks.ground import Ground, arguments_of
from attacks.running import run

LINKED: Final = (
    ".lock", "bench.csv", "campaign.sqlite", "campaign.sqlite-wal", "campaign.sqlite-shm",
    "campaign.sqlite-journal", "search.sqlite", "model", "synthesis", "formulations", "xyz", "inputs",
    "report.html", "shortlist.csv", "shortlist.sdf", "shortlist.xlsx", "run.json", "changes.csv",
    "failures.csv", ".ranking_before.csv",
)  # fmt: skip


def attack_link(draw: random.Random, _: Ground, folder: Path) -> str:
    """Put a link in the place of one of the campaign's files."""
    name, command = (
        draw.choice(LINKED),
        draw.choice(["screen", "record", "retrain", "export", "rank", "report"]),
    )
    path = folder / "campaign" / name
    target = folder.parent / "theirs"
    kind = draw.choice(["file", "folder", "nothing", "hard"])
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if kind == "hard":
        os.link(target / "file", path)
    else:
        path.symlink_to({"file": target / "file", "folder": target, "nothing": target / "absent"}[kind])
    run(arguments_of(command, draw), folder)
    return f"{command} {name} {kind}"
