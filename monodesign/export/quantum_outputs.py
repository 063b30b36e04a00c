"""Read the energy out of an ORCA or Gaussian output, with what tells whose energy it is.

Only a few lines of a file matter here, so a parser of whole outputs such as cclib would be much to install
for little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit.Chem import GetPeriodicTable

from monodesign.errors import InvalidTable

SUFFIXES: Final = (".out", ".log")
# PowerShell writes what a program prints in UTF-16, with these bytes before it.
_BYTE_ORDER_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DAMAGE: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")  # no program writes these
_NUMBER: Final = re.compile(r"(?<!\S)(-?\d+\.\d+(?:[DEde][+-]?\d+)?)(?=\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What one program writes.

    Attributes:
        own: A line of its own.
        energy: The line of an energy, its number and what is in front of it as a group.
        charge: The charge as a group.
        multiplicity: The multiplicity as a group.
        basis: The name of the basis as a group.
        method: The functional as a group, and in another one which part of it.
        solvent: The implicit solvent, or its dielectric constant, as a group.
        echo: The input as the program repeats it.
        formula: Reads the atoms of the last structure, empty where there is none.
        positions: The last structure's lines as a group.
        step: How a step begins.
        finished: The end of a step.
        began: Words of a further step, or of a failure: behind the last end, they say that it is not the end.
        spoiled: Words that say, wherever they stand, that the energy is not that of a minimum.
        unconverged: Words right before an energy whose field did not converge.
        beyond: What is computed from a finished field, so that the field's energy is not the last word.
    """

    own: str
    energy: re.Pattern[str]
    charge: re.Pattern[str]
    multiplicity: re.Pattern[str]
    basis: re.Pattern[str]
    method: re.Pattern[str]
    solvent: re.Pattern[str]
    echo: re.Pattern[str]
    formula: Callable[[str], Counter[str]]
    positions: re.Pattern[str]
    step: str
    finished: str
    began: tuple[str, ...]
    spoiled: str
    unconverged: str
    beyond: re.Pattern[str]


