import shutil

import numpy as np
import pytest

pytest.importorskip("openmm")

from monodesign.errors import CalculationError
from monodesign.simulation.frames import read_frames
from monodesign.simulation.gromacs import require_writable, write_gromacs
from monodesign.simulation.ions import load_anion
from monodesign.simulation.packing import pack
from monodesign.simulation.run import run_box
from monodesign.simulation.settings import Device, Protocol
from monodesign.simulation.states import begin, read_state, write_state

pytestmark = pytest.mark.slow

PROTOCOL = {
    "temperature_k": 350.0, "hot_k": 350.0, "soft_ps": 0.5, "shrinking_ps": 2.0, "equilibration_ns": 0.0,
    "production_ns": 0.003, "segment_ps": 1.0, "frame_ps": 0.5, "cutoff_nm": 0.45,
}  # fmt: skip


CPU = Device(platform="CPU")


class _Killed(BaseException):
    """What ends a process in the middle of a run."""


@pytest.fixture(scope="module")
def packed(boxes):
    box = boxes.small_box()
    return box, begin(*pack(box, start="solvent", seed=1))


@pytest.fixture(scope="module")
def whole(packed, tmp_path_factory):
    box, start = packed
    folder = tmp_path_factory.mktemp("whole")
    run_box(box, start, Protocol(**PROTOCOL), folder, device=CPU)
    return folder


def _read(folder):
    return read_frames(folder, first_segment=0, n_segments=3, frame_ps=0.5)


def test_a_killed_run_goes_on_and_has_every_frame_once(packed, whole, tmp_path):
    box, start = packed

    def kill(done, _):
        if done == 2:
            raise _Killed

    with pytest.raises(_Killed):
        run_box(box, start, Protocol(**PROTOCOL), tmp_path, device=CPU, on_segment=kill)
    run_box(box, None, Protocol(**PROTOCOL), tmp_path, device=CPU)
    frames = _read(tmp_path)
    assert len(frames) == 6
    assert len(np.unique(frames.positions_nm[:, 0, 0])) == 6
    assert np.array_equal(frames.positions_nm[:4], _read(whole).positions_nm[:4])


def test_the_same_seed_gives_the_same_trajectory(packed, whole, tmp_path):
    box, start = packed
    run_box(box, start, Protocol(**PROTOCOL), tmp_path, device=CPU)
    assert np.array_equal(_read(tmp_path).positions_nm, _read(whole).positions_nm)


def test_another_machine_goes_on_from_the_portable_state(packed, whole, tmp_path):
    box, _ = packed
    (tmp_path / "state.npz").write_bytes((whole / "state.npz").read_bytes())
    (tmp_path / "checkpoint.bin").write_bytes(b"\3\0\0\0\0\0\0\0made elsewhere")
    longer = PROTOCOL | {"production_ns": 0.004}
    run_box(box, None, Protocol(**longer), tmp_path, device=Device(platform="Reference"))
    before, after = read_state(whole / "state.npz"), read_state(tmp_path / "state.npz")
    assert (before.segment, after.segment) == (3, 4)
    moved = np.linalg.norm(after.positions_nm - before.positions_nm, axis=1)
    assert np.median(moved) < 0.3


def test_a_damaged_checkpoint_is_not_gone_on_from(packed, whole, tmp_path):
    """OpenMM reads one with a changed byte without a word."""
    box, start = packed
    runs = tmp_path / "damaged", tmp_path / "without"
    for folder in runs:
        folder.mkdir()
        run_box(box, start, Protocol(**{**PROTOCOL, "production_ns": 0.001}), folder, device=CPU)
    path = runs[0] / "checkpoint.bin"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x40
    path.write_bytes(bytes(content))
    (runs[1] / "checkpoint.bin").unlink()
    for folder in runs:
        run_box(box, None, Protocol(**PROTOCOL), folder, device=CPU)
    assert np.array_equal(_read(runs[0]).positions_nm, _read(runs[1]).positions_nm)


@pytest.mark.parametrize("change", ["cut", "changed", "empty"])
@pytest.mark.parametrize(
    ("name", "read"), [("state.npz", lambda run: read_state(run / "state.npz")), ("frames/000001.npz", _read)]
)
def test_a_damaged_file_is_named_with_the_remedy(whole, tmp_path, name, read, change):
    shutil.copytree(whole, tmp_path / "run")
    path = tmp_path / "run" / name
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes({"cut": content[:middle], "changed": content[:middle] + b"x" * 20, "empty": b""}[change])
    with pytest.raises(CalculationError, match=f"{name}: .*; restore this file, or delete its box's folder"):
        read(tmp_path / "run")


