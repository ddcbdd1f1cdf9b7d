"""Demands and goals that are listed after a colon: *its stated goals: lower tariffs and leaving the pact*.

Belongs here: finding the list and whose it is. Does not belong here: demands in a clause of their own (``relations``).
"""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import words

LISTED = words("goal aim objective demand condition requirement precondition priority ultimatum")
"""What somebody wants, as a noun that stands before a list of it."""
_FEWEST = 3
"""A list of fewer words is a name or a number."""
_SENTENCE_ENDS = frozenset(".!?")


def listed(sent: Span) -> Iterator[tuple[Span, Token, tuple[int, ...]]]:
    """Yield the words that announce a list of what somebody wants, whose it is, and the tokens of the list."""
    for colon in sent:
        if colon.text != ":" or colon.i == sent.start:
            continue
        noun = sent.doc[colon.i - 1]
        holder = next((child for child in noun.lefts if child.dep_ == "poss"), None)
        if noun.pos_ != "NOUN" or noun.lemma_.lower() not in LISTED or holder is None:
            continue
        end = sent.end
        while end > colon.i + 1 and sent.doc[end - 1].text in _SENTENCE_ENDS | {"\n"}:
            end -= 1
        if end - colon.i > _FEWEST:
            start = max(part.i for part in holder.subtree) + 1
            yield sent.doc[start : colon.i], holder, tuple(range(colon.i + 1, end))
