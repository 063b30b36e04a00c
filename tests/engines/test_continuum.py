"""The continuum with stored integrals; oracle: PySCF's own, which computes them in every cycle."""

import pytest

pytest.importorskip("pyscf")

from pyscf import dft, gto
from pyscf.solvent.pcm import pcm_for_scf

from monodesign.engines import continuum
from monodesign.engines.continuum import METHOD, SURFACE_ORDER, Continuum

DIELECTRIC = 35.688


def run(charge, *, own):
    water = gto.M(
        atom="O 0 0 0.117; H 0 0.757 -0.469; H 0 -0.757 -0.469", basis="sto-3g", charge=charge, spin=charge,
        verbose=0,
    )  # fmt: skip
    plain = (dft.UKS if charge else dft.RKS)(water, xc="pbe").density_fit()
    if own:
        return pcm_for_scf(plain, Continuum(water, dielectric=DIELECTRIC)).kernel()
    field = plain.PCM()
    field.with_solvent.method, field.with_solvent.eps = METHOD, DIELECTRIC
    field.with_solvent.lebedev_order = SURFACE_ORDER
    return field.kernel()


@pytest.mark.slow
@pytest.mark.parametrize("charge", [0, 1])
def test_stored_integrals_give_pyscf_s_own_energy(charge):
    assert run(charge, own=True) == pytest.approx(run(charge, own=False), abs=1e-9)


@pytest.mark.slow
def test_what_does_not_fit_into_memory_goes_pyscf_s_own_way(monkeypatch):
    monkeypatch.setattr(continuum, "MOST_KEPT_BYTES", 0)
    assert run(0, own=True) == pytest.approx(run(0, own=False), abs=1e-9)
