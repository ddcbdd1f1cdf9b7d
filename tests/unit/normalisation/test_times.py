"""Time expressions: sentence → days, against a publication date. All sentences are invented."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalisation.intervals import Anchor
from pipelines.normalisation.times import TimeExpression, find_times

FRIDAY = Anchor(date(2025, 8, 8))
WINTER = Anchor(date(2026, 1, 14))

RESOLVED = [
    # written dates
    ("The bridge opened on 2025-08-01.", "2025-08-01", "2025-08-01", "2025-08-01", "day"),
    ("The bridge opened on 13/04/2025.", "13/04/2025", "2025-04-13", "2025-04-13", "day"),
    ("The bridge opened on 04/13/2025.", "04/13/2025", "2025-04-13", "2025-04-13", "day"),
    ("The bridge opened on 4.5.2025.", "4.5.2025", "2025-05-04", "2025-05-04", "day"),
    ("The bridge opened on 6 August 2024.", "6 August 2024", "2024-08-06", "2024-08-06", "day"),
    ("The bridge opened on August 6, 2024, in rain.", "August 6, 2024", "2024-08-06", "2024-08-06", "day"),
    ("The bridge opened on Aug. 6.", "Aug. 6", "2025-08-06", "2025-08-06", "day"),
    ("The bridge opened on the 6th of August.", "the 6th of August", "2025-08-06", "2025-08-06", "day"),
    ("The bridge opened on Tuesday, August 5.", "Tuesday, August 5", "2025-08-05", "2025-08-05", "day"),
    ("The bridge will open on 3 January.", "3 January", "2026-01-03", "2026-01-03", "day"),
    ("The bridge opened on 20 December.", "20 December", "2024-12-20", "2024-12-20", "day"),
    ("It stood open on 29 February 2024.", "29 February 2024", "2024-02-29", "2024-02-29", "day"),
    ("The fair ran 1-3 August.", "1-3 August", "2025-08-01", "2025-08-03", "range"),
    ("The fair ran August 1-3, 2025.", "August 1-3, 2025", "2025-08-01", "2025-08-03", "range"),
    ("The fair ran from 30 July to 2 August.", "30 July to 2 August", "2025-07-30", "2025-08-02", "range"),
    ("The ferry sank in August 2019.", "August 2019", "2019-08-01", "2019-08-31", "month"),
    ("The ferry sank in Sept. 2019.", "Sept. 2019", "2019-09-01", "2019-09-30", "month"),
    ("The ferry sank in February.", "February", "2025-02-01", "2025-02-28", "month"),
    ("The ferry sank in November.", "November", "2024-11-01", "2024-11-30", "month"),
    ("The ferry will sail in March.", "March", "2026-03-01", "2026-03-31", "month"),
    ("The ferry will sail in August.", "August", "2025-08-01", "2025-08-31", "month"),
    ("The town was built in 1874.", "1874", "1874-01-01", "1874-12-31", "year"),
    ("The 2024 election was close.", "2024", "2024-01-01", "2024-12-31", "year"),
    ("She won in 2013-14.", "2013-14", "2013-01-01", "2014-12-31", "range"),
    ("The hall stood empty between 2014 and 2020.", "between 2014 and 2020", "2014-01-01", "2020-12-31", "range"),
    ("The hall stood empty from 2014 to 2020.", "2014 to 2020", "2014-01-01", "2020-12-31", "range"),
    # days named against the publication day
    ("The council met yesterday.", "yesterday", "2025-08-07", "2025-08-07", "day"),
    ("The council meets today.", "today", "2025-08-08", "2025-08-08", "day"),
    ("The council meets tomorrow morning.", "tomorrow morning", "2025-08-09", "2025-08-09", "day"),
    ("The council met last night.", "last night", "2025-08-07", "2025-08-07", "day"),
    ("The council met the day before yesterday.", "the day before yesterday", "2025-08-06", "2025-08-06", "day"),
    ("The mayor resigned on Friday.", "Friday", "2025-08-08", "2025-08-08", "day"),
    ("The mayor resigned on Thursday.", "Thursday", "2025-08-07", "2025-08-07", "day"),
    ("The mayor resigned on Monday morning.", "Monday morning", "2025-08-04", "2025-08-04", "day"),
    ("The mayor will resign on Monday.", "Monday", "2025-08-11", "2025-08-11", "day"),
    ("The mayor said on Wednesday that she will stay.", "Wednesday", "2025-08-06", "2025-08-06", "day"),
    ("The mayor said she will leave on Wednesday.", "Wednesday", "2025-08-13", "2025-08-13", "day"),
    ("On Sunday, the court will rule.", "Sunday", "2025-08-10", "2025-08-10", "day"),
    ("The vote is due by Tuesday.", "by Tuesday", "2025-08-12", "2025-08-12", "day"),
    ("The mayor resigned last Friday.", "last Friday", "2025-08-01", "2025-08-01", "day"),
    ("The mayor resigns next Tuesday.", "next Tuesday", "2025-08-12", "2025-08-12", "day"),
    ("The strike ran from Monday to Wednesday.", "from Monday to Wednesday", "2025-08-04", "2025-08-06", "range"),
    ("They talked over the weekend.", "over the weekend", "2025-08-02", "2025-08-03", "range"),
    ("They will talk this weekend.", "this weekend", "2025-08-09", "2025-08-10", "range"),
    # weeks, months, quarters, years
    ("A summit could be held as early as next week.", "next week", "2025-08-11", "2025-08-17", "week"),
    ("The price rose this week.", "this week", "2025-08-04", "2025-08-10", "week"),
    ("The price rose last week.", "last week", "2025-07-28", "2025-08-03", "week"),
    ("The price rose last month.", "last month", "2025-07-01", "2025-07-31", "month"),
    ("The price rose this month.", "this month", "2025-08-01", "2025-08-31", "month"),
    ("The price will rise next month.", "next month", "2025-09-01", "2025-09-30", "month"),
    ("The price rose last year.", "last year", "2024-01-01", "2024-12-31", "year"),
    ("The price will rise next year.", "next year", "2026-01-01", "2026-12-31", "year"),
    (
        "Profits rose in the second quarter of 2025.",
        "the second quarter of 2025", "2025-04-01", "2025-06-30", "quarter",
    ),
    ("Profits rose in Q1 2024.", "Q1 2024", "2024-01-01", "2024-03-31", "quarter"),
    ("Profits fell in the fourth quarter.", "the fourth quarter", "2024-10-01", "2024-12-31", "quarter"),
    ("Profits rose last quarter.", "last quarter", "2025-04-01", "2025-06-30", "quarter"),
    ("Profits rose in the first half of 2025.", "the first half of 2025", "2025-01-01", "2025-06-30", "range"),
    # seasons, decades, centuries
    ("The reservoir dried up last summer.", "last summer", "2024-06-01", "2024-08-31", "season"),
    ("The reservoir dried up this summer.", "this summer", "2025-06-01", "2025-08-31", "season"),
    ("The reservoir froze in the winter of 2023.", "the winter of 2023", "2023-12-01", "2024-02-29", "season"),
    ("The line was built in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31", "decade"),
    ("The line was built in the early 1980s.", "early 1980s", "1980-01-01", "1983-12-31", "range"),
    ("The line was built in the nineties.", "the nineties", "1990-01-01", "1999-12-31", "decade"),
    ("The line was built in the 19th century.", "the 19th century", "1801-01-01", "1900-12-31", "range"),
    # parts
    ("The mill burned down earlier this year.", "earlier this year", "2025-01-01", "2025-08-08", "range"),
    ("The mill will reopen later this year.", "later this year", "2025-08-08", "2025-12-31", "range"),
    ("The mill reopened earlier this week.", "earlier this week", "2025-08-04", "2025-08-08", "range"),
    ("The mill burned down late last year.", "late last year", "2024-09-01", "2024-12-31", "range"),
    ("The lease runs out at the end of the year.", "the end of the year", "2025-12-01", "2025-12-31", "month"),
    ("The lease must be signed by the end of the year.", "by the end of the year", "2025-12-31", "2025-12-31", "day"),
    ("The lease ran out at the end of July.", "the end of July", "2025-07-25", "2025-07-31", "range"),
    ("The lease ran out in mid-July.", "mid-July", "2025-07-11", "2025-07-20", "range"),
    # open intervals
    ("They have spoken six times since February.", "since February", "2025-02-01", "2025-08-08", "range"),
    ("The island has been closed since 2014.", "since 2014", "2014-01-01", "2025-08-08", "range"),
    (
        "Since returning to office in January he has said little.",
        "Since returning to office in January",
        "2025-01-01",
        "2025-08-08",
        "range",
    ),
    ("After his 6 August meeting she called them.", "After his 6 August", "2025-08-06", "2025-08-08", "range"),
    ("The permit is valid until 2030.", "until 2030", "2025-08-08", "2030-12-31", "range"),
    ("It should be ready before 20 August.", "before 20 August", "2025-08-08", "2025-08-19", "range"),
    ("Emissions must halve by 2030.", "by 2030", "2030-01-01", "2030-12-31", "year"),
    # counted from the publication day
    ("The tanker left three days ago.", "three days ago", "2025-08-05", "2025-08-05", "day"),
    ("The tanker left a week ago.", "a week ago", "2025-07-29", "2025-08-04", "week"),
    ("The tanker left two months ago.", "two months ago", "2025-06-01", "2025-06-30", "month"),
    ("The tanker left ten years ago.", "ten years ago", "2015-01-01", "2015-12-31", "year"),
    ("The tanker left a few days ago.", "a few days ago", "2025-08-01", "2025-08-06", "range"),
    ("A reply is due within two weeks.", "within two weeks", "2025-08-08", "2025-08-22", "range"),
    ("A reply will come in three days.", "three days", "2025-08-11", "2025-08-11", "day"),
    ("A reply is expected in the coming days.", "in the coming days", "2025-08-08", "2025-08-15", "range"),
    ("A reply is expected in the coming weeks.", "in the coming weeks", "2025-08-08", "2025-09-05", "range"),
    ("Shelling has grown in recent weeks.", "in recent weeks", "2025-07-11", "2025-08-08", "range"),
    ("Nobody would be dismissed before September.", "before September", "2025-08-08", "2025-08-31", "range"),
    ("The deal is expected to be signed on Monday.", "Monday", "2025-08-11", "2025-08-11", "day"),
    ("Rain is likely until Monday.", "until Monday", "2025-08-08", "2025-08-11", "range"),
    ("The service expects rain until Monday.", "until Monday", "2025-08-08", "2025-08-11", "range"),
    ("The mayor cancelled it on Monday.", "Monday", "2025-08-04", "2025-08-04", "day"),
    ("Prices will fall over the next year.", "over the next year", "2025-08-08", "2026-08-08", "range"),
    ("Prices fell over the past three months.", "over the past three months", "2025-05-08", "2025-08-08", "range"),
    ("It will grow in the next five years.", "in the next five years", "2025-08-08", "2030-08-08", "range"),
    ("Two died in the last 24 hours.", "in the last 24 hours", "2025-08-07", "2025-08-08", "range"),
    (
        "They declared a 72-hour ceasefire in the valley starting August 10.",
        "72-hour ceasefire in the valley starting August 10",
        "2025-08-10",
        "2025-08-12",
        "range",
    ),
    (
        "A two-day visit beginning Monday was agreed.",
        "two-day visit beginning Monday", "2025-08-11", "2025-08-12", "range",
    ),
    # fixed holidays
    ("They met on New Year's Eve.", "New Year's Eve", "2024-12-31", "2024-12-31", "day"),
    ("They met on Christmas Day 2023.", "Christmas Day 2023", "2023-12-25", "2023-12-25", "day"),
]  # fmt: skip


def only(sentence: str, anchor: Anchor) -> TimeExpression:
    found = find_times(sentence, anchor)
    assert len(found) == 1, [one.text for one in found]
    return found[0]


@pytest.mark.parametrize(("sentence", "text", "first", "last", "precision"), RESOLVED)
def test_resolves(sentence: str, text: str, first: str, last: str, precision: str) -> None:
    one = only(sentence, FRIDAY)
    assert (one.text, str(one.first), str(one.last), one.precision) == (text, first, last, precision)
    assert one.unresolved_reason is None
    assert sentence[one.start : one.end] == one.text


ACROSS_THE_YEAR = [
    ("It snowed in December.", "2025-12-01", "2025-12-31"),
    ("It snowed last month.", "2025-12-01", "2025-12-31"),
    ("It will thaw in February.", "2026-02-01", "2026-02-28"),
    ("It snowed last week.", "2026-01-05", "2026-01-11"),
    ("It was hot last summer.", "2025-06-01", "2025-08-31"),
    ("It snowed on 30 December.", "2025-12-30", "2025-12-30"),
    ("Sales fell last quarter.", "2025-10-01", "2025-12-31"),
    ("It snowed two weeks ago.", "2025-12-28", "2026-01-03"),
    ("It was dry last year.", "2025-01-01", "2025-12-31"),
]


@pytest.mark.parametrize(("sentence", "first", "last"), ACROSS_THE_YEAR)
def test_resolves_across_the_turn_of_the_year(sentence: str, first: str, last: str) -> None:
    one = only(sentence, WINTER)
    assert (str(one.first), str(one.last)) == (first, last)


UNRESOLVED = [
    ("It happened on 03/04/2025.", "ambiguous_day_month"),
    ("It happened on 31 February 2025.", "no_such_day"),
    ("They will meet at Passover.", "movable_feast"),
    ("They will meet on Independence Day.", "depends_on_country"),
    ("He left two weeks later.", "refers_to_other_event"),
    ("He left the next day.", "refers_to_other_event"),
    ("He spoke for three hours.", "duration"),
    ("He will leave soon.", "vague"),
    ("It will happen within days.", "vague"),
    ("He ruled until 2014.", "open_start"),
    ("Sales rose in the third fiscal quarter.", "fiscal_calendar"),
    ("The doors opened at 10 a.m. sharp.", "time_without_day"),
]


@pytest.mark.parametrize(("sentence", "reason"), UNRESOLVED)
def test_keeps_what_cannot_be_dated_with_its_reason(sentence: str, reason: str) -> None:
    one = only(sentence, FRIDAY)
    assert one.unresolved_reason == reason
    assert one.first is None
    assert one.last is None
    assert one.precision is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Alma May said it.",
        "He may go.",
        "The march was long.",
        "Exactly 2,014 people came.",
        "Some 2014 people came.",
        "The Sunday Times reported it.",
        "Room 1990 was empty.",
    ],
)
def test_leaves_names_and_counts_alone(sentence: str) -> None:
    assert find_times(sentence, FRIDAY) == []


def test_leaves_out_what_lies_inside_a_name() -> None:
    text = "The Vessen Monday Club closed."
    assert find_times(text, FRIDAY, names=[(4, 22)]) == []
    assert [one.text for one in find_times(text, FRIDAY)] == ["Monday"]


@pytest.mark.parametrize(
    ("anchor", "sentence", "reason"),
    [
        (Anchor(None), "It rained last week.", "no_publication_date"),
        (Anchor(None), "It has rained since 2014.", "no_publication_date"),
        (Anchor(date(2025, 1, 1), "year"), "It rained on Friday.", "publication_date_too_coarse"),
        (Anchor(date(2025, 1, 1), "year"), "It rained last month.", "publication_date_too_coarse"),
    ],
)
def test_says_why_without_a_publication_day(anchor: Anchor, sentence: str, reason: str) -> None:
    assert only(sentence, anchor).unresolved_reason == reason


@pytest.mark.parametrize(
    ("anchor", "sentence", "first", "last"),
    [
        (Anchor(None), "It rained in May 2020.", "2020-05-01", "2020-05-31"),
        (Anchor(date(2025, 8, 1), "month"), "It rained last month.", "2025-07-01", "2025-07-31"),
        (Anchor(date(2025, 8, 1), "month"), "It has rained since February.", "2025-02-01", "2025-08-31"),
        (Anchor(date(2025, 1, 1), "year"), "It rained last year.", "2024-01-01", "2024-12-31"),
    ],
)
def test_resolves_what_a_coarse_publication_date_allows(anchor: Anchor, sentence: str, first: str, last: str) -> None:
    one = only(sentence, anchor)
    assert (str(one.first), str(one.last)) == (first, last)


WORDS = st.sampled_from([
    "since", "by", "until", "between", "and", "from", "to", "the", "last", "next", "this", "early", "late",
    "end of", "on",
    "in", "May", "March", "Friday", "Monday", "2014", "8", "12", "August", "week", "month", "year", "days",
    "ago", "three",
    "few", "within", "coming", "will", "met", "said", ",", ".", "-", "31", "February", "72-hour", "starting",
    "\n", "1990s",
    "Q3", "quarter", "summer", "€", "é",
])  # fmt: skip


@given(st.lists(WORDS, max_size=25), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_any_words_give_ordered_spans_that_slice_and_are_dated_or_explained(words: list[str], day: date) -> None:
    text = " ".join(words)
    found = find_times(text, Anchor(day))
    assert found == find_times(text, Anchor(day))
    assert all(one.end <= following.start for one, following in pairwise(found))
    for one in found:
        assert text[one.start : one.end] == one.text
        assert (one.first is None) == (one.last is None) == (one.precision is None)
        assert (one.first is None) == (one.unresolved_reason is not None)
        if one.first is not None and one.last is not None:
            assert one.first <= one.last


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    assert all(text[one.start : one.end] == one.text for one in find_times(text, FRIDAY))
