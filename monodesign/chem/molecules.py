"""Molecules in and out: reading SMILES safely, canonical SMILES, and the short id made from it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Final

from rdkit import Chem, rdBase
from rdkit.Chem import Descriptors, rdqueries

from monodesign.chem.normal_form import normalise, separate_datives
from monodesign.errors import InvalidSmiles

MAX_HEAVY_ATOMS: Final = 1000
# What else molecules are written in, by what a message calls it.
_OTHER_NOTATIONS: Final = {
    "an InChI": re.compile(r"(?:1S?/|InChI=)", re.IGNORECASE),
    "an InChIKey": re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]$"),
    "a CAS number": re.compile(r"\d{2,7}-\d{2}-\d$"),
    "a reaction": re.compile(r".*>.*>"),
    "a BigSMILES": re.compile(r".*\{.*\}"),
    "SELFIES": re.compile(r"(?:\[[^]]*\]){2,}$"),
}
# A thousand bracketed stereo atoms with branches and ring closures stay below this.
MAX_SMILES_LENGTH: Final = 10_000
# Nested branches are read by recursion; real molecules stay below ten.
MAX_BRANCH_DEPTH: Final = 200
# Oxidation states end at +9; RDKit looks the electrons left over up as if they were another element's.
MAX_CHARGE: Final = 8
# The monomers, units and repeat units of a default campaign: each stage reads them again. About 12 kB each.
_REMEMBERED: Final = 9000
_MARKED: Final = rdqueries.IsotopeGreaterQueryAtom(0)
# 60 bits: two of 1e6 monomers share an id with a chance of 4e-7.
_ID_LETTERS: Final = 12


def parse(smiles: str) -> Chem.Mol:
    """Read one molecule from SMILES.

    Every drawing of a molecule is read in one normal form (`normal_form`), so `C[S+]([O-])C` is `CS(C)=O`.
    Atom-map numbers carry no chemistry and are dropped. Molecules above 1,000 heavy atoms are refused before
    anything is perceived in them, since RDKit can crash when it ranks their atoms.

    Args:
        smiles: SMILES, or PSMILES with `*`; surrounding blanks are ignored.

    Raises:
        InvalidSmiles: It is no text, does not parse, has no atom, breaks a valence rule, or is too large.
    """
    mol = read_fragment(smiles)
    if ":" in smiles:
        for atom in mol.GetAtoms():
            atom.SetAtomMapNum(0)
    return mol


def read_fragment(smiles: str) -> Chem.Mol:
    """Read a molecule or fragment from SMILES and keep the numbers of its attachment points, as in `[*:1]`.

    Those of real atoms carry no chemistry and are dropped.

    Raises:
        InvalidSmiles: As for `parse`.
    """
    return _read(smiles)[0]


def parse_chemistry(smiles: str) -> Chem.Mol:
    """Read one molecule as its properties see it: without isotopes, which only its identity keeps.

    Raises:
        InvalidSmiles: As for `parse`.
    """
    return without_isotopes(parse(smiles))


def without_isotopes(mol: Chem.Mol) -> Chem.Mol:
    """Return the molecule with the natural mixture of isotopes; attachment points keep their numbers.

    A centre that is a stereocentre only by its isotopes loses its mark.
    """
    marked = [atom.GetIdx() for atom in mol.GetAtomsMatchingQuery(_MARKED) if atom.GetAtomicNum()]
    if not marked:
        return mol
    plain = Chem.Mol(mol)
    for index in marked:
        plain.GetAtomWithIdx(index).SetIsotope(0)
    plain = Chem.RemoveHs(plain)
    Chem.AssignStereochemistry(plain, cleanIt=True, force=True)
    return plain


def find_redrawn(smiles: str) -> tuple[str, ...]:
    """Return the differences between a SMILES as drawn and its normal form; empty if there are none.

    >>> find_redrawn("C[S+]([O-])C"), find_redrawn("CS(C)=O")
    (('charge-separated bond',), ())

    Raises:
        InvalidSmiles: As for `parse`.
    """
    return _read(smiles)[1]


def _read(smiles: str) -> tuple[Chem.Mol, tuple[str, ...]]:
    """Return the molecule or fragment in normal form, and what was drawn otherwise."""
    if not isinstance(smiles, str):
        raise InvalidSmiles(f"{smiles!r}: a SMILES must be text")
    mol, changed = _read_once(smiles)
    return Chem.Mol(mol), changed


@lru_cache(maxsize=_REMEMBERED)
def _read_once(smiles: str) -> tuple[Chem.Mol, tuple[str, ...]]:
    """Read a text; the answer is shared, so callers get copies, which cost a tenth."""
    text = _checked_text(smiles)
    mol = _sanitised(text)
    if ":" in text:
        for atom in mol.GetAtoms():
            if atom.GetAtomicNum():
                atom.SetAtomMapNum(0)
    return normalise(mol, text)


def _checked_text(smiles: str) -> str:
    """Return the stripped SMILES, refusing what RDKit should never see."""
    text = smiles.strip()
    if not text:
        raise InvalidSmiles("empty SMILES: give at least one atom")
    if len(text) > MAX_SMILES_LENGTH:
        raise InvalidSmiles(f"'{text[:40]}…': {len(text)} characters; at most {MAX_SMILES_LENGTH}")
    if not text.isascii() or not text.isprintable() or " " in text:
        # RDKit would read what follows a blank as a name and drop it in silence.
        raise InvalidSmiles(f"{shown(text)}: contains a blank, a control character or a letter outside ASCII")
    if _branch_depth(text) > MAX_BRANCH_DEPTH:
        raise InvalidSmiles(f"{shown(text)}: branches nested deeper than {MAX_BRANCH_DEPTH}")
    return text


def _branch_depth(text: str) -> int:
    """Return how deep the parentheses are nested."""
    depth = deepest = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    return deepest


def shown(text: str, *, length: int = 60) -> str:
    """Return a quoted, printable form of a user's text, cut to a line's length."""
    return repr(text if len(text) <= length else text[:length] + "…")


def _say_what(text: str) -> str:
    """Return what a text is that is no SMILES, with the remedy; nothing where it does not show.

    >>> _say_what("96-49-1"), _say_what("MMA")
    ('; it is a CAS number: give its SMILES', '')
    """
    found = next((name for name, shape in _OTHER_NOTATIONS.items() if shape.match(text)), "")
    return f"; it is {found}: give its SMILES" if found else ""


def _sanitised(text: str) -> Chem.Mol:
    """Parse and perceive rings, valence, aromaticity and stereo.

    Raises:
        InvalidSmiles: As for `parse`.
    """
    with rdBase.BlockLogs():
        try:
            return _perceived(text)
        except InvalidSmiles:
            raise
        except Exception as error:  # beside its own errors RDKit lets failed assertions out as RuntimeError
            raise InvalidSmiles(f"{shown(text)}: {_first_line(error)}") from error


def _perceived(text: str) -> Chem.Mol:
    mol = Chem.MolFromSmiles(text, sanitize=False)
    if mol is None or mol.GetNumAtoms() == 0:
        raise InvalidSmiles(f"{shown(text)}: does not parse as SMILES{_say_what(text)}")
    if not mol.GetNumHeavyAtoms() and not any(atom.GetAtomicNum() for atom in mol.GetAtoms()):
        raise InvalidSmiles(f"{shown(text)}: contains attachment points * but no atom")
    if mol.GetNumHeavyAtoms() > MAX_HEAVY_ATOMS:
        count = mol.GetNumHeavyAtoms()
        raise InvalidSmiles(f"{shown(text)}: {count} heavy atoms; at most {MAX_HEAVY_ATOMS}")
    charged = mol.GetAtoms() if "[" in text else ()
    if strange := next((atom for atom in charged if abs(atom.GetFormalCharge()) > MAX_CHARGE), None):
        raise InvalidSmiles(
            f"{shown(text)}: {strange.GetSymbol()} with a charge of {strange.GetFormalCharge():+d}; "
            f"allowed: -{MAX_CHARGE} to +{MAX_CHARGE}"
        )
    if "->" in text or "<-" in text:
        mol = separate_datives(mol)
    Chem.SanitizeMol(mol)
    Chem.AssignStereochemistry(mol, cleanIt=True, force=True)
    return Chem.RemoveHs(mol)


@contextmanager
def answering(smiles: str) -> Iterator[None]:
    """Turn what RDKit raises in the block, long after it parsed a molecule, into that input's error.

    Raises:
        InvalidSmiles: RDKit refused the molecule, or one of its assertions failed.
    """
    try:
        yield
    except (RuntimeError, Chem.MolSanitizeException) as error:
        raise InvalidSmiles(f"{shown(smiles)}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    """Return the first line of an error's message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def canonical_smiles(mol: Chem.Mol) -> str:
    """Return the canonical isomeric SMILES, a monomer's identity."""
    return str(Chem.MolToSmiles(mol))


