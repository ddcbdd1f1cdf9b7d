"""What a page says of itself in its markup: JSON-LD, meta elements, time elements, its title."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|Review|Story|Podcast|VideoObject)", re.I)
_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date.published",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "cxenseparse:recs:publishtime",
    "pubdate",
    "article.published",
    "citation_publication_date",
    "date",
    "dc.date",
)
_TITLE_META = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title")
_SITE_META = ("og:site_name", "application-name", "twitter:site_name", "publisher", "dc.publisher", "cre")
_AUTHOR_META = ("author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "byl")
_SEPARATOR = re.compile(r"(?<!\s)\s+(?:[|–—·»•-]|::)\s+")
_DATE_NAMED = re.compile(
    r"(?:date|time)[-_ ]?(?:post|publi)|(?:posted|publish(?:ed)?|pub|article|entry|post|story)[-_ ]?(?:date|time)\b"
    r"|\bdateline\b|\btimestamp\b",
    re.I,
)
"""How page authors name the element of the date of publication."""
_CHANGE_NAMED = re.compile(r"modif|updat|edited|expire|event", re.I)
_DATE_LABEL = re.compile(r"^(?:(?:first )?(?:published|posted)|date)(?: on)?\W+", re.I)
_LONGEST_DATE = 60
"""Characters of an element that holds a date and its clock."""
_BREAK = re.compile(r"\n+|</p>|<br\s*/?>", re.I)
_MAX_JSON = 2_000_000
_MAX_DEPTH = 12


@dataclass(frozen=True)
class PageMetadata:
    """What a page's markup says; lists are best first, ``published`` with where each date stands."""

    titles: list[str] = field(default_factory=list)
    published: list[tuple[str, str]] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    byline: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None
    """The text of the article as JSON-LD gives it, one paragraph a line where it keeps them apart."""


def read_metadata(tree: html.HtmlElement) -> PageMetadata:
    """Read what the markup of a parsed page says of the article."""
    meta = _meta(tree)
    articles = list(_json_ld(tree))
    published = [(_text(a.get("datePublished")), "json_ld") for a in articles]
    published += [(meta.get(name), "meta") for name in _PUBLISHED_META]
    published += [(value, "time_element") for value in [*_time_elements(tree), *_date_labels(tree)]]
    authors = [_names(a.get("author")) for a in articles] + [meta.get(name) for name in _AUTHOR_META]
    languages = [tree.get("lang"), meta.get("og:locale"), meta.get("content-language")]
    return PageMetadata(
        titles=_distinct(_titles(tree, meta, articles)),
        published=[(value, where) for value, where in published if value],
        outlets=_distinct([_names(a.get("publisher")) for a in articles] + [meta.get(name) for name in _SITE_META]),
        byline=next((_plain(author) for author in authors if author and not author.startswith("http")), None),
        language=next((language for language in languages if language), None),
        url=_address(tree, meta),
        body=max(filter(None, map(_body, articles)), key=len, default=None),
    )


def _distinct(values: list[str | None]) -> list[str]:
    return list(dict.fromkeys(_plain(value) for value in values if value and value.strip()))


def _plain(value: str) -> str:
    """Return a value on one line, without halves of surrogate pairs."""
    return " ".join(value.encode("utf-8", "ignore").decode("utf-8").split())


def _meta(tree: html.HtmlElement) -> dict[str, str]:
    """Return the first content of each meta name, lower case."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


def _json_ld(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the descriptions of articles, those of type Article first."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _MAX_JSON:
            continue
        try:
            found.extend(_objects(json.loads(script.text, strict=False), 0))
        except (ValueError, RecursionError):
            continue
    articles = [item for item in found if _ARTICLE_TYPE.search(str(item.get("@type")))]
    yield from sorted(articles, key=lambda item: "Article" not in str(item.get("@type")))


def _objects(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for name, part in value.items():
            # what an article mentions, comments on or is part of is another thing
            if name in {"@graph", "mainEntity", "mainEntityOfPage"}:
                yield from _objects(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _objects(part, depth + 1)


def _titles(tree: html.HtmlElement, meta: dict[str, str], articles: list[dict[str, Any]]) -> list[str | None]:
    """Return what may be the headline, best first: what the reader sees before what is told to machines."""
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    announced = [_text(a.get("headline")) for a in articles] + [meta.get(name) for name in _TITLE_META]
    element = tree.find(".//title")
    whole = " ".join(element.text_content().split()) if element is not None else None
    shown = [heading for heading in headings if any(_alike(heading, other) for other in [*announced, whole] if other)]
    return [*shown, *announced, _without_site(whole) if whole else None, *headings]


def _alike(one: str, other: str) -> bool:
    first, second = set(re.findall(r"\w+", one.casefold())), set(re.findall(r"\w+", other.casefold()))
    return len(first) >= 2 and len(first & second) >= 0.6 * len(first)


def _without_site(title: str) -> str:
    """Drop the name of the site from the end of a page's title."""
    parts = _SEPARATOR.split(title)
    return max(parts, key=len) if len(parts) > 1 else title


def _time_elements(tree: html.HtmlElement) -> list[str]:
    """Return the dates of elements marked as the date of publication; unmarked ones only where there is just one."""
    marked, plain = [], []
    for element in tree.iter("time", "span", "abbr", "meta"):
        value = element.get("datetime") or element.get("content")
        label = " ".join(filter(None, (element.get("itemprop"), element.get("class"), element.get("pubdate"))))
        if not value:
            continue
        if re.search(r"publish|pubdate|posted|created|entry-date|issued", label, re.I):
            marked.append(value)
        elif element.tag == "time" and not re.search(r"modif|updat", label, re.I):
            plain.append(value)
    return marked + (plain if len(set(plain)) == 1 else [])


def _date_labels(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the words of elements that are named for the date of publication and hold little else."""
    for element in tree.iter("time", "span", "div", "p", "dd", "li"):
        named = " ".join(filter(None, (element.get("itemprop"), element.get("class"), element.get("id"))))
        if not _DATE_NAMED.search(named) or _CHANGE_NAMED.search(named):
            continue
        words = " ".join(element.text_content().split())
        if len(words) <= _LONGEST_DATE and _CHANGE_NAMED.search(words) is None:
            yield _DATE_LABEL.sub("", words)


def _body(article: dict[str, Any]) -> str | None:
    """Return the text of an article described in JSON-LD, without the markup that some publishers leave in it."""
    text = _text(article.get("articleBody"))
    if text is None:
        return None
    lines = (
        _plain(html.fromstring(f"<div>{line}</div>").text_content()) for line in _BREAK.split(text) if line.strip()
    )
    return "\n".join(line for line in lines if line) or None


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return next((text for text in map(_text, value) if text), None)
    return None


def _names(value: object) -> str | None:
    """Return the name in a JSON-LD person or organisation, or the names in a list of them."""
    if isinstance(value, dict):
        return _text(value.get("name"))
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(name for name in map(_names, value) if name)) or None
    return _text(value)


def _address(tree: html.HtmlElement, meta: dict[str, str]) -> str | None:
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical" and (element.get("href") or "").startswith("http"):
            return str(element.get("href")).strip()
    address = meta.get("og:url", "")
    return address if address.startswith("http") else None
