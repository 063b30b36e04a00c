"""What to know of the solvents, salts and initiator of a gel, and whether polymer and solvent mix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.export.markdown import inert
from monodesign.export.monomer_notes import hazard_lines
from monodesign.export.portions import Portion
from monodesign.formulation.initiators import Initiator, load_initiators
from monodesign.formulation.solvents_and_salts import load_solvents
from monodesign.formulation.wording import word_solvents
from monodesign.paths import LIBRARIES
from monodesign.tables.missing import is_missing
from monodesign.tables.shipped import read_rows

# Solids in a cool glove box; liquids that evaporate from an open cell.
_WARM_BOX_C: Final = 25.0
_VOLATILE_C: Final = 100.0
# LiPF6 crystallises from carbonates not far above; imides dissolve to about twice as much.
_CONCENTRATED_MOL_KG: Final = 2.0
# The paper's cure, and what a solvent must boil above it to stay in a coin cell.
_CURE_C: Final = 55.0
_MARGIN_K: Final = 15.0
# From here to as much below 1 the probability of a clear gel says neither: the vial decides.
_UNDECIDED: Final = 0.35
_ROLES: Final = frozenset({"solvent", "salt", "initiator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What to know of a kind of solvent, salt or initiator.

    Attributes:
        role: `solvent`, `salt` or `initiator`.
        smarts: How the kind is recognised.
        beside: What another portion of the batch must hold; empty for anything.
        without: What no other portion may hold; empty for anything.
        note: What to know.
        source: Where that is from.
    """

    role: str
    smarts: str
    beside: str
    without: str
    note: str
    source: str


@lru_cache(maxsize=4)
def load_notes(path: Path | None = None) -> tuple[Note, ...]:
    """Load the notes in file order.

    Raises:
        InvalidTable: A pattern does not parse or a role is unknown; the message names every fault.
    """
    path = path or LIBRARIES / "formulation_notes.csv"
    notes = tuple(map(_note, read_rows(path)))
    faults = [f"line {line}: {fault}" for line, note in enumerate(notes, start=2) if (fault := _fault(note))]
    if faults:
        raise InvalidTable(f"{path.name}: {'; '.join(faults)}")
    return notes


def _note(row: dict[str, str]) -> Note:
    return Note(
        role=row["role"], smarts=row["smarts"], beside=row.get("with", ""), without=row.get("without", ""),
        note=row["note"], source=row["source"],
    )  # fmt: skip


def _fault(note: Note) -> str:
    if note.role not in _ROLES:
        return f"role '{note.role}': choose from {', '.join(sorted(_ROLES))}"
    try:
        for smarts in filter(None, (note.smarts, note.beside, note.without)):
            pattern(smarts)
    except InvalidSmiles as error:
        return str(error)
    return ""


def salt_note(portions: Sequence[Portion]) -> str:
    """Say how concentrated the salts are, and when that may be more than dissolves; empty without both."""
    salts_mmol = sum(portion.mmol for portion in portions if portion.role == "salt")
    liquid_g = sum(portion.mass_g for portion in portions if portion.role == "solvent")
    if not salts_mmol or not liquid_g:
        return ""
    molality = salts_mmol / liquid_g
    warning = (
        "; more than most salts dissolve to: dissolve it in the solvent alone first, and filter what stays"
        if molality > _CONCENTRATED_MOL_KG
        else ""
    )
    return f"Salt: {molality:.2g} mol per kg of solvent{warning}."


def list_notes(portions: Sequence[Portion]) -> list[str]:
    """Return what to know of the solvents, salts and initiator of a batch, as Markdown."""
    return [
        f"- {inert(portion.name)}: {inert(text)}."
        for portion in portions
        if portion.role in _ROLES
        for text in (
            *_physical(portion),
            *_known(portion, [other for other in portions if other is not portion]),
        )
    ]


def _known(portion: Portion, others: Sequence[Portion]) -> Iterator[str]:
    mol, beside = parse(portion.smiles), [parse(other.smiles) for other in others]
    for note in load_notes():
        if (
            note.role == portion.role
            and mol.HasSubstructMatch(pattern(note.smarts))
            and (not note.beside or _any_holds(beside, note.beside))
            and not (note.without and _any_holds(beside, note.without))
        ):
            yield f"{note.note} ({note.source})"


def _any_holds(mols: Sequence[Chem.Mol], smarts: str) -> bool:
    return any(mol.HasSubstructMatch(pattern(smarts)) for mol in mols)


def _physical(portion: Portion) -> Iterator[str]:
    if portion.role != "solvent":
        return
    record = load_solvents().find(portion.name)
    if record.melting_point_c is not None and record.melting_point_c > _WARM_BOX_C:
        melts = f"melts at {record.melting_point_c:g} °C"
        yield f"{melts}: warm it and weigh it; do not measure its volume"
    if record.boiling_point_c is not None and record.boiling_point_c < _VOLATILE_C:
        seal = (
            "; the cure raises its vapour pressure: a pressure-tight cell, or a cure by ultraviolet light"
            if record.boiling_point_c < _CURE_C + _MARGIN_K
            else ""
        )
        yield f"boils at {record.boiling_point_c:g} °C: weigh it last and close the cell at once{seal}"


def list_hazards(portions: Sequence[Portion]) -> list[str]:
    """Return the hazards of everything in a batch, as Markdown; what has none here is said to have none."""
    lines: list[str] = []
    for smiles, name in {portion.smiles: portion.name for portion in portions}.items():
        lines += hazard_lines(canonical_smiles(parse(smiles)), name)
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
