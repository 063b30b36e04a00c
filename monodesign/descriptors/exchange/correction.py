"""What GFN2-xTB gets wrong when one donor replaces another in a full Li⁺ shell, by donor class.

Fitted by `scripts/fit_exchange.py` to DFT exchange energies (`libraries/reference/exchange.csv`), not to the
binding of bare Li⁺, which need not carry over into a shell. Without the file values stay raw and say so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from monodesign.chem.donors import SECOND_ARM_ONLY, find_donors
from monodesign.geometry.conformers import hydrogenated
from monodesign.paths import MODELS
from monodesign.tables.json_file import DAMAGE, MODEL_REMEDY, damaged, read_json

CORRECTION_FILE: Final = MODELS / "exchange" / "exchange.json"
NOT_CALIBRATED: Final = (0.0, float("nan"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCorrection:
    """Shifts by donor class.

    Attributes:
        shift_kcal_mol: What to add for a unit's donor of this class, against cyclic carbonate.
        std_kcal_mol: Standard error of these; wider for a class that was seen with bare Li⁺ only.
        std_unseen_kcal_mol: Standard error of a class that is not among them.
        mean_shift_kcal_mol: Shift of such a class.
        second_arm_kcal_mol: What to add for each further atom of the unit that touches Li⁺.
    """

    shift_kcal_mol: Mapping[str, float] = field(default_factory=dict)
    std_kcal_mol: Mapping[str, float] = field(default_factory=dict)
    std_unseen_kcal_mol: float = float("nan")
    mean_shift_kcal_mol: float = 0.0
    second_arm_kcal_mol: float = 0.0

    @property
    def version(self) -> str:
        """A short hash of the numbers."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]

    def shift(self, contacts: Sequence[str], *, leaving: str) -> tuple[float, float]:
        """Return shift and standard error in kcal/mol for a unit that touches Li⁺ with these donors.

        Args:
            contacts: Donor classes of the unit that touch Li⁺. A chelate gets the mean of its arms' shifts,
                for GFN2 errs no more where two arms share one Li⁺, and the error of the least known.
            leaving: SMILES of the solvent molecule that it replaces.
        """
        if not self.shift_kcal_mol:
            return NOT_CALIBRATED
        leaving_class = _main_class(leaving)
        arms = main_arms(contacts)
        total = sum(self._of_class(name) for name in arms) / len(arms) - self._of_class(leaving_class)
        total += self.second_arm_kcal_mol * (len(contacts) - 1)
        return total, max(
            self.std_kcal_mol.get(name, self.std_unseen_kcal_mol) for name in (*arms, leaving_class)
        )

    def _of_class(self, name: str) -> float:
        return self.shift_kcal_mol.get(name, self.mean_shift_kcal_mol)


def main_arms(contacts: Sequence[str]) -> Sequence[str]:
    """Return the donors that can hold Li⁺ by themselves, or all where none can."""
    return [name for name in contacts if name not in SECOND_ARM_ONLY] or contacts


@lru_cache(maxsize=2)
def load_exchange_correction(path: Path | None = None) -> ExchangeCorrection:
    """Read the shipped correction; an empty one where none is shipped.

    Raises:
        InvalidTable: The file is damaged.
    """
    source = path or CORRECTION_FILE
    if not source.is_file():
        return ExchangeCorrection()
    fields = read_json(source, remedy=MODEL_REMEDY)
    try:
        correction = ExchangeCorrection(**{name: fields[name] for name in asdict(ExchangeCorrection())})
        errors = [*correction.std_kcal_mol.values(), correction.std_unseen_kcal_mol]
        if not (correction.std_kcal_mol.keys() >= correction.shift_kcal_mol.keys() and min(errors) > 0):
            raise ValueError("a shift needs a standard error above 0")
        shifts = correction.shift_kcal_mol.values()
        sum([*shifts, correction.mean_shift_kcal_mol, correction.second_arm_kcal_mol])  # all are numbers
    except DAMAGE as error:
        raise damaged(source, error) from error
    return correction


@lru_cache(maxsize=64)
def _main_class(smiles: str) -> str:
    """Return the donor class by which a solvent molecule holds Li⁺."""
    classes = [donor.donor_class for donor in find_donors(hydrogenated(smiles))]
    return next((name for name in classes if name not in SECOND_ARM_ONLY), "")
