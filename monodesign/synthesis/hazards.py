"""Hazards of a substance: its own classification, or that of typical members of its functional groups.

The statements are the hazard and EU hazard codes of CLP, Regulation (EC) No 1272/2008. Known substances have
their own (`libraries/substance_hazards.csv`), which may be far worse than their group's; the groups
(`libraries/hazards.csv`) are a first warning for new molecules that nobody has classified. The supplier's
safety data sheet rules wherever there is one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.synthesis.flammability import burns, classify_flammability, flash_and_boiling_c
from monodesign.synthesis.reagents import flat
from monodesign.tables.shipped import parse_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """What a functional group brings with it, or a substance.

    Attributes:
        group: Name of the group, or of the substance.
        smarts: How it is recognised.
        covers: Whether the pattern is a part of a molecule or all of it, which is then classified itself.
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


# What stands for the typical member where a temperature says that a liquid burns.
FLASH_POINT = "its flash point"
_FLAMMABLE = frozenset({"H220", "H224", "H225", "H226"})
# The wording of CLP, Annex III, shortened where a statement has a long tail.
STATEMENTS = {
    "H220": "extremely flammable gas",
    "H224": "extremely flammable liquid and vapour",
    "H225": "highly flammable liquid and vapour",
    "H226": "flammable liquid and vapour",
    "H228": "flammable solid",
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
    "H360F": "may damage fertility",
    "H361d": "suspected of damaging the unborn child",
    "H361f": "suspected of damaging fertility",
    "H361fd": "suspected of damaging fertility and the unborn child",
    "H370": "causes damage to organs",
    "H372": "causes damage to organs through prolonged or repeated exposure",
    "H373": "may cause damage to organs through prolonged or repeated exposure",
    "H400": "very toxic to aquatic life",
    "H410": "very toxic to aquatic life with long lasting effects",
    "H411": "toxic to aquatic life with long lasting effects",
    "H412": "harmful to aquatic life with long lasting effects",
    "H420": "harms the ozone layer",
    "EUH014": "reacts violently with water",
    "EUH029": "contact with water liberates toxic gas",
    "EUH031": "contact with acids liberates toxic gas",
    "EUH032": "contact with acids liberates very toxic gas",
}

# Of one way to be harmed the worse statement is enough.
_LADDERS = (
    ("H220", "H224", "H225", "H226"),
    ("H300", "H301", "H302"),
    ("H310", "H311", "H312"),
    ("H330", "H331", "H332"),
    ("H314", "H318", "H319"),
    ("H314", "H315"),
    ("H340", "H341"),
    ("H350", "H351"),
    ("H360FD", "H360D", "H361d"),
    ("H360FD", "H360F", "H361f"),
    ("H372", "H373"),
    ("H410", "H411", "H412"),
)


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
    ['ethyl chloroformate']
    >>> [hazard.group for hazard in find_hazards("CCCCCOC(=O)Cl")]
    ['chloroformate']
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
    known = _known(canonical_smiles(mol), own or tuple(found))
    return _with_flammability(known or own or tuple(found), canonical_smiles(mol))


def _known(canonical: str, found: tuple[Hazard, ...]) -> tuple[Hazard, ...]:
    """Return the own classification of a substance, with its groups' advice; empty where it has none.

    A group that has only advice, such as that a compound is scheduled, bears on the substance too.
    """
    substances = load_substances()
    own = substances.get(canonical) or substances.get(flat(canonical))
    if own is None:
        return ()
    advice = own.advice or "; ".join(dict.fromkeys(item.advice for item in found if item.statements))
    return replace(own, advice=advice), *(item for item in found if not item.statements)


@lru_cache(maxsize=4)
def load_substances(path: Path | None = None) -> dict[str, Hazard]:
    """Load the classifications of single substances by canonical SMILES.

    Raises:
        InvalidTable: A SMILES does not parse or a statement is unknown; the message names all of them.
    """
    return dict(parse_rows(path or LIBRARIES / "substance_hazards.csv", _substance))


def _substance(row: dict[str, str]) -> tuple[str, Hazard]:
    hazard = Hazard(
        group=row["name"], smarts="*", covers="molecule", statements=tuple(row["statements"].split()),
        advice=row["advice"], typical_member=row["name"],
    )  # fmt: skip
    if faults := _faults(hazard):
        raise InvalidTable("; ".join(faults))
    return canonical_smiles(parse(row["smiles"])), hazard


def _is_whole(mol: Chem.Mol, smarts: Chem.Mol) -> bool:
    """Say whether a pattern that matches takes all atoms and bonds, so that a ring is not its open chain."""
    return (mol.GetNumAtoms(), mol.GetNumBonds()) == (smarts.GetNumAtoms(), smarts.GetNumBonds())


def _with_flammability(found: tuple[Hazard, ...], canonical: str) -> tuple[Hazard, ...]:
    if any(_FLAMMABLE.intersection(hazard.statements) for hazard in found):
        return found
    flash_c, boiling_c = flash_and_boiling_c(canonical)
    code = classify_flammability(flash_c, boiling_c)
    if not code or not burns(parse(canonical), flash_c):
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
            statements=(code,), advice=advice, typical_member=FLASH_POINT,
        ),
    )  # fmt: skip


def join_statements(hazards: tuple[Hazard, ...]) -> tuple[str, ...]:
    """Return the statements of several hazards of one substance, the worse where two say the same.

    >>> amine, acrylate = (find_hazards(smiles) for smiles in ("NCCCCCCCCO", "C=CC(=O)OCCCCCC"))
    >>> join_statements((*amine, *acrylate))
    ('H302', 'H314', 'H317')
    """
    codes = {code for hazard in hazards for code in hazard.statements}
    for ladder in _LADDERS:
        held = [code for code in ladder if code in codes]
        codes -= set(held[1:])
    return tuple(sorted(codes, key=lambda code: (code.startswith("EUH"), code)))
