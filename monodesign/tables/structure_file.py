"""Structures of a MOL or SD file, of version 2000 or 3000, as SMILES with their names."""

from __future__ import annotations

import re
from typing import Final

from monodesign.tables.racemates import drop_unknown_centres

ENDINGS: Final = (".sdf", ".sd", ".mol")
_END: Final = "M  END"
# Three dimensions have a hand where the SMILES beside them leaves it open, as those of our own shortlists.
_STATED: Final = re.compile(r"^>[^\n]*<smiles>[^\n]*\n(\S+)$", re.IGNORECASE | re.MULTILINE)
_RECORDS: Final = re.compile(r"^\$\$\$\$.*$", re.MULTILINE)


def is_structure_file(text: str) -> bool:
    r"""Return whether a text is a MOL or SD file: a connection table ends in a line of its own.

    >>> is_structure_file("C=CC(=O)OC"), is_structure_file("name\n\n\n  0  0\nM  END\n")
    (False, True)
    """
    return any(line.rstrip() == _END for line in text.splitlines())


def read_structures(text: str) -> list[tuple[str, str]]:
    """Return SMILES and name of each record.

    A record that RDKit cannot read is no gap: its SMILES says which it is, and is refused where it is parsed.
    """
    records = [record.lstrip("\r\n") if number else record for number, record in enumerate(_split(text))]
    return [_read_record(record, number) for number, record in enumerate(records, start=1)]


def _split(text: str) -> list[str]:
    """Return the records; text behind the last mark is a record unless it is blank."""
    lines = "\n".join(text.splitlines())
    return [record for record in _RECORDS.split(lines) if record.strip()]


def _read_record(record: str, number: int) -> tuple[str, str]:
    from rdkit import Chem, rdBase

    name = record.split("\n", 1)[0].strip()
    block = record[: record.index(_END) + len(_END)] if _END in record else record
    with rdBase.BlockLogs():
        try:
            # Of what is no molecule the SMILES is written all the same, so that its fault is named.
            mol = Chem.MolFromMolBlock(block) or Chem.MolFromMolBlock(block, sanitize=False)
            is_racemate = mol is not None and drop_unknown_centres(mol)
            smiles = "" if mol is None else Chem.MolToSmiles(mol)
            stated = None if is_racemate else _STATED.search(record)
            if stated and _is_same(smiles, stated[1]):
                smiles = stated[1]
        except (RuntimeError, ValueError):
            smiles = ""
    return smiles or f"record_{number}_cannot_be_read", name


def _is_same(smiles: str, stated: str) -> bool:
    """Return whether two SMILES are of one molecule but for its stereo marks."""
    from rdkit import Chem

    flat = [Chem.MolFromSmiles(text) for text in (smiles, stated)]
    written = {Chem.MolToSmiles(mol, isomericSmiles=False) for mol in flat if mol is not None}
    return None not in flat and len(written) == 1