_TABLE: Final = re.compile(
    r"CARTESIAN COORDINATES \(ANGSTROEM\)\s*\n-+\s*\n((?:[ \t]*[A-Z][a-z]?[ \t].*\n)+)"
)
_ORIENTATION: Final = re.compile(
    r"(?:Standard|Input) orientation:\s*\n\s*-+\n.*\n.*\n\s*-+\n((?:(?:[ \t]+-?[\d.]+){6}[ \t]*\n)+)"
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
        multiplicity=re.compile(r"^\s*Multiplicity\s+Mult\s+\.+\s+(\d+)", re.MULTILINE),
        basis=re.compile(r"utilizes the basis: *(\S+)"),
        method=re.compile(r"^ (Exchange|Correlation) Functional\s+\w+\s+\.+\s+(\S+)", re.MULTILINE),
        solvent=re.compile(r"^\s*Epsilon\s+\.+\s+(\d+\.\d)", re.MULTILINE),
        echo=re.compile(r"^\|\s*\d+>.*$", re.MULTILINE),
        formula=_formula_of_table,
        positions=_TABLE,
        step="JOB NUMBER",
        finished="ORCA TERMINATED NORMALLY",
        began=("* O   R   C   A *", "ORCA finished by error termination", "aborting the run"),
        spoiled="The optimization did not converge",
        unconverged="SCF NOT CONVERGED",
        beyond=re.compile(r"(?!)"),  # the final energy is that of whatever was asked for
    ),
    "Gaussian": _Words(
        own="Entering Gaussian System",
        energy=re.compile(r"^\s*SCF Done:\s+E\([^)]*\)\s*=(.*)$", re.MULTILINE),
        charge=re.compile(r"^\s*Charge =\s*(-?\d+) Multiplicity", re.MULTILINE),
        multiplicity=re.compile(r"^\s*Charge =\s*-?\d+ Multiplicity =\s*(\d+)", re.MULTILINE),
        basis=re.compile(r"^ Standard basis: *(\S+)", re.MULTILINE),
        method=re.compile(r"^\s*(SCF) Done:\s+E\((?:RO|R|U)([^)]*)\)", re.MULTILINE),
        solvent=re.compile(r"^\s*Solvent\s*:\s*([^,\s]+)", re.MULTILINE),
        echo=re.compile(r"^ #.*(?:\n(?! -).*)*", re.MULTILINE),
        formula=_formula_of_line,
        positions=_ORIENTATION,
        step="Proceeding to internal job step",
        finished="Normal termination of Gaussian",
        began=("Entering Gaussian System", "Proceeding to internal job step", "Error termination"),
        spoiled="Optimization stopped.",
        unconverged="Convergence criterion not met",
        beyond=re.compile(r"EUMP2|E\(CORR\)|CCSD\(T\)=|^ E2\(", re.MULTILINE | re.IGNORECASE),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantumOutput:
    """What an output says.

    Attributes:
        program: `ORCA` or `Gaussian`.
        basis: That of the last step, empty where the output does not name it.
        method: The functional of the last step, empty where the output does not name it.
        solvent: The implicit solvent of the last step, its dielectric constant, or `gas`; empty where the
            output does not tell.
        energy_eh: The last energy in it, Eh.
        charge: Of the system, e.
        multiplicity: Of the system; 0 where the output does not name it.
        formula: Number of atoms by symbol, empty where the output does not show them.
        symbols: Of the last structure's atoms in order; empty where the output does not show them.
        positions_a: Of these atoms, Å, shape (n, 3).
        is_finished: Whether its last step ended normally, after an optimisation that converged.
    """

    program: str
    basis: str
    method: str
    solvent: str
    energy_eh: float
    charge: int
    multiplicity: int
    formula: Counter[str]
    symbols: tuple[str, ...]
    positions_a: NDArray[np.float64]
    is_finished: bool


def read_quantum_output(path: Path) -> QuantumOutput:
    """Read the last energy of an output.

    Raises:
        InvalidTable: The file is empty, of neither program, or holds no energy or no charge, or one of a
            method that corrects the energy read here.
    """
    text = _read_text(path)
    if not (name := _name_program(text)):
        raise InvalidTable(f"{path}: not an output of ORCA or Gaussian")
    words = _PROGRAMS[name]
    energies, charges = list(words.energy.finditer(text)), words.charge.findall(text)
    if not energies or not charges:
        raise InvalidTable(f"{path}: no energy found; let the job finish")
    if words.beyond.search(text, energies[-1].end()):
        raise InvalidTable(f"{path}: a correction follows the energy of the SCF; give a DFT job without one")
    symbols, positions_a = _read_structure(text, words)
    return QuantumOutput(
        program=name,
        basis=_last(words.basis, text),
        method=" ".join(dict(words.method.findall(text)).values()),
        solvent=_read_solvent(text, words),
        energy_eh=_read_energy(energies[-1][1], path),
        charge=int(charges[-1]),
        multiplicity=int(_last(words.multiplicity, text) or 0),
        formula=words.formula(text),
        symbols=symbols,
        positions_a=positions_a,
        is_finished="(" not in energies[-1][1] and _has_ended(text, energies, words),
    )


def _last(words: re.Pattern[str], text: str) -> str:
    return next(reversed(words.findall(text)), "")


def _read_solvent(text: str, words: _Words) -> str:
    """Return the solvent of the last step; `gas` where its input is shown and asks for none."""
    if found := _last(words.solvent, text[max(0, text.rfind(words.step)) :]):
        return found.casefold()
    asked = " ".join(words.echo.findall(text)).casefold()
    is_asked = any(word in asked for word in ("cpcm", "smd", "scrf", "cosmo", "alpb", "pcm"))
    return "gas" if asked and not is_asked else ""


def _read_structure(text: str, words: _Words) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the symbols of the last structure's atoms in order, and their positions, Å."""
    tables = words.positions.findall(text)
    lines = [line.split() for line in tables[-1].splitlines()] if tables else []
    try:
        positions_a = np.array([line[-3:] for line in lines], dtype=float).reshape(-1, 3)
        # In Gaussian's table the atom's number is the second of six columns.
        names = [line[0] if len(line) == 4 else _symbol_of(int(line[1])) for line in lines]
    except (ValueError, IndexError, RuntimeError):
        return (), np.empty((0, 3))
    return tuple(names), positions_a


def _symbol_of(number: int) -> str:
    return str(GetPeriodicTable().GetElementSymbol(number))


def _name_program(text: str) -> str:
    """Return the program whose output a text is; empty if of neither."""
    return next((name for name, words in _PROGRAMS.items() if words.own in text), "")


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidTable(f"{path}: cannot be read ({error.strerror})") from error
    if not content.strip():
        raise InvalidTable(f"{path}: empty; let the job finish")
    text = content.decode(_BYTE_ORDER_MARKS.get(content[:2], "utf-8"), errors="replace")
    if _name_program(text) and _DAMAGE.search(text):
        raise InvalidTable(f"{path}: damaged (it holds control characters); copy it again")
    return text.replace("\r\n", "\n")


def _read_energy(words: str, path: Path) -> float:
    """Return the number of an energy's line; one that cannot be read must not give way to an earlier one."""
    number = _NUMBER.search(words)
    if number is None:
        raise InvalidTable(
            f"{path}: the last energy is no number ({' '.join(words.split())[:40]!r}); run the job again"
        )
    return float(re.sub("[Dd]", "e", number[1]))


def _has_ended(text: str, energies: Sequence[re.Match[str]], words: _Words) -> bool:
    """Return whether the step of the last energy converged and ended, and no further one began."""
    before, last = (energies[-2].end() if len(energies) > 1 else 0), energies[-1]
    if words.spoiled in text or words.unconverged in text[before : last.start()]:
        return False
    end = text.rfind(words.finished)
    return end > last.end() and all(text.rfind(word) < end for word in words.began)


def count_atoms(formula: str) -> Counter[str]:
    """Return the number of atoms by symbol.

    >>> dict(count_atoms("C2H6O"))
    {'C': 2, 'H': 6, 'O': 1}
    """
    found: Counter[str] = Counter()
    for symbol, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula):
        found[symbol] += int(count or 1)
    return found
