"""What to know of the solvents, salts and initiator of a gel, and whether polymer and solvent mix."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.export.markdown import inert
from monodesign.export.portions import Portion
from monodesign.export.synthesis_sheet import hazard_lines
from monodesign.formulation.initiators import Initiator, load_initiators
from monodesign.formulation.solvents_and_salts import load_solvents
from monodesign.formulation.wording import word_solvents
from monodesign.paths import LIBRARIES
from monodesign.tables.missing import is_missing

# Solids in a cool glove box; liquids that evaporate from an open cell.
_WARM_BOX_C: Final = 25.0
_VOLATILE_C: Final = 100.0
# From here to as much below 1 the probability of a clear gel says neither: the vial decides.
_UNDECIDED: Final = 0.35
_ROLES: Final = frozenset({"solvent", "salt", "initiator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What to know of a kind of solvent, salt or initiator.

    Attributes:
        role: `solvent`, `salt` or `initiator`.
        smarts: How the kind is recognised.
        note: What to know.
        source: Where that is from.
    """

    role: str
    smarts: str
    note: str
    source: str


@lru_cache(maxsize=4)
def load_notes(path: Path | None = None) -> tuple[Note, ...]:
    """Load the notes in file order.

    Raises:
        InvalidTable: A pattern does not parse or a role is unknown; the message names every fault.
    """
    path = path or LIBRARIES / "formulation_notes.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        notes = tuple(Note(**row) for row in csv.DictReader(stream))
    faults = [f"line {line}: {fault}" for line, note in enumerate(notes, start=2) if (fault := _fault(note))]
    if faults:
        raise InvalidTable(f"{path.name}: {'; '.join(faults)}")
    return notes


def _fault(note: Note) -> str:
    if note.role not in _ROLES:
        return f"role '{note.role}': choose from {', '.join(sorted(_ROLES))}"
    try:
        pattern(note.smarts)
    except InvalidSmiles as error:
        return str(error)
    return ""


def list_notes(portions: Sequence[Portion]) -> list[str]:
    """Return what to know of the solvents, salts and initiator of a batch, as Markdown."""
    return [
        f"- {inert(portion.name)}: {inert(text)}."
        for portion in portions
        if portion.role in _ROLES
        for text in (*_physical(portion), *_known(portion))
    ]


def _known(portion: Portion) -> Iterator[str]:
    mol = parse(portion.smiles)
    for note in load_notes():
        if note.role == portion.role and mol.HasSubstructMatch(pattern(note.smarts)):
            yield f"{note.note} ({note.source})"


def _physical(portion: Portion) -> Iterator[str]:
    if portion.role != "solvent":
        return
    record = load_solvents().find(portion.name)
    if record.melting_point_c is not None and record.melting_point_c > _WARM_BOX_C:
        melts = f"melts at {record.melting_point_c:g} °C"
        yield f"{melts}: warm it and weigh it; do not measure its volume"
    if record.boiling_point_c is not None and record.boiling_point_c < _VOLATILE_C:
        yield f"boils at {record.boiling_point_c:g} °C: weigh it last and close the cell at once"


def list_hazards(portions: Sequence[Portion]) -> list[str]:
    """Return the hazards of everything in a batch, as Markdown; what has none here is said to have none."""
    lines: list[str] = []
    for smiles, name in {portion.smiles: portion.name for portion in portions}.items():
        found = hazard_lines(canonical_smiles(parse(smiles)), name)
        shown = inert(name) if name != smiles else f"`{smiles}`"
        lines += found or [
            f"- {shown}: no classification known here; see the safety data sheet of the supplier."
        ]
    return lines


def list_other_initiators(portions: Sequence[Portion]) -> list[str]:
    """Return the initiators that a batch does not hold, each at the same moles, as Markdown."""
    used = next((portion for portion in portions if portion.role == "initiator"), None)
    if used is None:
        return []
    return [
        f"- {inert(other.name)}: {used.mmol * other.molar_mass_g_mol:.3g} mg; {_starting(other)}; "
        f"{inert(other.note)}."
        for other in load_initiators()
        if other.smiles != used.smiles
    ]


def _starting(initiator: Initiator) -> str:
    if initiator.ten_hour_half_life_c is None:
        return initiator.starts_by
    return f"half-life 10 h at {initiator.ten_hour_half_life_c:g} °C"


def miscibility_note(affinity: Mapping[str, Any]) -> str:
    """Say whether polymer and solvent make one clear gel, from the columns of `affinity_columns`.

    Returns:
        One sentence; where that is not known, that it is not and why.
    """
    probability, chi = affinity["homogeneous_probability"], affinity["affinity_chi"]
    solvent = inert(word_solvents(affinity["affinity_solvent"]))
    if is_missing(probability):
        reason = affinity["affinity_note"] or "no estimate"
        return f"Miscibility of polymer and {solvent}: not known ({inert(reason)})."
    where = f"probability of a clear gel {float(probability):.2f}, Flory–Huggins χ {float(chi):.2f}"
    if float(probability) > 1 - _UNDECIDED:
        return f"Miscibility: polymer and {solvent} are expected to form one clear gel ({where})."
    if float(probability) >= _UNDECIDED:
        return (
            f"**Miscibility: whether polymer and {solvent} form one clear gel is undecided** ({where}). "
            "Polymerise 1 g in a vial first and look at it."
        )
    return (
        f"**Miscibility: polymer and {solvent} are expected to separate into an opaque gel** ({where}). "
        "Polymerise 1 g in a vial first and look at it. More EC or PC in the solvent, a copolymer, or "
        "less polymer may keep it clear."
    )
