"""How fast ions move, where their motion is diffusive: diffusion, transference and conductivity."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.simulation.box import Box, Role
from monodesign.simulation.frames import Frames, unwrap

ELEMENTARY_CHARGE_C: Final = 1.602176634e-19  # exact, SI
BOLTZMANN_J_K: Final = 1.380649e-23  # exact, SI
# The part of the run that slopes are taken over: short enough that many origins go into every lag.
FIRST_LAG: Final = 0.1
LAST_LAG: Final = 0.4
LEAST_FRAMES: Final = 50
# The slope of log MSD against log t of diffusive motion is 1; and ions must have moved on.
EXPONENT_TOLERANCE: Final = 0.1
LEAST_MSD_NM2: Final = 0.25  # about a shell's width squared
_M2_S_PER_NM2_PS: Final = 1e-6
_NM3: Final = 1e-27


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """What ions' motion says; all NaN where it is not diffusive.

    Attributes:
        exponent_li: Slope of log MSD of Li⁺ against log t; 1 is diffusive. Given in any case.
        exponent_anion: The same of anions.
        d_li_m2_s: Diffusion coefficient of Li⁺, m²/s.
        d_anion_m2_s: The same of anions.
        transference_li: D(Li⁺) / (D(Li⁺) + D(anion)).
        sigma_nernst_einstein_s_cm: Conductivity of independent ions of formal charges, S/cm.
        sigma_s_cm: Conductivity with the ions' correlations, formal charges, S/cm.
    """

    exponent_li: float = float("nan")
    exponent_anion: float = float("nan")
    d_li_m2_s: float = float("nan")
    d_anion_m2_s: float = float("nan")
    transference_li: float = float("nan")
    sigma_nernst_einstein_s_cm: float = float("nan")
    sigma_s_cm: float = float("nan")


TRANSPORT_COLUMNS: Final = tuple(field.name for field in fields(Transport))


def find_transport(
    box: Box, frames: Frames, *, temperature_k: float, even_if_not_diffusive: bool = False
) -> Transport:
    """Return diffusion and conductivity of a box's ions, blank unless both kinds move diffusively.

    Mean square displacements are those of molecules' centres less the drift of the whole box.

    Args:
        box: What is in it.
        frames: Its frames.
        temperature_k: Temperature, K.
        even_if_not_diffusive: Give the numbers in any case, to show beside the exponents.
    """
    lithium = [centre for one in box.of_role("lithium") for centre in _paths(box, frames, one.role)]
    if len(frames) < LEAST_FRAMES or not lithium:
        return Transport()
    ions = {role: np.stack(_paths(box, frames, role), axis=1) for role in ("lithium", "anion")}
    displacement = {role: mean_square_displacement(paths) for role, paths in ions.items()}
    slopes = {role: _fit(values, frames.frame_ps) for role, values in displacement.items()}
    exponents = Transport(exponent_li=slopes["lithium"][1], exponent_anion=slopes["anion"][1])
    last = round(LAST_LAG * len(frames))
    diffusive = all(_is_diffusive(slopes[role][1], displacement[role][last]) for role in ions)
    if not (diffusive or even_if_not_diffusive):
        return exponents
    volume_m3 = float(np.prod(frames.edges_nm, axis=1).mean()) * _NM3
    dipole = ions["lithium"].sum(axis=1) - ions["anion"].sum(axis=1)
    collective, _ = _fit(mean_square_displacement(dipole[:, None, :]), frames.frame_ps)
    d_li, d_anion = (slopes[role][0] * _M2_S_PER_NM2_PS for role in ("lithium", "anion"))
    factor = ELEMENTARY_CHARGE_C**2 / (volume_m3 * BOLTZMANN_J_K * temperature_k) / 100  # S/m to S/cm
    n_li, n_anion = (ions[role].shape[1] for role in ("lithium", "anion"))
    return Transport(
        exponent_li=exponents.exponent_li, exponent_anion=exponents.exponent_anion,
        d_li_m2_s=d_li, d_anion_m2_s=d_anion, transference_li=d_li / (d_li + d_anion),
        sigma_nernst_einstein_s_cm=factor * (n_li * d_li + n_anion * d_anion),
        sigma_s_cm=factor * collective * _M2_S_PER_NM2_PS,
    )  # fmt: skip


def _is_diffusive(exponent: float, msd_nm2: float) -> bool:
    return abs(exponent - 1) <= EXPONENT_TOLERANCE and msd_nm2 >= LEAST_MSD_NM2


def _paths(box: Box, frames: Frames, role: Role) -> list[NDArray[np.float64]]:
    """Return the paths of the centres of a role's molecules, nm, the box's drift taken off."""
    masses = np.concatenate([np.tile(one.parameters.masses_g_mol, one.count) for one in box.species])
    followed = unwrap(frames.positions_nm.astype(float), frames.edges_nm)
    drift = np.average(followed, axis=1, weights=masses)
    return [
        np.average(followed[:, atoms], axis=1, weights=one.parameters.masses_g_mol) - drift
        for one in box.of_role(role)
        for atoms in box.atoms_of(one)
    ]


def mean_square_displacement(paths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean square displacement by lag, nm², averaged over origins and particles.

    By Fourier transform (Kneller et al. 1995, doi:10.1016/0010-4655(95)00048-K).

    Args:
        paths: Shape (frames, particles, 3).
    """
    n_frames = len(paths)
    square = (paths**2).sum(axis=2)
    transformed = np.fft.rfft(paths, n=2 * n_frames, axis=0)
    products = np.fft.irfft(np.abs(transformed) ** 2, axis=0)[:n_frames].sum(axis=2)
    origins = np.arange(n_frames, 0, -1)[:, None]
    cumulated = np.concatenate([np.zeros((1, square.shape[1])), np.cumsum(square, axis=0)])
    total = cumulated[-1]
    lags = np.arange(n_frames)
    ends = total - cumulated[lags] + cumulated[n_frames - lags]
    return np.asarray(((ends - 2 * products) / origins).mean(axis=1))


def _fit(msd_nm2: NDArray[np.float64], frame_ps: float) -> tuple[float, float]:
    """Return the diffusion coefficient (nm²/ps, MSD/6t) and the exponent over the lags that count."""
    lags = np.arange(max(2, round(FIRST_LAG * len(msd_nm2))), round(LAST_LAG * len(msd_nm2)) + 1)
    time_ps = lags * frame_ps
    slope = np.polyfit(time_ps, msd_nm2[lags], 1)[0]
    exponent = np.polyfit(np.log(time_ps), np.log(np.maximum(msd_nm2[lags], 1e-12)), 1)[0]
    return float(slope) / 6, float(exponent)
