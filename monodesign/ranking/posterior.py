"""The conductivity of every candidate as predicted and corrected by the campaign's measurements.

A Gaussian process on the prediction's error. Part of it is the same for all candidates, because laboratory,
formulation and surrogate are (`Beliefs.own_std` says how much is not). The candidates' own parts go together
as far as they are alike: half by structure (Tanimoto similarity of Morgan count fingerprints; Griffiths et
al., doi 10.48550/arXiv.2212.04450), half by composition (elements, rings, rotors, carbonyl and ether
oxygens). How large the own parts are, is chosen by the marginal likelihood once there are enough
measurements. A copolymer is the mean of its monomers by mole fraction in both, so its ratios are alike, the
more the closer they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit.Chem import Mol, rdFingerprintGenerator, rdMolDescriptors

from monodesign.chem.comonomers import Comonomers
from monodesign.chem.molecules import answering, parse_chemistry, pattern
from monodesign.errors import InvalidSmiles

# Standard deviation of log10 σ between samples of one gel: 0.05 is 12 % in σ.
REPLICATE_STD: Final = 0.05
# Twelve standardised descriptors: two random candidates lie about 5 apart.
_COMPOSITION_LENGTH: Final = 2.5
# Of the variance, for tables that do not say.
USUAL_OWN_SHARE: Final = 0.7
_FINGERPRINT_BITS: Final = 4096
# Copolymers have parts of a count; in eighths a byte still holds 31 of a kind.
_COUNT_STEPS: Final = 8
# With fewer measurements than this the likelihood says little.
ENOUGH_TO_FIT: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """Prior beliefs of n candidates.

    Attributes:
        mean: log10 σ (S/cm) as predicted, shape (n,).
        std: Its standard error, shape (n,).
        own_std: The part of it that is not the same for all candidates, shape (n,).
        fingerprints: Morgan count vectors in eighths, shape (n, 4096), small integers.
        composition: Standardised descriptors, shape (n, 12).
    """

    mean: NDArray[np.float64]
    std: NDArray[np.float64]
    own_std: NDArray[np.float64]
    fingerprints: NDArray[np.uint8]
    composition: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of some candidates.

    Attributes:
        index: Which candidates, shape (m,).
        value: log10 σ (S/cm), shape (m,).
        std: Standard error of each, shape (m,).
    """

    index: NDArray[np.int64]
    value: NDArray[np.float64]
    std: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far the stated own errors are to be believed.

    Attributes:
        scale: Their size, as a multiple of those stated.
        scatter: What neither structure nor composition explains, as a part of the stated own error.
    """

    scale: float = 1.0
    scatter: float = 0.05


# The grid is coarse, since a dozen measurements cannot tell finer differences. Measurements may show that own
# errors are larger than stated, never that they are smaller: a model that was trained on them fits them.
_TRUSTS: Final = tuple(
    Trust(scale=scale, scatter=scatter) for scale, scatter in product((1.0, 2.0), (0.05, 0.2, 0.5))
)


def make_beliefs(
    candidates: Sequence[Comonomers],
    *,
    mean: NDArray[np.float64],
    std: NDArray[np.float64],
    own_std: NDArray[np.float64] | None = None,
) -> Beliefs:
    """Return the prior beliefs of candidates of one monomer or several.

    Args:
        candidates: The candidates.
        mean: log10 σ as predicted, S/cm.
        std: Its standard error.
        own_std: The part that is each one's own; where it is not known, `USUAL_OWN_SHARE` of it.
    """
    known = [[_describe(monomer) for monomer in candidate.monomers] for candidate in candidates]
    shares = [np.array(candidate.mole_fractions) for candidate in candidates]
    composition = np.array(
        [share @ np.array([parts for _, parts in own]) for own, share in zip(known, shares, strict=True)],
        dtype=float,
    ).reshape(len(known), -1)
    spread = composition.std(axis=0)
    composition = (composition - composition.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    usual = np.sqrt(USUAL_OWN_SHARE) * std
    own = usual if own_std is None else np.where(np.isfinite(own_std), np.minimum(own_std, std), usual)
    prints = np.zeros((len(known), _FINGERPRINT_BITS), dtype=np.uint8)
    for row, (own_parts, share) in enumerate(zip(known, shares, strict=True)):
        counts = share @ np.array([counts for counts, _ in own_parts])
        prints[row] = np.minimum(np.rint(_COUNT_STEPS * counts), 255).astype(np.uint8)
    return Beliefs(mean=mean, std=std, own_std=own, fingerprints=prints, composition=composition)


def find_fault(candidate: Comonomers) -> str:
    """Say why a candidate cannot be compared with others; empty where it can."""
    try:
        for monomer in candidate.monomers:
            _describe(monomer)
    except InvalidSmiles as error:
        return f"RDKit cannot compare it: {error}"
    return ""


@lru_cache(maxsize=8192)  # 4 kB each; a ranking asks twice
def _describe(smiles: str) -> tuple[NDArray[np.uint8], tuple[float, ...]]:
    """Return a molecule's Morgan counts (radius 2, shape (4096,)) and its composition.

    Raises:
        InvalidSmiles: It is no molecule, or RDKit fails over it.
    """
    with answering(smiles):
        mol = parse_chemistry(smiles)
        generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=_FINGERPRINT_BITS)
        counts = np.minimum(generator.GetCountFingerprintAsNumPy(mol), 255).astype(np.uint8)
        counts.flags.writeable = False
        return counts, tuple(_composition(mol))


def _composition(mol: Mol) -> list[float]:
    """Return what a molecule is made of, per heavy atom, and the logarithm of its size."""
    size = max(mol.GetNumHeavyAtoms(), 1)
    atoms = list(mol.GetAtoms())
    symbols = [atom.GetSymbol() for atom in atoms]
    counts = [
        symbols.count("O"),
        symbols.count("N"),
        symbols.count("F") + symbols.count("Cl"),
        symbols.count("Si") + symbols.count("P") + symbols.count("B"),
        rdMolDescriptors.CalcNumRotatableBonds(mol),
        rdMolDescriptors.CalcNumRings(mol),
        sum(atom.GetIsAromatic() for atom in atoms),
        sum(atom.GetFormalCharge() != 0 for atom in atoms),
        len(mol.GetSubstructMatches(pattern("C(=O)"))),
        len(mol.GetSubstructMatches(pattern("[OX2;!$(OC=O)]([#6])[#6]"))),
    ]
    return [*(count / size for count in counts), float(np.log(size)), rdMolDescriptors.CalcFractionCSP3(mol)]


def similarity(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the Tanimoto similarity of count vectors, Σ min / Σ max, shape (len(first), len(second)).

    >>> similarity(np.array([[1, 2]], dtype=np.uint8), np.array([[1, 0], [1, 2]], dtype=np.uint8)).tolist()
    [[0.3333333333333333, 1.0]]
    """
    similar = np.empty((len(first), len(second)))
    total = first.sum(axis=1, dtype=np.int64)
    for column, vector in enumerate(second):
        used = np.flatnonzero(vector)
        shared = np.minimum(first[:, used], vector[used]).sum(axis=1, dtype=np.int64)
        union = total + int(vector.sum(dtype=np.int64)) - shared
        similar[:, column] = np.where(union > 0, shared / np.maximum(union, 1), 1.0)
    return similar


