"""Which time a proposition speaks of: sentence, content → days. All sentences are invented."""

from collections.abc import Callable
from typing import Any

import pytest

# text, content, source, cue, first day, last day
ABOUT: list[tuple[str, str, str | None, str | None, str | None, str | None]] = [
    ("Solen said the mill would close by Friday.", "the mill would close by Friday", "Solen", "said",
     "2025-08-08", "2025-08-08"),
    ("Solen said the mill would close by the end of June.", "the mill would close by the end of June", "Solen", "said",
     "2026-06-30", "2026-06-30"),
    ("Solen said on Monday that the mill would close.", "the mill would close", "Solen", "said", None, None),
    ("In 2022, Solen declared that the towns were hers.", "the towns were hers", "Solen", "declared",
     "2022-01-01", "2022-12-31"),
    ("In 2022, Solen declared war, though she has never won one.", "she has never won one", "Solen", "declared",
     None, None),
    ("On Thursday Solen said the money does not exist now.", "the money does not exist now", "Solen", "said",
     "2025-08-07", "2025-08-07"),
    ("Ten people are now known to have died, Solen said on Monday.", "Ten people are now known to have died", "Solen",
     "said", None, None),
    ("The gates broke on Tuesday. The sirens wailed at 02:25, Solen said.", "The sirens wailed at 02:25", "Solen",
     "said", "2025-08-05", "2025-08-05"),
    ("The mill was shut on 3 May. The next day it burned down.", "The next day it burned down", None, None,
     "2025-05-04", "2025-05-04"),
    ("The vote was put off until 2026.", "The vote was put off until 2026", None, None, "2026-01-01", "2026-12-31"),
    ("At least 11 people died when the river rose overnight.", "At least 11 people died when the river rose overnight",
     None, None, "2025-08-07", "2025-08-08"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content", "source", "cue", "first", "last"), ABOUT)
def test_about(
    text: str,
    content: str,
    source: str | None,
    cue: str | None,
    first: str | None,
    last: str | None,
    story: Callable[..., Any],
    run: Callable[..., Any],
) -> None:
    row = run([story("a.txt", text).claim(content, source, cue)]).normalised_mentions.row(0, named=True)
    given = [str(row[name]) if row[name] else None for name in ("about_start", "about_end")]
    assert given == [first, last]


def test_a_month_of_publication_dates_by_what_encloses_every_reading(
    story: Callable[..., Any], run: Callable[..., Any]
) -> None:
    one = story("a.txt", "The tax doubled this week.", published="2025-08-01", precision="month")
    row = run([one.claim("The tax doubled this week")]).normalised_mentions.row(0, named=True)
    assert [str(row[name]) for name in ("about_start", "about_end", "about_precision")] == [
        "2025-07-28",
        "2025-08-31",
        "range",
    ]
