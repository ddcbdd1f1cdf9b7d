"""What a rule is, as plain data; how rules are evaluated stands in ``expectations.runner``.

Three kinds. A :class:`ValueRule` is a rule of Great Expectations about the values of one table.
A :class:`SetRule` is a query over tables whose violations must be none. A :class:`RateRule` is a
figure over tables that should lie within bounds. All carry a sentence for people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

import polars as pl

Severity = Literal["error", "warning"]
Tables = Mapping[str, pl.LazyFrame]
"""Tables by name; what a rule does not look at need not be read."""
Frames = Mapping[str, pl.DataFrame]
Given = Frames | Tables


def height(frame: pl.LazyFrame) -> int:
    """Return the number of rows of a frame."""
    return int(frame.select(pl.len()).collect().item())


@dataclass(frozen=True)
class ValueRule:
    """A rule of Great Expectations: ``expectation`` is its type there, ``kwargs`` its arguments.

    ``over`` says which frame it looks at: ``rows``, the values of the table; ``keys``, its key columns,
    sliced so that equal keys meet in one slice; ``layout``, a frame whose columns are called after name and type.
    """

    suite: str
    expectation: str
    column: str
    says: str
    kwargs: Mapping[str, Any]
    severity: Severity = "error"
    over: Literal["rows", "keys", "layout"] = "rows"


@dataclass(frozen=True)
class SetRule:
    """A query whose violations must be none.

    ``find`` gets the tables (at least those of ``needs``) and the moment of the run, and returns the
    violating rows of the table ``suite`` with at least its key columns. With ``by_row`` a violation is a
    fault of that row alone, so that the row can be set aside; without, only the whole can be rejected.
    """

    suite: str
    expectation: str
    column: str
    says: str
    find: Callable[[Tables, datetime], pl.LazyFrame]
    needs: tuple[str, ...]
    severity: Severity = "error"
    by_row: bool = True


@dataclass(frozen=True)
class RateRule:
    """A figure that should lie in ``[minimum, maximum]``; ``measure`` returns null where nothing can be measured."""

    suite: str
    expectation: str
    column: str
    says: str
    measure: Callable[[Tables], float | None]
    minimum: float
    maximum: float
    needs: tuple[str, ...]
    severity: Severity = "warning"


AnyRule = ValueRule | SetRule | RateRule


class Outcome(NamedTuple):
    """What came of a rule.

    ``unexpected`` and ``failing`` count and name the violating rows; ``error`` is set where the rule could
    not be evaluated at all, which is never the same as a violation: ``unexpected`` is then null.
    """

    rule: AnyRule
    success: bool
    observed: str
    checked: int
    unexpected: int | None
    failing: pl.DataFrame
    error: str | None = None

    @property
    def blocks(self) -> bool:
        """Whether this alone forbids publication: a failed error-level rule, or one that could not be evaluated."""
        return not self.success and (self.rule.severity == "error" or self.error is not None)
