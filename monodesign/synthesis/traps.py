"""What a cold trap holds after a volatile chloride or gas, and how that is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.quench import describe_excess, excess_mmol
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.work_up import describe_work_up

# Work-ups that evaporate what is left of a chloride.
_PUMPED: Final = "pump off the chloride"


def list_trapped(weighed: WeighedStep) -> Iterator[str]:
    """Yield what to do with a chloride that goes into the trap: never to waste as it is."""
    excess = excess_mmol(weighed)
    told = describe_excess(weighed)
    is_evaporated = bool(told) and told in describe_work_up(weighed)
    if not excess or not (is_evaporated or weighed.step.reaction.work_up == _PUMPED):
        return
    shown = load_reagents().describe(weighed.step.electrophile).shown
    amount = f"{float(f'{excess:.2g}'):g} mmol of {shown}"
    yield (
        f"Trap: what is evaporated or distilled off carries up to {amount}: trap at −78 °C before the pump; "
        "afterwards let what it holds drip into stirred, ice-cold methanol in the hood (hydrogen chloride), "
        "neutralise with bicarbonate, and only then put it into the halogenated waste."
    )
