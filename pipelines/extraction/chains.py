"""Chains of attribution: through whom a content came, from the outermost medium to the innermost source.

Belongs here: the links that a sentence itself prints (*X reported, citing people …*, *told X*, *cited
by X*) and those carried over from an earlier sentence (*the people said*). Does not belong here: who
a source is (``speakers``), and the article's own outlet, which is never a link.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from spacy.tokens import Span, Token

from pipelines.extraction.cues import phrase_of
from pipelines.extraction.quoted import Attribution
from pipelines.extraction.speakers import Referent, Speakers

_CITING = frozenset({"cite", "quote"})
_CITING_FORMS = frozenset({"citing", "quoting"})
_LEAST_REPEATED = 2
"""Blanks between the words of a quotation that is long enough to be known again."""
_INFORMANTS = frozenset({"source", "people", "person", "insider"})
_TOLD = frozenset({"tell", "inform", "brief"})


class Link(NamedTuple):
    """One link of a chain."""

    source: Span
    referent: Referent
    cue: str | None
    explicit: bool
    evidence: Span


class Chained(NamedTuple):
    """An attribution with its innermost source and its chain, outermost first."""

    attribution: Attribution
    source: Token | None
    referent: Referent
    links: tuple[Link, ...]


class _Credit(NamedTuple):
    """A place where a medium is credited."""

    at: int
    """First token of what the medium is credited with."""
    link: Link


def chain(attributions: Sequence[Attribution], speakers: Speakers, is_own: Callable[[str], bool]) -> list[Chained]:
    """Return the attributions with their chains, in the order given.

    Args:
        attributions: those of one document, in order.
        speakers: who is who in it.
        is_own: tells whether a name is that of the outlet that publishes the article.
    """
    resolved: list[Chained] = []
    for attribution in attributions:
        one = _explicit(attribution, speakers, is_own)
        if one.source is not None:
            speakers.mark_speaker(_origin(one.source), one.referent)
        resolved.append(one)
    resolved = _repeated(resolved)
    credits = _credits(resolved)
    return [_carry_over(one, credits) for one in resolved]


def _origin(source: Token) -> Token:
    """Return the token that later pronouns look for: the antecedent of *who*, else the source."""
    if source.lower_ in {"who", "which", "that"} and source.head.dep_ == "relcl":
        return source.head.head
    return source


def _link(source: Token, referent: Referent, cue: Span | None) -> Link:
    phrase = phrase_of(source)
    return Link(phrase, referent, None if cue is None else cue.text, True, phrase)


def _explicit(attribution: Attribution, speakers: Speakers, is_own: Callable[[str], bool]) -> Chained:
    """Read the links that the sentence prints, outermost first."""
    source, referent = attribution.source, speakers.resolve(attribution.source)
    links: list[Link] = []
    outer = attribution.outer
    while outer is not None:
        if outer.source is not None:
            links[:0] = _through(outer.source, outer.cue, speakers)
        outer = outer.outer
    cited = _cited(attribution.cue_head) if attribution.cue_head is not None else None
    if source is not None:
        links.extend(_through(source, attribution.cue, speakers, referent))
    if cited is not None and _passes_on(referent, speakers) and not _is_person(cited, speakers):
        source, referent = cited, speakers.resolve(cited)
        links.append(_link(cited, referent, cited.doc[cited.head.i : cited.head.i + 1]))
    passed_on = _quoted(attribution.cue_head) if attribution.cue_head is not None else None
    if passed_on is not None:
        source, referent = passed_on, speakers.resolve(passed_on)
        links.append(_link(passed_on, referent, attribution.cue))
    addressee = _addressee(attribution.cue_head, speakers) if attribution.cue_head is not None else None
    if addressee is not None:
        links.insert(0, addressee)
    return Chained(attribution, source, referent, tuple(_distinct(links, is_own)))


def _passes_on(referent: Referent, speakers: Speakers) -> bool:
    """Tell whether a source may pass on what others say: a medium, a body, or an outlet taken for a person."""
    return referent.kind in {"medium", "none", "organisation"} or speakers.media.is_own(referent.text or "")


def _is_person(token: Token, speakers: Speakers) -> bool:
    return speakers.resolve(token).kind == "person"


def _through(source: Token, cue: Span | None, speakers: Speakers, referent: Referent | None = None) -> list[Link]:
    """Return the link of a source, after the medium that the phrase itself credits: *sources cited by X*."""
    referent = speakers.resolve(source) if referent is None else referent
    links = []
    for child in source.subtree:
        if child.lemma_ in _CITING | _TOLD and child.dep_ in {"acl", "relcl"} and child.tag_ == "VBN":
            links.extend(_agents(child, speakers))
    after = source.right_edge.i + 1
    if after + 1 < len(source.doc) and source.doc[after].text == "," and source.doc[after + 1].lemma_ in _CITING:
        links.extend(_agents(source.doc[after + 1], speakers))
    return [*links, _link(source, referent, cue)]


def _agents(verb: Token, speakers: Speakers) -> list[Link]:
    """Return the links of those *by* whom something was cited or told."""
    return [
        _link(held, speakers.resolve(held), verb.doc[verb.i : verb.i + 1])
        for agent in verb.children
        if agent.dep_ in {"agent", "prep"} and agent.lower_ == "by"
        for held in agent.children
        if held.dep_ == "pobj"
    ]


def _cited(cue: Token) -> Token | None:
    """Return whom a report cites: *reported on Friday, citing two officials*, *with reference to X*."""
    if cue.lower_ in _CITING_FORMS and cue.dep_ == "advcl":  # *reported, citing people, that …*, under the wrong verb
        return _object(cue)
    for child in cue.children:
        if (
            child.lemma_.lower() in _CITING
            and child.tag_ == "VBG"
            and child.dep_ in {"advcl", "xcomp", "prep", "acl", "conj", "dep"}
        ):
            return _object(child)
        if child.dep_ == "prep" and child.lower_ == "with":
            for noun in child.children:
                to = next((part for part in noun.children if part.lower_ == "to"), None)
                if noun.lemma_ == "reference" and to is not None:
                    return _object(to)
    for token in cue.doc[cue.i + 1 : cue.sent.end]:
        # the parse may hang "citing …" on the clause that it stands before: *reported, citing people, that …*
        if token.lower_ in _CITING_FORMS and token.doc[token.i - 1].text == ",":
            return _object(token) if token.head.head.i == cue.i else None
        if token.dep_ == "mark" and token.head.head.i == cue.i:
            return None
    return None


def _object(word: Token) -> Token | None:
    return next((part for part in word.children if part.dep_ in {"dobj", "pobj", "attr", "dep"}), None)


def _quoted(cue: Token) -> Token | None:
    """Return whose words somebody passes on: *one of them quoted her as saying*."""
    if cue.lemma_.lower() not in _CITING:
        return None
    saying = any(
        part.lemma_ in {"say", "tell"} for child in cue.children if child.lower_ == "as" for part in child.children
    )
    return _object(cue) if saying else None


def _addressee(cue: Token, speakers: Speakers) -> Link | None:
    """Return the medium to which it was told: *one source told the Times*."""
    if cue.lemma_.lower() not in _TOLD:
        return None
    for child in cue.children:
        if child.dep_ in {"dobj", "dative"} and child.i > cue.i and child.pos_ in {"NOUN", "PROPN"}:
            referent = speakers.resolve(child)
            if referent.kind == "medium":
                return _link(child, referent, child.doc[cue.i : cue.i + 1])
    return None


def _distinct(links: Sequence[Link], is_own: Callable[[str], bool]) -> list[Link]:
    """Leave out the article's own outlet and repetitions."""
    kept: list[Link] = []
    for link in links:
        name = link.referent.text or link.source.text
        if is_own(name) or any((other.referent.text or other.source.text) == name for other in kept):
            continue
        kept.append(link)
    return kept


