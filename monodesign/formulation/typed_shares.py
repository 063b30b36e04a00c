"""The polymer of a typed mixture, and how gel, liquid and salt share its weight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import read_polymer, read_salts
from monodesign.formulation.formulations import SUM_TOLERANCE
from monodesign.formulation.typed_liquid import TypedLiquid
from monodesign.formulation.typed_masses import fixed_masses, molar_mass_of, percent_of
from monodesign.formulation.typed_parts import Part, TypedParts
from monodesign.formulation.typed_words import refuse

_ETHYLENE_OXIDE: Final = "*CCO*"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedGel:
    """Polymer and weight fractions of a gel, a liquid (`w_polymer` 0) or a dry polymer (`w_solvent` 0)."""

    polymer: str
    polymer_mol_ratio: str
    w_polymer: float
    w_solvent: float
    w_salt: float
    notes: tuple[str, ...]


def share_gel(typed: TypedParts, liquid: TypedLiquid) -> TypedGel:
    """Return the shares of polymer, solvents and salt.

    Raises:
        InvalidFormulation: A share is missing, or two contradict each other.
    """
    polymer, ratio, notes = _name_polymer(typed)
    if not liquid.solvent:
        w_polymer, w_salt = _share_dry(typed, liquid, notes)
        w_solvent = 0.0
    else:
        if not liquid.salt and not _carries_lithium(polymer, ratio):
            raise InvalidFormulation("No salt is given: write for example 1 M LiPF6.")
        w_polymer = _share_polymer(typed, liquid, notes)
        w_solvent = (1.0 - w_polymer) / (1.0 + liquid.salt_per_solvent)
        w_salt = 1.0 - w_polymer - w_solvent
    return TypedGel(
        polymer=polymer, polymer_mol_ratio=ratio, w_polymer=w_polymer, w_solvent=w_solvent, w_salt=w_salt,
        notes=tuple(notes),
    )  # fmt: skip


def _carries_lithium(polymer: str, ratio: str) -> bool:
    return bool(polymer) and read_polymer(polymer, ratio).is_anionic


def _name_polymer(typed: TypedParts) -> tuple[str, str, list[str]]:
    """Return the polymer's cell and mole ratio, and what was assumed."""
    parts = [part for part in typed.of("polymer") if part.name]
    if not parts:
        return "", "", []
    if len(parts) == 1:
        n_units = len(parts[0].name.split("|"))
        note = [f"{parts[0].name.replace('|', ' and ')}: equal moles."] if n_units > 1 else []
        return parts[0].name, "|".join("1" for _ in range(n_units)) if n_units > 1 else "", note
    moles = _moles(parts, typed)
    cell = "|".join(f"{value / max(moles):.6g}" for value in moles)
    return "|".join(part.name for part in parts), cell, []


def _moles(parts: list[Part], typed: TypedParts) -> list[float]:
    """Return the moles of units of several polymers, from their ratio or their shares."""
    if any("|" in part.name for part in parts):
        raise refuse(
            parts[1].name, parts[1].place, "write a blend as DOA/PCEA 1:1 mol, each polymer by its name"
        )
    ratios = {part.ratio for part in parts}
    if len(ratios) == 1 and (number := parts[0].ratio) is not None:
        ratio = typed.ratios[number]
        if ratio.basis == "mole":
            return list(ratio.values)
        if ratio.basis == "weight":
            return [value / molar_mass_of(part) for part, value in zip(parts, ratio.values, strict=True)]
    shares = [percent_of(part, "wt%") for part in parts]
    if None in shares:
        names = "/".join(part.name for part in parts)
        raise refuse(names, parts[0].place, f"how much of each? Write {names} 1:1 mol, or the wt% of each")
    return [100.0 * (share or 0.0) / molar_mass_of(part) for part, share in zip(parts, shares, strict=True)]


def _share_polymer(typed: TypedParts, liquid: TypedLiquid, notes: list[str]) -> float:
    """Return the polymer's weight fraction of a gel; 0 of a liquid."""
    parts = typed.of("polymer")
    if not parts:
        _refuse_lone_share(typed)
        return 0.0
    if typed.uptake is not None:
        notes.append("Uptake is the liquid's mass per mass of dry polymer.")
        return 1.0 / (1.0 + typed.uptake.values[0] / 100.0)
    masses = fixed_masses(typed)
    fixed = [masses[part.word] for part in parts if part.word in masses]
    if fixed:
        return _from_masses(typed, liquid, sum(fixed), masses)
    notes.append("The polymer's wt% counts of the whole gel.")
    return _from_percent(typed, parts)


