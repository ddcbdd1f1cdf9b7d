"""When an article was published: the date, how exactly it is known, and the words that prove it.

In order of trust: what the record or the page says of itself; a date that labels the article
(below its headline, in a dateline, after "published"); a date that labels the page above the
headline, unless it may be the day of the visit; the day on which the article says that another
medium reported what it repeats. The day of a crawl, of an update or of a copyright is never
taken, nor is a day after the article was retrieved.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipelines.staging.date_expressions import DateExpression, find_dates, parse_moment, years_that_fit
from pipelines.staging.role_patterns import bar_parts, is_date_line
from pipelines.staging.roles import Segment

EARLIEST = date(1990, 1, 1)
"""No publication date before it is believed: news on the web begins about then."""
_TOLERANCE = timedelta(days=1)
"""A page may be dated by a zone that is ahead of UTC."""

_TODAY = re.compile(r"\b(?:today(?: is)?|now|current(?:ly)?|accessed|retrieved|crawled|visited|saved|as of)\b", re.I)
_UPDATED = re.compile(r"\b(?:updated?|modified|revised|edited|refreshed|last (?:update|change|edit))\b", re.I)
_PUBLISHED = re.compile(r"\b(?:published|posted|released?|issued|first published|date|created)\b", re.I)
_RIGHTS = re.compile(r"©|\(c\)|copyright|rights reserved", re.I)
_ACT = re.compile(
    r"\b[A-Z][\w’'&.-]{0,40}(?:\s(?:news|has|have|also|first|[A-Z][\w’'&.-]{0,40})){0,4}\s(?:has\s|have\s|had\s)?(?:reported|said|wrote|revealed)\s(?:late\s|early\s)?(?:on\s)?$"
)
_LABEL_REACH = 24
"""A label such as "published" stands within so many characters before its date."""
_NEAR_HEADLINE = 15
_NEAR_END = 3
"""A line that dates the article stands within so many segments of its headline or its last paragraph."""
_MAX_OTHER_WORDS = 12
"""A line that dates the article says no more than this beside the date: names, a clock, a button."""
_DATELINE_HEAD = 90
"""A dateline stands within so many characters of its paragraph."""
_MAX_PLACE_WORDS = 6
_DATELINE_END = re.compile(r"\.?\)?\s{0,9}(?:\([\w .&]{2,30}\)|[\w .&]{2,20}\.)?\s{0,9}[–—:-]")


@dataclass(frozen=True)
class Publication:
    """What is known of an article's publication.

    ``at`` is the first moment of ``precision``; ``start`` and ``end`` are the place of the proving
    words in the text, and stand also where they alone prove no date; ``note`` is a reason code.
    """

    at: datetime | None
    precision: str | None
    evidence: str
    start: int | None = None
    end: int | None = None
    note: str | None = None


def publication_of(
    text: str, segments: Sequence[Segment], given: Sequence[tuple[str, str]], retrieved_at: datetime | None
) -> Publication:
    """Find when an article was published.

    Args:
        text: the article's text.
        segments: its segments with their roles.
        given: dates that the record or the page gives, best first, each with where it stands (a reason code).
        retrieved_at: when the bytes were retrieved (UTC).
    """
    latest = (retrieved_at.date() if retrieved_at else date.max - _TOLERANCE) + _TOLERANCE
    refused = None
    for value, where in given:
        read = parse_moment(value)
        if read is None:
            refused = refused or "metadata_date_unreadable"
        elif not EARLIEST <= read[0].date() <= latest:
            refused = "metadata_date_in_future" if read[0].date() > latest else "metadata_date_too_early"
        else:
            return Publication(read[0], read[1], "metadata", None, None, where)
    return _InText(text, segments, latest, refused).found()


class _InText:
    """The search for a publication date in one article's text."""

    def __init__(self, text: str, segments: Sequence[Segment], latest: date, refused: str | None) -> None:
        self.text = text
        self.segments = segments
        self.refused = refused
        self.without_year: DateExpression | None = None
        self.dates = find_dates(text)
        self._starts = [d.start for d in self.dates]
        self.story = [s for s in segments if s.role in {"body", "background", "dek"}]
        self.latest = latest
        self.crawl = self._crawl()
        if self.crawl is not None and self.crawl.full is not None:
            self.latest = min(latest, self.crawl.full)
        self.earliest = self._lower_bound()

    def found(self) -> Publication:
        """Return the best answer, or none with the reason."""
        for search in (self._labelled, self._dateline, self._page_line, self._reported_on):
            publication = search()
            if publication is not None:
                return publication
        if self.without_year is not None:
            return self._nothing("year_unknown", self.without_year)
        weekday = next((d for d in self._in_story() if d.weekday is not None and self._is_of_report(d)), None)
        if weekday is not None:
            return self._nothing("weekday_without_date", weekday)
        if self.crawl is not None:
            return self._nothing("crawl_date_only", self.crawl)
        return self._nothing("no_date")

    def _nothing(self, note: str, proof: DateExpression | None = None) -> Publication:
        start, end = (proof.start, proof.end) if proof else (None, None)
        return Publication(None, None, "none", start, end, self.refused or note)

    def _within(self, segment: Segment) -> list[DateExpression]:
        first = bisect_left(self._starts, segment.start)
        last = bisect_left(self._starts, segment.end)
        return [d for d in self.dates[first:last] if d.end <= segment.end]

    def _in_story(self) -> list[DateExpression]:
        return [d for segment in self.story for d in self._within(segment)]

    def _lines(self) -> list[tuple[int, Segment]]:
        """Lines of page furniture and bylines, with their place among the segments."""
        return [(i, s) for i, s in enumerate(self.segments) if s.role in {"chrome", "byline"}]

    def _words(self, segment: Segment) -> str:
        return self.text[segment.start : segment.end]

    def _crawl(self) -> DateExpression | None:
        for _, segment in self._lines():
            if _TODAY.search(self._words(segment)):
                for expression in self._within(segment):
                    if expression.full is not None:
                        return expression
        return None

    def _lower_bound(self) -> date:
        """The latest day that the story certainly looks back on: its latest complete date or past year."""
        bounds = [EARLIEST]
        for expression in self._in_story():
            full = expression.full
            if full is not None and full <= self.latest and _looks_back(self.text, expression):
                bounds.append(full)
            elif expression.year is not None and expression.day is None and _looks_back(self.text, expression):
                first = date(expression.year, expression.month or 1, 1)
                if first <= self.latest:
                    bounds.append(first)
        return max(bounds)

    def _usable(self, segment: Segment) -> bool:
        words = self._words(segment)
        return not (_TODAY.search(words) or _RIGHTS.search(words))

    def _labelled(self) -> Publication | None:
        """A line of date below the headline, or one that says "published"."""
        top, last = self._top(), self._last()
        updated = False
        candidates: list[tuple[int, DateExpression]] = []
        for i, segment in self._lines():
            if not self._usable(segment):
                continue
            for expression in self._within(segment):
                before = self.text[segment.start : expression.start]
                label = _last_label(before)
                if label == "updated":
                    updated = True
                elif label == "published" or self._dates_the_article(i, segment, expression, top, last):
                    candidates.append((0 if label == "published" else 1, expression))
        for _, expression in sorted(candidates, key=lambda item: (item[0], item[1].start)):
            publication = self._from(expression, "in_text", "date_line")
            if publication is not None:
                return publication
        if updated:
            self.refused = self.refused or "update_date_only"
        return None

    def _dates_the_article(self, place: int, segment: Segment, expression: DateExpression, top: int, last: int) -> bool:
        """Tell whether a line without a label dates the article, by where it stands and by what else it says."""
        words = self._words(segment)
        if top < place <= top + _NEAR_HEADLINE or (segment.role == "byline" and place <= top):
            rest = words.replace(self.text[expression.start : expression.end], " ")
            return is_date_line(words) or (expression.year is not None and len(rest.split()) <= _MAX_OTHER_WORDS)
        return last < place <= last + _NEAR_END and is_date_line(words)

    def _top(self) -> int:
        """The place of the headline, or of the first paragraph where there is no headline above it."""
        return next((i for i, s in enumerate(self.segments) if s.role in {"headline", "body", "dek"}), -1)

    def _last(self) -> int:
        """The place of the last paragraph."""
        places = [i for i, s in enumerate(self.segments) if s.role in {"body", "background"}]
        return places[-1] if places else len(self.segments)

    def _dateline(self) -> Publication | None:
        for segment in self.story[:2]:
            for expression in self._within(segment):
                head = self.text[segment.start : expression.start]
                after = self.text[expression.end : expression.end + 40]
                if expression.day is not None and _is_place(head) and _DATELINE_END.match(after):
                    return self._from(expression, "in_text", "dateline")
        return None

    def _page_line(self) -> Publication | None:
        """A date above the headline: the article's, unless the page around it may be dated by the visit."""
        top = self._top()
        above = [(i, s) for i, s in self._lines() if i < top]
        for i, segment in above:
            if not self._usable(segment):
                continue
            for expression in self._within(segment):
                label = _last_label(self.text[segment.start : expression.start])
                if label == "updated" or expression.full is None:
                    continue
                alone = all(self._within(s) for _, s in above)
                words = self._words(segment)
                if not any(is_date_line(part) for part in (words, *bar_parts(words))):
                    continue
                if alone or i == top - 1 or self._agrees(expression.full):
                    return self._from(expression, "in_text", "page_date_line")
                self.refused = self.refused or "page_date_may_be_the_visit"
        return None

    def _agrees(self, day: date) -> bool:
        """Tell whether the story names a day in the week up to ``day``, with a date or by its weekday alone."""
        week = [day - timedelta(days=n) for n in range(8)]
        return any(d.month is not None and d.on(past.year) == past for d in self._in_story() for past in week)

    def _reported_on(self) -> Publication | None:
        """The day on which, the first paragraphs say, a medium reported what the article repeats."""
        for segment in self.story[:3]:
            for expression in self._within(segment):
                if expression.month is None or expression.day is None or not self._is_of_report(expression):
                    continue
                return self._from(expression, "inferred", "day_of_the_report")
        return None

    def _is_of_report(self, expression: DateExpression) -> bool:
        before = self.text[max(0, expression.start - 90) : expression.start]
        first = any(s.start <= expression.start < s.end for s in self.story[:3])
        return first and _ACT.search(before) is not None

    def _from(self, expression: DateExpression, evidence: str, note: str) -> Publication | None:
        day = expression.full
        if day is None and expression.month is not None and expression.day is not None and expression.year is None:
            days = self._days(expression)
            if len(days) != 1:
                self.without_year = self.without_year or expression
                return None
            day, evidence, note = days[0], "inferred", f"{note}_year_inferred"
        if day is None and expression.day is None and expression.month is not None and expression.year is not None:
            first = date(expression.year, expression.month, 1)
            if EARLIEST <= first <= self.latest:
                return Publication(_moment(first), "month", evidence, expression.start, expression.end, note)
        if day is None or not EARLIEST <= day <= self.latest:
            return None
        # a clock in text seldom has a zone, so that the minute is not certain in UTC: the day is kept
        return Publication(_moment(day), "day", evidence, expression.start, expression.end, note)

    def _days(self, expression: DateExpression) -> list[date]:
        """The days that an expression without a year may mean, given what else the story says."""
        pinned = [d for d in self.dates if d.weekday is not None and d.day is not None and d.year is None]
        days = years_that_fit(expression, self.earliest, self.latest)
        return [day for day in days if all(_near(d, day) for d in pinned)]


