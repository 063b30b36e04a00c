"""A gel as the page's controls describe it, with salt and solvents in the units that chemists use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monodesign.app.asked import number_of, text_of
from monodesign.errors import UserError
from monodesign.formulation.gel import STUDY_GEL, Formulation


def read_gel(asked: object) -> Formulation:
    """Return the gel of a request; what it does not say is the study's.

    Args:
        asked: The columns of a formulation: `w_polymer`, `solvent`, `w_solvent`, `salt`, `w_salt`,
            `temperature_c`.

    Raises:
        UserError: It is no object, or a value has the wrong type or range.
    """
    if not isinstance(asked, Mapping):
        raise UserError(f"gel: {str(asked)[:40]!r} is not an object; send its columns")
    given: Mapping[str, Any] = asked
    shares = {
        name: number_of(given, name, least=0.0, most=1.0, default=getattr(STUDY_GEL, name))
        for name in ("w_polymer", "w_solvent", "w_salt")
    }
    return Formulation(
        **shares,
        solvent=text_of(given, "solvent", default=STUDY_GEL.solvent, longest=500),
        salt=text_of(given, "salt", default=STUDY_GEL.salt, longest=500),
        temperature_c=number_of(
            given, "temperature_c", least=-80.0, most=200.0, default=STUDY_GEL.temperature_c
        ),
    )
