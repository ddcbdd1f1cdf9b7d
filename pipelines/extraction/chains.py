"""Chains of attribution: through whom a content came, from the outermost medium to the innermost source.

Belongs here: the links that a sentence itself prints (*X reported, citing people …*, *told X*, *cited
by X*) and those carried over from an earlier sentence (*the people said*). Does not belong here: who
a source is (``speakers``), and the article's own outlet, which is never a link.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from spacy.tokens import Span, Token

from pipelines.extraction.attribution import Attribution
from pipelines.extraction.cues import phrase_of, trimmed
from pipelines.extraction.layouts import names_speaker
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.links import (
    CITING,
    SHOWING,
    TELLING,
    addressees,
    around,
    cited,
    cited_beside,
    object_of,
    passed_on_by,
    quoted,
    subject_of,
)
from pipelines.extraction.referents import FIRST_PERSON, Referent
from pipelines.extraction.speakers import Speakers
from pipelines.extraction.tokens import lines_of

_LEAST_REPEATED = 2
"""Blanks between the words of a quotation that is long enough to be known again."""
_INFORMANTS = frozenset({"source", "people", "person", "insider"})


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


def chain(
    attributions: Sequence[Attribution], speakers: Speakers, lexicon: Lexicon, is_own: Callable[[str], bool]
) -> list[Chained]:
    """Return the attributions with their chains, in the order given; what found them does not matter.

    Args:
        attributions: those of one document, in order.
        speakers: who is who in it.
        lexicon: the words that report.
        is_own: tells whether a name is that of the outlet that publishes the article.
    """
    resolved: list[Chained] = []
    for attribution in attributions:
        one = _explicit(attribution, speakers, lexicon, is_own)
        if one.source is not None:
            speakers.mark_speaker(_origin(one.source), one.referent)
        resolved.append(one)
    resolved = _repeated(_cited_after(_own_words(resolved, speakers), speakers))
    credits = _credits(resolved)
    found: list[Chained] = []
    for one in resolved:
        found.append(_carry_over(one, found, credits, speakers))
    return found


def _own_words(resolved: Sequence[Chained], speakers: Speakers) -> list[Chained]:
    """Give *I think that …* inside what somebody says to who says it: a quotation's speaker, or a transcript's."""
    quoted_by = {
        one.attribution.quotation: one.referent
        for one in resolved
        if one.attribution.quotation is not None and one.referent.reason != FIRST_PERSON and one.source is not None
    }
    lines: list[tuple[int, int]] = []
    found = []
    for one in resolved:
        if one.referent.reason == FIRST_PERSON and one.source is not None and one.source.lower_ in {"i", "we"}:
            group = one.attribution.quotation
            speaker = quoted_by.get(group) if group is not None else None
            if speaker is None:
                lines = lines or lines_of(one.source.doc)
                start = lines[one.source.i][0]
                colon = next((i for i in range(start, one.source.i) if one.source.doc[i].text == ":"), None)
                named = _turn_of(one.source.doc[start:colon], speakers) if colon is not None else None
                speaker = speakers.resolve(named) if named is not None else None
            if speaker is not None and speaker.text is not None:
                links = tuple(
                    link._replace(referent=speaker) if link.referent.reason == FIRST_PERSON else link
                    for link in one.links
                )
                one = one._replace(referent=speaker, links=links)
        found.append(one)
    return found


def _turn_of(lead: Span, speakers: Speakers) -> Token | None:
    """Return the name before the colon of a transcript's turn, in full or, in capitals, a surname of the article."""
    found = names_speaker(lead)
    if found is None and len(lead) == 1 and lead[0].is_upper and speakers.names.of(lead[0]) is not None:
        return lead[0]
    return found


def _origin(source: Token) -> Token:
    """Return the token that later pronouns look for: the antecedent of *who*, else the source."""
    if source.lower_ in {"who", "which", "that"} and source.head.dep_ == "relcl":
        return source.head.head
    return source


