"""The writer's own claims: what a sentence asserts that is attributed to nobody.

Belongs here: the checkable propositions of one sentence, outside what is already attributed to others.
Does not belong here: which words report, and who speaks.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span


def narrator_claims(sent: Span, taken: Sequence[tuple[int, int]], *, headline: bool = False) -> Iterator[Span]:
    """Yield the writer's propositions in ``sent``, in order.

    Args:
        sent: a parsed sentence.
        taken: character spans of its document that are contents, cues and sources of others.
        headline: whether it is the headline of the article, which may lack a finite verb.
    """
    return iter(())