def _from_percent(typed: TypedParts, parts: list[Part]) -> float:
    """Return the polymer's share from its own wt%, or from that of the liquid."""
    shares = [share for part in parts if (share := percent_of(part, "wt%")) is not None]
    rest = [share for part in typed.of("liquid") if (share := percent_of(part, "wt%")) is not None]
    if not shares and not rest:
        name = parts[0].name or "polymer"
        raise refuse(name, parts[0].place, f"give its amount: write for example 30 wt% {name}")
    share = sum(shares) if shares else 1.0 - sum(rest)
    if shares and rest and abs(share + sum(rest) - 1.0) > SUM_TOLERANCE:
        place = typed.of("liquid")[0].place
        raise refuse("wt%", place, f"polymer and liquid sum to {100 * (share + sum(rest)):.4g} %, not 100")
    if not 0.0 < share < 1.0:
        raise refuse("wt%", parts[0].place, "the polymer's share leaves nothing for the liquid")
    return share


def _refuse_lone_share(typed: TypedParts) -> None:
    """Refuse the share of a liquid, or an uptake, in a text without a polymer."""
    for word in (typed.uptake, *(part.amount for part in typed.of("liquid"))):
        if word is not None:
            raise refuse(word.text, word.place, "of what? Name the polymer too, as 30 wt% polymer")


def _from_masses(typed: TypedParts, liquid: TypedLiquid, polymer: float, masses: dict[int, float]) -> float:
    """Return the polymer's share from masses of polymer and liquid."""
    given = [masses[part.word] for part in typed.of("liquid") if part.word in masses]
    rest = sum(given) if given else liquid.mass
    if math.isnan(rest):
        part = typed.of("polymer")[0]
        raise refuse(part.name or "polymer", part.place, "has a mass, the liquid none; give both, or wt%")
    return polymer / (polymer + rest)


def _share_dry(typed: TypedParts, liquid: TypedLiquid, notes: list[str]) -> tuple[float, float]:
    """Return the weight fractions of polymer and salt where there is no solvent."""
    parts, salts = typed.of("polymer"), typed.of("salt")
    if not parts or not salts:
        missing = "No solvent and no polymer" if not parts else "No salt"
        raise InvalidFormulation(
            f"{missing} in the text: write for example 1 M LiPF6 in EC/DEC 1:1 v/v, 30 wt% polymer."
        )
    masses = fixed_masses(typed)
    if typed.eo_li is not None:
        return _from_eo_li(typed, liquid)
    if salts[0].word in masses and all(part.word in masses for part in parts):
        grams = sum(masses[part.word] for part in parts)
        total = grams + masses[salts[0].word]
        return grams / total, masses[salts[0].word] / total
    hosts = [value for part in parts if (value := percent_of(part, "wt%")) is not None]
    share = percent_of(salts[0], "wt%")
    if share is None and hosts:
        share = 1.0 - sum(hosts)
    if share is None or not 0.0 < share < 1.0:
        raise refuse(
            salts[0].name,
            salts[0].place,
            f"how much in the dry polymer? Write 20 wt% {salts[0].name}, or EO:Li = 20",
        )
    if hosts and abs(sum(hosts) + share - 1.0) > SUM_TOLERANCE:
        raise refuse("wt%", salts[0].place, f"the shares sum to {100 * (sum(hosts) + share):.4g} %, not 100")
    notes.append("No solvent is given: a dry polymer; the salt's wt% counts of polymer and salt together.")
    return 1.0 - share, share


def _from_eo_li(typed: TypedParts, liquid: TypedLiquid) -> tuple[float, float]:
    """Return polymer and salt of a poly(ethylene oxide) with a given number of units per Li⁺."""
    word, part = typed.eo_li, typed.of("polymer")[0]
    if word is None or read_polymer(part.name or "?").units != (_ETHYLENE_OXIDE,):
        raise refuse(
            part.name or "polymer", part.place, "EO:Li is understood for PEO only; give the salt in wt%"
        )
    salt = 1.0 / read_salts(liquid.salt).lithium_mol_g
    host = word.values[0] * molar_mass_of(part)
    return host / (host + salt), salt / (host + salt)
