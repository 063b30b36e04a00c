"""Damaged bytes of the store, the model or a table."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from attacks.ground import COMMANDS, Ground, differing, left_by
from attacks.running import Failed, run
from monodesign.paths import MODELS
from monodesign.surrogate.storage import FILE_NAME


def attack_damage(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Change bytes of the store, the model or a table."""
    what = draw.choice(["store", "store", "model", "model", "table"])
    campaign = folder / "campaign"
    if what == "model":
        shutil.copytree(MODELS / "default", campaign / "model")
        path, command = campaign / "model" / FILE_NAME, "predict"
    elif what == "store":
        path, command = campaign / "campaign.sqlite", "screen"
    else:
        path, command = campaign / draw.choice(["ranking.csv", "run.json", "campaign.toml"]), "report"
    content = bytearray(path.read_bytes())
    how = draw.choice(["bit", "bit", "bit", "zeros", "cut", "add"])
    place = draw.randrange(len(content))
    if how == "bit":
        content[place] ^= 1 << draw.randrange(8)
    elif how == "zeros":
        content[place : place + 512] = bytes(len(content[place : place + 512]))
    elif how == "cut":
        del content[place:]
    else:
        content[place:place] = draw.randbytes(64)
    path.write_bytes(content)
    if what == "store":  # so that it computes, and does not find all done
        (campaign / "run.json").unlink()
        (campaign / "bench.csv").unlink()  # the undisturbed screen knew of no measurement
    done = run([*COMMANDS[command], *(["--model", "campaign/model"] if what == "model" else [])], folder)
    if done.code == 0 and what != "table" and left_by(command, folder) != ground.expected[command]:
        raise Failed(f"a damaged {what} ({how} at {place}) changed {differing(command, folder, ground)}")
    return f"{what} {how}"
