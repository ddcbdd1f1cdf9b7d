"""Publication dates that an article alone leaves open, closed by dated reports of the same story.

An article may say "on 8 August" without a year, or "on Friday" without a date. Where another
article of the home tells the same story and its own date fits those words, the date follows.
The result is marked as inferred; nothing is inferred from a date that was itself inferred,
save through a report that tells the story in the same words. No article is dated against its
own words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zlib import crc32

from pipelines.staging.date_expressions import DateExpression, find_dates

OPEN_NOTES = {
    "year_unknown": "year_from_related_article",
    "weekday_without_date": "weekday_from_related_article",
    "crawl_date_only": "month_from_related_article",
}
"""What is open, and the note once it is closed."""

SAME_STORY = 0.07
"""Share of the word pairs of the shorter article that the longer has too: below it, articles of one subject."""
SAME_REPORT = 0.2
"""From this share on, two articles re-tell one report."""
MIN_SHARED_PAIRS = 12
MAX_POSTINGS = 200
"""A word pair of more articles than this tells no story from another."""
_YEAR_SLACK = timedelta(days=2)
"""Reports of one story appear within so many days."""
_PASSES = 3
# fmt: off
_STOP = frozenset({
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "as", "and", "or", "but", "nor",
    "over", "under", "into", "after", "before", "about", "is", "are", "be", "been", "was", "were", "has", "have",
    "had", "will", "would", "could", "may", "might", "can", "it", "its", "that", "this", "these", "those", "he",
    "she", "they", "his", "her", "their", "him", "them", "who", "which", "what", "when", "where", "how", "not", "no",
    "said", "says", "say", "more", "than", "out", "up", "also", "one", "two", "there", "we", "i", "you", "do", "did",
    "does", "if", "because", "while", "during", "against", "between", "other",
})
# fmt: on


def infer_dates(rows: Sequence[dict[str, Any]]) -> None:
    """Fill the publication fields of rows of ``articles`` that related articles settle; reopens what was so filled."""
    for row in rows:
        _reopen(row)
    if not any(row["published_note"] in OPEN_NOTES for row in rows):
        return
    related = _related(rows)
    for _ in range(_PASSES):
        answers = [
            (row, _answer(row, related[row["article_id"]])) for row in rows if row["published_note"] in OPEN_NOTES
        ]
        closed = [(row, *answer) for row, answer in answers if answer is not None]
        for row, day, precision in closed:
            row.update(
                published_at=datetime(day.year, day.month, day.day),
                published_precision=precision,
                published_evidence="inferred",
                published_note=OPEN_NOTES[row["published_note"]],
            )
        if not closed:
            return


def _reopen(row: dict[str, Any]) -> None:
    for before, after in OPEN_NOTES.items():
        if row["published_note"] == after:
            row.update(published_at=None, published_precision=None, published_evidence="none", published_note=before)


def _word_pairs(text: str) -> frozenset[int]:
    """Return the hashes of neighbouring words, small words left out."""
    words = [word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in _STOP]
    return frozenset(crc32(" ".join(pair).encode("utf-8", "surrogatepass")) for pair in pairwise(words))


def _related(rows: Sequence[dict[str, Any]]) -> dict[str, list[tuple[dict[str, Any], float]]]:
    """Return, for each article whose date is open, the articles of its story and the share of word pairs in common."""
    if not any(row["published_note"] in OPEN_NOTES for row in rows):
        return {}
    sets = [_word_pairs(row["text"]) for row in rows]
    wanted = frozenset().union(
        *(own for own, row in zip(sets, rows, strict=True) if row["published_note"] in OPEN_NOTES)
    )
    index: defaultdict[int, list[int]] = defaultdict(list)
    for place, members in enumerate(sets):
        for member in members & wanted:
            index[member].append(place)
    related: dict[str, list[tuple[dict[str, Any], float]]] = {}
    for place, row in enumerate(rows):
        if row["published_note"] not in OPEN_NOTES:
            continue
        shared: Counter[int] = Counter()
        for member in sets[place]:
            if len(index[member]) <= MAX_POSTINGS:
                shared.update(index[member])
        related[row["article_id"]] = [
            (rows[other], count / min(len(sets[place]), len(sets[other])))
            for other, count in sorted(shared.items())
            if other != place and count >= MIN_SHARED_PAIRS
        ]
    return related


def _answer(row: dict[str, Any], related: list[tuple[dict[str, Any], float]]) -> tuple[date, str] | None:
    """Return the day and precision that the related articles settle, or None where they leave or dispute it."""
    start, end = row["published_evidence_start"], row["published_evidence_end"]
    said = find_dates(row["text"][start:end]) if start is not None and end is not None else []
    if not said:
        return None
    days = {
        (day, precision)
        for other, share in related
        if (known := _known(other, share)) is not None
        for day, precision in _fitting(row["published_note"], said[0], known, share)
        if row["retrieved_at"] is None or day <= row["retrieved_at"].date()
    }
    return days.pop() if len(days) == 1 else None


def _known(other: dict[str, Any], share: float) -> date | None:
    """Return the day of a related article, if it may vouch for another."""
    if other["published_at"] is None or other["published_precision"] not in {"day", "minute"}:
        return None
    if other["published_evidence"] == "inferred" and share < SAME_REPORT:
        return None
    day: date = other["published_at"].date()
    return day


def _fitting(note: str, said: DateExpression, known: date, share: float) -> list[tuple[date, str]]:
    """Return what an open date can mean beside a report of ``known``: none, one or several days."""
    if note == "year_unknown" and share >= SAME_STORY:
        days = [said.on(known.year + offset) for offset in (-1, 0, 1)]
        return [(day, "day") for day in days if day is not None and abs(day - known) <= _YEAR_SLACK]
    if note == "weekday_without_date" and share >= SAME_REPORT and said.weekday == known.weekday():
        return [(known, "day")]
    if note == "crawl_date_only" and share >= SAME_REPORT and said.full is not None and known <= said.full:
        # it lies between the story and the crawl; only the month is certain, and only where both share it
        return (
            [(known.replace(day=1), "month")] if (known.year, known.month) == (said.full.year, said.full.month) else []
        )
    return []
