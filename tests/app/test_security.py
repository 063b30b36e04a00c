"""Who is let in, and what every answer tells the browser."""

import pytest

from monodesign.app.security import MOST_BYTES, Keys

JOB = "/api/jobs/x/stop"


def test_without_the_key_nothing_is_shown(stranger):
    assert stranger.get("/").status_code == 403
    assert stranger.get("/api/jobs").json() == {
        "error": "no key: open the address that monodesign app printed in its terminal"
    }


def test_the_opened_address_is_exchanged_for_a_strict_cookie(stranger, keys):
    answer = stranger.get(f"/?token={keys.token}")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert keys.token not in answer.text
    assert stranger.get("/").status_code == 200


def test_the_address_that_a_browser_is_started_with_opens_once(stranger, keys):
    ticket = keys.add_ticket()
    assert stranger.get(f"/?token={ticket}").status_code == 200
    stranger.cookies.clear()
    assert stranger.get(f"/?token={ticket}").status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.test:8650", "127.0.0.1", "127.0.0.1:80", "localhost.evil.test:8650", ""]
)
def test_a_rebound_name_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:8651"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_only_our_own_pages_may_write(client, change, status):
    answer = client.post(JOB, json={}, headers=change)
    assert answer.status_code == status
    assert "\n" not in answer.json()["error"]


def test_a_request_of_a_page_reaches_the_call(client):
    assert client.post(JOB, json={}).json() == {"error": "'x': no such job; reload the page"}


def test_a_large_body_is_refused_by_its_length_and_without_one(client):
    body = b" " * (MOST_BYTES + 1)
    json_type = {"content-type": "application/json"}
    assert client.post(JOB, content=body, headers=json_type).status_code == 413
    assert client.post(JOB, content=iter([body[:1000], body]), headers=json_type).status_code == 413


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b"[" * 100_000, b'"x"'])
def test_a_body_that_is_no_object_is_refused(client, body):
    answer = client.post(JOB, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("body: not")


def test_no_answer_lets_a_script_run_that_is_not_ours(client):
    for path in ("/", "/api/jobs", "/static/api.js", "/nowhere"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self';" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path", ["/static/../server.py", "/static/%2e%2e/server.py", "/static/..%2fserver.py"]
)
def test_static_files_end_at_their_folder(client, path):
    assert client.get(path).status_code == 404


def test_a_host_that_others_reach_is_known_by_address_only():
    keys = Keys(host="0.0.0.0", port=80)
    assert keys.knows_host("192.168.1.7:80")
    assert keys.knows_host("[::1]:80")
    assert not keys.knows_host("evil.test:80")
