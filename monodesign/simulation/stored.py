"""Parameters of molecules and chains, each computed once and kept in a store."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from monodesign.compute.packages import version_of
from monodesign.compute.store import Store, key_of
from monodesign.simulation.chains import parametrise_chain, parametrise_molecule, unit_charges
from monodesign.simulation.gaff import version
from monodesign.simulation.parameters import Parameters

# Changes where the way changes in which parameters are made, so that those kept before are not used.
METHOD: Final = "GAFF2, AM1-BCC, chains from a trimer's middle unit, 2"


class ParameterStore:
    """Finds parameters in a store, or computes and keeps them."""

    def __init__(self, store: Store) -> None:
        """Take the store to keep them in."""
        self._store = store

    def molecule(self, smiles: str, *, name: str) -> Parameters:
        """Return a small molecule's parameters."""
        return Parameters.from_json(
            self._find(
                "molecule",
                {"smiles": smiles, "name": name},
                lambda: parametrise_molecule(smiles, name=name).to_json(),
            )
        )

    def chain(self, units: Sequence[str], names: Mapping[str, str], *, seed: int) -> Parameters:
        """Return the parameters of a chain.

        Args:
            units: PSMILES of its repeat units in order.
            names: What each is called.
            seed: Of tacticity and conformer.
        """
        charges = {unit: self._charges(unit) for unit in dict.fromkeys(units)}
        asked = {"units": list(units), "names": [names[unit] for unit in units], "seed": seed}
        return Parameters.from_json(
            self._find(
                "chain", asked, lambda: parametrise_chain(units, charges, names=names, seed=seed).to_json()
            )
        )

    def _charges(self, unit: str) -> list[list[float]]:
        found = self._find("unit charges", {"unit": unit}, lambda: {"charges_e": unit_charges(unit)})
        return [list(map(float, group)) for group in found["charges_e"]]

    def _find(self, kind: str, asked: dict[str, Any], make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        versions = {"ambertools": version(), "rdkit": version_of("rdkit")}
        inputs = {"kind": kind, "method": METHOD, "versions": versions, **asked}
        key = key_of(inputs)
        if (known := self._store.get(key)) is not None:
            return known
        began = time.monotonic()
        made = make()
        self._store.put(key, kind=kind, inputs=inputs, result=made, seconds=time.monotonic() - began)
        return made