def _link(source: Token, referent: Referent, cue: Span | None) -> Link:
    phrase = phrase_of(source)
    for part in source.rights:  # *two officials cited by X*: who cites them is a link of its own
        if part.dep_ == "acl" and part.lemma_ in CITING and part.tag_ == "VBN" and part.left_edge.i < phrase.end:
            phrase = trimmed(source.doc, phrase.start, part.left_edge.i)
    return Link(phrase, referent, None if cue is None else cue.text, True, phrase)


def _word(token: Token) -> Span:
    return token.doc[token.i : token.i + 1]


def _explicit(attribution: Attribution, speakers: Speakers, lexicon: Lexicon, is_own: Callable[[str], bool]) -> Chained:
    """Read the links that the sentence prints, outermost first."""
    source, cue = attribution.source, attribution.cue_head
    inner, by = quoted(cue) if cue is not None else (None, None)
    if inner is not None:
        source = by  # whom the parse takes for the source is in truth who quotes
    referent = speakers.resolve(source)
    links = _outer(attribution, speakers, lexicon)
    if source is not None:
        links.extend(_through(source, attribution.cue, speakers, referent))
    told = cited(cue) if cue is not None else None
    if told is None and source is not None:
        told = cited_beside(source)
    if inner is not None:
        source, referent = inner, speakers.resolve(inner)
        links.append(_link(inner, referent, attribution.cue))
    elif told is not None and _passes_on(referent, speakers) and not _is_person(told, speakers):
        source, referent = told, speakers.resolve(told)
        links.extend(_through(told, _word(told.head), speakers, referent))
    if cue is not None:
        links[:0] = _addressed(cue, speakers, links)
    return Chained(attribution, source, referent, tuple(_distinct(links, is_own)))


def _outer(attribution: Attribution, speakers: Speakers, lexicon: Lexicon) -> list[Link]:
    """Return the links of the reports in which the cue stands, whether a rule remembered them or not."""
    links: list[Link] = []
    outer = attribution.outer
    if outer is None and attribution.cue_head is not None:
        for who, verb in around(attribution.cue_head, attribution.source, lexicon):
            links[:0] = _reporting(who, _word(verb), speakers)
    while outer is not None:
        if outer.source is not None:
            links[:0] = _reporting(outer.source, outer.cue, speakers)
        outer = outer.outer
    return links


def _reporting(source: Token, cue: Span, speakers: Speakers) -> list[Link]:
    """Return the links of a report around another: its source, and whom it cites."""
    referent = speakers.resolve(source)
    links = _through(source, cue, speakers, referent)
    told = cited(cue.root) or cited_beside(source)
    if told is not None and _passes_on(referent, speakers) and not _is_person(told, speakers):
        links.extend(_through(told, _word(told.head), speakers))
    return links


def _passes_on(referent: Referent, speakers: Speakers) -> bool:
    """Tell whether a source may pass on what others say: a medium, a body, or an outlet taken for a person."""
    return referent.kind in {"medium", "none", "organisation"} or speakers.media.is_own(referent.text or "")


def _is_person(token: Token, speakers: Speakers) -> bool:
    return speakers.resolve(token).kind == "person"


def _through(source: Token, cue: Span | None, speakers: Speakers, referent: Referent | None = None) -> list[Link]:
    """Return the link of a source, after the medium that the phrase itself credits: *sources cited by X*."""
    referent = speakers.resolve(source) if referent is None else referent
    links = []
    for who, word in passed_on_by(source):
        found = speakers.resolve(who)
        by_medium = found.kind == "medium" and found.text != referent.text
        owned = who.dep_ == "poss"
        if (by_medium and (not owned or referent.kind == "anonymous")) or (word.lemma_ in CITING and not owned):
            links.append(_link(who, found, _word(word)))
    return [*links, _link(source, referent, cue)]


def _addressed(cue: Token, speakers: Speakers, links: Sequence[Link]) -> list[Link]:
    """Return the medium to which it was told: *one source told the Times*, *said in an interview with the Times*."""
    for who, word in addressees(cue):
        if any(link.source.start <= who.i < link.source.end for link in links):
            continue
        referent = speakers.resolve(who)
        if referent.kind == "medium":
            return [_link(who, referent, _word(word))]
    return []