def test_frames_missing_between_others_are_named_and_those_before_another_machine_s_are_not(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "run")
    (tmp_path / "run" / "frames" / "000000.npz").unlink()
    assert len(_read(tmp_path / "run")) == 4
    shutil.copy(whole / "frames" / "000000.npz", tmp_path / "run" / "frames")
    (tmp_path / "run" / "frames" / "000001.npz").unlink()
    with pytest.raises(CalculationError, match=r"000001\.npz"):
        _read(tmp_path / "run")


@pytest.mark.parametrize(
    "damage",
    [
        lambda held: held["positions_nm"].__setitem__((1, 2, 0), np.nan),
        lambda held: held["edges_nm"].fill(0.0),
        lambda held: held.update(edges_nm=held["edges_nm"][:-1]),
        lambda held: held.update(positions_nm=held["positions_nm"].ravel()),
        lambda held: held.update(positions_nm=held["positions_nm"].astype(str)),
    ],
    ids=["NaN", "no edge", "lengths", "flat", "text"],
)
def test_numbers_that_are_no_frames_are_damage(whole, tmp_path, damage):
    shutil.copytree(whole, tmp_path / "run")
    path = tmp_path / "run" / "frames" / "000001.npz"
    with np.load(path) as stored:
        held = dict(stored)
    damage(held)
    np.savez_compressed(path, **held)
    with pytest.raises(CalculationError, match=r"000001\.npz: damaged"):
        _read(tmp_path / "run")


def test_files_of_another_box_are_refused_and_those_that_say_no_box_are_read(packed, whole, tmp_path):
    box, _ = packed
    shutil.copytree(whole, tmp_path / "run")
    assert read_state(tmp_path / "run" / "state.npz", owner="a/box-1") is not None
    state = read_state(whole / "state.npz")
    write_state(state, tmp_path / "run" / "state.npz", owner="b/box-1")
    with pytest.raises(CalculationError, match=r"state\.npz: of b/box-1, not of a/box-1; put this file back"):
        run_box(box, None, Protocol(**PROTOCOL), tmp_path / "run", device=CPU, owner="a/box-1")


def test_a_state_of_another_box_is_refused(packed, whole, tmp_path, boxes):
    shutil.copytree(whole, tmp_path / "run")
    with pytest.raises(CalculationError, match="atoms, not"):
        run_box(boxes.small_box(n_solvent=11), None, Protocol(**PROTOCOL), tmp_path / "run", device=CPU)


def test_a_finished_run_is_not_begun_again(packed, whole):
    box, _ = packed
    before = (whole / "state.npz").stat().st_mtime_ns
    run_box(box, None, Protocol(**PROTOCOL), whole, device=CPU)
    assert (whole / "state.npz").stat().st_mtime_ns == before


def test_a_box_that_blows_up_says_so(packed, tmp_path):
    box, start = packed
    protocol = Protocol(**(PROTOCOL | {"step_fs": 40.0}))
    with pytest.raises(CalculationError, match=r"blew up|OpenMM stopped"):
        run_box(box, start, protocol, tmp_path, device=CPU)


def test_gromacs_files_hold_the_energy_of_the_box(packed, whole, tmp_path):
    """ParmEd reads them back into an OpenMM system of its own."""
    import openmm
    import parmed

    from monodesign.simulation.system import build_system

    box, _ = packed
    state = read_state(whole / "state.npz")
    write_gromacs(box, state, tmp_path)
    edge_nm = float(state.edges_nm[0])
    read = parmed.gromacs.GromacsTopologyFile(str(tmp_path / "box.top"), xyz=str(tmp_path / "box.gro"))
    theirs = read.createSystem(
        nonbondedMethod=openmm.app.PME, nonbondedCutoff=0.45 * openmm.unit.nanometer, constraints=None
    )
    ours = build_system(box, edge_nm=edge_nm, cutoff_nm=0.45, is_plain=True)
    assert _energy(theirs, state) == pytest.approx(_energy(ours, state), rel=1e-3)


def test_ions_with_other_factors_than_the_solvent_are_refused_before_the_run(boxes):
    from monodesign.simulation.box import Box, Species

    species = boxes.small_box().species
    imide = Species(parameters=load_anion("LiTFSI"), count=3, role="anion")
    with pytest.raises(CalculationError, match="EC and TFSI need different factors; run without --inputs"):
        require_writable(Box(species=(*species[:2], imide)))


def _energy(system, state):
    import openmm

    context = openmm.Context(
        system, openmm.VerletIntegrator(0.001), openmm.Platform.getPlatformByName("Reference")
    )
    context.setPeriodicBoxVectors(*np.diag(state.edges_nm))
    context.setPositions(state.positions_nm)
    return context.getState(getEnergy=True).getPotentialEnergy()._value
