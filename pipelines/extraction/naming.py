"""What the grammar of an article tells of its names, where the model is wrong or silent.

Belongs here: people in apposition to a role, bodies that are called a maker or have shares, names that the
model runs together with what follows. Does not belong here: which mentions share a bearer (``names``).
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.clauses import COPULAS, words
from pipelines.extraction.nouns import (
    BODY_NOUNS,
    HEADING,
    HONORIFICS,
    MEDIA_ENDINGS,
    MEDIA_WORDS,
    MEDIUM_NOUNS,
    PERSON_NOUNS,
    is_typed,
)

_OWNED = words("plant factory share shareholder revenue profit headquarters subsidiary workforce dealership investor")
"""What bodies have and people have not: *Norland's shares*, *the Norland plant*."""
_OF_BODIES = _OWNED | HEADING
_LONGEST = 4
"""Words of a person's name."""


def is_plain_name(span: Span) -> bool:
    """Tell whether every word is set as a name is and the last is no kind of body."""
    return (
        all((token.is_alpha and token.text[0].isupper()) or token.text[-1:] == "." for token in span)
        and len(span) <= _LONGEST
        and not is_typed(span.text)
    )


def stands_beside(root: Token, nouns: Iterable[str]) -> bool:
    """Tell whether a name's head is in apposition with, or is preceded by, one of ``nouns``: *its head, Ada Holt*."""
    wanted = nouns if isinstance(nouns, frozenset) else frozenset(nouns)
    if root.dep_ == "appos" and root.head.pos_ == "NOUN" and root.head.lemma_.lower() in wanted:
        return True
    return any(
        ((child.dep_ == "appos" and child.i > root.i) or (child.dep_ in {"compound", "nmod"} and child.i < root.i))
        and child.pos_ in {"NOUN", "PROPN"}
        and child.lemma_.lower() in wanted
        for child in root.children
    )


def acts_as_body(root: Token) -> bool:
    """Tell whether a name is used as that of a body: *Norland, the maker*; *Norland's shares*; *shut its mine*."""
    if stands_beside(root, BODY_NOUNS | MEDIUM_NOUNS):
        return True
    head = root.head
    if root.dep_ == "nsubj" and _goes_on_as_it(head):
        return True
    if root.dep_ == "nsubj" and any(
        part.lower_ == "its" for thing in head.children if thing.dep_ == "dobj" for part in thing.children
    ):
        return True
    if root.dep_ in {"poss", "compound", "nmod"} and head.i > root.i and head.pos_ == "NOUN":
        # "Holt's plant" may be anybody's; what stands before a head as its body is a body
        return head.lemma_.lower() in (_OWNED if root.dep_ == "poss" else _OF_BODIES)
    if root.dep_ == "pobj" and head.lower_ in {"of", "in", "at"}:
        return head.head.lemma_.lower() in (
            {"share", "shareholder", "executive"} if head.lower_ != "of" else {"executive"}
        )
    return False


def _goes_on_as_it(verb: Token) -> bool:
    """Tell whether a clause under ``verb`` calls its subject *it*: *Norland insists that it owes nothing*."""
    return any(
        part.dep_ in {"nsubj", "nsubjpass"} and part.lower_ == "it" and clause.lemma_ not in COPULAS
        for clause in verb.children
        if clause.dep_ == "ccomp" and clause.i > verb.i
        for part in clause.children
    )


def unseen_media(doc: Doc, taken: set[int]) -> Iterator[Span]:
    """Yield the names of two words and more that end as those of media do and that the model leaves out."""
    for token in doc:
        if token.pos_ != "PROPN" or token.i in taken or token.dep_ == "compound" or token.lower_ not in MEDIA_WORDS:
            continue
        start = token.i
        while start > 0 and doc[start - 1].pos_ == "PROPN" and doc[start - 1].head.i == token.i:
            start -= 1
        if start < token.i:
            yield doc[start : token.i + 1]


def unseen_people(doc: Doc, taken: set[int]) -> Iterator[Span]:
    """Yield the names of people that the model leaves out but the grammar shows.

    That are names in apposition to a role or after one (*its leader, Ada Holt*; *pastor Ada Holt*) and names
    of two words and more that a clause with *who* describes.
    """
    for token in doc:
        if token.pos_ != "PROPN" or token.i in taken or token.dep_ == "compound":
            continue
        start = token.i
        while (
            start > 0
            and start - 1 not in taken
            and doc[start - 1].pos_ == "PROPN"
            and doc[start - 1].dep_ == "compound"
        ):
            start -= 1
        while start < token.i and doc[start].lemma_.lower() in PERSON_NOUNS:
            start += 1
        span = doc[start : token.i + 1]
        if not is_plain_name(span):
            continue
        who = any(c.dep_ == "relcl" and any(part.lower_ == "who" for part in c.children) for c in token.children)
        if stands_beside(token, PERSON_NOUNS) or (who and len(span) > 1):
            yield span


def without_affiliation(entity: Span) -> Span:
    """Return a name of two words and more without the body after *of* that the model joined to it.

    *Ada Holt of the Norland Mine* → *Ada Holt*; names of bodies are left alone.
    """
    of = next((token.i for token in entity if token.lower_ in {"of", "from"}), None)
    if of is None or of - entity.start < 2 or of + 1 >= entity.end:
        return entity
    first = entity.doc[entity.start : of]
    speaks = entity.root.dep_ == "nsubj" or entity.root.head.dep_ == "ROOT"
    if speaks and is_plain_name(first) and entity[of - entity.start + 1].lower_ == "the":
        return first
    return entity


def is_medium_by_name(text: str) -> bool:
    """Tell whether a name ends, or begins, as only names of media do: *Norland Herald*, *Radio Norland*."""
    parts = text.lower().split()
    return len(parts) > 1 and (parts[-1] in MEDIA_ENDINGS or parts[0] in {"radio", "tv"})


def is_common_word(entity: Span, lower: AbstractSet[str]) -> bool:
    """Tell whether an entity is a common word that only stands first in its sentence.

    ``lower`` are the words that the document has in lower case.
    """
    first = entity[0]
    if len(entity) > 1 or not first.is_sent_start or first.pos_ in {"PROPN", "ADJ"} or first.is_upper:
        return False
    return first.pos_ in {"ADP", "ADV", "SCONJ"} or first.lower_ in lower


def describes_things(uses: Sequence[Token]) -> bool:
    """Tell whether a word that the model takes for a person mostly describes things: *the Norexit vote*."""
    before = [token.dep_ == "compound" and token.head.pos_ == "NOUN" and token.head.i > token.i for token in uses]
    called = any(
        (token.i and (token.nbor(-1).lower_ in HONORIFICS or token.nbor(-1).pos_ == "PROPN"))
        or stands_beside(token, PERSON_NOUNS)
        for token in uses
    )
    return not called and len(uses) > 1 and 2 * sum(before) > len(uses)
