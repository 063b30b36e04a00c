"""The liquid of a typed mixture: its solvents by weight, and how much salt each gram of them holds."""

from __future__ import annotations

import math
from dataclasses import dataclass

from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import SaltMixture, SolventMixture, read_salts, read_solvents
from monodesign.formulation.concentration import (
    molality_in,
    molality_of,
    molarity_of,
    salt_per_solvent,
    salt_volume_l_mol,
    volume_ml_g,
)
from monodesign.formulation.formulations import SUM_TOLERANCE
from monodesign.formulation.typed_masses import fixed_masses, percent_of, word_ratio
from monodesign.formulation.typed_parts import Part, TypedParts
from monodesign.formulation.typed_salts import added_salts
from monodesign.formulation.typed_solvents import Entry, list_entries, merge
from monodesign.formulation.typed_words import refuse

_LITRES = (
    "mol/L counts per litre of liquid: solvents mixed ideally and the dissolved salt with its estimated "
    "volume, polymer not counted."
)
_KILOGRAMS = "mol/kg counts per kg of solvents."
_VOLUMES = (
    "Volumes became weights with the densities of libraries/solvents.csv, near 25 °C (EC: its melt at 40 °C)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLiquid:
    """The liquid.

    Attributes:
        solvent: As in the column `solvent`; empty where there is none.
        salt: As in the column `salt`; empty where there is none.
        salt_per_solvent: Mass of salt per mass of solvents; NaN in what has no solvent.
        mass: Mass of solvents and salt on the scale of the polymer's; NaN where no masses are given.
        notes: How it was read.
    """

    solvent: str
    salt: str
    salt_per_solvent: float
    mass: float
    notes: tuple[str, ...]

    def concentrations(self, *, w_salt: float, w_solvent: float) -> tuple[float, float]:
        """Return mol/kg of solvents and mol/L of liquid; NaN where they do not apply or lack a density."""
        if not self.salt or not self.solvent or w_solvent == 0.0:
            return math.nan, math.nan
        salt, mixture = read_salts(self.salt), read_solvents(self.solvent)
        molality = molality_in(w_salt=w_salt, w_solvent=w_solvent, salt=salt)
        try:
            return molality, molarity_of(molality, mixture=mixture, salt=salt)
        except InvalidFormulation:  # no density
            return molality, math.nan


def mix_liquid(typed: TypedParts) -> TypedLiquid:
    """Return the liquid of a mixture.

    Raises:
        InvalidFormulation: It says too little, or can be read in two ways.
    """
    salt = next(iter(typed.of("salt")), None)
    masses = fixed_masses(typed)
    entries = list_entries(typed, masses)
    named = _name_of(salt)
    if not entries:
        return TypedLiquid(solvent="", salt=named, salt_per_solvent=math.nan, mass=math.nan, notes=())
    notes: list[str] = []
    if any(ratio.basis == "volume" for ratio in typed.ratios) or any(
        part.amount is not None and part.amount.unit in {"mL", "vol%"} for part in typed.parts
    ):
        notes.append(_VOLUMES)
    if any(entry.is_base for entry in entries):
        shares, per_solvent = _with_additives(typed, entries, salt, notes)
    else:
        shares, per_solvent = _all_in_percent(typed, entries, salt, notes)
    if salt is not None and added_salts(typed):
        named, per_solvent = _add_salts(typed, salt, per_solvent, notes)
    fixed = sum(entry.mass or 0.0 for entry in entries) if all(entry.mass for entry in entries) else 0.0
    return TypedLiquid(
        solvent=word_ratio(shares), salt=named, salt_per_solvent=per_solvent,
        mass=fixed * (1.0 + per_solvent) if fixed else math.nan,
        notes=tuple(notes),
    )  # fmt: skip


def _name_of(salt: Part | None) -> str:
    """Return the cell of the column `salt`."""
    if salt is None:
        return ""
    mixture = read_salts(salt.name)
    return mixture.salts[0].name if len(mixture.salts) == 1 else salt.name


def _add_salts(typed: TypedParts, salt: Part, per_solvent: float, notes: list[str]) -> tuple[str, float]:
    """Return name and mass per mass of solvents of all salts, those added by wt% of the liquid too."""
    added = added_salts(typed)
    taken = sum(share for _, share in added)
    if taken >= 1.0 / (1.0 + per_solvent):
        part = typed.of("salt")[1]
        raise refuse(part.name, part.place, "the added salts leave nothing for the liquid; give less")
    notes.append(
        "wt% of an added salt counts of the whole liquid; the other salt's concentration is that before it "
        "was added."
    )
    rest = 1.0 - taken
    masses: dict[str, float] = {}
    main = read_salts(salt.name)
    of_main = [(name, rest * per_solvent / (1.0 + per_solvent) * share) for name, share in main.composition]
    for name, mass in (*of_main, *added):
        masses[name] = masses.get(name, 0.0) + mass
    return word_ratio(masses), sum(masses.values()) * (1.0 + per_solvent) / rest


def _read(shares: dict[str, float]) -> SolventMixture:
    return read_solvents(word_ratio(shares))


def _with_additives(
    typed: TypedParts, entries: list[Entry], salt: Part | None, notes: list[str]
) -> tuple[dict[str, float], float]:
    """Return solvents and salt of a base liquid, and of what is added to it by wt% or vol%."""
    base = [entry for entry in entries if entry.is_base]
    added = [entry for entry in entries if not entry.is_base]
    solvents = merge([(entry.mass or 1.0, entry.shares) for entry in base])
    unit, shares = _shares_added(added)
    per_solvent = _salt_of_base(typed, salt, solvents, notes, base=base, taken=sum(shares) * (unit == "wt%"))
    if not added:
        return solvents, per_solvent
    notes.append(
        f"{unit} of an additive counts of the whole liquid, salt included; the salt's concentration is that "
        "before it was added."
    )
    if unit == "vol%":
        record = read_salts(salt.name) if salt is not None else None
        shares = _weigh_volumes(
            shares, added, _volume_ml_g(_read(solvents), per_solvent, record), per_solvent
        )
    left = (1.0 - sum(shares)) / (1.0 + per_solvent)  # of the base's solvents
    pairs = zip(shares, (entry.shares for entry in added), strict=True)
    return merge([(left, solvents), *pairs]), left * per_solvent / (left + sum(shares))


def _shares_added(added: list[Entry]) -> tuple[str, list[float]]:
    """Return the unit of the additives' shares and the shares, as fractions."""
    for unit in ("wt%", "vol%"):
        shares = [share for entry in added if (share := entry.percent(unit)) is not None]
        if len(shares) == len(added):
            if sum(shares) >= 1.0:
                raise refuse("additives", added[0].place, "they leave nothing for the other solvents")
            return unit, shares
    raise refuse("additives", added[0].place, "write all of them in wt%, or all in vol%")


def _salt_of_base(
    typed: TypedParts, salt: Part | None, solvents: dict[str, float], notes: list[str], *, base: list[Entry],
    taken: float,
) -> float:  # fmt: skip
    """Return the mass of salt per mass of the base's solvents."""
    masses = fixed_masses(typed)
    if salt is not None and salt.word in masses:
        return masses[salt.word] / sum(entry.mass or 0.0 for entry in base)
    return _salt_of(typed, salt, _read(solvents), notes, taken=taken)


def _volume_ml_g(mixture: SolventMixture, per_solvent: float, salt: SaltMixture | None) -> float:
    """Return the volume in mL of a solution that holds one gram of solvents."""
    dissolved = per_solvent / salt.molar_mass_g_mol * 1000.0 * salt_volume_l_mol(salt) if salt else 0.0
    return volume_ml_g(mixture) + dissolved


def _weigh_volumes(
    volumes: list[float], added: list[Entry], volume_ml: float, per_solvent: float
) -> list[float]:
    """Return additives' shares of the liquid's mass from their shares of its volume."""
    rest = 1.0 - sum(volumes)
    grams = [
        share / rest * volume_ml / volume_ml_g(_read(entry.shares))
        for share, entry in zip(volumes, added, strict=True)
    ]
    total = 1.0 + per_solvent + sum(grams)
    return [mass / total for mass in grams]


def _salt_of(
    typed: TypedParts, salt: Part | None, mixture: SolventMixture, notes: list[str], *, taken: float = 0.0
) -> float:
    """Return the mass of salt per mass of the solvents it was dissolved in."""
    if salt is None:
        return 0.0
    if salt.amount is None:
        raise refuse(
            salt.name, salt.place, f"how much? Write for example 1 M {salt.name} or 12 wt% {salt.name}"
        )
    record, value = read_salts(salt.name), salt.amount.values[0]
    if value <= 0.0:
        raise refuse(salt.amount.text, salt.amount.place, "give an amount above 0")
    if salt.amount.unit == "mol/L":
        notes.append(_LITRES)
        return salt_per_solvent(molality_of(value, mixture=mixture, salt=record), salt=record)
    if salt.amount.unit == "mol/kg":
        notes.append(_KILOGRAMS)
        return salt_per_solvent(value, salt=record)
    share = percent_of(salt, "wt%")
    if share is None or share + taken >= 1.0:
        raise refuse(salt.amount.text, salt.amount.place, "give the salt as mol/L, mol/kg or wt%")
    if typed.of("polymer") or typed.of("liquid"):
        raise refuse(
            salt.amount.text, salt.amount.place,
            "of the gel, or of the liquid? Write the solvents' wt% too, as 30 wt% polymer, 16 wt% LiPF6, "
            "54 wt% EC; or the salt in mol/kg",
        )  # fmt: skip
    notes.append("The salt's wt% counts of the whole liquid.")
    return share / (1.0 - share - taken)


def _all_in_percent(
    typed: TypedParts, entries: list[Entry], salt: Part | None, notes: list[str]
) -> tuple[dict[str, float], float]:
    """Return solvents and salt where each solvent, or each ratio of them, has a share in percent."""
    weights = [entry.percent("wt%") for entry in entries]
    volumes = [entry.percent("vol%") for entry in entries]
    if None not in volumes:
        shares = _by_volume(entries, [value or 0.0 for value in volumes])
        return shares, _salt_of(typed, salt, _read(shares), notes)
    if None in weights:
        raise refuse(
            "wt%", entries[0].place, "some solvents in wt% and some in vol%; write all of them in wt%"
        )
    known = [value or 0.0 for value in weights]
    shares = merge([(share, entry.shares) for share, entry in zip(known, entries, strict=True)])
    salt_share = percent_of(salt, "wt%") if salt is not None else None
    hosts = sum(percent_of(part, "wt%") or 0.0 for part in typed.of("polymer"))
    solvents = sum(known)
    if salt_share is not None and _is_hundred(solvents + salt_share, solvents + salt_share + hosts):
        return shares, salt_share / solvents
    if salt_share is None and _is_hundred(solvents, solvents + hosts):
        return shares, _salt_of(typed, salt, _read(shares), notes)
    if salt_share is not None and _is_hundred(solvents):
        return shares, _salt_of(typed, salt, _read(shares), notes)
    total = 100.0 * (solvents + (salt_share or 0.0) + hosts)
    raise refuse(
        "wt%", entries[0].place, f"the shares sum to {total:.4g} %, not 100; give every part's share"
    )


def _is_hundred(*sums: float) -> bool:
    return any(abs(total - 1.0) <= SUM_TOLERANCE for total in sums)


def _by_volume(entries: list[Entry], volumes: list[float]) -> dict[str, float]:
    if not _is_hundred(sum(volumes)):
        total = 100.0 * sum(volumes)
        raise refuse(
            "vol%", entries[0].place, f"the solvents sum to {total:.4g} vol%, not 100; give every one"
        )
    weighted = [
        (share / volume_ml_g(_read(entry.shares)), entry.shares)
        for share, entry in zip(volumes, entries, strict=True)
    ]
    return merge(weighted)
