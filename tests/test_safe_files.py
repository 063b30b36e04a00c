"""Nothing is written through a link, in place or into a folder; no input is waited for forever."""

import os
import shutil
import threading
import time
from types import SimpleNamespace

import pytest

from monodesign import safe_files
from monodesign.campaign import retrain as loop
from monodesign.campaign.again import export_again, report_again
from monodesign.campaign_folder.bench import record
from monodesign.compute.locks import hold_folder
from monodesign.compute.store import Store, keeping
from monodesign.errors import UserError
from monodesign.paths import MODELS
from monodesign.safe_files import drop_link, is_own, open_input, open_own, require_own_database
from monodesign.space.trials import TrialFile

pytestmark = pytest.mark.slow


def _link(path, target, kind):
    if kind == "hard":
        os.link(target, path)
    else:
        path.symlink_to(target)


@pytest.fixture
def outside(tmp_path):
    """A file that belongs to someone else."""
    path = tmp_path / "outside.txt"
    path.write_text("theirs")
    return path


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "campaign"
    path.mkdir()
    return path


@pytest.mark.parametrize("kind", ["symbolic", "hard"])
def test_a_file_is_not_opened_through_a_link(folder, outside, kind):
    _link(folder / "own", outside, kind)
    with pytest.raises(UserError, match=r"own: .*; replace it by a regular file"):
        open_own(folder / "own")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_no_file_is_refused_without_waiting(folder, make):
    make(folder / "own")
    with pytest.raises(UserError, match="own: not a regular file"):
        open_own(folder / "own")


def test_a_pipe_into_which_nobody_writes_is_given_up(folder, monkeypatch):
    """Opening it would wait without end."""
    monkeypatch.setattr(safe_files, "PATIENCE_S", 0.1)
    os.mkfifo(folder / "pipe")
    with pytest.raises(UserError, match="pipe: a pipe into which nobody writes"):
        open_input(folder / "pipe")


def test_the_text_of_a_writer_that_is_slow_to_write_is_waited_for(folder, monkeypatch):
    """A shell opens the pipe of `<(command)` before the command has anything to say."""
    monkeypatch.setattr(safe_files, "PATIENCE_S", 0.1)
    os.mkfifo(folder / "pipe")

    def write():
        with (folder / "pipe").open("w") as stream:
            time.sleep(0.5)
            stream.write("CCO")

    writer = threading.Thread(target=write)
    writer.start()
    with open_input(folder / "pipe") as stream:
        assert stream.read() == "CCO"
    writer.join()


def test_a_link_to_nothing_makes_no_file(folder, tmp_path):
    (folder / "own").symlink_to(tmp_path / "absent")
    with pytest.raises(UserError, match="a link"):
        open_own(folder / "own")
    assert not (tmp_path / "absent").exists()


def test_a_folder_that_is_reached_through_a_link_is_the_users_choice(folder, tmp_path):
    (tmp_path / "shortcut").symlink_to(folder)
    os.close(open_own(tmp_path / "shortcut" / "own"))
    assert is_own(folder / "own")


def test_only_links_are_dropped(folder, outside):
    _link(folder / "link", outside, "symbolic")
    (folder / "file").write_text("ours")
    for name in ("link", "file", "absent"):
        drop_link(folder / name)
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert outside.read_text() == "theirs"


@pytest.mark.parametrize("kind", ["symbolic", "hard"])
def test_a_lock_that_is_a_link_is_refused_and_its_target_kept(folder, outside, kind):
    _link(folder / ".lock", outside, kind)
    with pytest.raises(UserError, match=r"\.lock"), hold_folder(folder):
        pass
    assert outside.read_text() == "theirs"


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_no_database_nor_file_beside_it_is_a_link(folder, tmp_path, ending):
    """SQLite follows links, and has no option for it that Python hands on."""
    (folder / f"campaign.sqlite{ending}").symlink_to(tmp_path / "absent")
    for use in (require_own_database, Store):
        with pytest.raises(UserError, match="a link"):
            use(folder / "campaign.sqlite")
    assert not (tmp_path / "absent").exists()