def _is_place(head: str) -> bool:
    """Tell whether the words before a date are no more than a place, as in `PORT ELLIS, Northmark (`."""
    words = re.findall(r"[^\W\d_]+", head[: _DATELINE_HEAD + 1])
    return 0 < len(head) <= _DATELINE_HEAD and 0 < len(words) <= _MAX_PLACE_WORDS and all(w[0].isupper() for w in words)


def _near(expression: DateExpression, day: date) -> bool:
    """Tell whether a day-and-month with its weekday exists within half a year of ``day``."""
    return any(
        found is not None and abs((found - day).days) <= 183
        for found in (expression.on(year) for year in (day.year - 1, day.year, day.year + 1))
    )


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _last_label(before: str) -> str | None:
    """Return whether "published" or "updated" is the last label close before a date."""
    near = before[-_LABEL_REACH:]
    published = max((m.end() for m in _PUBLISHED.finditer(near)), default=-1)
    updated = max((m.end() for m in _UPDATED.finditer(near)), default=-1)
    if published == updated == -1:
        return None
    return "published" if published > updated else "updated"


_AHEAD = re.compile(
    r"\b(?:by|until|till|through|from|starting|beginning|before|next|for|will|would|to|ending|due|set|scheduled|planned|target)\W*(?:\w+\W+)?$",
    re.I,
)


def _looks_back(text: str, expression: DateExpression) -> bool:
    """Tell whether a date is not written as one to come."""
    return _AHEAD.search(text[max(0, expression.start - 30) : expression.start]) is None
