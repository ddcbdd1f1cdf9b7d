"""When an article was published: tables of invented articles."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.staging.date_expressions import find_dates, parse_moment
from pipelines.staging.publication_date import Publication, publication_of
from pipelines.staging.roles import classify

RETRIEVED = datetime(2031, 5, 20, 12, 0)
HEAD = "Port Ellis gets its pier after a decade of dispute"
BODY = (
    "The harbour board of Port Ellis approved a new pier, its chair said after the vote.\n\n"
    "Work on the pier will begin in June and is expected to take two years, according to the plans."
)


def published(text: str, *given: tuple[str, str]) -> Publication:
    return publication_of(text, classify(text), given, RETRIEVED)


@pytest.mark.parametrize(
    ("text", "year", "month", "day", "weekday"),
    [
        ("on 4 May 2031", 2031, 5, 4, None),
        ("on the 4th of May", None, 5, 4, None),
        ("May 4, 2031", 2031, 5, 4, None),
        ("Sunday, May 4, 2031", 2031, 5, 4, 6),
        ("Sun 4 May", None, 5, 4, 6),
        ("Sept. 4", None, 9, 4, None),
        ("2031-05-04", 2031, 5, 4, None),
        ("2031/05/04T10:00", 2031, 5, 4, None),
        ("04.05.2031", None, None, None, None),
        ("24.05.2031", 2031, 5, 24, None),
        ("05/24/2031", 2031, 5, 24, None),
        ("in May 2031", 2031, 5, None, None),
        ("in 2031", 2031, None, None, None),
        ("on Thursday", None, None, None, 3),
        ("it may cost 2,031 crowns", None, None, None, None),
        ("31 people", None, None, None, None),
    ],
)
def test_date_expressions(text: str, year: int | None, month: int | None, day: int | None, weekday: int | None) -> None:
    found = find_dates(text)
    if (year, month, day, weekday) == (None, None, None, None):
        assert found == []
    else:
        (only,) = found
        assert (only.year, only.month, only.day, only.weekday) == (year, month, day, weekday)


@pytest.mark.parametrize(
    ("value", "moment", "precision"),
    [
        ("2031-05-04T10:30:00+02:00", datetime(2031, 5, 4, 8, 30), "minute"),
        ("2031-05-04T23:30:00-05:00", datetime(2031, 5, 5, 4, 30), "minute"),
        ("2031-05-04 10:30", datetime(2031, 5, 4, 10, 30), "minute"),
        ("2031-05-04", datetime(2031, 5, 4), "day"),
        ("20310504", datetime(2031, 5, 4), "day"),
        ("2031-05", datetime(2031, 5, 1), "month"),
        ("2031", datetime(2031, 1, 1), "year"),
        ("4 May 2031, 10:30 am", datetime(2031, 5, 4), "day"),
        ("May 2031", datetime(2031, 5, 1), "month"),
        ("1935742200", datetime(2031, 5, 5, 10, 10), "minute"),
        ("1935742200000", datetime(2031, 5, 5, 10, 10), "minute"),
    ],
)
def test_given_dates_are_read_to_the_precision_that_they_have(value: str, moment: datetime, precision: str) -> None:
    assert parse_moment(value) == (moment, precision)


@pytest.mark.parametrize("value", ["", "soon", "2031-13-45", "04/05/2031", "0000", "Tuesday"])
def test_what_is_no_certain_date_is_not_read(value: str) -> None:
    assert parse_moment(value) is None


@given(st.text(max_size=40))
def test_reading_a_date_never_raises(value: str) -> None:
    read = parse_moment(value)
    assert read is None or read[0].tzinfo is None
    for expression in find_dates(value):
        assert 0 <= expression.start < expression.end <= len(value)


@pytest.mark.parametrize(
    ("text", "day", "note", "words"),
    [
        (f"{HEAD}\nMay 2, 2031\n{BODY}", date(2031, 5, 2), "date_line", "May 2, 2031"),
        (f"{HEAD}\nBy Orla Finch | Published 2 May 2031, 10:15\n{BODY}", date(2031, 5, 2), "date_line", "2 May 2031"),
        (f"Today: May 19, 2031\n{HEAD}\nMay 2, 2031\n{BODY}", date(2031, 5, 2), "date_line", "May 2, 2031"),
        (f"{HEAD}\nPublished: 2 May 2031 Updated: 5 May 2031\n{BODY}", date(2031, 5, 2), "date_line", "2 May 2031"),
        (f"{HEAD}\nOrla Finch - May 2, 2031 1:00 pm UTC\n{BODY}", date(2031, 5, 2), "date_line", "May 2, 2031"),
        (f"Economy | 2 May 2031, 14:05 | Share\n{HEAD}\n{BODY}", date(2031, 5, 2), "page_date_line", "2 May 2031"),
        (f"2 May 2031\n{HEAD}\n{BODY}", date(2031, 5, 2), "page_date_line", "2 May 2031"),
        (f"PORT ELLIS, May 2, 2031 (Ellis Wire) - {BODY}", date(2031, 5, 2), "dateline", "May 2, 2031"),
    ],
)
def test_dates_that_label_the_article(text: str, day: date, note: str, words: str) -> None:
    found = published(text)
    assert found.at is not None
    assert (found.at.date(), found.precision, found.evidence, found.note) == (day, "day", "in_text", note)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (f"{HEAD}\n{BODY}", "no_date"),
        (f"Today: May 19, 2031\nSearch\n{HEAD}\n{BODY}", "crawl_date_only"),
        (f"{HEAD}\nUpdated: 5 May 2031\n{BODY}", "update_date_only"),
        (f"{HEAD}\n{BODY}\n\n© Ellis Courier, 2 May 2031", "no_date"),
        (f"Monday, 19 May 2031\nMenu\nSearch\n{HEAD}\n{BODY}", "page_date_may_be_the_visit"),
        (f"The pier will be built, the Ellis Courier reported on Friday. {BODY}", "weekday_without_date"),
        (f"The pier was to open on May 8, to mark a jubilee. {BODY}", "no_date"),
        (f"{HEAD}\n2 June 2031\n{BODY}", "no_date"),
        (f"{HEAD}\nFares rose five times from November 2030 - as the board wanted. {BODY}", "no_date"),
    ],
)
def test_what_proves_no_date_leaves_none(text: str, note: str) -> None:
    found = published(text)
    assert (found.at, found.precision, found.evidence, found.note) == (None, None, "none", note)


def test_the_day_of_the_report_that_is_repeated_is_inferred() -> None:
    text = f"The pier will be built, the Ellis Courier reported on 2 May 2031, citing two clerks. {BODY}"
    found = published(text)
    assert found.at == datetime(2031, 5, 2)
    assert (found.precision, found.evidence, found.note) == ("day", "inferred", "day_of_the_report")


def test_a_weekday_and_a_past_year_tell_the_year_of_a_dateline() -> None:
    pinned = published(f"{HEAD}\nPORT ELLIS, Friday, May 2 (EW) — {BODY} It was first drawn up in 2028.")
    assert (pinned.at, pinned.evidence, pinned.note) == (datetime(2031, 5, 2), "inferred", "dateline_year_inferred")
    bare = published(f"{HEAD}\nPORT ELLIS, Friday, May 2 (EW) — {BODY}")
    assert (bare.at, bare.note, bare.end) == (None, "year_unknown", len(HEAD) + len("\nPORT ELLIS, Friday, May 2"))


def test_a_year_is_inferred_only_where_one_fits() -> None:
    report = "The pier will be built, the Ellis Courier reported on 2 May, citing two clerks."
    several = published(f"{report} It was first drawn up in 2028. {BODY}")
    assert (several.at, several.note) == (None, "year_unknown")
    one = published(f"{report} It was turned down in June 2030. {BODY}")
    assert (one.at, one.note) == (datetime(2031, 5, 2), "day_of_the_report_year_inferred")
    by_weekday = published(f"{report} The board met on Thursday, May 1. It was first drawn up in 2028. {BODY}")
    assert by_weekday.at == datetime(2031, 5, 2)


def test_what_the_input_says_comes_first_unless_it_cannot_be() -> None:
    text = f"{HEAD}\n2 May 2031\n{BODY}"
    assert published(text, ("2031-05-01", "record")) == Publication(
        datetime(2031, 5, 1), "day", "metadata", note="record"
    )
    assert published(text, ("2031-07-01", "record"), ("2031-05-03", "meta")).note == "meta"
    assert published(text, ("2031-07-01", "record")).at == datetime(2031, 5, 2)
    assert published(f"{HEAD}\n{BODY}", ("2031-07-01", "record")).note == "metadata_date_in_future"
    assert published(f"{HEAD}\n{BODY}", ("soon", "record")).note == "metadata_date_unreadable"
