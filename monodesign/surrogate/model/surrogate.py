"""The surrogate: one model of liquids, one of dry polymers, and the way between them for gels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.model.coverage import Coverage, measure_coverage
from monodesign.surrogate.model.curves import CurveModel, CurveSettings, fit_curves, novelty, predict_curves
from monodesign.surrogate.model.embedding import (
    Embedding,
    Lengths,
    fit_dry_embedding,
    fit_liquid_embedding,
    place_dry,
    place_liquid,
)
from monodesign.surrogate.model.expected import expected_level, gain_of_ends
from monodesign.surrogate.model.gel import Obstruction, fit_obstruction, join_phases
from monodesign.surrogate.model.kernels import Variances, matern, squared_distances
from monodesign.surrogate.model.memory import Memory, fit_memory, recall
from monodesign.surrogate.model.mixing import is_mixture, keep_above_series, split_mixtures
from monodesign.surrogate.model.ordinals import read_ordinals

DRY: Final = "dry"
GEL: Final = "gel"
LIQUID: Final = "liquid"
KINDS: Final = (DRY, GEL, LIQUID)
_SHELL: Final = 4.0  # donors around a Li⁺
_MOST_SALT: Final = 0.95  # weight fraction; no measurement has more
# Molalities (mol/kg) at which a gel's liquid is looked at between its diluted molality and what it holds.
_MOLALITY_STEPS: Final = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 11.0, 16.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSettings:
    """Length scales and curve settings of one phase."""

    lengths: Lengths
    curves: CurveSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class SurrogateSettings:
    """Settings of both phases. The defaults were found by grouped cross-validation; `train` may tune them."""

    dry: PhaseSettings
    liquid: PhaseSettings


DEFAULT_SETTINGS: Final = SurrogateSettings(
    dry=PhaseSettings(
        lengths=Lengths(substance=0.7, salt=1.3, state=3.0),
        curves=CurveSettings(
            level=Variances(substance=1.0, substance_state=0.3, everything=1.4, condition=0.2),
            slope=Variances(substance=0.5, substance_state=0.0, everything=0.2, condition=0.0),
            slope_stretch=1.1,
            noise=1.0,
            huber=0.3,
            vogel_k=140.0,
            reference_k=333.15,
            least_slope=0.6,
            n_centres=500,
        ),
    ),
    liquid=PhaseSettings(
        lengths=Lengths(substance=0.7, salt=0.8, state=0.67, structure=2.0),
        curves=CurveSettings(
            # What a salt does to σ is mostly the same in all solvents (condition): one that was measured in
            # some is known in others.
            level=Variances(substance=1.0, substance_state=0.25, everything=0.25, condition=1.0),
            slope=Variances(substance=0.5, substance_state=0.2, everything=0.0, condition=0.1),
            noise=0.2,
            huber=0.15,
            vogel_k=160.0,
            reference_k=298.15,
            # Salts that pair more as it warms rise little: LiAsF6 in 2-methyltetrahydrofuran by 0.18.
            least_slope=0.1,
            n_centres=600,
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A fitted model of liquids or of dry polymers.

    Attributes:
        embedding: Scales of its features.
        curves: Its curves; of liquids less `walden.expected_level`, of dry polymers less
            `free_volume.gain_of_ends`.
        memory: Of liquids, what the curves leave over of those measured.
    """

    embedding: Embedding
    curves: CurveModel
    memory: Memory | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductivityModel:
    """A fitted surrogate.

    Attributes:
        dry: Model of dry polymers.
        liquid: Model of liquids.
        obstruction: Gels between them.
        gel_polymers: Coordinates of the polymers of the measured gels, shape (m, p).
        gel_solvents: Coordinates of their solvents, shape (m, q).
        gel_hosts: Repeat units of their polymers, shape (m,); None in models trained before they were kept.
        coverage: Which kinds of host and solvent and which compositions they cover; None likewise.
    """

    dry: Phase
    liquid: Phase
    obstruction: Obstruction
    gel_polymers: NDArray[np.float64]
    gel_solvents: NDArray[np.float64]
    gel_hosts: NDArray[np.str_] | None = None
    coverage: Coverage | None = None


def kinds_of(inputs: Inputs) -> NDArray[np.str_]:
    """Return `dry`, `gel` or `liquid` for each formulation."""
    has_polymer, has_solvent = inputs.w_polymer > 0, inputs.w_solvent > 0
    return np.where(has_polymer & has_solvent, GEL, np.where(has_polymer, DRY, LIQUID))


