"""The evidence of a mention in its article: the words around it, with sentence, content, cue and source told apart."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from pipelines.publication.report.texts import paragraphs

_CONTEXT = 220
"""Characters of the article on either side of the evidence."""
_LONGEST = 900
"""Characters of evidence; a longer one is cut at its end."""


class Fragment(NamedTuple):
    """Adjoining characters that play one part."""

    text: str
    part: str
    """``content``, ``cue``, ``source``, ``sentence`` (the rest of the evidence) or ``context``."""


def excerpt(text: str, mention: Mapping[str, Any], spans: Sequence[tuple[int, int]]) -> list[Fragment]:
    """Return the evidence of a mention with its context.

    Args:
        text: The article's text; where the evidence lies beyond its end, or in blanks, since a version
            may withhold it, the words of the content that the mention itself has.
        mention: A row of ``mentions``.
        spans: The pieces of its content, as pairs of positions.
    """
    start = min(mention["sentence_start"], mention["content_start"])
    end = min(max(mention["sentence_end"], mention["content_end"]), start + _LONGEST, len(text))
    if not text[start:end].strip():
        return [Fragment(mention["content_text"], "content")] if mention["content_text"] else []
    parts: list[tuple[int, int, str]] = [(first, last, "content") for first, last in spans]
    for part in ("source", "cue"):
        if mention[f"{part}_start"] is not None:
            parts.append((mention[f"{part}_start"], mention[f"{part}_end"], part))
    fragments = [
        Fragment(_before(text, start), "context"),
        *_evidence(text, start, end, parts),
        Fragment(_after(text, end), "context"),
    ]
    return [Fragment(paragraphs(each.text), each.part) for each in fragments if each.text]


def _evidence(text: str, start: int, end: int, parts: Sequence[tuple[int, int, str]]) -> list[Fragment]:
    """The characters from ``start`` to ``end``, cut wherever a part begins or ends; later parts lie on top."""
    cuts = sorted({start, end, *(place for first, last, _ in parts for place in (first, last) if start < place < end)})
    fragments: list[Fragment] = []
    for first, last in pairwise(cuts):
        covering = [part for begin, finish, part in parts if begin <= first and last <= finish]
        fragments.append(Fragment(text[first:last], covering[-1] if covering else "sentence"))
    return fragments


def _before(text: str, start: int) -> str:
    if start <= _CONTEXT:
        return text[:start].lstrip()
    words = text[start - _CONTEXT : start]
    return "… " + words.partition(" ")[2].lstrip()


def _after(text: str, end: int) -> str:
    if len(text) - end <= _CONTEXT:
        return text[end:].rstrip()
    words = text[end : end + _CONTEXT]
    return words.rpartition(" ")[0].rstrip() + " …"


def content_words(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the words of a content on one line, without the cue that may interrupt it."""
    return " ".join(" ".join(text[start:end] for start, end in spans).split())
