"""Read the energy out of an ORCA or Gaussian output.

Only four lines of a file matter here, so a parser of whole outputs such as cclib would be much to install for
little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monodesign.errors import InvalidTable

SUFFIXES: Final = (".out", ".log")
_NUMBER: Final = r"(-?\d+(?:\.\d+)?(?:[DEde][+-]?\d+)?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What one program writes: a line of its own, energies, the charge, and the end of a step."""

    own: str
    energy: re.Pattern[str]
    charge: re.Pattern[str]
    finished: str


_PROGRAMS: Final = {
    "ORCA": _Words(
        own="* O   R   C   A *",
        # What stands in brackets says that it is no final energy, as "(SCF not fully converged!)".
        energy=re.compile(rf"^FINAL SINGLE POINT ENERGY\s+(\(.*\)\s+)?{_NUMBER}", re.MULTILINE),
        charge=re.compile(r"^\s*Total Charge\s+Charge\s+\.+\s+(-?\d+)", re.MULTILINE),
        finished="ORCA TERMINATED NORMALLY",
    ),
    "Gaussian": _Words(
        own="Entering Gaussian System",
        energy=re.compile(rf"^\s*SCF Done:\s+E\([^)]*\)\s*=\s*(){_NUMBER}", re.MULTILINE),
        charge=re.compile(r"^\s*Charge =\s*(-?\d+) Multiplicity", re.MULTILINE),
        finished="Normal termination of Gaussian",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantumOutput:
    """What an output says.

    Attributes:
        program: `ORCA` or `Gaussian`.
        energy_eh: The last energy in it, Eh.
        charge: Of the system, e.
        is_finished: Whether its last step ended normally.
    """

    program: str
    energy_eh: float
    charge: int
    is_finished: bool


def read_quantum_output(path: Path) -> QuantumOutput:
    """Read the last energy of an output.

    Raises:
        InvalidTable: The file is of neither program, or holds no energy or no charge.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    program = next((name for name, words in _PROGRAMS.items() if words.own in text), None)
    if program is None:
        raise InvalidTable(f"{path}: not an output of ORCA or Gaussian")
    words = _PROGRAMS[program]
    energies, charges = list(words.energy.finditer(text)), words.charge.findall(text)
    if not energies or not charges:
        raise InvalidTable(f"{path}: no energy found; let the job finish")
    return QuantumOutput(
        program=program,
        energy_eh=float(re.sub("[Dd]", "e", energies[-1][2])),
        charge=int(charges[-1]),
        # A step that failed after one that ended leaves an energy behind the last such line.
        is_finished=not energies[-1][1] and text.rfind(words.finished) > energies[-1].end(),
    )
