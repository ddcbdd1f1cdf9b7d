"""What fetching leaves behind: files that a run reads, with the facts of the fetch in them."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from assets.fetching import FetchBusyError, fetch_into
from pipelines.fetching import NotFetchedError
from pipelines.ids import document_id, sha256_bytes
from pipelines.ingest import IngestResult, RawStore, read_inputs
from pipelines.settings import Settings
from tests.fetched_web import Desk, Reply, Web, page

LONG = " ".join(["The harbour board of Port Ellis approved a new pier on Monday, its chair said."] * 12)
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour Post</title>
<item><title>Pier</title><link>/pier</link><description>The beginning of it …</description>
<pubDate>Sun, 04 May 2031 08:00:00 GMT</pubDate></item>
<item><title>Board</title><link>{base}/board?from=feed</link><description>Little.</description></item>
<item><title>Whole</title><link>{base}/whole</link><content:encoded>&lt;p&gt;{long}&lt;/p&gt;</content:encoded>
<author>A. Writer</author></item>
</channel></rss>"""


def feed(web: Web, text: str = FEED) -> Reply:
    return Reply(text.format(base=web.url(""), long=LONG).encode(), kind="application/rss+xml")


def read(desk: Desk, folder: Path | None = None) -> IngestResult:
    return read_inputs(
        [folder or desk.home.fetched],
        store=RawStore(desk.home.raw),
        batch_id="b1",
        now=datetime(2032, 1, 1, tzinfo=UTC),
        settings=Settings(),
    )


def statuses(desk: Desk, *urls: str, **limits: Any) -> list[str]:
    return [outcome.status for outcome in desk.fetch(*urls, **limits).outcomes]


def test_a_run_reads_what_was_fetched_under_its_final_address_and_with_its_time(desk: Desk, web: Web) -> None:
    web.pages = {"/old": Reply(status=301, headers={"Location": "/new"}), "/new": page("Of the harbour.")}
    fetched = desk.fetch(web.url("/old"))
    assert [file.name for file in fetched.files] == ["fetched-20310504T120000Z.warc.gz"]
    result = read(desk)
    assert result.quarantine.is_empty()
    (article,) = result.raw_articles.to_dicts()
    assert article["url"] == web.url("/new")
    assert article["document_id"] == document_id(web.url("/new"))
    assert article["raw_sha256"] == sha256_bytes(web.pages["/new"].body)  # type: ignore[union-attr]
    assert article["retrieved_at"].year == 2031


def test_the_facts_of_the_fetch_stand_beside_the_page(desk: Desk, web: Web) -> None:
    web.pages = {
        "/old": Reply(status=301, headers={"Location": "/new"}),
        "/new": page("Of the harbour.", ETag='"v1"', **{"X-Own": "kept"}),
    }
    (file,) = desk.fetch(web.url("/old")).files
    with file.open("rb") as handle:
        records = {
            record.rec_type: (record.rec_headers, record.http_headers, record.content_stream().read())
            for record in ArchiveIterator(handle, check_digests="raise")
        }
    assert set(records) == {"warcinfo", "response", "request", "metadata"}
    about, headers, body = records["response"]
    assert about.get_header("WARC-IP-Address") == "127.0.0.1"
    assert headers.get_header("ETag") == '"v1"'
    assert headers.get_header("X-Own") == "kept"
    assert records["request"][1].get_header("User-Agent") == "onrecord"
    facts = records["metadata"][2].decode().splitlines()
    assert f"redirect: 301 {web.url('/old')}" in facts
    assert f"url: {web.url('/new')}" in facts
    assert f"sha256: {sha256_bytes(body)}" in facts
    assert 'etag: "v1"' in facts


def test_entries_of_a_feed_are_fetched_and_whole_ones_kept_as_they_are(desk: Desk, web: Web) -> None:
    web.pages = {"/feed": feed(web), "/pier": page("The pier."), "/board?from=feed": page("The board.")}
    fetched = desk.fetch(web.url("/feed"))
    assert sorted(outcome.status for outcome in fetched.outcomes) == ["entry", "feed", "fetched", "fetched"]
    assert [file.suffix for file in fetched.files] == [".gz", ".jsonl"]
    assert "harbour.example/whole" not in web.asked()
    result = read(desk)
    assert result.quarantine.is_empty()
    urls = dict(result.raw_articles.select("url", "media_type").iter_rows())
    assert urls == {
        web.url("/pier"): "text/html",
        web.url("/board?from=feed"): "text/html",
        web.url("/whole"): "application/json",
    }
    assert set(result.raw_articles["retrieved_at"].dt.year()) == {2031}
    with fetched.files[0].open("rb") as handle:
        facts = [record.content_stream().read() for record in ArchiveIterator(handle) if record.rec_type == "metadata"]
    assert all(f"via: {web.url('/feed')}".encode() in each for each in facts)


def test_entries_are_had_once_until_their_feed_says_something_new_of_them(desk: Desk, web: Web) -> None:
    web.pages = {"/feed": feed(web), "/pier": page("The pier."), "/board?from=feed": page("The board.")}
    desk.fetch(web.url("/feed"))
    assert sorted(statuses(desk, web.url("/feed"))) == ["feed", "known", "known", "known"]
    web.pages["/feed"] = feed(web, FEED.replace("Little.", "A little more.").replace("A. Writer", "B. Writer"))
    web.pages["/board?from=feed"] = page("The board, updated.")
    assert sorted(statuses(desk, web.url("/feed"))) == ["entry", "feed", "fetched", "known"]
    assert read(desk).quarantine.is_empty()


