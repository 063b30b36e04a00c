"""A thousand requests that mean harm: each is refused in one line, and none changes a file of the folder."""

import random

import pytest

from monodesign.app.calls import load_topics

pytestmark = pytest.mark.slow

COUNT = 1000
NAMES = (
    "..", "../x", "../../etc/passwd", "/etc/passwd", "a/../../b", "..\\x", "%2e%2e%2fx", "..%2fx", "\0",
    "a\nb", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "C:\\x", "x" * 300, "-", "~",
    "$(id)", "link/x", ".ssh/config",
)  # fmt: skip
VALUES = (None, True, -1, 1e308, [], {}, ["x"], {"a": {"b": []}}, "x" * 6000, *NAMES)
NAMED = ("molecule", "campaign", "name", "text", "polymer", "left", "right")
FIELDS = (
    *NAMED, "reference", "gel", "names", "w_polymer", "solvents", "salt", "salt_amount", "salt_unit", "basis",
    "temperature_c", "monomer", "sigma", "n", "smarts", "budget", "monomers", "ids", "formats", "job_id",
    "note",
)  # fmt: skip
OUTSIDE = (
    {"origin": "http://evil.test"},
    {"origin": "null"},
    {"origin": ""},
    {"host": "evil.test:8650"},
    {"content-type": "text/plain"},
    {"content-type": "multipart/form-data; boundary=x"},
    {"sec-fetch-site": "cross-site"},
    {"cookie": "monodesign_8650=guess"},
    {"content-length": "50000000"},
)


def tree(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


def body(rng):
    return {name: rng.choice(VALUES) for name in rng.sample(FIELDS, 12)} | {
        name: rng.choice(NAMES)
        for name in ("molecule", "campaign", "name", "text", "polymer", "left", "right")
    }


def attack(client, rng, routes):
    """Send one request, from outside or with a hostile content; return its answer."""
    route = rng.choice(routes)
    path = "/api/" + route.path
    for part in ("{job_id}", "{name}", "{monomer_id}"):
        path = path.replace(part, rng.choice(("..%2f..%2fx", "%00", "x", "%3Cscript%3E")))
    if route.method == "GET":
        return client.get(path, params={"name": rng.choice(NAMES), "left": rng.choice(NAMES)})
    headers = rng.choice(OUTSIDE) if rng.random() < 0.5 else {}
    return client.post(path, json=body(rng), headers=headers)


def test_a_thousand_hostile_requests_change_nothing_and_are_refused(client, context, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "campaign.toml").write_text('name = "mine"\n', encoding="utf-8")
    (tmp_path / "link").symlink_to("/etc")
    before, rng, routes = tree(tmp_path), random.Random(7), load_topics()
    wrong = []
    for _ in range(COUNT):
        answer = attack(client, rng, routes)
        is_refused = answer.status_code in {400, 403, 404, 405, 413, 415, 421}
        is_question = answer.request.method == "GET" and answer.status_code == 200
        if not (is_question or (is_refused and "\n" not in answer.json()["error"])):
            wrong.append(
                (answer.request.method, answer.request.url.path, answer.status_code, answer.text[:200])
            )
        if "html" in answer.headers["content-type"]:
            wrong.append(("html", answer.request.url.path))
    assert wrong == []
    assert tree(tmp_path) == before
    assert context.jobs.list() == ()


def test_fifty_megabytes_are_refused_before_they_are_read(client):
    read = []

    def parts():
        for _ in range(50):
            read.append(1)
            yield b" " * 1_000_000

    answer = client.post("/api/draw", content=parts(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.json() == {"error": "request too large; send at most 1000 kB"}