def fit_phase(
    inputs: Inputs,
    log10_sigma: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    kind: str,
    settings: PhaseSettings,
    seed: int,
) -> Phase:
    """Fit the model of dry polymers (kind `dry`) or of liquids to measurements of that kind alone.

    Liquids are learned as what departs from `walden.expected_level`, dry polymers as what departs from
    `free_volume.gain_of_ends`.
    """
    if kind == DRY:
        embedding = fit_dry_embedding(inputs, settings.lengths)
        blocks, expected = place_dry(inputs, embedding), gain_of_ends(inputs)
    else:
        embedding = fit_liquid_embedding(inputs, settings.lengths)
        blocks = place_liquid(inputs, embedding, inputs.own_molality)
        expected = expected_level(inputs, inputs.own_molality)
    departure = log10_sigma - expected
    kelvin = inputs.temperature_k
    curves = fit_curves(blocks, kelvin, departure, weights, settings=settings.curves, seed=seed)
    if kind == DRY:
        return Phase(embedding=embedding, curves=curves)
    left_over = departure - predict_curves(curves, blocks, kelvin)
    memory = fit_memory(blocks, kelvin, left_over, is_mixture(inputs), settings=settings.curves)
    return Phase(embedding=embedding, curves=curves, memory=memory)


def predict_phase(phase: Phase, inputs: Inputs, *, kind: str) -> NDArray[np.float64]:
    """Return log10 σ of formulations as dry polymers, or as liquids of their own molality."""
    if kind == DRY:
        learned = predict_curves(phase.curves, place_dry(inputs, phase.embedding), inputs.temperature_k)
        return gain_of_ends(inputs) + learned
    return _at_molality(phase, inputs, inputs.own_molality)


def fit_model(
    inputs: Inputs,
    log10_sigma: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    groups: NDArray[np.str_] | None = None,
    polymers: Sequence[str] | None = None,
    settings: SurrogateSettings = DEFAULT_SETTINGS,
    seed: int,
) -> ConductivityModel:
    """Fit both phases and then the gels between them.

    Args:
        inputs: Formulations.
        log10_sigma: Measured log10 of σ in S/cm.
        weights: Importance of each.
        groups: Publication of each; without, every measurement counts as a publication.
        polymers: Repeat units of `inputs.polymers`, to name the nearest measured gel.
        settings: Of both phases.
        seed: Draws the remembered formulations.
    """
    groups = np.arange(len(inputs)).astype(str) if groups is None else groups

    kinds = kinds_of(inputs)
    phases = {}
    for kind, phase_settings in ((DRY, settings.dry), (LIQUID, settings.liquid)):
        rows = np.flatnonzero(kinds == kind)
        phases[kind] = fit_phase(
            inputs.take(rows), log10_sigma[rows], weights[rows], kind=kind, settings=phase_settings, seed=seed
        )
    rows = np.flatnonzero(kinds == GEL)
    gels = inputs.take(rows)
    obstruction = fit_obstruction(
        gels,
        log10_sigma[rows],
        weights[rows],
        groups=groups[rows],
        liquid=liquid_reference(phases[LIQUID], gels),
        ordinals=read_ordinals(partial(liquid_reference, phases[LIQUID])),
        scaling=phases[DRY].embedding.substance,
    )
    pairs = np.unique(np.column_stack([gels.polymer_index, gels.solvent_index]), axis=0)
    names = np.array(["" if polymers is None else polymers[index] for index, _ in pairs], dtype=str)
    return ConductivityModel(
        dry=phases[DRY],
        liquid=phases[LIQUID],
        obstruction=obstruction,
        gel_polymers=_polymer_points(phases[DRY], gels)[pairs[:, 0]],
        gel_solvents=_solvent_points(phases[LIQUID], gels)[pairs[:, 1]],
        gel_hosts=names,
        coverage=measure_coverage(gels),
    )


def _polymer_points(dry: Phase, inputs: Inputs) -> NDArray[np.float64]:
    return place_dry(inputs, dry.embedding).substance.points


def _solvent_points(liquid: Phase, inputs: Inputs) -> NDArray[np.float64]:
    return place_liquid(inputs, liquid.embedding, inputs.own_molality).substance.points


def name_nearest_hosts(model: ConductivityModel, inputs: Inputs) -> NDArray[np.str_]:
    """Return for each of `inputs.polymers` the repeat unit of the measured gel with the most similar one."""
    if model.gel_hosts is None or not len(model.gel_hosts):
        return np.full(len(inputs.polymers), "")
    distances = squared_distances(_polymer_points(model.dry, inputs), model.gel_polymers)
    return np.asarray(model.gel_hosts[distances.argmin(axis=1)])


def predict_log10_sigma(model: ConductivityModel, inputs: Inputs) -> NDArray[np.float64]:
    """Return log10 of σ in S/cm, shape (n,)."""
    kinds = kinds_of(inputs)
    result = np.full(len(inputs), np.nan)
    with_polymer, with_solvent = np.flatnonzero(kinds != LIQUID), np.flatnonzero(kinds != DRY)
    dry, liquid = np.full(len(inputs), np.nan), np.full(len(inputs), np.nan)
    polymers, solutions = inputs.take(with_polymer), inputs.take(with_solvent)
    dry[with_polymer] = predict_phase(model.dry, polymers, kind=DRY)
    liquid[with_solvent] = liquid_reference(model.liquid, solutions)
    result = np.where(kinds == DRY, dry, liquid)
    gels = np.flatnonzero(kinds == GEL)
    result[gels] = join_phases(inputs.take(gels), model.obstruction, liquid=liquid[gels], dry=dry[gels])
    return result