def _repeated(resolved: Sequence[Chained]) -> list[Chained]:
    """Give a quotation that stands alone, as in a headline, the speaker of the one that holds its words."""
    known = [(_words(one.attribution), one) for one in resolved if one.attribution.quotation is not None and one.links]
    found = []
    for one in resolved:
        words = _words(one.attribution)
        if one.attribution.rule == "quote_alone" and one.source is None and words.count(" ") >= _LEAST_REPEATED:
            told = [other for text, other in known if f" {words} " in f" {text} "]
            if told and len({other.referent.text for other in told}) == 1:
                links = tuple(link._replace(explicit=False) for link in told[0].links)
                one = one._replace(referent=told[0].referent, links=links)
        found.append(one)
    return found


def _words(attribution: Attribution) -> str:
    """Return the words of a content, folded to lower case and parted by blanks."""
    return " ".join(token.lower_ for piece in attribution.pieces for token in piece if token.is_alpha)


def _credits(resolved: Sequence[Chained]) -> list[_Credit]:
    """Return every place where a medium stands in a chain."""
    found = []
    for one in resolved:
        media = [link for link in one.links if link.referent.kind == "medium"]
        told = one.attribution.cue_head is not None and one.attribution.cue_head.lemma_.lower() in _TOLD
        if media and not (told and one.referent.kind not in {"anonymous", "medium"}):
            found.append(_Credit(one.attribution.start, media[0]))
    return sorted(found, key=lambda credit: credit.at)


def _carry_over(one: Chained, credits: Sequence[_Credit]) -> Chained:
    """Give unnamed people, and *it has been reported*, the medium that the article credits.

    That is the medium credited last before them, else, where the article credits a single medium, that one.
    """
    hearsay = one.source is None and _is_hearsay(one.attribution)
    if not (hearsay or any(_are_informants(link) for link in one.links)) or not credits:
        return one
    if any(link.referent.kind == "medium" for link in one.links):
        return one
    chosen = _credited(one.attribution.start, credits)
    if chosen is None:
        return one
    carried = chosen.link._replace(explicit=False)
    if hearsay:
        return one._replace(referent=carried.referent, links=(carried,))
    return one._replace(links=(carried, *one.links))


def _credited(at: int, credits: Sequence[_Credit]) -> _Credit | None:
    """Return the credit last given before token ``at``, else the only one of the article."""
    before = bisect_right(credits, at, key=lambda credit: credit.at)
    if before:
        return credits[before - 1]
    return credits[0] if len({credit.link.referent.text for credit in credits}) == 1 else None


def _is_hearsay(attribution: Attribution) -> bool:
    """Tell whether a report is credited to nobody: *it has been reported*."""
    cue = attribution.cue_head
    return cue is not None and cue.lemma_.lower() == "report" and any(child.dep_ == "auxpass" for child in cue.children)


def _are_informants(link: Link) -> bool:
    """Tell whether unnamed people are a medium's informants, not a public or a body's officials."""
    if link.referent.kind != "anonymous":
        return False
    phrase = link.referent.source if link.referent.source is not None else link.source
    return any(token.lemma_.lower() in _INFORMANTS for token in phrase)
