"""One bearer of a name in one article, and the plain form of a name.

Belongs here: what is known of a bearer. Does not belong here: finding the bearers of an article (``names``).
"""

from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from pipelines.extraction.nouns import HONORIFICS


@dataclass
class Name:
    """One bearer of a name in one article."""

    span: Span
    """The first of its fullest mentions."""
    label: str
    key: tuple[str, ...]
    """Folded words of the fullest form."""
    mentions: list[Span] = field(default_factory=list)
    roles: dict[str, int] = field(default_factory=dict)
    """Lower-case head nouns of its titles and appositions → index of the token that proves it."""
    titles: list[tuple[int, str]] = field(default_factory=list)
    """Token and words of each title or apposition as printed."""
    sex: str = ""

    @property
    def text(self) -> str:
        """The fullest form as printed."""
        return bare(self.span).text


def bare(span: Span) -> Span:
    """Return a name without honorifics before it and a possessive after it."""
    start, end = span.start, span.end
    while start < end - 1 and (span.doc[start].lower_ in HONORIFICS or span.doc[start].lower_ in {"the", "a", "an"}):
        start += 1
    while end > start + 1 and (
        span.doc[end - 1].tag_ == "POS" or span.doc[end - 1].is_punct or span.doc[end - 1].is_space
    ):
        end -= 1
    return span.doc[start:end]


def nearest_title(name: Name, source: Token) -> str | None:
    """Return the title printed in the phrase of ``source``, else the first one of the bearer."""
    if not name.titles:
        return None
    phrase = range(source.left_edge.i, source.right_edge.i + 1)
    near = [title for at, title in name.titles if at in phrase]
    return near[0] if near else name.titles[0][1]
