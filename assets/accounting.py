"""What went in and what became of it: every article that was read is published, set aside, or was taken out.

Counted over the working store and not while rows are written, so that a stage that loses a row is noticed.
"""

import json
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import polars as pl

SUITE = "articles.accounting"
"""The suite under which the check stands in the table ``checks``."""
_WHOLE = {"staging": "raw_articles:", "checks": "articles:"}
"""Stages that set whole articles aside, and what stands before the identifier in their rows."""
_SAMPLES = 5


@dataclass(frozen=True)
class Account:
    """Identifiers of articles: of all that were read, and of what became of them."""

    read: AbstractSet[str]
    published: AbstractSet[str]
    set_aside: AbstractSet[str]
    taken_out: AbstractSet[str]
    """By people: retracted or redacted."""

    @property
    def wrong(self) -> list[str]:
        """Articles that are lost, that came from nowhere, or of which two things became."""
        published, aside, out = self.published, self.set_aside - self.taken_out, self.taken_out
        twice = (published & aside) | (published & out)
        return sorted(twice | (self.read - published - aside - out) | (published - self.read))

    @property
    def words(self) -> str:
        """The account as an equation."""
        aside = len((self.set_aside - self.taken_out) & self.read)
        parts = [f"{len(self.published)} published", f"{aside} set aside"]
        if gone := len(self.taken_out & self.read):
            parts.append(f"{gone} taken out")
        return f"{len(self.read)} read = {' + '.join(parts)}"


def account(
    raw_articles: pl.DataFrame, published: pl.DataFrame, quarantine: pl.DataFrame, retractions: pl.DataFrame
) -> Account:
    """Tell what became of the articles that were read.

    Args:
        raw_articles: table of that name: what was read.
        published: table ``articles`` as it is about to be published.
        quarantine: table of that name; rows of parts of articles do not count.
        retractions: table of that name.
    """
    aside = {
        key.removeprefix(_WHOLE[stage])
        for stage, key in quarantine.select("stage", "row_key").iter_rows()
        if stage in _WHOLE and key.startswith(_WHOLE[stage])
    }
    return Account(
        read=set(raw_articles["article_id"]),
        published=set(published["article_id"]),
        set_aside=aside,
        taken_out=set(retractions["article_id"]),
    )


def check_row(done: Account, version: str) -> dict[str, Any]:
    """Return the account as a row of the table ``checks``."""
    return {
        "version": version,
        "suite": SUITE,
        "expectation": "read_is_published_or_set_aside",
        "column_name": "",
        "severity": "error",
        "success": not done.wrong,
        "observed": done.words,
        "unexpected_count": len(done.wrong),
        "samples": json.dumps(done.wrong[:_SAMPLES]),
    }