def measure_novelty(model: ConductivityModel, inputs: Inputs) -> NDArray[np.float64]:
    """Return how unlike the training formulations each one is, 0 to 1.

    Gels are compared with gels, and their liquids with liquids. What is salt but for a trace is wholly new.
    """
    kinds = kinds_of(inputs)
    result = np.zeros(len(inputs))
    dry, liquid, gel = (np.flatnonzero(kinds == kind) for kind in (DRY, LIQUID, GEL))
    polymers, solutions = inputs.take(dry), inputs.take(liquid)
    result[dry] = novelty(model.dry.curves, place_dry(polymers, model.dry.embedding))
    blocks = place_liquid(solutions, model.liquid.embedding, solutions.own_molality)
    result[liquid] = novelty(model.liquid.curves, blocks)
    result[gel] = _gel_novelty(model, inputs.take(gel))
    result[1 - inputs.w_polymer - inputs.w_solvent > _MOST_SALT] = 1.0
    return result


def _gel_novelty(model: ConductivityModel, gels: Inputs) -> NDArray[np.float64]:
    """Return 1 less solvent share · likeness to a measured gel · likeness of its liquid to a measured one.

    The more polymer, the farther a gel lies from its liquid, and the less is known of it. Likeness to a gel
    is √(polymer · solvent similarity); salt and salt content are those of the liquid.
    """
    if not len(gels) or not len(model.gel_polymers):
        return np.ones(len(gels))
    pairs, which = np.unique(
        np.column_stack([gels.polymer_index, gels.solvent_index]), axis=0, return_inverse=True
    )
    polymers = _polymer_points(model.dry, gels)
    liquids = place_liquid(gels, model.liquid.embedding, gels.own_molality)
    of_polymer = matern(squared_distances(polymers, model.gel_polymers))
    of_solvent = matern(squared_distances(liquids.substance.points, model.gel_solvents))
    likeness = np.sqrt((of_polymer[pairs[:, 0]] * of_solvent[pairs[:, 1]]).max(axis=1))
    of_liquid = 1 - novelty(model.liquid.curves, liquids)
    return np.asarray(1 - (1 - gels.polymer_share) * np.minimum(likeness, 1.0)[which.ravel()] * of_liquid)


def liquid_reference(liquid: Phase, inputs: Inputs) -> NDArray[np.float64]:
    """Return the lowest log10 σ of each liquid between its diluted molality and that which it holds.

    Where it holds less, beside a polyether that takes salt out of it, it is the lowest from there to the
    diluted one, which counts as long as the solvent has a full shell for each Li⁺.
    """
    # A screen asks for one liquid with ever other polymers; each distinct liquid is computed once.
    facts = (inputs.solvent_index, inputs.salt_index, *_molality_range(inputs))
    table = np.column_stack([*facts, inputs.temperature_k])
    _, distinct, back = np.unique(table, axis=0, return_index=True, return_inverse=True)
    return _distinct_references(liquid, inputs.take(distinct))[back.ravel()]


def _distinct_references(liquid: Phase, inputs: Inputs) -> NDArray[np.float64]:
    """Return `liquid_reference` row by row."""
    low, high = _molality_range(inputs)
    lowest = _at_molality(liquid, inputs, low)
    for molality in (*_MOLALITY_STEPS, None):
        steps = high if molality is None else np.full(len(inputs), molality)
        rows = np.flatnonzero((steps > low + 1e-9) & (steps <= high))
        if rows.size:
            at_step = _at_molality(liquid, inputs.take(rows), steps[rows])
            lowest[rows] = np.minimum(lowest[rows], at_step)
    return lowest


def _molality_range(inputs: Inputs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest molality at which each gel's liquid is looked at."""
    held, diluted = inputs.held_molality, inputs.diluted_molality
    full_shells = inputs.solvent_donors_mol_kg[inputs.solvent_index] / _SHELL
    return np.minimum(held, diluted), np.maximum(held, np.minimum(diluted, full_shells))


def _at_molality(liquid: Phase, inputs: Inputs, molality: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log10 σ of liquids, of mixtures no worse than their solvents in series allow."""
    level, likeness = _recalled(liquid, inputs, molality)
    layers = split_mixtures(inputs)
    of_layers, _ = _recalled(liquid, layers.inputs, molality[layers.owner])
    return keep_above_series(level, layers, of_layers, likeness)


def _recalled(
    liquid: Phase, inputs: Inputs, molality: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log10 σ of liquids as learned and remembered, and their likeness to a measured mixture."""
    blocks = place_liquid(inputs, liquid.embedding, molality).compact()
    added, likeness = (0.0, np.zeros(len(inputs))) if liquid.memory is None else recall(liquid.memory, blocks)
    learned = predict_curves(liquid.curves, blocks, inputs.temperature_k, added=added)
    return expected_level(inputs, molality) + learned, likeness