def likeness(
    beliefs: Beliefs, columns: NDArray[np.int64], *, rows: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Return how alike candidates are to some of them, 0 to 1, shape (n, len(columns))."""
    chosen = slice(None) if rows is None else rows
    by_structure = similarity(beliefs.fingerprints[chosen], beliefs.fingerprints[columns])
    points, centres = beliefs.composition[chosen], beliefs.composition[columns]
    squares = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)[None, :] - 2.0 * points @ centres.T
    by_composition = np.exp(-np.maximum(squares, 0.0) / (2.0 * _COMPOSITION_LENGTH**2))
    return (by_structure + by_composition) / 2.0


def _covariance(
    beliefs: Beliefs,
    rows: NDArray[np.int64] | slice,
    columns: NDArray[np.int64],
    alike: NDArray[np.float64],
    trust: Trust,
) -> NDArray[np.float64]:
    """Return the covariance of candidates with some of them, shape as `alike`."""
    common = np.sqrt(np.maximum(beliefs.std**2 - beliefs.own_std**2, 0.0))
    own = trust.scale * beliefs.own_std
    return np.outer(common[rows], common[columns]) + np.outer(own[rows], own[columns]) * alike


def _noise(beliefs: Beliefs, evidence: Evidence, trust: Trust) -> NDArray[np.float64]:
    """Return the variance of each measurement that says nothing about other candidates, shape (m,)."""
    return evidence.std**2 + (trust.scatter * beliefs.own_std[evidence.index]) ** 2


def fit_trust(beliefs: Beliefs, evidence: Evidence) -> Trust:
    """Return the trust under which the measurements are most likely; the default while they are few."""
    if len(evidence.index) < ENOUGH_TO_FIT:
        return Trust()
    alike = likeness(beliefs, evidence.index, rows=evidence.index)
    return max(_TRUSTS, key=lambda trust: _log_likelihood(beliefs, evidence, alike, trust))


def _log_likelihood(beliefs: Beliefs, evidence: Evidence, alike: NDArray[np.float64], trust: Trust) -> float:
    square = _covariance(beliefs, evidence.index, evidence.index, alike, trust)
    square += np.diag(_noise(beliefs, evidence, trust))
    error = evidence.value - beliefs.mean[evidence.index]
    return float(-0.5 * error @ np.linalg.solve(square, error) - 0.5 * np.linalg.slogdet(square)[1])


def update(
    beliefs: Beliefs, evidence: Evidence, trust: Trust, *, alike: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean and standard error of every candidate after the evidence, each of shape (n,).

    Args:
        beliefs: The prior.
        evidence: What was measured.
        trust: How far the own errors are believed.
        alike: `likeness(beliefs, evidence.index)` where it is known already.
    """
    prior = beliefs.std**2 + (trust.scale**2 - 1) * beliefs.own_std**2
    if not len(evidence.index):
        return beliefs.mean, np.sqrt(prior)
    known = likeness(beliefs, evidence.index) if alike is None else alike
    wide = _covariance(beliefs, slice(None), evidence.index, known, trust)
    weights = np.linalg.solve(wide[evidence.index] + np.diag(_noise(beliefs, evidence, trust)), wide.T)
    mean = beliefs.mean + weights.T @ (evidence.value - beliefs.mean[evidence.index])
    variance = prior - np.einsum("ij,ji->i", wide, weights)
    return mean, np.sqrt(np.maximum(variance, REPLICATE_STD**2 / 100.0))


def difference_std(beliefs: Beliefs, evidence: Evidence, trust: Trust, *, other: int) -> NDArray[np.float64]:
    """Return the standard error of every candidate's log10 σ less one's after the evidence, shape (n,)."""
    everything = np.append(evidence.index, other)
    alike = likeness(beliefs, everything)
    wide = _covariance(beliefs, slice(None), everything, alike, trust)
    prior = beliefs.std**2 + (trust.scale**2 - 1) * beliefs.own_std**2
    of_evidence, of_other = wide[:, :-1], wide[:, -1]
    variance = prior.copy()
    if len(evidence.index):
        square = of_evidence[evidence.index] + np.diag(_noise(beliefs, evidence, trust))
        weights = np.linalg.solve(square, of_evidence.T)
        variance = prior - np.einsum("ij,ji->i", of_evidence, weights)
        of_other = of_other - of_evidence @ weights[:, other]
    difference = variance + variance[other] - 2 * of_other
    return np.sqrt(np.maximum(difference, REPLICATE_STD**2 / 100.0))


def sample(
    beliefs: Beliefs, evidence: Evidence, trust: Trust, *, pool: NDArray[np.int64], draws: int, seed: int
) -> NDArray[np.float64]:
    """Draw log10 σ of some candidates jointly after the evidence, shape (draws, len(pool))."""
    everything = np.concatenate([pool, evidence.index])
    alike = likeness(beliefs, everything, rows=everything)
    joint = _covariance(beliefs, everything, everything, alike, trust)
    count = len(pool)
    mean, inner = beliefs.mean[pool], joint[:count, :count]
    if len(evidence.index):
        square = joint[count:, count:] + np.diag(_noise(beliefs, evidence, trust))
        weights = np.linalg.solve(square, joint[count:, :count])
        mean = mean + weights.T @ (evidence.value - beliefs.mean[evidence.index])
        inner = inner - joint[:count, count:] @ weights
    # By eigenvalues, since two candidates that are alike in everything make the matrix singular.
    values, vectors = np.linalg.eigh(inner)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    noise = np.random.default_rng(seed).standard_normal((draws, count))
    return np.asarray(mean + noise @ root.T)
