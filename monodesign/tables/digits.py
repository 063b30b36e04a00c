"""The digits of a computed number that mean something, by the unit at the end of its name.

Sums taken in another order, by other kernels of a linear-algebra library, move energies by some 1e-11 of
their unit and, where a geometry relaxes along another path, by up to 2e-5 kcal/mol (four esters and amides,
OpenBLAS kernels of Haswell and Nehalem). The last digit kept is far above that, and far below any standard
error of ours, so that a table does not depend on the processor.
"""

from __future__ import annotations

from typing import Any, Final

# Decimals by the ending of a name.
_DECIMALS: Final = {"_kcal_mol": 2, "_ev": 3, "_v": 3}
_OTHERS: Final = 4  # charges in e, probabilities, lengths in Å
POSITION_DECIMALS: Final = 4  # of coordinates in Å


def decimals(name: str) -> int:
    """Return the decimals of a column.

    >>> decimals("unit_oxidation_potential_v"), decimals("li_charge_e")
    (3, 4)
    """
    return next((count for ending, count in _DECIMALS.items() if name.endswith(ending)), _OTHERS)


def round_cells(cells: dict[str, Any]) -> dict[str, Any]:
    """Return cells by name, numbers with the digits that mean something and everything else as it is.

    >>> round_cells({"li_binding_kcal_mol": -48.26134552956175, "li_site": "ester:4"})
    {'li_binding_kcal_mol': -48.26, 'li_site': 'ester:4'}
    """
    return {
        # -0.0 would be another text than 0.0.
        name: round(float(value), decimals(name)) + 0.0 if isinstance(value, float) else value
        for name, value in cells.items()
    }
