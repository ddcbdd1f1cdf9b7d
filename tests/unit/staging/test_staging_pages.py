"""From markup to text and metadata; all pages here are invented."""

import json

import pytest

from pipelines.staging.pages import MAX_DEPTH, PageError, read_page

FIRST = "The harbour board of Port Ellis approved a new pier on Monday, its chair Orla Finch said after the vote."
SECOND = (
    "Work on the pier will begin in June and is expected to take two years, according to plans seen by the Courier."
)
THIRD = "Residents have fought the project since it was first proposed ten years ago, and some plan to appeal it."
ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Port Ellis gets its pier",
    "datePublished": "2031-05-02T08:00:00Z",
    "dateModified": "2031-05-09T08:00:00Z",
    "author": [{"@type": "Person", "name": "Orla Finch"}, {"@type": "Person", "name": "Bo Tarn"}],
    "publisher": {"@type": "Organization", "name": "Ellis Courier"},
}


def page(head: str = "", body: str = "") -> str:
    story = (
        f"<article><h1>Port Ellis gets its pier</h1><p>{FIRST}</p><h2>A long dispute</h2><p>{SECOND}</p><p>{THIRD}</p>"
    )
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><title>Port Ellis gets its pier | Ellis Courier</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a> <a href='/s'>Sport</a></nav>{story}{body}</article>"
        "<footer>© Ellis Courier</footer></body></html>"
    )


def test_body_and_headings_stand_in_the_text_and_menus_do_not() -> None:
    found = read_page(page())
    assert found.text == "\n\n".join(["Port Ellis gets its pier", FIRST, "A long dispute", SECOND, THIRD])
    assert [found.text[start:end] for start, end in found.headings] == ["Port Ellis gets its pier", "A long dispute"]
    assert found.title == "Port Ellis gets its pier"
    assert found.metadata.language == "en-GB"


def test_json_ld_comes_before_meta_and_published_before_modified() -> None:
    meta = (
        '<meta property="article:published_time" content="2031-05-03"><meta property="og:site_name" content="Courier">'
    )
    block = f'<script type="application/ld+json">{json.dumps({"@graph": [ARTICLE]})}</script>'
    about = read_page(page(meta + block)).metadata
    assert about.published[:2] == [("2031-05-02T08:00:00Z", "json_ld"), ("2031-05-03", "meta")]
    assert about.outlets == ["Ellis Courier", "Courier"]
    assert about.byline == "Orla Finch, Bo Tarn"


def test_broken_json_ld_is_passed_over() -> None:
    about = read_page(page('<script type="application/ld+json">{"@type": "NewsArticle",</script>')).metadata
    assert about.published == []


def test_a_modified_time_alone_is_no_publication() -> None:
    about = read_page(page('<meta property="article:modified_time" content="2031-05-09T08:00:00Z">')).metadata
    assert "2031-05-09" not in json.dumps(about.published)


def test_the_headline_is_added_where_the_body_lacks_it() -> None:
    bare = (
        f"<html><head><title>Port Ellis gets its pier</title></head><body><p>{FIRST}</p><p>{SECOND}</p></body></html>"
    )
    assert read_page(bare).text.startswith("Port Ellis gets its pier\n\n" + FIRST)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<html><body></body></html>", "no_body_text"),
        ("<html><head><title>Port Ellis</title></head><body><nav></nav></body></html>", "no_body_text"),
        ("<html><body>" + "<div>" * (MAX_DEPTH + 1) + FIRST + "</div>" * (MAX_DEPTH + 1), "html_too_deep"),
    ],
)
def test_pages_without_a_story_are_refused(markup: str, reason: str) -> None:
    with pytest.raises(PageError) as refused:
        read_page(markup)
    assert refused.value.reason_code == reason


@pytest.mark.parametrize("odd", ["&#xD800;", "&#0;", "<![CDATA[x]]>", "<p", "\x00", "&bogus;", "<!-- -- >"])
def test_odd_markup_costs_no_neighbour(odd: str) -> None:
    text = read_page(page(body=f"<p>{odd}</p>")).text
    assert FIRST in text
    text.encode("utf-8")


def test_a_body_that_stands_in_json_ld_alone_is_taken_from_there() -> None:
    told = json.dumps({**ARTICLE, "articleBody": f"<p>{FIRST}</p><p>{SECOND}</p>\n{THIRD} {FIRST}"})
    links = "".join(f"<p><a href='/{i}'>Another story about the harbour, number {i}</a></p>" for i in range(9))
    markup = (
        f'<html><head><title>x</title><script type="application/ld+json">{told}</script></head>'
        f"<body><div id='root'></div><div>{links}</div></body></html>"
    )
    assert read_page(markup).text.split("\n\n") == ["Port Ellis gets its pier", FIRST, SECOND, f"{THIRD} {FIRST}"]


def test_a_body_in_elements_is_not_replaced_by_one_that_is_told() -> None:
    told = json.dumps({**ARTICLE, "articleBody": f"{FIRST} {SECOND} {THIRD}"})
    found = read_page(page(f'<script type="application/ld+json">{told}</script>'))
    assert [found.text[start:end] for start, end in found.headings] == ["Port Ellis gets its pier", "A long dispute"]


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ('<dl><dt>Date:</dt><dd id="date_posted">May 2, 2031</dd></dl>', "May 2, 2031"),
        ('<p class="entry-date">Published on 2 May 2031</p>', "2 May 2031"),
        ('<div class="article-timestamp timestamp">Posted: May 2, 2031 at 9:05 am</div>', "May 2, 2031 at 9:05 am"),
        ('<p class="post-date">Updated 2 May 2031</p>', None),
        ('<p class="modified-date">2 May 2031</p>', None),
        ('<div class="event-date">2 May 2031</div>', None),
    ],
)
def test_elements_named_for_the_date_of_publication_are_read(element: str, expected: str | None) -> None:
    published = [value for value, where in read_page(page(body=element)).metadata.published if where == "time_element"]
    assert published[:1] == ([expected] if expected else [])