def _cited_after(resolved: Sequence[Chained], speakers: Speakers) -> list[Chained]:
    """Give what a medium reports those whom the next sentence says that it cites: *… It cited two officials.*"""
    found = []
    for one in resolved:
        last = one.links[-1] if one.links else None
        end = one.attribution.sentence.end
        if last is not None and last.referent.kind == "medium" and end < len(one.attribution.sentence.doc):
            verb = one.attribution.sentence.doc[end].sent.root
            who, whom = subject_of(verb), object_of(verb)
            as_saying = any(child.lower_ == "as" for child in verb.children)
            if verb.lemma_ in CITING and who is not None and whom is not None and not as_saying:
                referent = speakers.resolve(whom)
                same = speakers.resolve(who).text == last.referent.text
                if same and referent.kind in {"anonymous", "document", "medium"}:
                    link = _link(whom, referent, _word(verb))
                    one = one._replace(source=whom, referent=referent, links=(*one.links, link))
        found.append(one)
    return found


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
    """Return every place where a medium stands in a chain as the one who reports."""
    found = []
    for one in resolved:
        media = [link for link in one.links if link.referent.kind == "medium"]
        told = media and media[0].cue is not None and _is_told(one, media[0])
        if media and not (told and one.referent.kind not in {"anonymous", "medium"}):
            found.append(_Credit(one.attribution.start, media[0]))
    return sorted(found, key=lambda credit: credit.at)


def _is_told(one: Chained, link: Link) -> bool:
    """Tell whether a medium is only whom somebody spoke to, or who printed a paper."""
    cue = one.attribution.cue_head
    if cue is not None and cue.lemma_.lower() in TELLING:
        return True
    return (
        cue is not None
        and link.source.root.head.lemma_ not in SHOWING
        and link is not one.links[-1]
        and (link.source.root.dep_ == "pobj" and link.source.root.head.lower_ != "to")
    )


def _carry_over(one: Chained, earlier: Sequence[Chained], credits: Sequence[_Credit], speakers: Speakers) -> Chained:
    """Give unnamed people, and *it has been reported*, the medium that the article credits.

    That is the medium through which the same people spoke before; else, for informants, the one credited last
    before them; else, where the article credits a single medium, that one.
    """
    if any(link.referent.kind == "medium" for link in one.links):
        return one
    before = _through_whom(one, earlier, speakers)
    if before:
        return one._replace(links=(*before, *one.links))
    hearsay = one.source is None and _is_hearsay(one.attribution)
    if not (hearsay or any(_are_informants(link) for link in one.links)) or not credits:
        return one
    chosen = _credited(one.attribution.start, credits)
    if chosen is None:
        return one
    carried = chosen.link._replace(explicit=False)
    if hearsay:
        return one._replace(referent=carried.referent, links=(carried,))
    return one._replace(links=(carried, *one.links))


def _through_whom(one: Chained, earlier: Sequence[Chained], speakers: Speakers) -> tuple[Link, ...]:
    """Return the outer links through which the unnamed people of a chain spoke the last time, as carried over."""
    if not one.links or one.links[0].referent.kind != "anonymous":
        return ()
    words = one.links[0].referent.text or speakers.fuller_group(one.links[0].source.root)
    if words is None:
        return ()  # *officials* that no earlier words describe may be others each time
    wanted = _folded(words)
    for other in reversed(earlier):
        for at, link in enumerate(other.links):
            known = _folded(link.referent.text or link.source.text)
            if at and link.referent.kind == "anonymous" and (known == wanted or wanted.endswith(f" of the {known}")):
                media = tuple(outer for outer in other.links[:at] if outer.referent.kind == "medium")
                return tuple(outer._replace(explicit=False) for outer in media)
    return ()


def _folded(words: str) -> str:
    return words.lower().removeprefix("the ").removeprefix("a ").removeprefix("an ")


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