def test_a_search_is_not_kept_through_a_link(folder, tmp_path):
    (folder / "search.sqlite").symlink_to(tmp_path / "absent")
    with pytest.raises(UserError, match="a link"):
        TrialFile(folder / "search.sqlite", "study").append(0, [], {})
    assert not (tmp_path / "absent").exists()


def test_rows_that_wait_do_not_wait_outside(folder, tmp_path):
    (folder / "x.csv.partial.sqlite").symlink_to(tmp_path / "absent")
    with pytest.raises(UserError, match="a link"), keeping(folder / "x.csv"):
        pass
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("kind", ["symbolic", "hard"])
def test_no_measurement_is_written_outside(folder, outside, kind):
    _link(folder / "bench.csv", outside, kind)
    with pytest.raises(UserError, match=r"bench\.csv"):
        record(folder, "DOA", sigma_s_cm=1e-3)
    assert outside.read_text() == "theirs"


@pytest.fixture
def campaign(finished_campaign, folder):
    shutil.copytree(finished_campaign, folder, dirs_exist_ok=True)
    record(folder, "DOA", sigma_s_cm=1e-3)
    return folder


def test_nothing_is_written_into_a_folder_that_is_a_link(campaign, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    for name in ("synthesis", "formulations", "xyz", "inputs"):
        shutil.rmtree(campaign / name, ignore_errors=True)
        (campaign / name).symlink_to(theirs)
    export_again(campaign, inputs="orca")
    assert not list(theirs.iterdir())
    assert list((campaign / "synthesis").iterdir())


def _save_default(_, folder, **__):
    """Stand in for a training of minutes; like `save_model` it writes into the folder that is there."""
    shutil.copytree(MODELS / "default", folder, dirs_exist_ok=True)


def test_a_retrained_model_is_not_written_into_a_folder_that_is_a_link(campaign, tmp_path, monkeypatch):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (campaign / "model").symlink_to(theirs)
    monkeypatch.setattr(loop, "train", lambda bench, **options: SimpleNamespace(surrogate=None, files={}))
    monkeypatch.setattr(loop, "save_model", _save_default)
    loop.retrain(campaign)
    assert not list(theirs.iterdir())
    assert is_own(campaign / "model" / "model.npz")


SECRET = "an-outsiders-page"


@pytest.mark.parametrize("place", ["synthesis/{}.md", "formulations/{}.md", "synthesis", "model/card.md"])
def test_no_page_reaches_the_report_through_a_link(campaign, tmp_path, place):
    identifier = (campaign / "ranking.csv").read_text().splitlines()[1].split(",")[1]
    (theirs := tmp_path / "theirs").mkdir()
    for name in (f"{identifier}.md", "card.md"):
        (theirs / name).write_text(SECRET)
    path = campaign / place.format(identifier)
    if "/" in place:
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(theirs / path.name)
    else:
        shutil.rmtree(path)
        path.symlink_to(theirs)
    if place.startswith("model"):
        shutil.copy(MODELS / "default" / "model.npz", path.parent)
        _use_model(campaign, "model")
    report_again(campaign)
    assert SECRET not in (campaign / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", ["../theirs", "..", "."])
def test_only_a_models_own_card_reaches_the_report(campaign, tmp_path, model, monkeypatch):
    (theirs := tmp_path / "theirs").mkdir()
    for place in (theirs, tmp_path, campaign):
        (place / "notes.md").write_text(SECRET)
        (place / "card.md").write_text(SECRET)
    _use_model(campaign, model)
    monkeypatch.setattr("monodesign.campaign_folder.folder.find_model", lambda settings, folder: settings)
    report_again(campaign)
    assert SECRET not in (campaign / "report.html").read_text(encoding="utf-8")


def _use_model(folder, model):
    path = folder / "campaign.toml"
    path.write_text(path.read_text().replace('model = "default"', f'model = "{model}"'))
