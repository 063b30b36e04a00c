"""A mixture as the page's controls describe it: solvents by mass or volume, salt in the units of chemists."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from monodesign.app.asked import at_field, choice_of, number_of, text_of
from monodesign.errors import InvalidFormulation, UserError
from monodesign.formulation.components import (
    SaltMixture,
    SolventMixture,
    read_polymer,
    read_salts,
    read_solvents,
)
from monodesign.formulation.concentration import (
    density_of,
    molality_in,
    molality_of,
    molarity_of,
    salt_per_solvent,
)
from monodesign.formulation.gel import STUDY_GEL, Formulation
from monodesign.formulation.solvents_and_salts import load_solvents
from monodesign.formulation.wording import in_written_order

MASS, VOLUME = "mass", "volume"
UNITS: Final = ("wt%", "mol/L", "mol/kg")
MOST_SOLVENTS: Final = 6
_LEAST_C, _MOST_C = -80.0, 200.0
_MOST_SALT: Final = 0.95  # weight fraction of the liquid: more is no solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """A liquid, a gel or a dry polymer electrolyte.

    Attributes:
        polymer: Its repeat units, as in the column `polymer`; empty for a liquid.
        polymer_mol_ratio: As in the column of that name.
        gel: The rest, as weights.
    """

    polymer: str = ""
    polymer_mol_ratio: str = ""
    gel: Formulation = field(default=STUDY_GEL)

    @property
    def row(self) -> dict[str, object]:
        """The columns of a formulation."""
        gel = self.gel
        return {
            "polymer": self.polymer,
            "polymer_mol_ratio": self.polymer_mol_ratio,
            "w_polymer": gel.w_polymer,
            "solvent": gel.solvent,
            "w_solvent": gel.w_solvent,
            "salt": gel.salt,
            "w_salt": gel.w_salt,
            "temperature_c": gel.temperature_c,
        }


def read_controls(asked: Mapping[str, Any]) -> Mixture:
    """Return the mixture of a page's controls.

    Args:
        asked: `polymer`, `polymer_mol_ratio`, `w_polymer` (of the whole), `solvents` (a list of `name`
            and `share`), `basis` (mass or volume), `salt`, `salt_amount`, `salt_unit` (wt% of the whole, mol
            per L of liquid, or mol per kg of solvents) and `temperature_c`.

    Raises:
        UserError: A value is missing, of the wrong type or outside its range, or the parts make no mixture.
    """
    polymer, ratio = read_units(asked)
    w_polymer = number_of(asked, "w_polymer", least=0.0, most=1.0) if polymer else 0.0
    solvent = read_solvent_list(asked)
    salt = text_of(asked, "salt", default="", longest=500)
    with at_field("salt_amount"):
        w_salt = _salt_share(asked, salt, solvent, w_polymer) if salt else 0.0
    gel = Formulation(
        w_polymer=round(w_polymer, 8),
        solvent=solvent,
        w_solvent=round(_rest(w_polymer, w_salt, has_solvent=bool(solvent)), 8),
        salt=salt,
        w_salt=round(w_salt, 8),
        temperature_c=number_of(asked, "temperature_c", least=_LEAST_C, most=_MOST_C),
    )
    return Mixture(polymer=polymer, polymer_mol_ratio=ratio, gel=gel)


def read_units(asked: Mapping[str, Any]) -> tuple[str, str]:
    """Return repeat units and mole ratio of a request's polymer, as in a table of formulations.

    Raises:
        InvalidFormulation: It cannot be read.
    """
    text = text_of(asked, "polymer", default="", longest=2000)
    if not text:
        return "", ""
    with at_field("polymer"):
        polymer = read_polymer(text, text_of(asked, "polymer_mol_ratio", default="", longest=200))
    if len(polymer.units) == 1:
        return polymer.units[0], ""
    return "|".join(polymer.units), "|".join(f"{share:.6g}" for share in polymer.mole_fractions)


def _rest(w_polymer: float, w_salt: float, *, has_solvent: bool) -> float:
    """Return what is left for solvents.

    Raises:
        InvalidFormulation: Nothing is, or there is no solvent to take it.
    """
    rest = 1.0 - w_polymer - w_salt
    if has_solvent and rest > 0.0:
        return rest
    if has_solvent:
        raise InvalidFormulation(
            f"{100 * w_polymer:.3g} wt% polymer and {100 * w_salt:.3g} wt% salt leave nothing for the "
            "solvents; lower one of them"
        )
    if not math.isclose(rest, 0.0, abs_tol=1e-9):
        raise InvalidFormulation(
            f"without a solvent polymer and salt fill the whole, but {100 * rest:.3g} wt% are missing; "
            "add a solvent, or raise one of them"
        )
    return 0.0


def read_solvent_list(asked: Mapping[str, Any]) -> str:
    """Return the solvents of a request as `EC:1|DEC:1`, by mass; empty where there is none.

    Raises:
        UserError: It is no list of names and shares, or a solvent is not known or has no density.
    """
    given = asked.get("solvents", [])
    if not isinstance(given, list) or len(given) > MOST_SOLVENTS:
        raise UserError(f"solvents: not a list of at most {MOST_SOLVENTS}; send name and share of each")
    basis = choice_of(asked, "basis", (MASS, VOLUME), default=MASS)
    shares: dict[str, float] = {}
    for entry in given:
        name, share = _solvent(entry, basis)
        if share > 0.0:
            shares[name] = shares.get(name, 0.0) + share
    return "|".join(f"{name}:{share:.6g}" for name, share in shares.items())


def _solvent(entry: object, basis: str) -> tuple[str, float]:
    if not isinstance(entry, Mapping):
        raise UserError(f"solvents: {str(entry)[:40]!r} is not name and share; send both")
    record = load_solvents().find(text_of(entry, "name", longest=500))
    share = number_of(entry, "share", least=0.0, most=1e6)
    return record.name, share * density_of(record) if basis == VOLUME else share


def _salt_share(asked: Mapping[str, Any], salt: str, solvent: str, w_polymer: float) -> float:
    """Return the weight fraction of salt in the whole."""
    amount = number_of(asked, "salt_amount", least=0.0, most=100.0)
    unit = choice_of(asked, "salt_unit", UNITS)
    if unit == "wt%":
        return amount / 100.0
    if not solvent:
        raise InvalidFormulation(f"{unit} needs a solvent: add one, or give the salt in wt%")
    record, mixture = read_salts(salt), read_solvents(solvent)
    molality = amount if unit == "mol/kg" else molality_of(amount, mixture=mixture, salt=record)
    per_solvent = salt_per_solvent(molality, salt=record)
    return (1.0 - w_polymer) * min(per_solvent / (1.0 + per_solvent), _MOST_SALT)


def concentrations(gel: Formulation) -> dict[str, float]:
    """Return the salt of a gel in every unit; NaN in those that it cannot be said in."""
    found = {"wt%": 100.0 * gel.w_salt, "mol/L": math.nan, "mol/kg": math.nan}
    if not gel.salt or not gel.solvent or not gel.w_solvent:
        return found
    salt = read_salts(gel.salt)
    found["mol/kg"] = molality_in(w_salt=gel.w_salt, w_solvent=gel.w_solvent, salt=salt)
    found["mol/L"] = _molarity(found["mol/kg"], read_solvents(gel.solvent), salt)
    return found


def _molarity(molality: float, mixture: SolventMixture, salt: SaltMixture) -> float:
    try:
        return molarity_of(molality, mixture=mixture, salt=salt)
    except InvalidFormulation:  # a density is not known
        return math.nan


def salt_shares(gel: Formulation) -> list[dict[str, Any]]:
    """Return the salts of a gel with their weight fractions of the whole."""
    if not gel.salt:
        return []
    return [{"name": name, "weight": share * gel.w_salt} for name, share in read_salts(gel.salt).composition]


def solvent_shares(gel: Formulation) -> list[dict[str, Any]]:
    """Return the solvents of a gel with their shares by mass, and by volume where densities are known."""
    if not gel.solvent:
        return []
    parts = in_written_order(gel.solvent, read_solvents(gel.solvent).composition, column="solvent")
    volumes = [share / load_solvents().find(name).density_g_ml for name, share in parts]
    return [
        {"name": name, "mass": share, "volume": volume / sum(volumes)}
        for (name, share), volume in zip(parts, volumes, strict=True)
    ]


def read_gel(asked: object) -> Formulation:
    """Return the gel of a request that gives the columns of a formulation; missing ones are the study's.

    Raises:
        UserError: It is no object, or a value has the wrong type or range.
    """
    if not isinstance(asked, Mapping):
        raise UserError(f"gel: {str(asked)[:40]!r} is not an object; send its columns")
    shares = {
        name: number_of(asked, name, least=0.0, most=1.0, default=getattr(STUDY_GEL, name))
        for name in ("w_polymer", "w_solvent", "w_salt")
    }
    return Formulation(
        **shares,
        solvent=text_of(asked, "solvent", default=STUDY_GEL.solvent, longest=500),
        salt=text_of(asked, "salt", default=STUDY_GEL.salt, longest=500),
        temperature_c=number_of(
            asked, "temperature_c", least=_LEAST_C, most=_MOST_C, default=STUDY_GEL.temperature_c
        ),
    )
