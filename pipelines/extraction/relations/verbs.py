"""What hangs on a verb of saying: its clause, its infinitive, its object, or the sentence around it."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import is_finite, reported_after, words
from pipelines.extraction.conventions import HANDED, is_nobodys_forecast
from pipelines.extraction.cues import Cue
from pipelines.extraction.relations.relation import WILLED, Relation, clause_head, has_to, mark, related, split, subtree

_OBJECT_LEMMAS = words(
    "announce expect deny predict project forecast confirm reveal disclose reiterate stress emphasize emphasise "
    "highlight note denounce condemn acknowledge propose allege dispute dismiss"
)
"""Verbs whose object is itself what was said: *announced a recall of two models*."""
_SUBORDINATORS = words("as while when after before because since if though although whereas until once unless")
_SENSES = frozenset({"see", "hear", "watch", "feel", "find"})
_CLAIMING = frozenset({"claim", "profess", "allege"})
"""Verbs of saying that take an infinitive as what is said."""
_HOLDING = frozenset({"hold", "find", "continue", "call", "describe", "support"})
"""Verbs of saying that more often do something to a thing: *held talks that …*."""
_ADDRESSING = frozenset({"on", "upon", "to", "with", "at"})
_TELLING = words("assure tell remind warn inform convince persuade notify promise reassure advise")
"""Verbs whose object is who is told."""
_FRACTIONS = words("half third quarter fifth tenth")
_AS_LEMMAS = frozenset(
    [
        "describe",
        "portray",
        "characterize",
        "depict",
        "cast",
        "dismiss",
        "denounce",
        "hail",
        "view",
        "regard",
        "identify",
    ]
)


def verb_contents(cue: Cue, sent: Span) -> Iterator[Relation]:
    """Yield the contents of a verb of saying: its clause, else its infinitive or object, else what is around it."""
    verb = cue.head
    if cue.word.lemma.endswith(" at"):
        yield from _objects(cue)
        return
    if cue.word.kind in WILLED and _is_thing(cue.source):
        return  # *which would require …*: nobody asks or promises
    clauses = [
        child
        for child in verb.children
        if child.dep_ == "ccomp" and not _is_seen(cue, child) and reported_after(child) is None
    ]
    clauses = clauses or list(_told_clause(cue))
    after = reported_after(verb)
    if after is not None and not clauses:
        that = next(child.i for child in after.lefts if child.dep_ == "mark" and child.i > verb.i)
        yield related(cue, {i for i in subtree(after) if i >= that}, after, "clause")
        return
    if clauses:
        for clause in clauses:
            rule = "clause" if clause.i > verb.i else "clause_before"
            yield from split(cue, subtree(clause), clause, rule)
        return
    if cue.word.kind in WILLED and _is_future(verb):
        return  # *whether Norland would offer to …* tells of no offer
    found = list(_infinitives(cue)) or list(_objects(cue))
    if not found:
        inserted = _around(cue, sent) or _rest(cue)
        found = [inserted] if inserted is not None else []
    yield from found


def _told_clause(cue: Cue) -> Iterator[Token]:
    """*assured workers that Norland would …*, where the parse takes the clause for a description of the workers."""
    if cue.word.lemma not in _TELLING:
        return
    for thing in cue.head.children:
        if thing.dep_ in {"dobj", "dative"}:
            for clause in thing.children:
                own = any(part.dep_ in {"nsubj", "nsubjpass"} and part.lower_ != "that" for part in clause.children)
                if clause.dep_ in {"relcl", "acl"} and own and (mark(clause) == "that" or _is_gapless(clause)):
                    yield clause


def _is_gapless(clause: Token) -> bool:
    """Tell whether a clause without a joiner is told, and describes nobody: *told the council the mine would shut*."""
    pronoun = any(child.tag_ in {"WDT", "WP", "WP$", "WRB"} for child in clause.subtree)
    return is_finite(clause) and not pronoun and clause.left_edge.i > clause.head.i


def _is_seen(cue: Cue, clause: Token) -> bool:
    """Tell what somebody sees or finds to happen from what they find to be so: *found him dead*, *saw it burst*."""
    if cue.word.lemma not in _SENSES or mark(clause) in {"that", "how", "why"}:
        return False
    return cue.word.lemma != "find" or not is_finite(clause)


def _is_thing(source: Token | None) -> bool:
    if source is not None and source.lower_ == "it" and source.head.dep_ == "ROOT":
        return source.head.lemma_ not in {"demand", "threaten", "vow", "pledge", "urge"}
    return source is not None and source.lower_ in {"this", "that", "which", "it", "these", "those"}


def _is_future(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.tag_ == "MD" for child in verb.children)


def _infinitives(cue: Cue) -> Iterator[Relation]:
    """*vowed to pay*, *urged Holt to pay*, *is said to have paid*, *asked whether it was paid*."""
    verb, word, kind = cue.head, cue.word, cue.word.kind
    passive = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    thing = next((child for child in verb.children if child.dep_ in {"dobj", "dative"}), None)
    for child in verb.children:
        if child.dep_ == "advcl" and child.i > verb.i and mark(child) == "whether":
            yield related(cue, subtree(child), child, "clause")
        if child.dep_ != "xcomp" or not has_to(child) or child.i < verb.i:
            continue
        if passive is not None:
            if kind in {"say", "think", "publish", "know"} and not is_nobodys_forecast(verb):
                yield related(cue, subtree(passive) | subtree(child), child, "passive_infinitive")
        elif thing is not None and kind == "ask":
            yield related(cue, subtree(thing) | subtree(child), child, "object_infinitive")
        elif thing is None and (kind in WILLED or word.lemma in _CLAIMING):
            yield related(cue, subtree(child), child, "infinitive")


def _objects(cue: Cue) -> Iterator[Relation]:
    """*demanded a refund*, *called for calm*, *called it a scandal*, *described it as lost*."""
    verb, word = cue.head, cue.word
    thing = next((child for child in verb.children if child.dep_ == "dobj" and child.i > verb.i), None)
    predicate = next((child for child in verb.children if child.dep_ == "oprd" and child.i > verb.i), None)
    if thing is not None and predicate is not None:
        yield related(cue, subtree(thing) | subtree(predicate), predicate, "object_as")
        return
    if thing is not None and word.lemma in _AS_LEMMAS:
        as_ = next((child for child in verb.children if child.dep_ == "prep" and child.lower_ == "as"), None)
        if as_ is not None:
            yield related(cue, subtree(thing) | subtree(as_), as_, "object_as")
            return
    if word.lemma.endswith(" at"):
        ats = [child for child in verb.children if child.dep_ == "prep" and child.lower_ == "at"]
        at = ats[-1] if ats else None  # *put the jobs at risk at 1,500*
        measure = at is not None and any(part.like_num or part.lemma_ in _FRACTIONS for part in at.subtree)
        if thing is not None and at is not None and measure:
            yield related(cue, subtree(thing) | subtree(at), thing, "object_as")
        return
    if " " in word.lemma:
        preposition = word.lemma.rsplit(" ", 1)[1]
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ == preposition:
                tokens = subtree(child) - {child.i}
                tail = [
                    late
                    for late in verb.children
                    if late.dep_ in {"xcomp", "advcl"} and has_to(late) and late.i > child.i
                ]
                for late in tail[:1]:
                    tokens |= subtree(late)
                if tokens and (tail or preposition not in _ADDRESSING):
                    yield related(cue, tokens, child, "prepositional")
                return
    said = word.kind in WILLED and word.lemma not in HANDED
    if thing is not None and (said or word.lemma in _OBJECT_LEMMAS) and _is_said(thing):
        tokens = subtree(thing)
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ == "as" and child.i > thing.i:
                tokens |= subtree(child)
        yield related(cue, tokens, thing, "object")


def _is_said(thing: Token) -> bool:
    """Tell whether an object can be a content: more than a bare word, and nobody's name."""
    return thing.pos_ == "NOUN" and any(child.dep_ != "det" for child in thing.children)


