"""The solvents of a typed mixture: alone or in ratios, each with the amount that is given of it."""

from __future__ import annotations

from dataclasses import dataclass

from monodesign.formulation.typed_masses import masses_of, percent_of, solvent_of
from monodesign.formulation.typed_parts import Part, TypedParts
from monodesign.formulation.typed_words import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One solvent, or several in a ratio, with their amount.

    Attributes:
        shares: Mass of each solvent; they sum to 1.
        part: The part that carries the amount; None where there is none.
        mass: Mass on the scale of the other fixed ones; None where it is not fixed.
        place: Where it begins.
    """

    shares: dict[str, float]
    part: Part | None
    mass: float | None
    place: int

    @property
    def is_base(self) -> bool:
        """Whether it is the liquid that others are added to: its mass is fixed, or nothing is said of it."""
        return self.part is None or self.mass is not None

    def percent(self, unit: str) -> float | None:
        """Return its share where it is given in this unit, as a fraction."""
        return percent_of(self.part, unit) if self.part is not None else None


def list_entries(typed: TypedParts, masses: dict[int, float]) -> list[Entry]:
    """Return the solvents, those of one ratio together."""
    entries = []
    for ratio in typed.ratios:
        if {part.kind for part in ratio.members} != {"solvent"}:
            continue
        carriers = [part for part in ratio.members if part.amount is not None]
        if len(carriers) > 1:
            word = ratio.word
            raise refuse(
                word.text, word.place, "the solvents have amounts of their own too; keep one of both"
            )
        carrier = carriers[0] if carriers else None
        mass = masses.get(carrier.word) if carrier is not None else None
        entries.append(
            Entry(
                shares=_shares(ratio.members, masses_of(ratio)),
                part=carrier,
                mass=mass,
                place=ratio.word.place,
            )
        )
    for part in typed.of("solvent"):
        if part.ratio is None or (part.word in masses and not _is_carrier(part, typed)):
            mass = masses.get(part.word)
            carrier = part if part.amount is not None or mass is not None else None
            entries.append(
                Entry(shares={solvent_of(part).name: 1.0}, part=carrier, mass=mass, place=part.place)
            )
    _require_one_base(entries, typed)
    return entries


def _is_carrier(part: Part, typed: TypedParts) -> bool:
    """Return whether a part's amount is that of its ratio of solvents."""
    if part.ratio is None:
        return False
    return {member.kind for member in typed.ratios[part.ratio].members} == {"solvent"}


def _require_one_base(entries: list[Entry], typed: TypedParts) -> None:
    """Refuse solvents that stand side by side without a ratio."""
    bare = [entry for entry in entries if entry.part is None and entry.mass is None]
    if len(bare) > 1 or (bare and any(entry.mass is not None for entry in entries)):
        names = "/".join(part.name for part in typed.of("solvent"))
        ones = ":".join("1" for _ in typed.of("solvent"))
        raise refuse(
            names, bare[0].place, f"how much of each? Write a ratio with its basis, as {names} {ones} v/v"
        )


def _shares(parts: tuple[Part, ...], masses: list[float]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for part, mass in zip(parts, masses, strict=True):
        name = solvent_of(part).name
        shares[name] = shares.get(name, 0.0) + mass / sum(masses)
    return shares


def merge(weighted: list[tuple[float, dict[str, float]]]) -> dict[str, float]:
    """Return the shares of several mixtures together."""
    total = sum(weight for weight, _ in weighted)
    merged: dict[str, float] = {}
    for weight, shares in weighted:
        for name, share in shares.items():
            merged[name] = merged.get(name, 0.0) + weight * share / total
    return merged
