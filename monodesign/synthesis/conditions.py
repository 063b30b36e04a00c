"""The conditions of a reaction for the molecules at hand (`libraries/adaptations.csv`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from monodesign.chem.molecules import canonical_smiles
from monodesign.paths import LIBRARIES
from monodesign.synthesis.reactions import Reaction
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.situations import Scope, Situation, fixed_values, read_scope
from monodesign.tables.shipped import parse_rows

# What a rotary evaporator and a pump take off at 50 °C.
HIGHEST_PUMPED_C: Final = 130.0
_PUMPED: Final = frozenset({"pump off the amine", "pump off and distil"})
# Of equal amounts of amine and epoxide about so much ends as the tertiary amine.
_TWICE_OPENED_PERCENT: Final = 20.0
ESTIMATE: Final = "estimate for the reaction class, not measured for this pair"
# In the columns of texts: taken away. In those of numbers: this many times as much.
_NONE: Final = "none"
_TIMES: Final = "×"
_TEXTS: Final = ("base", "catalyst", "solvent", "temperature", "work_up")
_NUMBERS: Final = (
    "equivalents_base", "equivalents_catalyst", "hottest_c", "hours", "equivalents_electrophile",
    "equivalents_nucleophile", "pot_l_mol", "feed_l_mol",
)  # fmt: skip
# Changes of these make another procedure of it, whose yield the source has not measured.
_PROCEDURE: Final = frozenset({"base", "catalyst", "solvent", "hours"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    """How conditions change in a kind of situation.

    Attributes:
        because: What is changed and why, to be added to the reaction's own reason.
        scope: Where it applies.
        texts: New texts by field of the reaction; `none` takes it away.
        numbers: New numbers by field of the reaction, with `×` a factor.
        yield_change_percent: Added to both ends of the expected yield.
    """

    because: str
    scope: Scope
    texts: Mapping[str, str]
    numbers: Mapping[str, str]
    yield_change_percent: float

    def applied(self, reaction: Reaction) -> Reaction:
        """Return the reaction under the new conditions."""
        changes: dict[str, Any] = {name: text.replace(_NONE, "") for name, text in self.texts.items()}
        changes |= {name: _number(text, getattr(reaction, name)) for name, text in self.numbers.items()}
        if changes.get("catalyst") == "":
            changes["equivalents_catalyst"] = 0.0
        if changes and all(getattr(reaction, name) == value for name, value in changes.items()):
            return reaction
        if self.yield_change_percent or not _PROCEDURE.isdisjoint(changes):
            changes["source"] = ESTIMATE
        return replace(
            reaction, **changes, why=f"{reaction.why}; here {self.because}",
            yield_low_percent=reaction.yield_low_percent + self.yield_change_percent,
            yield_high_percent=reaction.yield_high_percent + self.yield_change_percent,
        )  # fmt: skip


@lru_cache(maxsize=4)
def load_adaptations(path: Path | None = None) -> tuple[Adaptation, ...]:
    """Load the adaptations in file order.

    Raises:
        InvalidTable: A line cannot be read; the message names all of them.
    """
    return parse_rows(path or LIBRARIES / "adaptations.csv", _adaptation)


def _adaptation(row: Mapping[str, str]) -> Adaptation:
    numbers = {name: row[name] for name in _NUMBERS if row[name]}
    for text in numbers.values():
        _number(text, 1.0)
    return Adaptation(
        because=row["because"], scope=read_scope(row), numbers=numbers,
        texts={name: row[name] for name in _TEXTS if row[name]},
        yield_change_percent=float(row["yield_change_percent"] or 0.0),
    )  # fmt: skip


def _number(text: str, before: float) -> float:
    return float(text.removeprefix(_TIMES)) * (before if text.startswith(_TIMES) else 1.0)


def adapt(situation: Situation) -> Situation:
    """Return a situation with the conditions that its reactants and product need.

    The lines apply in their order, each to what those before it left. An amine that cannot be pumped off is
    not in excess.
    """
    for adaptation in _bearing_on(fixed_values(situation.reaction)):
        if adaptation.scope.covers(situation):
            situation = replace(situation, reaction=adaptation.applied(situation.reaction))
    return replace(situation, reaction=_without_heavy_amine(situation))


@lru_cache(maxsize=256)
def _bearing_on(fixed: tuple[object, ...]) -> tuple[Adaptation, ...]:
    return tuple(adaptation for adaptation in load_adaptations() if adaptation.scope.may_cover(fixed))


def _without_heavy_amine(situation: Situation) -> Reaction:
    """Take one equivalent of an amine that boils too high to be pumped off; a resin holds the rest back.

    One equivalent of amine opens two epoxides in part.
    """
    reaction = situation.reaction
    if reaction.work_up not in _PUMPED:
        return reaction
    boils = load_reagents().describe(canonical_smiles(situation.nucleophile)).boiling_point_c
    if boils is not None and boils <= HIGHEST_PUMPED_C:
        return reaction
    lost = _TWICE_OPENED_PERCENT if reaction.electrophile == "epoxide" else 0.0
    return replace(
        reaction, equivalents_electrophile=1.0, equivalents_nucleophile=1.0, work_up="hold back the amine",
        yield_low_percent=reaction.yield_low_percent - lost,
        yield_high_percent=reaction.yield_high_percent - lost,
    )  # fmt: skip
