"""Read the energy out of an ORCA or Gaussian output, with what tells whose energy it is.

Only a few lines of a file matter here, so a parser of whole outputs such as cclib would be much to install
for little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monodesign.errors import InvalidTable

SUFFIXES: Final = (".out", ".log")
# PowerShell writes what a program prints in UTF-16, with these bytes before it.
_BYTE_ORDER_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_NUMBER: Final = re.compile(r"(-?\d+\.\d+(?:[DEde][+-]?\d+)?)(?=\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What one program writes.

    Attributes:
        own: A line of its own.
        energy: The line of an energy, its number and what is in front of it as a group.
        charge: The charge as a group.
        basis: The name of the basis as a group.
        formula: Reads the atoms of the last structure, empty where there is none.
        finished: The end of a step.
        began: Words of a further step, or of a failure: behind the last end, they say that it is not the end.
        spoiled: Words that say, wherever they stand, that the energy is not that of a minimum.
    """

    own: str
    energy: re.Pattern[str]
    charge: re.Pattern[str]
    basis: re.Pattern[str]
    formula: Callable[[str], Counter[str]]
    finished: str
    began: tuple[str, ...]
    spoiled: str


_TABLE: Final = re.compile(
    r"CARTESIAN COORDINATES \(ANGSTROEM\)\s*\n-+\s*\n((?:[ \t]*[A-Z][a-z]?[ \t].*\n)+)"
)
_STOICHIOMETRY: Final = re.compile(r"^ Stoichiometry\s+([A-Za-z0-9]+)", re.MULTILINE)


def _formula_of_table(text: str) -> Counter[str]:
    tables = _TABLE.findall(text)
    return Counter(line.split()[0] for line in tables[-1].splitlines()) if tables else Counter()


def _formula_of_line(text: str) -> Counter[str]:
    lines = _STOICHIOMETRY.findall(text)
    return count_atoms(lines[-1]) if lines else Counter()


_PROGRAMS: Final = {
    "ORCA": _Words(
        own="* O   R   C   A *",
        # What stands in brackets says that it is no final energy, as "(SCF not fully converged!)".
        energy=re.compile(r"^FINAL SINGLE POINT ENERGY(.*)$", re.MULTILINE),
        charge=re.compile(r"^\s*Total Charge\s+Charge\s+\.+\s+(-?\d+)", re.MULTILINE),
        basis=re.compile(r"utilizes the basis: *(\S+)"),
        formula=_formula_of_table,
        finished="ORCA TERMINATED NORMALLY",
        began=("* O   R   C   A *", "ORCA finished by error termination", "aborting the run"),
        spoiled="The optimization did not converge",
    ),
    "Gaussian": _Words(
        own="Entering Gaussian System",
        energy=re.compile(r"^\s*SCF Done:\s+E\([^)]*\)\s*=(.*)$", re.MULTILINE),
        charge=re.compile(r"^\s*Charge =\s*(-?\d+) Multiplicity", re.MULTILINE),
        basis=re.compile(r"^ Standard basis: *(\S+)", re.MULTILINE),
        formula=_formula_of_line,
        finished="Normal termination of Gaussian",
        began=("Entering Gaussian System", "Proceeding to internal job step", "Error termination"),
        spoiled="Optimization stopped.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantumOutput:
    """What an output says.

    Attributes:
        program: `ORCA` or `Gaussian`.
        basis: That of the last step, empty where the output does not name it.
        energy_eh: The last energy in it, Eh.
        charge: Of the system, e.
        formula: Number of atoms by symbol, empty where the output does not show them.
        is_finished: Whether its last step ended normally, after an optimisation that converged.
    """

    program: str
    basis: str
    energy_eh: float
    charge: int
    formula: Counter[str]
    is_finished: bool


def read_quantum_output(path: Path) -> QuantumOutput:
    """Read the last energy of an output.

    Raises:
        InvalidTable: The file is empty, of neither program, or holds no energy or no charge.
    """
    text = _read_text(path)
    name = next((name for name, words in _PROGRAMS.items() if words.own in text), None)
    if name is None:
        raise InvalidTable(f"{path}: not an output of ORCA or Gaussian")
    words = _PROGRAMS[name]
    energies, charges = list(words.energy.finditer(text)), words.charge.findall(text)
    if not energies or not charges:
        raise InvalidTable(f"{path}: no energy found; let the job finish")
    return QuantumOutput(
        program=name,
        basis=next(reversed(words.basis.findall(text)), ""),
        energy_eh=_read_energy(energies[-1][1], path),
        charge=int(charges[-1]),
        formula=words.formula(text),
        is_finished="(" not in energies[-1][1] and _has_ended(text, energies[-1].end(), words),
    )


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidTable(f"{path}: cannot be read ({error.strerror})") from error
    if not content.strip():
        raise InvalidTable(f"{path}: empty; let the job finish")
    text = content.decode(_BYTE_ORDER_MARKS.get(content[:2], "utf-8"), errors="replace")
    return text.replace("\r\n", "\n")


def _read_energy(words: str, path: Path) -> float:
    """Return the number of an energy's line; one that cannot be read must not give way to an earlier one."""
    number = _NUMBER.search(words)
    if number is None:
        raise InvalidTable(
            f"{path}: the last energy is no number ({' '.join(words.split())[:40]!r}); run the job again"
        )
    return float(re.sub("[Dd]", "e", number[1]))


def _has_ended(text: str, behind: int, words: _Words) -> bool:
    """Return whether the step of the energy that ends at `behind` ended, and no further one began."""
    end = text.rfind(words.finished)
    if words.spoiled in text:
        return False
    return end > behind and all(text.rfind(word) < end for word in words.began)


def count_atoms(formula: str) -> Counter[str]:
    """Return the number of atoms by symbol.

    >>> dict(count_atoms("C2H6O"))
    {'C': 2, 'H': 6, 'O': 1}
    """
    found: Counter[str] = Counter()
    for symbol, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula):
        found[symbol] += int(count or 1)
    return found
