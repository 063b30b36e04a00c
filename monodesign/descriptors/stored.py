"""Descriptions in the store: their keys, and geometries to and from JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from monodesign import errors
from monodesign.chem.mirror_images import searched_form
from monodesign.chem.molecules import canonical_smiles, parse_chemistry
from monodesign.chem.polymerisation import capped_unit
from monodesign.compute.store import Store, key_of
from monodesign.descriptors.calibration import load_calibration
from monodesign.descriptors.exchange.correction import load_exchange_correction
from monodesign.descriptors.mirror_frames import Frame, find_frame, turn_geometry
from monodesign.descriptors.refinement import require_dft
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import EngineName, load_engine
from monodesign.errors import MonodesignError
from monodesign.records import Geometry
from monodesign.tables.digits import POSITION_DECIMALS

KIND: Final = "description"

KIND_FAILED: Final = "failed description"

# Goes up whenever the searches answer an old question anew, so that no store mixes two of them.
PROTOCOL: Final = 9

CALIBRATIONS: Final = (
    "vertical_ie_ev",
    "oxidation_potential_v",
    "li_binding_kcal_mol",
    "reduction_potential_v",
)


def restore(stored: dict[str, Any]) -> dict[str, Any] | MonodesignError:
    """Return a stored description, or the error that a stored failure was."""
    if "error" not in stored:
        return stored
    kind = getattr(errors, stored["error"], None)
    if isinstance(kind, type) and issubclass(kind, MonodesignError):
        return kind(stored["message"])
    return MonodesignError(stored["message"])


def is_described(
    canonical: str, *, settings: DescribeSettings, engine_name: EngineName, store: Store | None
) -> bool:
    """Return whether the store holds a molecule's description, or why there is none.

    Raises:
        UnknownName: Level `dft` lacks PySCF.
    """
    if store is None:
        return False
    searched = searched_form(canonical)
    return key_of(describe_inputs(searched, settings=settings, engine_name=engine_name)) in store


def describe_inputs(canonical: str, *, settings: DescribeSettings, engine_name: EngineName) -> dict[str, Any]:
    """Return everything a description depends on, for the store's key and provenance.

    Raises:
        UnknownName: Level `dft` lacks PySCF.
    """
    engine = load_engine(engine_name)
    dft = {}
    if settings.level == "dft":
        require_dft()
        dft = {"pyscf_version": version("pyscf")}
    calibrations = {task: load_calibration(task).version for task in CALIBRATIONS}
    if "exchange" in settings.what:
        calibrations["exchange"] = load_exchange_correction().version
    return {
        **dft,
        "protocol": PROTOCOL,
        "smiles": canonical,
        "settings": asdict(settings),
        "engine": engine.name,
        "engine_version": engine.version,
        "tblite_version": load_engine("tblite").version,
        "calibrations": calibrations,
    }


def read_geometries(
    smiles: Sequence[str],
    *,
    settings: DescribeSettings,
    store: Store,
    engine_name: EngineName = "default",
    name: str = "monomer",
) -> Mapping[str, Geometry]:
    """Return stored geometries by SMILES; molecules that were not described are left out.

    Args:
        smiles: The molecules.
        settings: As they were described with.
        store: Where their descriptions are.
        engine_name: As they were described with.
        name: Which geometry: `monomer`, `unit`, `monomer_li`, `unit_li`, or one of the two
            with `_one_armed` behind it, which is kept where it is another.
    """
    found = {}
    for given in smiles:
        searched = searched_form(given)
        stored = store.get(key_of(describe_inputs(searched, settings=settings, engine_name=engine_name)))
        if stored is not None and name in stored.get("geometries", {}):
            geometry = geometry_from_json(stored["geometries"][name])
            found[given] = turn_geometry(geometry, _frame_of(given, searched, name))
    return found


def _frame_of(given: str, searched: str, name: str) -> Frame | None:
    """Return how the geometry of a name lies to that of the form searched."""
    asked = canonical_smiles(parse_chemistry(given))
    if name.startswith("unit"):
        return find_frame(capped_unit(searched), capped_unit(asked))
    return find_frame(searched, asked)


def geometry_to_json(geometry: Geometry) -> dict[str, Any]:
    """Return a geometry as JSON holds it, positions (Å) to six decimals."""
    return {
        "numbers": geometry.numbers.tolist(),
        "positions": np.round(geometry.positions, 6).tolist(),
        "charge": geometry.charge,
        "unpaired": geometry.unpaired,
    }


def geometry_from_json(data: Mapping[str, Any]) -> Geometry:
    """Return a stored geometry, positions (Å) with the digits that mean something."""
    return Geometry(
        numbers=np.array(data["numbers"]),
        positions=np.round(np.array(data["positions"]), POSITION_DECIMALS),
        charge=data["charge"],
        unpaired=data["unpaired"],
    )
