"""Hazards by functional group (`libraries/hazards.csv`): how a typical member of each is classified.

The statements are the hazard and EU hazard codes of CLP, Regulation (EC) No 1272/2008. They are a first
warning for new molecules that nobody has classified; the supplier's safety data sheet rules wherever there is
one.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.synthesis.reagents import load_reagents


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


# Higher-boiling organic liquids mostly flash above 60 °C or need no more than the usual care.
_BURNS_BELOW_C = 130.0
_FLASHES_COLD_C = 80.0  # as ethanol, whose flash point is 13 °C
_FLAMMABLE = frozenset({"H220", "H224", "H225", "H226"})
# The wording of CLP, Annex III, shortened where a statement has a long tail.
STATEMENTS = {
    "H220": "extremely flammable gas",
    "H224": "extremely flammable liquid and vapour",
    "H225": "highly flammable liquid and vapour",
    "H226": "flammable liquid and vapour",
    "H240": "heating may cause an explosion",
    "H242": "heating may cause a fire",
    "H260": "in contact with water releases flammable gases which may ignite spontaneously",
    "H272": "may intensify fire; oxidiser",
    "H280": "contains gas under pressure; may explode if heated",
    "H290": "may be corrosive to metals",
    "H300": "fatal if swallowed",
    "H301": "toxic if swallowed",
    "H302": "harmful if swallowed",
    "H304": "may be fatal if swallowed and enters airways",
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
    "H361d": "suspected of damaging the unborn child",
    "H361f": "suspected of damaging fertility",
    "H370": "causes damage to organs",
    "H372": "causes damage to organs through prolonged or repeated exposure",
    "H373": "may cause damage to organs through prolonged or repeated exposure",
    "H400": "very toxic to aquatic life",
    "H410": "very toxic to aquatic life with long lasting effects",
    "H411": "toxic to aquatic life with long lasting effects",
    "H412": "harmful to aquatic life with long lasting effects",
    "EUH014": "reacts violently with water",
    "EUH029": "contact with water liberates toxic gas",
    "EUH031": "contact with acids liberates toxic gas",
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
    """Return the hazards of a molecule, in the order of the file: its own and those of its functional groups.

    A liquid whose flash point is known is flammable by CLP's table 2.6.1, where no line has said so already.

    Raises:
        InvalidSmiles: The SMILES does not parse.

    >>> [hazard.group for hazard in find_hazards("CCOC(=O)Cl")]
    ['chloroformate', 'flammable liquid']
    """
    mol = parse(smiles)
    found = [
        hazard
        for hazard in load_hazards()
        if mol.HasSubstructMatch(pattern(hazard.smarts))
        and (hazard.covers == "part" or _is_whole(mol, pattern(hazard.smarts)))
    ]
    # What is said of the substance itself goes before what its groups would suggest.
    own = tuple(hazard for hazard in found if hazard.covers == "molecule")
    return _with_flammability(own or tuple(found), canonical_smiles(mol))


def _is_whole(mol: Chem.Mol, smarts: Chem.Mol) -> bool:
    """Say whether a pattern that matches takes all atoms and bonds, so that a ring is not its open chain."""
    return (mol.GetNumAtoms(), mol.GetNumBonds()) == (smarts.GetNumAtoms(), smarts.GetNumBonds())


def _with_flammability(found: tuple[Hazard, ...], canonical: str) -> tuple[Hazard, ...]:
    if any(_FLAMMABLE.intersection(hazard.statements) for hazard in found):
        return found
    flash_c, boiling_c = _flash_and_boiling_c(canonical)
    code = classify_flammability(flash_c, boiling_c)
    if not code or not _burns(parse(canonical), flash_c):
        return found
    where = (
        f"boils at {boiling_c:.0f} °C, flash point not known here"
        if flash_c is None
        else f"flash point {flash_c:.0f} °C"
    )
    advice = f"{where}: no open flame or spark"
    return (
        *found,
        Hazard(
            group="flammable gas" if code == "H220" else "flammable liquid", smarts="*", covers="molecule",
            statements=(code,), advice=advice, typical_member="its flash point",
        ),
    )  # fmt: skip


def _burns(mol: Chem.Mol, flash_c: float | None) -> bool:
    """Say whether a liquid of unknown flash point is organic and not mostly halogen.

    With as many hydrogens as fluorines a molecule still burns, as trifluoroethylamine does.
    """
    if flash_c is not None:
        return True
    elements = Counter(atom.GetAtomicNum() for atom in mol.GetAtoms())
    n_hydrogens = sum(atom.GetTotalNumHs() for atom in mol.GetAtoms())
    n_heavy_halogens = elements[17] + elements[35] + elements[53]
    # Bromine and chlorine put a flame out; fluorine does once it outnumbers hydrogen.
    is_fluorinated_fuel = elements[9] <= n_hydrogens and elements[6] > n_heavy_halogens
    is_fuel = elements[6] > n_heavy_halogens + elements[9] or is_fluorinated_fuel
    return is_fuel and mol.HasSubstructMatch(pattern("[#6;!H0]"))


def classify_flammability(flash_c: float | None, boiling_c: float | None) -> str:
    """Return the flammable-liquid statement for a flash and a boiling point (CLP, Annex I, table 2.6.1).

    An organic gas has no flash point: it is extremely flammable. What boils below 130 °C and has no known one
    is taken as flammable.

    >>> [classify_flammability(flash_c, 100.0) for flash_c in (-20.0, 25.0, 98.0)]
    ['H225', 'H226', '']
    """
    if boiling_c is not None and flash_c is None and -100.0 < boiling_c <= 20.0:
        return "H220"
    if flash_c is None:
        return _by_boiling_point(boiling_c)
    if flash_c > 60.0:
        return ""
    if flash_c >= 23.0:
        return "H226"
    return "H224" if boiling_c is not None and boiling_c <= 35.0 else "H225"


def _by_boiling_point(boiling_c: float | None) -> str:
    """Take the flash point to lie some 60 °C below the boiling point, as among common solvents."""
    if boiling_c is None or boiling_c >= _BURNS_BELOW_C:
        return ""
    if boiling_c <= 35.0:
        return "H224"
    return "H225" if boiling_c <= _FLASHES_COLD_C else "H226"


def _flash_and_boiling_c(canonical: str) -> tuple[float | None, float | None]:
    listed = load_reagents().find(canonical)
    if canonical in _load_flash_points():
        return _load_flash_points()[canonical]
    return (None, None) if listed is None else (listed.flash_point_c, listed.boiling_point_c)


@lru_cache(maxsize=1)
def _load_flash_points() -> dict[str, tuple[float | None, float | None]]:
    """Load flash and boiling points of solvents by canonical SMILES (`libraries/flash_points.csv`)."""
    with (LIBRARIES / "flash_points.csv").open(encoding="utf-8", newline="") as stream:
        return {
            canonical_smiles(parse(row["smiles"])): (
                float(row["flash_point_c"]),
                float(row["boiling_point_c"]) if row["boiling_point_c"] else None,
            )
            for row in csv.DictReader(stream)
        }
