"""Programs of other packages, run in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from monodesign.errors import CalculationError, UserError


def run_program(folder: Path, program: str, *arguments: str, output: str, longest_s: float) -> None:
    """Run a program until its output is there.

    Args:
        folder: Where it runs.
        program: Its name, looked up beside this Python and on the PATH.
        arguments: What it is called with.
        output: The file that it has to write.
        longest_s: When to give up, s.

    Raises:
        UserError: It is not installed.
        CalculationError: It fails, or takes too long.
    """
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    if (found := shutil.which(program, path=places)) is None:
        raise UserError(f"{program} is not on the PATH; run `pip install monodesign[md]`")
    try:
        with Path(os.devnull).open(encoding="ascii") as handle:
            done = subprocess.run(  # noqa: S603 - a program of a declared package, and no shell
                [found, *arguments], cwd=folder, capture_output=True, stdin=handle, timeout=longest_s,
                check=False, text=True, errors="replace",
            )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CalculationError(f"{program} took longer than {longest_s:g} s") from error
    written = folder / output
    if done.returncode or not written.is_file() or not written.stat().st_size:
        raise CalculationError(f"{program} failed: {_find_fault(done.stdout + done.stderr)}")


def _find_fault(text: str) -> str:
    """Return the line that says most about a failure."""
    lines = [line.strip() for line in text.splitlines() if line.strip(" -#*=")]
    fault = next((line for line in lines if "rror" in line or "annot" in line), lines[-1] if lines else "")
    return fault[:200]
