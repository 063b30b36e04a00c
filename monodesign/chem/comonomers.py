"""The monomers of one polymer and their moles: what a candidate is, of one monomer or of several."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, isfinite, lcm

import pandas as pd

from monodesign.chem.molecules import canonical_smiles, monomer_id, parse
from monodesign.errors import InvalidFormulation
from monodesign.tables.missing import plain_column

# In a table of formulations; in a SMILES molecules are joined by a dot.
SEPARATOR = "|"
DOT = "."
# Amounts typed with four digits keep them.
_FINEST = 10_000
MOST_MOLES = 1e6  # beside one mole of another: what is rarer is no comonomer


@dataclass(frozen=True, slots=True, kw_only=True)
class Comonomers:
    """Monomers that polymerise together.

    Attributes:
        monomers: Canonical isomeric SMILES, in alphabetical order.
        moles: Moles of each, whole numbers without a common divisor.
    """

    monomers: tuple[str, ...]
    moles: tuple[int, ...]

    @property
    def polymer(self) -> str:
        """The cell `polymer` of a table of formulations."""
        return SEPARATOR.join(self.monomers)

    @property
    def mol_ratio(self) -> str:
        """The cell `polymer_mol_ratio`; empty for one monomer."""
        return SEPARATOR.join(map(str, self.moles)) if len(self.monomers) > 1 else ""

    @property
    def smiles(self) -> str:
        """The monomers as one SMILES with one molecule of each."""
        return DOT.join(self.monomers)

    @property
    def mole_fractions(self) -> tuple[float, ...]:
        """Share of each monomer by moles; they sum to 1."""
        return tuple(amount / sum(self.moles) for amount in self.moles)

    @property
    def candidate_id(self) -> str:
        """The candidate's `monomer_id`: of one monomer that monomer's, else a hash of monomers and ratio."""
        return monomer_id(f"{self.polymer} {self.mol_ratio}".rstrip())


def read_comonomers(polymer: str, mol_ratio: str = "") -> Comonomers:
    """Read a candidate from the cells of a table of formulations, however its monomers are written.

    Args:
        polymer: SMILES of a monomer; `A|B` for several.
        mol_ratio: Moles of each, `1|1` or `0.25|0.75`; of one monomer empty.

    Raises:
        InvalidSmiles: A monomer does not parse.
        InvalidFormulation: The ratio does not fit the monomers.

    >>> read_comonomers("C=CC(=O)OCC | C=CC(=O)OC", "0.5|1").mol_ratio
    '2|1'
    """
    parts = [canonical_smiles(parse(part)) for part in polymer.split(SEPARATOR)]
    amounts: dict[str, Fraction] = {}
    for part, amount in zip(parts, read_mol_ratio(mol_ratio, n=len(parts)), strict=True):
        amounts[part] = amounts.get(part, Fraction(0)) + amount
    monomers = tuple(sorted(amounts))
    return Comonomers(monomers=monomers, moles=_whole([amounts[monomer] for monomer in monomers]))


def read_mol_ratio(text: str, *, n: int) -> list[Fraction]:
    """Read the moles of n monomers; one monomer needs none.

    Raises:
        InvalidFormulation: It is not so many numbers above 0.
    """
    if n == 1 and not text.strip():
        return [Fraction(1)]
    amounts = [_read_amount(part) for part in text.split(SEPARATOR)]
    if len(amounts) != n or not all(amounts):
        wanted = SEPARATOR.join("1" * n)
        raise InvalidFormulation(
            f"mole ratio {text!r}: give {n} numbers above 0 and up to {MOST_MOLES:g}, such as {wanted}"
        )
    return amounts


def _read_amount(text: str) -> Fraction:
    """Return an amount, or 0 for a text that is not one."""
    try:
        value = float(text)
    except ValueError:
        return Fraction(0)
    if not (isfinite(value) and 0 < value <= MOST_MOLES):
        return Fraction(0)
    return Fraction(value).limit_denominator(_FINEST)


def _whole(amounts: list[Fraction]) -> tuple[int, ...]:
    """Return the smallest whole numbers in the ratio of some amounts."""
    scale = lcm(*(amount.denominator for amount in amounts))
    numbers = [int(amount * scale) for amount in amounts]
    divisor = reduce(gcd, numbers)
    return tuple(number // divisor for number in numbers)


def split_monomers(smiles: str) -> list[str]:
    """Return the monomers of a candidate's SMILES, in which a dot parts those of a copolymer.

    >>> split_monomers("C=CC(=O)OC.C=CC(=O)OCC")
    ['C=CC(=O)OC', 'C=CC(=O)OCC']
    """
    return smiles.split(DOT)


def is_copolymer(ranking: pd.DataFrame) -> pd.Series[bool]:
    """Say which candidates are polymers of two monomers."""
    if "polymer_mol_ratio" not in ranking:
        return pd.Series(data=False, index=ranking.index)
    ratios = plain_column(ranking["polymer_mol_ratio"])
    return ratios.notna() & (ratios != "")