def test_an_entry_that_fails_is_tried_again_although_its_feed_has_not_changed(desk: Desk, web: Web) -> None:
    def unchanged(headers: dict[str, str]) -> Reply:
        reply = feed(web)
        return Reply(status=304) if "if-none-match" in headers else Reply(reply.body, headers={"ETag": '"v1"'})

    web.pages = {"/feed": unchanged, "/board?from=feed": page("The board.")}
    assert sorted(statuses(desk, web.url("/feed"))) == ["entry", "failed", "feed", "fetched"]
    web.pages["/pier"] = page("The pier.")
    assert sorted(statuses(desk, web.url("/feed"))) == ["feed", "fetched", "known", "known"]
    assert statuses(desk, web.url("/feed")) == ["unchanged"]


def test_so_many_entries_of_a_feed_are_fetched_and_the_rest_counted(desk: Desk, web: Web) -> None:
    web.pages = {"/feed": feed(web), "/pier": page("The pier.")}
    fetched = desk.fetch(web.url("/feed"), fetch_entries=1)
    assert [outcome.status for outcome in fetched.outcomes] == ["feed", "fetched"]
    assert "2 beyond ONRECORD_FETCH_ENTRIES" in fetched.outcomes[0].message


def test_one_address_that_fails_stops_no_other(desk: Desk, web: Web) -> None:
    web.pages = {"/b": page("B.")}
    fetched = desk.fetch("nonsense", web.url("/missing"), web.url("/b"), web.url("/b#again"))
    assert [outcome.status for outcome in fetched.outcomes] == ["failed", "failed", "fetched"]
    assert "404" in fetched.outcomes[1].message


def test_what_was_fetched_before_an_interruption_is_kept(desk: Desk, web: Web) -> None:
    web.pages = {"/b": page("B."), "/c": page("C.")}
    pause = desk.time.waits.append

    def interrupted(seconds: float) -> None:
        pause(seconds)
        if web.asked() == ["harbour.example/b"]:
            raise KeyboardInterrupt

    settings = Settings.model_validate({"fetch_networks": "127.0.0.1", "fetch_pause_seconds": 1})
    clock = desk.time.clock
    fetched = fetch_into(
        [web.url("/b"), web.url("/c")],
        desk.home,
        settings,
        clock=type(clock)(clock.now, clock.seconds, interrupted),
        resolve=desk.resolve,
    )
    assert fetched.was_interrupted
    assert [outcome.status for outcome in fetched.outcomes] == ["fetched"]
    assert read(desk).raw_articles["url"].to_list() == [web.url("/b")]
    assert statuses(desk, web.url("/b"), web.url("/c")) == ["unchanged", "fetched"]


def test_an_answer_that_breaks_the_archive_leaves_the_others_whole(
    desk: Desk, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.fetching import archive

    def breaks(answer: archive.Answer, via: str | None) -> bytes:
        if answer.url.endswith("/b"):
            raise UnicodeError("half of it is written")
        return b"url: c"

    monkeypatch.setattr(archive, "_fields", breaks)
    web.pages = {"/b": page("B."), "/c": page("C.", **{"X-Own": "caf\xe9 \u2028".encode().decode("latin-1")})}
    assert desk.fetch(web.url("/b")).files == []
    assert list(desk.home.fetched.iterdir()) == []
    fetched = desk.fetch(web.url("/b"), web.url("/c"))
    assert [(each.status, each.reason_code) for each in fetched.outcomes] == [
        ("failed", "unreadable_answer"), ("fetched", None)
    ]  # fmt: skip
    assert read(desk).quarantine.is_empty()
    assert read(desk).raw_articles["url"].to_list() == [web.url("/c")]


def test_nothing_half_written_is_left_or_read(desk: Desk, web: Web) -> None:
    desk.home.fetched.mkdir(parents=True)
    (desk.home.fetched / ".tmp-fetched-20310101T000000Z.warc.gz").write_bytes(gzip.compress(b"WARC/1.1")[:9])
    assert read(desk).files_seen == 0
    web.pages = {"/b": page("B.")}
    desk.fetch(web.url("/b"))
    assert [file.name.startswith("fetched-") for file in desk.home.fetched.iterdir()] == [True]


def test_two_calls_do_not_fetch_into_a_home_at_once(desk: Desk, web: Web) -> None:
    web.pages = {"/b": page("B.")}
    raised: list[str] = []

    def meanwhile(host: str, seconds: float) -> list[str]:
        with pytest.raises(FetchBusyError) as refused:
            desk.fetch(web.url("/b"))
        raised.append(str(refused.value))
        raise OSError(-2, "Name or service not known")

    settings = Settings.model_validate({"fetch_attempts": 1})
    fetch_into([web.url("/b")], desk.home, settings, clock=desk.time.clock, resolve=meanwhile)
    assert raised
    assert str(desk.home.root) in raised[0]


def test_a_feed_that_brings_its_parser_down_fails_alone(desk: Desk, web: Web) -> None:
    from assets.fetching import read_feed
    from pipelines.sandbox import SandboxError

    def dies(function: str, data: bytes) -> Any:
        raise SandboxError("parser_died", "ended the process that read it")

    with pytest.raises(NotFetchedError, match="parser_died"):
        read_feed(feed(web).body, dies)
    assert read_feed(page("No feed.").body, dies) is None