def canonical_or_none(smiles: str) -> str | None:
    """Return the canonical SMILES of a text, or `None` where it does not parse.

    >>> canonical_or_none("OCC"), canonical_or_none("ethanol")
    ('CCO', None)
    """
    try:
        return canonical_smiles(parse(smiles))
    except InvalidSmiles:
        return None


def monomer_id(canonical: str) -> str:
    """Return the short stable id of a canonical SMILES: 12 letters and digits of its SHA-256.

    >>> monomer_id("C=CC(=O)OCC1COC(=O)O1")
    'agthceqcq4zd'
    """
    digest = hashlib.sha256(canonical.encode()).digest()
    return base64.b32encode(digest)[:_ID_LETTERS].decode().lower()


def molar_mass_g_mol(mol: Chem.Mol) -> float:
    """Return the average molar mass in g/mol; a `*` weighs nothing.

    Atomic masses have three digits after the point; rounding takes away what the order of atoms adds.
    """
    return round(float(Descriptors.MolWt(mol)), 3)  # type: ignore[attr-defined]  # RDKit's stubs leave it out


@cache
def pattern(smarts: str) -> Chem.Mol:
    """Compile a SMARTS once.

    Raises:
        InvalidSmiles: It does not parse as SMARTS.
    """
    with rdBase.BlockLogs():
        compiled = Chem.MolFromSmarts(smarts)
    if compiled is None or compiled.GetNumAtoms() == 0:
        raise InvalidSmiles(f"{shown(smarts)}: does not parse as SMARTS")
    return compiled
