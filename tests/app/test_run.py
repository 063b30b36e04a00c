"""How the workbench starts: where it listens, what it says, and what stops it."""

import pytest

from monodesign.app import run
from monodesign.app.security import Keys
from monodesign.app.server import _warm_up
from monodesign.errors import UserError


def test_without_the_extra_one_line_names_it(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"^the workbench needs .*: pip install 'monodesign\[app\]'$"):
        run.serve(tmp_path, on_start=print)


def test_a_port_that_is_taken_is_refused_with_the_remedy():
    with run._listen(run.LOOPBACK, 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UserError, match=f"port {port} of 127.0.0.1: .*; give another --port"):
            run._listen(run.LOOPBACK, port)


def test_the_browsers_address_is_not_the_one_that_lasts():
    started = run._describe(Keys(host=run.LOOPBACK, port=8650))
    assert started.address != started.once
    assert started.address.startswith("http://127.0.0.1:8650/?token=")
    assert not started.is_open


def test_the_state_is_said_before_models_are_loaded(client, context):
    context.is_warm.clear()
    assert client.get("/state").json() == {"is_warm": False}


def test_calls_are_let_go_where_loading_fails(monkeypatch, context):
    def fail():
        raise OSError("not installed")

    context.is_warm.clear()
    monkeypatch.setattr("monodesign.app.server.load_topics", fail)
    with pytest.raises(OSError, match="not installed"):
        _warm_up(context)
    assert context.is_warm.is_set()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7"])
def test_a_host_that_others_reach_is_said_to_be_open(host):
    assert run._describe(Keys(host=host, port=8650)).is_open


def test_a_file_cannot_be_the_folder(tmp_path):
    from monodesign.app.context import open_context

    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be used as a folder"):
        open_context(tmp_path / "file")
