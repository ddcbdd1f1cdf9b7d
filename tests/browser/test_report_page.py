"""``report.html`` as a person meets it in headless Chromium: 2,000 claims, keyboard, filter, no script, no network.

Run with `make browser`, which installs what is needed. With ONRECORD_SCREENSHOTS set to a
folder, pictures in light and dark are kept there.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines import ids
from pipelines.publication.manifest import Release
from pipelines.publication.report import report
from pipelines.schema import PUBLISHED, TABLES
from tests.small_home import DAY

sync_api = pytest.importorskip("playwright.sync_api", reason="browser tests need `make browser`")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="browser tests need Chromium: `make browser` installs it"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
CLAIMS = 2_000
AN_ARTICLE = 10
"""Claims that an article states first; the next article repeats them."""
EVIL = (
    "\u202e</script><img src='https://evil.example/x.png' onerror='document.title=1'><script>document.title=2</script>"
)
PAINTED = (
    """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""
)


def sentence(number: int) -> str:
    content = f"Pier {number} of the harbour will be closed for {number % 90 + 2} days {EVIL if number == 0 else ''}"
    return f"{content.strip()}, said the harbour master of Tessel Bay, who gave no reason."


def many_tables() -> dict[str, pl.DataFrame]:
    """2,000 claims, each stated in two of 200 articles."""
    rows: dict[str, list[dict[str, object]]] = {"articles": [], "mentions": [], "content_spans": [], "claims": []}
    articles = CLAIMS // AN_ARTICLE
    for article in range(articles):
        known = [article * AN_ARTICLE + each for each in range(AN_ARTICLE)]
        repeated = [(number - AN_ARTICLE) % CLAIMS for number in known]
        text = " ".join(sentence(number) for number in (*known, *repeated))
        document = ids.document_id(f"{article}.txt")
        raw = ids.sha256_bytes(text.encode())
        name = ids.article_id(document, raw)
        rows["articles"].append(
            {
                **{"article_id": name, "document_id": document, "revision": 1, "is_current": True, "batch_id": "b"},
                **{"outlet": f"Gazette {article % 30}", "path": f"{article}.txt", "title": f"Notes {article} {EVIL}"},
                **{"published_at": DAY.replace(day=article % 28 + 1), "published_precision": "day"},
                **{"published_evidence": "metadata", "media_type": "text/plain", "raw_sha256": raw, "text": text},
                **{"text_sha256": raw, "word_count": len(text.split())},
            }
        )
        for number in (*known, *repeated):
            mention(rows, document, name, text, number)
    for number in range(CLAIMS):
        rows["claims"].append(
            {
                **{"claim_id": claim_id(number), "claim_text": sentence(number).partition(", said")[0]},
                **{"first_published_at": DAY, "mention_count": 2, "article_count": 2, "outlet_count": 2},
                **{"independent_origin_count": number % 3, "is_disputed": number % 7 == 0},
                "status": ("unattributed", "single_origin", "corroborated")[number % 3],
            }
        )
    made = {name: TABLES[name].conform(TABLES[name].frame(found)) for name, found in rows.items()}
    return {name: made.get(name, table.empty()) for name, table in PUBLISHED.items()}


def claim_id(number: int) -> str:
    return ids.claim_id(ids.mention_key("harbour", str(number), "said", "harbour master", 0))


def mention(rows: dict[str, list[dict[str, object]]], document: str, article: str, text: str, number: int) -> None:
    words = sentence(number)
    start = text.index(words)
    content = words.partition(", said")[0]
    cue, source = text.index("said", start + len(content)), text.index("the harbour master", start + len(content))
    key = ids.mention_key(document, content, "said", "the harbour master", 0)
    rows["mentions"].append(
        {
            **{"mention_id": ids.mention_id(article, key), "mention_key": key, "article_id": article},
            **{"claim_id": claim_id(number), "sentence_start": start, "sentence_end": start + len(words)},
            **{"content_start": start, "content_end": start + len(content), "content_text": content},
            **{"claim_text": content, "claim_type": "indirect", "cue_start": cue, "cue_end": cue + 4},
            **{"cue_text": "said", "source_start": source, "source_end": source + 18, "modality": "asserted"},
            **{"source_text": "the harbour master", "source_name": f"Speaker {number % 40}", "source_kind": "person"},
            **{"anonymous": False, "polarity": "positive", "in_background": False, "confidence": 0.9},
            **{"link_reason": "founding", "producer_id": "p"},
        }
    )
    span = {"mention_id": ids.mention_id(article, key), "position": 0, "start_char": start}
    rows["content_spans"].append(span | {"end_char": start + len(content)})


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "report.html"
    release = Release("2031.05.06.001", DAY, None, "", {"extractor": "rules"})
    file.write_text(report(release, many_tables(), f"# x\n\n- {EVIL}\n"), encoding="utf-8")
    assert file.stat().st_size < 8_000_000
    return file.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser, address: str):
    """The report opened, with every complaint and every request that it made."""
    context = browser.new_context(viewport={"width": 1180, "height": 900})
    opened = context.new_page()
    opened.complaints, opened.requests = [], []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("request", lambda request: opened.requests.append(request.url))
    opened.goto(address)
    yield opened
    assert opened.complaints == []
    assert set(opened.requests) == {address}
    context.close()


