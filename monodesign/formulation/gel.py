"""One gel without its polymer: shares, solvent, salt and temperature. Its defaults are the default gel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Final, TypeAlias

import pandas as pd
from annotated_types import Ge, Gt, Le

Fraction: TypeAlias = Annotated[float, Ge(0), Le(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulation:
    """The gel in which the candidates are compared.

    The default is the gel of the study: 30/16/54 wt% polymer/LiPF6/EC at 25 °C, doi
    10.1038/s41467-025-59020-w. The weight fractions must sum to 1; this is checked where the gel is used.

    Attributes:
        w_polymer: Weight fraction of polymer.
        solvent: Solvents with their mass ratio, such as `EC:1|DEC:1`.
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
        """Return a table of formulations: this gel with each of the polymers.

        Args:
            polymers: Polymers as in the column `polymer` of formulations.
            mol_ratios: Mole ratios as in `polymer_mol_ratio`; None if each polymer has one monomer.
        """
        ratios = [""] * len(polymers) if mol_ratios is None else list(mol_ratios)
        rows = pd.DataFrame({"polymer": list(polymers), "polymer_mol_ratio": ratios})
        return rows.assign(**asdict(self))


STUDY_GEL: Final = Formulation()
