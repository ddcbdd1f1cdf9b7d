"""How sites are asked: by their rules, at their pace, and only for what is new."""

from pathlib import Path

import pytest

from pipelines.fetching import Fetched
from pipelines.fetching.pacing import retry_after
from tests.fetched_web import START, Desk, Reply, Web, page

ROBOTS = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n\nUser-agent: other\nDisallow: /\n"


def became(fetched: Fetched) -> list[tuple[str, str | None]]:
    return [(outcome.status, outcome.reason_code) for outcome in fetched.outcomes]


def test_what_robots_txt_closes_is_not_asked_for_and_stops_no_other(desk: Desk, web: Web) -> None:
    web.pages = {"/robots.txt": Reply(ROBOTS, kind="text/plain"), "/private/a": page("No."), "/b": page("Yes.")}
    fetched = desk.fetch(web.url("/private/a"), web.url("/b"))
    assert became(fetched) == [("failed", "robots_denied"), ("fetched", None)]
    assert web.asked(robots=True) == ["harbour.example/robots.txt", "harbour.example/b"]
    assert f"http://harbour.example:{web.port}/robots.txt" in fetched.outcomes[0].message


def test_robots_txt_goes_by_the_name_that_the_setting_gives(desk: Desk, web: Web) -> None:
    web.pages = {"/robots.txt": Reply(ROBOTS, kind="text/plain"), "/b": page("Yes.")}
    agent = "other/2.0 (desk@harbour.example)"
    assert became(desk.fetch(web.url("/b"), fetch_user_agent=agent)) == [("failed", "robots_denied")]
    assert {headers["user-agent"] for _, _, headers in web.requests} == {agent}


@pytest.mark.parametrize("status", [404, 403])
def test_a_site_without_rules_is_open(desk: Desk, web: Web, status: int) -> None:
    web.pages = {"/robots.txt": Reply(status=status), "/b": page("Yes.")}
    assert became(desk.fetch(web.url("/b"))) == [("fetched", None)]


def test_a_site_whose_rules_cannot_be_read_is_closed(desk: Desk, web: Web) -> None:
    web.pages = {"/robots.txt": Reply(status=503), "/b": page("Yes."), "/c": page("Yes.")}
    fetched = desk.fetch(web.url("/b"), web.url("/c"))
    assert became(fetched) == [("failed", "robots_unreachable")] * 2
    assert web.asked() == []
    assert len(web.requests) == 3, "as often as is worth an attempt, not for every page"


def test_pauses_are_kept_per_host_and_other_hosts_asked_meanwhile(desk: Desk, web: Web) -> None:
    web.pages = {"quay.example/robots.txt": Reply(ROBOTS, kind="text/plain"), "/b": page("B."), "/c": page("C.")}
    desk.fetch(*(web.url(path, host) for host in ("quay.example", "town.example") for path in ("/b", "/c")))
    assert web.asked() == ["quay.example/b", "town.example/b", "town.example/c", "quay.example/c"]
    assert sum(desk.time.waits) == pytest.approx(8, abs=1), "the pauses of the slower host, in which the other fits"


def test_a_host_that_asks_for_a_long_pause_is_left_for_the_next_call(desk: Desk, web: Web) -> None:
    slow = b"User-agent: *\nCrawl-delay: 600\n"
    web.pages = {"/robots.txt": Reply(slow, kind="text/plain"), "/b": page("B."), "/c": page("C.")}
    first = desk.fetch(web.url("/b"), web.url("/c"))
    assert became(first) == [("fetched", None), ("later", "asked_to_wait")]
    assert became(desk.fetch(web.url("/c"))) == [("later", "asked_to_wait")], "remembered from call to call"
    desk.time.waits.append(601)
    web.pages["/robots.txt"] = Reply(b"", kind="text/plain")
    assert became(desk.fetch(web.url("/c"))) == [("fetched", None)]


def test_what_has_not_changed_is_not_sent_again(desk: Desk, web: Web) -> None:
    def answer(headers: dict[str, str]) -> Reply:
        known = headers.get("if-none-match") == '"v1"' and headers.get("if-modified-since") is not None
        return (
            Reply(status=304)
            if known
            else page("Once.", ETag='"v1"', **{"Last-Modified": "Sun, 04 May 2031 09:00:00 GMT"})
        )

    web.pages = {"/b": answer}
    assert became(desk.fetch(web.url("/b"))) == [("fetched", None)]
    second = desk.fetch(web.url("/b"))
    assert became(second) == [("unchanged", None)]
    assert second.files == []
    assert became(desk.fetch(web.url("/b"), again=True)) == [("fetched", None)]
    elsewhere = desk.fetch(web.url("/b"), into=desk.home.root / "elsewhere")
    assert became(elsewhere) == [("fetched", None)], "that folder does not have it"


def test_the_same_bytes_are_not_kept_twice(desk: Desk, web: Web) -> None:
    web.pages = {"/b": page("Always the same.")}
    desk.fetch(web.url("/b"))
    assert became(desk.fetch(web.url("/b"))) == [("unchanged", None)]
    web.pages = {"/b": page("Something else.")}
    assert became(desk.fetch(web.url("/b"))) == [("fetched", None)]
    assert len(list(desk.home.fetched.iterdir())) == 2


def test_too_many_requests_are_followed_by_the_pause_that_is_asked_for(desk: Desk, web: Web) -> None:
    web.pages = {"/b": [Reply(status=429, headers={"Retry-After": "30"}), page("Now.")]}
    assert became(desk.fetch(web.url("/b"))) == [("fetched", None)]
    assert max(desk.time.waits) == pytest.approx(30, abs=1)


def test_attempts_end_and_the_pauses_between_them_grow(desk: Desk, web: Web) -> None:
    web.pages = {"/b": Reply(status=500), "/c": page("C.")}
    fetched = desk.fetch(web.url("/b"), web.url("/c"), fetch_attempts=3)
    assert sorted(became(fetched)) == [("failed", "http_status"), ("fetched", None)]
    assert web.asked().count("harbour.example/b") == 3
    assert "500" in next(outcome.message for outcome in fetched.outcomes if outcome.status == "failed")


def test_a_pause_beyond_the_limit_ends_the_attempts(desk: Desk, web: Web) -> None:
    web.pages = {"/b": Reply(status=503, headers={"Retry-After": "86400"})}
    assert became(desk.fetch(web.url("/b"))) == [("later", "asked_to_wait")]
    assert web.asked() == ["harbour.example/b"]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("Sun, 04 May 2031 12:00:30 GMT", 30), ("Sun, 04 May 2031 11:00:00 GMT", 0), ("soon", None),
     ("-5", None), (None, None), ("9" * 400, None), ("²", None)],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, START) == seconds


def test_what_earlier_calls_wrote_must_be_readable(desk: Desk, web: Web, tmp_path: Path) -> None:
    web.pages = {"/b": page("B.")}
    desk.fetch(web.url("/b"))
    memory = next(desk.home.fetching.glob("*.json"))
    memory.write_text("{")
    with pytest.raises(ValueError, match="remove it, and everything is fetched anew") as refused:
        desk.fetch(web.url("/b"))
    assert str(memory) in str(refused.value)