def keep(page, name: str) -> None:
    folder = os.environ.get("ONRECORD_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_two_thousand_claims_are_drawn_within_two_seconds(page, address):
    times = []
    for _ in range(5):
        page.goto(address)
        times.append(page.evaluate(PAINTED))
    sync_api.expect(page.locator("#count")).to_have_text(f"50 of {CLAIMS:,}")
    assert min(times) < 2_000, times


def test_charts_are_drawn_with_names_and_numbers(page):
    charts = page.locator("svg.chart")
    assert charts.count() == 4
    for chart in charts.all():
        assert chart.bounding_box()["width"] > 500
        assert "stand in the table below" in chart.get_attribute("aria-label")
    bar = charts.first.locator("path").first
    assert bar.evaluate("each => getComputedStyle(each).fill") == "rgb(230, 159, 0)"  # all stand in several articles
    table = page.locator("#speakers details.table")
    table.locator("summary").focus()
    page.keyboard.press("Enter")
    assert table.locator("tbody tr").count() == 20
    sync_api.expect(table.locator("tbody tr").first).to_be_visible()
    assert page.locator("#speakers .rest").inner_text().startswith("and 20 more: onrecord sql")
    keep(page, "report-charts")


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_a_narrow_page_does_not_scroll_sideways(page, medium):
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(media=medium)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    keep(page, f"report-narrow-{medium}")


def test_hostile_text_is_text(page):
    assert page.title() == "onrecord 2031.05.06.001"
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    page.get_by_role("button", name="Open those shown").click()
    assert page.locator("blockquote").count() == 100
    assert page.locator("blockquote", has_text="evil.example").count() > 0
    assert page.locator("img, script, [onerror]").count() == 1


def test_a_claim_is_found_and_opened_with_the_keyboard_alone(page):
    page.keyboard.press("/")
    page.keyboard.type("pier 1234 ")
    sync_api.expect(page.locator("#count")).to_have_text("1 of 1")
    claim = page.locator(".claim")
    sync_api.expect(claim).to_have_count(1)
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    mark = claim.locator("mark").first
    sync_api.expect(mark).to_be_visible()
    assert mark.inner_text() == "Pier 1234 of the harbour will be closed for 66 days"
    keep(page, "report-claim")
    page.keyboard.press("Enter")
    sync_api.expect(mark).to_be_hidden()


def test_the_list_is_filtered_and_grows(page):
    disputed = -(-CLAIMS // 7)
    page.locator("#marks").select_option("disputed")
    sync_api.expect(page.locator("#count")).to_have_text(f"50 of {disputed}")
    page.get_by_role("button", name="Show more").click()
    sync_api.expect(page.locator("#count")).to_have_text(f"100 of {disputed}")
    assert page.locator(".claim").count() == 100
    page.get_by_role("button", name="Open those shown").click()
    assert page.locator(".claim details[open]").count() == 100


def test_a_link_opens_its_claim_also_far_down_the_list(page, address):
    page.goto(f"{address}#{claim_id(1999)}")
    page.reload()
    sync_api.expect(page.locator(f"#{claim_id(1999)} mark").first).to_be_in_viewport()
    page.requests[:] = [url.partition("#")[0] for url in page.requests]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_script_everything_is_there_in_both_colour_schemes(browser, address, scheme):
    context = browser.new_context(
        java_script_enabled=False, color_scheme=scheme, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(address)
    assert page.locator(".claim:visible").count() == CLAIMS
    assert not page.get_by_label("Search").is_visible()
    first = page.locator(".claim summary").first
    first.focus()
    page.keyboard.press("Enter")
    sync_api.expect(page.locator(".claim blockquote").first).to_be_visible()
    keep(page, f"report-{scheme}")
    context.close()


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_page_follows_the_colour_scheme(browser, address, scheme, dark):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(each) for each in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    assert (max(channels) < 100) is dark
    ink = page.locator("svg.chart text").first.evaluate("each => getComputedStyle(each).fill")
    assert (min(int(each) for each in ink.removeprefix("rgb(").removesuffix(")").split(",")) > 150) is dark
    context.close()
