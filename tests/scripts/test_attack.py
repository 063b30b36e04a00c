"""Campaigns hold out: a share of the attacks of scripts/attack.py, with a fixed seed."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parents[2] / "scripts" / "attack.py"


@pytest.mark.slow
def test_forty_attacks_leave_no_traceback_no_file_outside_and_no_lost_result():
    """Longer with another seed: `python scripts/attack.py --rounds 500 --seed 1000`."""
    command = [sys.executable, str(SCRIPT), "--rounds", "40", "--seed", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "40 of 40 rounds held" in done.stdout
