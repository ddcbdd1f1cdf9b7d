"""Laying annotations over the articles that they speak of.

Belongs here: finding the article of a line and checking that the line's words stand where it says.
"""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.evaluation.annotations import AnnotationError, Line
from pipelines.evaluation.readings import Article, Reading


@dataclass(frozen=True)
class Placed:
    """Annotations with the paths of their articles: what was read, and which articles were annotated at all."""

    readings: tuple[Reading, ...]
    docs: frozenset[str]


def place(lines: Sequence[Line], articles: Mapping[str, Article], set_aside: Mapping[str, str]) -> Placed:
    """Find the article of every line and check its words.

    Args:
        lines: What annotation files say.
        articles: The articles by path.
        set_aside: Why the pipeline set articles aside, by path.

    Raises:
        AnnotationError: a line names no article or several, reaches beyond the text, differs from it, or
            stands there twice.
    """
    by_ending = _endings(articles)
    readings: dict[tuple[str, int, int], tuple[Reading, str]] = {}
    docs: set[str] = set()
    problems: list[str] = []
    for line in lines:
        found = by_ending.get(line.doc, ())
        wrong = [_no_article(line.doc, by_ending, set_aside)] if not found else []
        if len(found) > 1:
            wrong = [f"{line.doc!r} may be any of {', '.join(sorted(found))}; give more of the path"]
        if len(found) == 1 and line.reading is not None:
            reading = replace(line.reading, doc=found[0])
            wrong = list(_text_problems(reading, line.text, articles[found[0]].text))
            key = (reading.doc, reading.start, reading.end)
            if key in readings:
                wrong.append(f"the same place stands already at {readings[key][1]}")
            readings.setdefault(key, (reading, line.place))
        docs.update(found[:1])
        problems += [f"{line.place}: {reason}" for reason in wrong]
    if problems:
        raise AnnotationError(problems)
    ordered = sorted((reading for reading, _ in readings.values()), key=lambda each: (each.doc, each.start, each.end))
    return Placed(tuple(ordered), frozenset(docs))


def _endings(articles: Mapping[str, Article]) -> dict[str, list[str]]:
    """Return the paths that each name may stand for: a path, its last parts, or the id of a record."""
    named: dict[str, list[str]] = defaultdict(list)
    for path in articles:
        parts = path.split("/")
        for first in range(len(parts)):
            named["/".join(parts[first:])].append(path)
    # a whole path is never in doubt, whatever else ends in it
    return {name: [name] if name in articles else found for name, found in named.items()}


def _no_article(doc: str, known: Mapping[str, Sequence[str]], set_aside: Mapping[str, str]) -> str:
    reason = next((why for path, why in set_aside.items() if path == doc or path.endswith(f"/{doc}")), None)
    if reason:
        return f"the article {doc!r} was set aside: {reason}"
    close = difflib.get_close_matches(doc, known, 1)
    return f"there is no article {doc!r}" + (f"; did you mean {close[0]!r}?" if close else " among those read")


def _text_problems(reading: Reading, words: str | None, text: str) -> Iterator[str]:
    if reading.end > len(text):
        yield f"'end' {reading.end} lies beyond the article, which has {len(text)} characters"
        return
    stands = text[reading.start : reading.end]
    if not stands.strip():
        yield f"there are no words from {reading.start} to {reading.end}"
    if words is not None and words != stands:
        hint = _elsewhere(words, text, reading.start)
        yield f"'text' is {_short(words)}, but from {reading.start} to {reading.end} stands {_short(stands)}{hint}"


def _elsewhere(words: str, text: str, start: int) -> str:
    """Say where the words stand instead: the usual slip is a count of bytes, or of a changed copy."""
    places, at = [], text.find(words) if words else -1
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if not places:
        return "; those words are not in the article"
    near = min(places, key=lambda each: abs(each - start))
    return f"; those words stand from {near} to {near + len(words)}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return repr(line if len(line) <= 60 else line[:59] + "…")