def _around(cue: Cue, sent: Span) -> Relation | None:
    """*The dam, Holt said, would hold*; *as Holt said, the dam would hold*: the content is what governs the cue."""
    verb, head = cue.head, cue.head.head
    if cue.word.kind in {"ask", "promise", "deny"} or head.i == verb.i:
        return None
    if mark(verb) == "as":
        if verb.dep_ not in {"ccomp", "advcl", "parataxis"} or not _is_mere_report(cue):
            return None
        rule = "as_clause"
    elif cue.source is not None and (verb.dep_ == "parataxis" or _is_appended(verb, sent)):
        rule = "parenthetical"
    else:
        return None
    governor = clause_head(head)
    return related(cue, subtree(governor) - subtree(verb), governor, rule)


def _is_mere_report(cue: Cue) -> bool:
    """Tell *as the Times reports* from *as she thanked the crowd*: nothing but source, verb and time."""
    if cue.word.kind not in {"say", "publish", "know", "show"} or cue.source is None:
        return False
    return not any(child.dep_ in {"dobj", "dative", "xcomp", "acomp", "attr", "advcl"} for child in cue.head.children)


def _is_appended(verb: Token, sent: Span) -> bool:
    """Tell whether a clause of nothing but source and cue follows a comma, without a joiner: *…, Holt has said.*"""
    speaker = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    if verb.dep_ != "conj" or speaker is None:
        return False
    first = speaker.left_edge
    if first.i <= sent.start or verb.doc[first.i - 1].text != ",":
        return False
    return verb.right_edge.i >= sent.end - 2


def _rest(cue: Cue) -> Relation | None:
    """What stands after a verb of saying, where the parse saw no clause in it: *said talks continuing apace*."""
    verb = cue.head
    if (
        cue.word.kind != "say"
        or cue.word.lemma in _HOLDING
        or has_to(verb)
        or cue.source is None
        or cue.source.i > verb.i
    ):
        return None
    for child in verb.rights:
        if (
            child.dep_ in {"dobj", "attr", "oprd", "dep", "advcl"}
            and mark(child) not in _SUBORDINATORS
            and any(part.dep_ in {"nsubj", "nsubjpass"} and part.i < part.head.i for part in child.subtree)
        ):
            if any(part.dep_ in {"relcl", "acl"} and part.head.i == child.i for part in child.subtree):
                continue
            return related(cue, subtree(child), child, "rest")
    return None
