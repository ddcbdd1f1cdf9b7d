"""Times as annotations write them."""

from datetime import date

import pytest

from pipelines.evaluation.days import interval, share_of_days


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2031", date(2031, 1, 1), date(2031, 12, 31)),
        ("2032-02", date(2032, 2, 1), date(2032, 2, 29)),
        ("2031-12", date(2031, 12, 1), date(2031, 12, 31)),
        ("2031-05-06", date(2031, 5, 6), date(2031, 5, 6)),
        ("2030/2031-02", date(2030, 1, 1), date(2031, 2, 28)),
    ],
)
def test_times_are_intervals_of_days(written, first, last):
    assert interval(written) == (first.toordinal(), last.toordinal())


@pytest.mark.parametrize(
    "written", ["", "soon", "31-05-06", "2031-13", "2031-5-6", "2031/2032/2033", "2031-05-06/2031-05-05"]
)
def test_what_is_no_time_is_refused(written):
    with pytest.raises(ValueError, match=r"\d|''|soon"):
        interval(written)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("2031-05-06", "2031-05-06", 1),
        ("2031-05-06", "2031-05-07", 0),
        ("2031-05-01/2031-05-10", "2031-05-06/2031-05-10", 0.5),
    ],
)
def test_agreement_is_the_share_of_common_days(one, other, share):
    assert share_of_days(interval(one), interval(other)) == share_of_days(interval(other), interval(one)) == share
