"""What a hostile site can do to whoever fetches from it: nothing."""

import zlib

import pytest

from pipelines.fetching import Fetched
from tests.fetched_web import Desk, Reply, Web, page, zipped


def reason(fetched: Fetched) -> str | None:
    (outcome,) = fetched.outcomes
    return outcome.reason_code


def test_a_private_address_is_not_connected_to_by_default(desk: Desk, web: Web) -> None:
    web.pages = {"/b": page("Of this machine.")}
    assert reason(desk.fetch(web.url("/b"), fetch_networks=())) == "private_address"
    assert web.requests == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "[::1]", "localhost"])
def test_no_spelling_of_an_address_leads_past_the_check(web: Web, host: str, tmp_path) -> None:
    from pipelines.fetching import NotFetchedError
    from pipelines.fetching.addresses import addresses_of, checked_url, system_resolve

    with pytest.raises(NotFetchedError, match=r"private_address|unknown_host"):
        addresses_of(checked_url(f"http://{host}:{web.port}/").host, 5, system_resolve)


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/", "http://10.0.0.1:8080/", "//127.0.0.2/"])
def test_a_redirect_to_a_private_address_is_not_followed(desk: Desk, web: Web, target: str) -> None:
    desk.addresses = {host: [host] for host in ("169.254.169.254", "10.0.0.1", "127.0.0.2")}
    web.pages = {"/b": Reply(status=302, headers={"Location": target})}
    assert reason(desk.fetch(web.url("/b"))) == "private_address"
    assert web.asked() == ["harbour.example/b"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://harbour.example/", "http://a:b@harbour.example/"])
def test_a_redirect_to_what_is_no_page_is_not_followed(desk: Desk, web: Web, target: str) -> None:
    web.pages = {"/b": Reply(status=301, headers={"Location": target})}
    assert reason(desk.fetch(web.url("/b"))) == "bad_url"


def test_a_name_that_answers_otherwise_the_next_time_gains_nothing(desk: Desk, web: Web) -> None:
    desk.addresses = {"harbour.example": ["127.0.0.1", "10.0.0.1"]}
    web.pages = {"/b": page("First answer.")}
    assert reason(desk.fetch(web.url("/b"))) == "private_address"
    assert web.asked(robots=True) == ["harbour.example/robots.txt"], "the second answer was looked at as the first"
    assert desk.resolved == ["harbour.example"] * 2, "one look-up a request: what was looked at is connected to"


def test_redirects_end(desk: Desk, web: Web) -> None:
    web.pages = {"/b": Reply(status=302, headers={"Location": "/b"})}
    assert reason(desk.fetch(web.url("/b"), fetch_redirects=3)) == "too_many_redirects"
    assert len(web.asked()) == 4


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"a" * 2_000),
        Reply(b"a", headers={"Content-Length": "2000"}),
        Reply(b"a" * 2_000, pace=0),
        Reply(zipped(b"a" * 20_000_000), headers={"Content-Encoding": "gzip"}),
        Reply(zipped(b"b") + zipped(b"a" * 20_000_000), headers={"Content-Encoding": "gzip"}),
        Reply(zlib.compress(b"a" * 20_000_000), headers={"Content-Encoding": "deflate"}),
    ],
    ids=["long", "announced", "unannounced", "gzip bomb", "bomb in a second member", "deflate bomb"],
)
def test_a_body_beyond_the_limit_is_refused_sent_or_expanded(desk: Desk, web: Web, reply: Reply) -> None:
    web.pages = {"/b": reply}
    fetched = desk.fetch(web.url("/b"), max_file_bytes=1_000)
    assert reason(fetched) == "too_large"
    assert "ONRECORD_MAX_FILE_BYTES" in fetched.outcomes[0].message
    assert fetched.files == []


def test_a_body_that_trickles_has_no_more_time_than_any_other(desk: Desk, web: Web) -> None:
    web.pages = {"/b": Reply(b"a" * 1_000, pace=0.02), "/c": page("In time.")}
    fetched = desk.fetch(web.url("/b"), web.url("/c"), fetch_seconds=0.3, fetch_attempts=1)
    assert [outcome.reason_code for outcome in fetched.outcomes] == ["too_slow", None]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"\x00\x01", kind="application/octet-stream"), "unsupported_type"),
        (Reply(b"<urlset/>", kind="application/xml"), "unsupported_type"),
        (Reply(b"<p>a", kind=""), "unsupported_type"),
        (Reply(b"", kind="text/html"), "empty"),
        (Reply(b"not gzip", headers={"Content-Encoding": "gzip"}), "bad_encoding"),
        (Reply(b"?", headers={"Content-Encoding": "br"}), "bad_encoding"),
        (Reply(zipped(b"a" * 999)[:-9], headers={"Content-Encoding": "gzip"}), "cut_off"),
        (Reply(b"half", headers={"Content-Length": "8"}), "no_connection"),
        (Reply(b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss></rss>'), "entity_declaration"),
        (Reply(status=304), "http_status"),
        (Reply(status=204), "http_status"),
    ],
)  # fmt: skip
def test_what_is_no_whole_page_is_refused_with_its_reason(desk: Desk, web: Web, reply: Reply, code: str) -> None:
    web.pages = {"/b": reply}
    assert reason(desk.fetch(web.url("/b"), fetch_attempts=1)) == code


def test_compression_for_the_way_is_undone(desk: Desk, web: Web) -> None:
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    html = page("Smaller on its way.").body
    web.pages = {
        "/b": Reply(zipped(html), headers={"Content-Encoding": "gzip"}),
        "/c": Reply(zlib.compress(html + b"c"), headers={"Content-Encoding": "deflate"}),
        "/d": Reply(raw.compress(html + b"d") + raw.flush(), headers={"Content-Encoding": "deflate"}),
        "/e": Reply(zipped(html) + zipped(b"e"), headers={"Content-Encoding": "x-gzip"}),
    }
    fetched = desk.fetch(*(web.url(path) for path in web.pages))
    assert [outcome.message.split()[0] for outcome in fetched.outcomes] == [
        str(len(html)), *[str(len(html) + 1)] * 3
    ]  # fmt: skip


def test_no_cookie_and_no_credential_is_ever_sent(desk: Desk, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    web.pages = {
        "/b": Reply(status=302, headers={"Location": "/c", "Set-Cookie": "reader=1"}),
        "/c": page("Anonymous.", **{"Set-Cookie": "reader=2"}),
    }
    fetched = desk.fetch(web.url("/b"))
    assert [outcome.status for outcome in fetched.outcomes] == ["fetched"], "nor is a proxy of the environment used"
    assert not {"cookie", "authorization", "referer"} & {name for _, _, headers in web.requests for name in headers}
    import gzip

    assert b"reader=2" not in gzip.decompress(fetched.files[0].read_bytes())
