"""Layouts in which somebody speaks without a clause of saying: *Name: …*, *“…” – Name*, a line that ends in a colon.

Belongs here: reading the speaker off one line of a document. Does not belong here: what is said (``quoted``).
"""

from collections.abc import Callable

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.clauses import VERBAL
from pipelines.extraction.nouns import PERSON_NOUNS

LONGEST = 40
"""Tokens beside a quotation among which its speaker may stand."""
_INITIALS = 2
_LONGEST_NAME = 4
_DASHES = frozenset({"-", "–", "—", "--", "―"})


def before_colon(lead: Span) -> Token | None:
    """Return who is named in a line's beginning up to a colon: *Ada Holt, mayor of Norland:*."""
    if len(lead) < 2 or lead[-1].text != ":" or len(lead) > LONGEST:
        return None
    names = [
        token for token in lead if token.pos_ in {"PROPN", "NOUN", "PRON"} and token.dep_ not in {"compound", "poss"}
    ]
    if not names or any(token.pos_ in VERBAL and token.tag_ in {"VBD", "VBZ", "VBP"} for token in lead):
        return None
    comma = next((token.i for token in lead if token.text == ","), lead.end)
    before = [token for token in names if token.i < comma]
    return before[-1] if before else names[0]


def after_dash(rest: Span) -> Token | None:
    """Return who is named after a dash: *– Ada Holt, mayor*."""
    tokens = [token for token in rest if not token.is_quote and not token.is_space]
    if len(tokens) < 2 or tokens[0].text not in _DASHES or len(tokens) > LONGEST:
        return None
    return next(
        (token for token in tokens[1:] if token.ent_type_ in {"PERSON", "ORG"} and token.dep_ != "compound"), None
    )


def names_speaker(lead: Span) -> Token | None:
    """Return the head of the name before a colon, where nothing but a name and its title stands there."""
    inside = [token for token in lead if not token.is_space]
    if not inside:
        return None
    last = inside[-1]
    in_capitals = all(token.is_upper and len(token) > _INITIALS for token in inside)
    if in_capitals and len(inside) > 1 and any(token.ent_type_ == "PERSON" for token in inside):
        return last
    if any(token.pos_ in VERBAL or token.is_punct for token in inside):
        return None
    if last.pos_ == "NOUN" and last.lemma_ in PERSON_NOUNS and inside[0].pos_ != "DET" and inside[0].is_title:
        return last  # *Norland boss: the mine will close*
    if in_capitals:
        return last
    if last.pos_ != "PROPN":
        return None
    # the model takes many a short name for a body: it speaks all the same
    whole = 1 < len(inside) <= _LONGEST_NAME and all(token.ent_type_ == "ORG" for token in inside)
    return last if last.ent_type_ == "PERSON" or whole else None


def introducing(doc: Doc, line: tuple[int, int], speaks: Callable[[Token], bool]) -> Token | None:
    """Return the verb of a line that ends in a colon: *Holt stated:*, *The ministry issued a statement:*."""
    tokens = [token for token in doc[line[0] : line[1]] if not token.is_space]
    if not tokens or tokens[-1].text != ":":
        return None
    last = tokens[-1].sent
    saying = [token for token in last if token.pos_ in VERBAL and speaks(token)]
    if saying:
        return saying[-1]
    root = last.root
    return root if root.pos_ in VERBAL and any(child.dep_ == "nsubj" for child in root.children) else None
