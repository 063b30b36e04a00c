"""Hazards by functional group (`libraries/hazards.csv`): how a typical member of each is classified.

The statements are the hazard and EU hazard codes of CLP, Regulation (EC) No 1272/2008. They are a first
warning for new molecules that nobody has classified; the supplier's safety data sheet rules wherever there is
one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from monodesign.chem.molecules import parse, pattern
from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.paths import LIBRARIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """What a functional group brings with it.

    Attributes:
        group: Name of the group.
        smarts: How it is recognised.
        covers: Whether the pattern is a part of a molecule or all of it.
        statements: Hazard codes of a typical member, such as `H317`; empty where there is only advice.
        advice: What to do.
        typical_member: The compound whose classification is given.
    """

    group: str
    smarts: str
    covers: Literal["part", "molecule"]
    statements: tuple[str, ...]
    advice: str
    typical_member: str


# The wording of CLP, Annex III, shortened where a statement has a long tail.
STATEMENTS = {
    "H225": "highly flammable liquid and vapour",
    "H226": "flammable liquid and vapour",
    "H242": "heating may cause a fire",
    "H260": "in contact with water releases flammable gases which may ignite spontaneously",
    "H300": "fatal if swallowed",
    "H301": "toxic if swallowed",
    "H302": "harmful if swallowed",
    "H310": "fatal in contact with skin",
    "H311": "toxic in contact with skin",
    "H312": "harmful in contact with skin",
    "H314": "causes severe skin burns and eye damage",
    "H315": "causes skin irritation",
    "H317": "may cause an allergic skin reaction",
    "H318": "causes serious eye damage",
    "H319": "causes serious eye irritation",
    "H330": "fatal if inhaled",
    "H331": "toxic if inhaled",
    "H332": "harmful if inhaled",
    "H334": "may cause allergy or asthma symptoms if inhaled",
    "H335": "may cause respiratory irritation",
    "H336": "may cause drowsiness or dizziness",
    "H340": "may cause genetic defects",
    "H341": "suspected of causing genetic defects",
    "H350": "may cause cancer",
    "H351": "suspected of causing cancer",
    "H360D": "may damage the unborn child",
    "H360FD": "may damage fertility and the unborn child",
    "H370": "causes damage to organs",
    "H372": "causes damage to organs through prolonged or repeated exposure",
    "H373": "may cause damage to organs through prolonged or repeated exposure",
    "H400": "very toxic to aquatic life",
    "H410": "very toxic to aquatic life with long lasting effects",
    "H412": "harmful to aquatic life with long lasting effects",
    "EUH014": "reacts violently with water",
    "EUH029": "contact with water liberates toxic gas",
    "EUH032": "contact with acids liberates very toxic gas",
}


@lru_cache(maxsize=4)
def load_hazards(path: Path | None = None) -> tuple[Hazard, ...]:
    """Load the hazards in file order.

    Raises:
        InvalidTable: A pattern does not parse or a statement is unknown; the message names all of them.
    """
    path = path or LIBRARIES / "hazards.csv"
    faults: list[str] = []
    hazards: list[Hazard] = []
    with path.open(encoding="utf-8", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            hazard = _hazard(row)
            faults += [f"line {line}: {fault}" for fault in _faults(hazard)]
            hazards.append(hazard)
    if faults:
        raise InvalidTable(f"{path.name}: {'; '.join(faults)}")
    return tuple(hazards)


def _hazard(row: dict[str, str]) -> Hazard:
    return Hazard(
        group=row["group"], smarts=row["smarts"], covers=cast("Literal['part', 'molecule']", row["covers"]),
        statements=tuple(row["statements"].split()), advice=row["advice"],
        typical_member=row["typical_member"],
    )  # fmt: skip


def _faults(hazard: Hazard) -> list[str]:
    faults = [f"statement {code} has no wording" for code in hazard.statements if code not in STATEMENTS]
    if hazard.covers not in {"part", "molecule"}:
        faults.append(f"covers '{hazard.covers}': give part or molecule")
    try:
        pattern(hazard.smarts)
    except InvalidSmiles as error:
        faults.append(str(error))
    return faults


def find_hazards(smiles: str) -> tuple[Hazard, ...]:
    """Return the hazards of a molecule's functional groups, in the order of the file.

    Raises:
        InvalidSmiles: The SMILES does not parse.

    >>> [hazard.group for hazard in find_hazards("CCOC(=O)Cl")]
    ['chloroformate']
    """
    mol = parse(smiles)
    return tuple(
        hazard
        for hazard in load_hazards()
        if mol.HasSubstructMatch(pattern(hazard.smarts))
        and (hazard.covers == "part" or mol.GetNumHeavyAtoms() == pattern(hazard.smarts).GetNumAtoms())
    )
