"""Surnames that several people of an article share: whom the bare surname means.

Belongs here: the convention of news writing, that of two who share a surname the one introduced first goes by it
alone, unless an honorific tells the other. Does not belong here: collecting names (``names``).
"""

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Token

from pipelines.extraction.nouns import HONORIFICS
from pipelines.reference import fold


def bare_surnames(doc: Doc, surnames: Mapping[str, Sequence[tuple[int, str]]]) -> dict[int, int]:
    """Return, for the tokens that are a shared surname on its own, which of its bearers each means.

    Args:
        doc: the document.
        surnames: for each folded surname its bearers, by the first token of the full name and the sex known.

    Returns:
        Token index → position in the surname's sequence. Tokens whose bearer is not decided are absent.
    """
    found: dict[int, int] = {}
    house: dict[str, int] = {}
    early: dict[str, list[int]] = {}
    for token in doc:
        key = fold(token.text) if token.text[:1].isupper() and token.pos_ == "PROPN" else ""
        if key not in surnames or _is_part_of_full(token):
            continue
        sex = HONORIFICS.get(token.nbor(-1).lower_, "") if token.i else ""
        bearers = surnames[key]
        introduced = [n for n, (at, _) in enumerate(bearers) if at < token.i]
        if not introduced:
            early.setdefault(key, []).append(token.i)
            continue
        fitting = [n for n in introduced if not (sex and bearers[n][1] and bearers[n][1] != sex)]
        if key in house and house[key] in fitting:
            found[token.i] = house[key]
        elif len(fitting) == 1:
            found[token.i] = fitting[0]
            house.setdefault(key, fitting[0])
        elif len(fitting) > 1 and sex:  # *Mrs. Holt*, where only of one the sex is known
            told = [n for n in fitting if bearers[n][1] == sex]
            if len(told) == 1:
                found[token.i] = told[0]
    for key, tokens in early.items():  # headlines and summaries stand before the full name
        if key in house:
            found.update(dict.fromkeys(tokens, house[key]))
    return found


def _is_part_of_full(token: Token) -> bool:
    """Tell whether a surname has a first name before it."""
    if token.i == 0:
        return False
    before = token.nbor(-1)
    if before.lower_ in HONORIFICS or before.pos_ != "PROPN":
        return False
    return before.ent_type_ == "PERSON" and before.head.i == token.i and before.dep_ == "compound"
