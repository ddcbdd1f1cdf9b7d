"""What resolving a source gives: who it stands for, or a reason why that stays open.

Belongs here: the result and its reason codes. Does not belong here: how it is reached (``speakers``).
"""

from typing import NamedTuple

from spacy.tokens import Span

from pipelines.extraction.anonymity import UnnamedSource

NO_SOURCE = "no_source"
NO_ANTECEDENT = "no_antecedent"
AMBIGUOUS = "ambiguous_antecedent"
ROLE = "role_without_name"
UNNAMED = "unnamed_source"
FIRST_PERSON = "first_person_of_the_writer"
SEVERAL = "several_sources"


class Referent(NamedTuple):
    """Who a source stands for."""

    span: Span | None
    """The fullest name in the article; None where there is none, or where it stands in no text."""
    text: str | None
    kind: str
    reason: str | None
    title: str | None = None
    unnamed: UnnamedSource | None = None
    source: Span | None = None
    """The phrase that the answer rests on: the antecedent of a pronoun, else the source itself."""


def unresolved(reason: str, kind: str = "none", source: Span | None = None) -> Referent:
    """Return the referent of a source that stays open."""
    return Referent(None, None, kind, reason, source=source)
