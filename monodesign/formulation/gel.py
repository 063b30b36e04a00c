"""One gel: what it is made of beside its polymer, and at which temperature; the default in one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from annotated_types import Ge, Gt, Le

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

Fraction: TypeAlias = Annotated[float, Ge(0), Le(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulation:
    """A gel without its polymer: the study's 30/16/54 wt% polymer/LiPF6/EC at 25 °C by default.

    doi 10.1038/s41467-025-59020-w. The weight fractions sum to 1, which is checked where it is used.

    Attributes:
        w_polymer: Weight fraction of polymer.
        solvent: Mass ratio of solvents, such as `EC:1|DEC:1`.
        w_solvent: Weight fraction of solvent.
        salt: Name or SMILES of the salt; of several their mass ratio, such as `LiTFSI:4|LiBOB:1`.
        w_salt: Weight fraction of all salts.
        temperature_c: Temperature in °C.
    """

    w_polymer: Annotated[float, Gt(0), Le(1)] = 0.30
    solvent: str = "EC"
    w_solvent: Fraction = 0.54
    salt: str = "LiPF6"
    w_salt: Fraction = 0.16
    temperature_c: Annotated[float, Ge(-80), Le(200)] = 25.0

    def with_polymers(self, polymers: Sequence[str], mol_ratios: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a table of formulations: this gel, made with each of the polymers.

        Args:
            polymers: As in the column `polymer` of formulations.
            mol_ratios: As in `polymer_mol_ratio`; none where all are of one monomer.
        """
        import pandas as pd

        ratios = [""] * len(polymers) if mol_ratios is None else list(mol_ratios)
        rows = pd.DataFrame({"polymer": list(polymers), "polymer_mol_ratio": ratios})
        return rows.assign(**asdict(self))


STUDY_GEL: Final = Formulation()
