"""A workbench to ask: its application in this process, and one that really listens for a browser."""

import threading

import pytest
from starlette.testclient import TestClient

from monodesign.app.context import Context
from monodesign.app.run import LOOPBACK, _listen, _make_server
from monodesign.app.security import Keys
from monodesign.app.server import build_app

PORT = 8650


@pytest.fixture
def context(tmp_path):
    context = Context(folder=tmp_path.resolve())
    context.is_warm.set()  # models are loaded by whoever needs one first
    return context


@pytest.fixture
def keys():
    return Keys(host=LOOPBACK, port=PORT)


@pytest.fixture
def stranger(context, keys):
    """A client that has no key."""
    return TestClient(
        build_app(context, keys), base_url=f"http://{LOOPBACK}:{PORT}", raise_server_exceptions=False
    )


@pytest.fixture
def client(stranger, keys):
    """A client as one of the workbench's own pages."""
    stranger.cookies.set(keys.cookie, keys.session)
    stranger.headers["origin"] = f"http://{LOOPBACK}:{PORT}"
    return stranger


@pytest.fixture
def workbench(context):
    """The address, with its key, of a workbench that listens on a port of its own."""
    with _listen(LOOPBACK, 0) as listener:
        keys = Keys(host=LOOPBACK, port=listener.getsockname()[1])
        server = _make_server(build_app(context, keys))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://{LOOPBACK}:{keys.port}/?token={keys.token}"
        server.should_exit = True
        thread.join()


def is_trouble(message):
    """Whether a message of the console is a fault of ours.

    JSME (0.js) once draws a negative width; the browser notes each refusal of what a user asked for (400).
    """
    is_known = message.location["url"] == "0.js" or "responded with a status of 400" in message.text
    return message.type in {"error", "warning"} and not is_known


@pytest.fixture
def open_workbench(browser, workbench):
    """Open a page of the workbench; afterwards nothing else was asked and no error reported."""
    contexts, troubles = [], []
    home = workbench.partition("?")[0]

    def open_page(path="/", *, width=1440):
        tab = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(tab)
        page = tab.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: troubles.append(message.text) if is_trouble(message) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((home, "data:", "blob:")) else troubles.append(request.url)
            ),
        )
        page.goto(workbench)
        page.wait_for_url(home)
        page.goto(home + path.removeprefix("/"))
        page.wait_for_selector("html[data-ready=true]", state="attached")
        return page

    yield open_page
    for tab in contexts:
        tab.close()
    assert troubles == []
