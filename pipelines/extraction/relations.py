"""Relations between source, cue and content that the parse of one sentence shows.

Belongs here: for each cue, the clause or phrase that is its content, as sets of tokens. Does not
belong here: quotations that the parse does not tie to a cue (``quoted``), and who a source is.

Each way in which a content hangs on its cue is one rule; its name goes with every mention that it
found, and ``PRIORS`` says how often the rule is right.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import VERBAL, is_finite, reported_after, words
from pipelines.extraction.conventions import HANDED, is_nobodys_forecast
from pipelines.extraction.cues import Cue, find_cues, is_borne
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.lists import listed
from pipelines.extraction.nouns import MEDIA_WORDS

LIST = "list"
"""A rule for what is too rare in training for its weights to know."""
PRIORS: dict[str, float] = {
    "clause": 0.83,
    "clause_before": 0.94,
    "parenthetical": 0.92,
    "as_clause": 0.61,
    "infinitive": 0.69,
    "object": 0.7,
    "object_infinitive": 0.85,
    "object_as": 0.86,
    "prepositional": 0.67,
    "passive_infinitive": 0.68,
    "according_to": 0.87,
    "noun_clause": 0.66,
    "noun_infinitive": 0.9,
    "noun_for": 0.4,
    "noun_about": 0.6,
    "adjective_clause": 0.67,
    "rest": 0.77,
    LIST: 0.7,
}
"""Rule → share of its mentions whose content was right (IoU of at least 0.5) on 200 articles of
PolNeAR's training part."""

_WILLED = frozenset({"ask", "promise"})
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
_ABOUT = frozenset({"about", "over", "regarding", "concerning"})
_TELLING = words("assure tell remind warn inform convince persuade notify promise reassure advise")
"""Verbs whose object is who is told."""
_FRACTIONS = words("half third quarter fifth tenth")
_SHARES = words("percent % majority half third quarter most many")
"""Parts of a public, whose views others have counted."""
_CONTRASTS = frozenset({"while", "whereas", "though", "although"})
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


@dataclass(frozen=True)
class Relation:
    """One content under one cue, by token indices into the document."""

    content: tuple[int, ...]
    """Sorted indices of the content's tokens."""
    root: int
    """Index of the content's governing token."""
    cue: Span
    cue_head: Token
    source: Token | None
    kind: str
    rule: str
    outer: "Relation | None" = None
    """The relation in whose content this one stands."""
    cut: frozenset[int] = frozenset()
    """Tokens of clauses in the middle of the content that have a cue of their own."""
    apart: bool = False
    """Whether it is such a clause."""


def find_relations(sent: Span, lexicon: Lexicon) -> list[Relation]:
    """Return the relations of one sentence, in the order of their cues."""
    found: list[Relation] = []
    for cue in find_cues(sent, lexicon):
        if cue.head.pos_ == "NOUN" and cue.word.pos == "noun":
            found.extend(_noun_contents(cue))
        elif cue.word.pos == "adjective":
            found.extend(_adjective_contents(cue))
        else:
            found.extend(_verb_contents(cue, sent))
    found.extend(_according_to(sent))
    found.extend(_listed(sent))
    return found


# --- verbs --------------------------------------------------------------------------------


def _verb_contents(cue: Cue, sent: Span) -> Iterator[Relation]:
    verb = cue.head
    if cue.word.lemma.endswith(" at"):
        yield from _objects(cue)
        return
    if cue.word.kind in _WILLED and _is_thing(cue.source):
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
        yield _relation(cue, {i for i in _subtree(after) if i >= that}, after, "clause")
        return
    if clauses:
        for clause in clauses:
            rule = "clause" if clause.i > verb.i else "clause_before"
            yield from _split(cue, _subtree(clause), clause, rule)
        return
    if cue.word.kind in _WILLED and _is_future(verb):
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
                if clause.dep_ in {"relcl", "acl"} and own and (_mark(clause) == "that" or _is_gapless(clause)):
                    yield clause


def _is_gapless(clause: Token) -> bool:
    """Tell whether a clause without a joiner is told, and describes nobody: *told the council the mine would shut*."""
    pronoun = any(child.tag_ in {"WDT", "WP", "WP$", "WRB"} for child in clause.subtree)
    return is_finite(clause) and not pronoun and clause.left_edge.i > clause.head.i


def _is_seen(cue: Cue, clause: Token) -> bool:
    """Tell what somebody sees or finds to happen from what they find to be so: *found him dead*, *saw it burst*."""
    if cue.word.lemma not in _SENSES or _mark(clause) in {"that", "how", "why"}:
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
        if child.dep_ == "advcl" and child.i > verb.i and _mark(child) == "whether":
            yield _relation(cue, _subtree(child), child, "clause")
        if child.dep_ != "xcomp" or not _has_to(child) or child.i < verb.i:
            continue
        if passive is not None:
            if kind in {"say", "think", "publish", "know"} and not is_nobodys_forecast(verb):
                yield _relation(cue, _subtree(passive) | _subtree(child), child, "passive_infinitive")
        elif thing is not None and kind == "ask":
            yield _relation(cue, _subtree(thing) | _subtree(child), child, "object_infinitive")
        elif thing is None and (kind in _WILLED or word.lemma in _CLAIMING):
            yield _relation(cue, _subtree(child), child, "infinitive")


def _objects(cue: Cue) -> Iterator[Relation]:
    """*demanded a refund*, *called for calm*, *called it a scandal*, *described it as lost*."""
    verb, word = cue.head, cue.word
    thing = next((child for child in verb.children if child.dep_ == "dobj" and child.i > verb.i), None)
    predicate = next((child for child in verb.children if child.dep_ == "oprd" and child.i > verb.i), None)
    if thing is not None and predicate is not None:
        yield _relation(cue, _subtree(thing) | _subtree(predicate), predicate, "object_as")
        return
    if thing is not None and word.lemma in _AS_LEMMAS:
        as_ = next((child for child in verb.children if child.dep_ == "prep" and child.lower_ == "as"), None)
        if as_ is not None:
            yield _relation(cue, _subtree(thing) | _subtree(as_), as_, "object_as")
            return
    if word.lemma.endswith(" at"):
        ats = [child for child in verb.children if child.dep_ == "prep" and child.lower_ == "at"]
        at = ats[-1] if ats else None  # *put the jobs at risk at 1,500*
        measure = at is not None and any(part.like_num or part.lemma_ in _FRACTIONS for part in at.subtree)
        if thing is not None and at is not None and measure:
            yield _relation(cue, _subtree(thing) | _subtree(at), thing, "object_as")
        return
    if " " in word.lemma:
        preposition = word.lemma.rsplit(" ", 1)[1]
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ == preposition:
                tokens = _subtree(child) - {child.i}
                tail = [
                    late
                    for late in verb.children
                    if late.dep_ in {"xcomp", "advcl"} and _has_to(late) and late.i > child.i
                ]
                for late in tail[:1]:
                    tokens |= _subtree(late)
                if tokens and (tail or preposition not in _ADDRESSING):
                    yield _relation(cue, tokens, child, "prepositional")
                return
    said = word.kind in _WILLED and word.lemma not in HANDED
    if thing is not None and (said or word.lemma in _OBJECT_LEMMAS) and _is_said(thing):
        tokens = _subtree(thing)
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ == "as" and child.i > thing.i:
                tokens |= _subtree(child)
        yield _relation(cue, tokens, thing, "object")


def _is_said(thing: Token) -> bool:
    """Tell whether an object can be a content: more than a bare word, and nobody's name."""
    return thing.pos_ == "NOUN" and any(child.dep_ != "det" for child in thing.children)


def _around(cue: Cue, sent: Span) -> Relation | None:
    """*The dam, Holt said, would hold*; *as Holt said, the dam would hold*: the content is what governs the cue."""
    verb, head = cue.head, cue.head.head
    if cue.word.kind in {"ask", "promise", "deny"} or head.i == verb.i:
        return None
    if _mark(verb) == "as":
        if verb.dep_ not in {"ccomp", "advcl", "parataxis"} or not _is_mere_report(cue):
            return None
        rule = "as_clause"
    elif cue.source is not None and (verb.dep_ == "parataxis" or _is_appended(verb, sent)):
        rule = "parenthetical"
    else:
        return None
    governor = _clause_head(head)
    return _relation(cue, _subtree(governor) - _subtree(verb), governor, rule)


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
        or _has_to(verb)
        or cue.source is None
        or cue.source.i > verb.i
    ):
        return None
    for child in verb.rights:
        if (
            child.dep_ in {"dobj", "attr", "oprd", "dep", "advcl"}
            and _mark(child) not in _SUBORDINATORS
            and any(part.dep_ in {"nsubj", "nsubjpass"} and part.i < part.head.i for part in child.subtree)
        ):
            if any(part.dep_ in {"relcl", "acl"} and part.head.i == child.i for part in child.subtree):
                continue
            return _relation(cue, _subtree(child), child, "rest")
    return None


def _split(cue: Cue, tokens: set[int], root: Token, rule: str) -> Iterator[Relation]:
    """Part *that P and that Q* into two contents; each *that* begins a proposition of its own."""
    for child in root.children:
        if child.dep_ == "conj" and child.i > root.i and child.left_edge.lower_ == "that":
            second = _subtree(child)
            yield from _split(cue, second, child, rule)
            tokens = tokens - second
            joiner = next(
                (other for other in root.children if other.dep_ == "cc" and other.i < child.left_edge.i), None
            )
            tokens -= {joiner.i} if joiner is not None else set()
    yield _relation(cue, tokens, root, rule)


# --- nouns, adjectives, phrases -----------------------------------------------------------


def _noun_contents(cue: Cue) -> Iterator[Relation]:
    """*fears that the dam would burst*, *a pledge to pay*, *the demand for Norland to pay*."""
    noun = cue.head
    for child in noun.rights:
        if child.dep_ in {"acl", "ccomp", "relcl"} and _is_that_clause(child):
            yield from _split(cue, _subtree(child), child, "noun_clause")
            return
        if child.dep_ in {"acl", "xcomp"} and _has_to(child) and cue.word.kind in _WILLED:
            yield _relation(cue, _subtree(child), child, "noun_infinitive")
            return
        if child.dep_ == "prep" and child.lower_ == "for" and cue.word.kind == "ask":
            tokens = _subtree(child) - {child.i}
            late = next((other for other in noun.rights if other.dep_ in {"acl", "relcl"} and other.i > child.i), None)
            if late is not None and _has_to(late):
                tokens |= _subtree(late)
            if len(tokens) > 1:
                yield _relation(cue, tokens, child, "noun_for")
            return
        if child.dep_ == "prep" and child.lower_ in _ABOUT and cue.word.kind in {"think", "deny"} and is_borne(noun):
            yield _relation(cue, _subtree(child) - {child.i}, child, "noun_about")
            return


def _is_that_clause(clause: Token) -> bool:
    """Tell a clause that says what a noun reports from one that describes it: *the fear that gripped them*."""
    if _mark(clause) == "that":
        return True
    own = next((child for child in clause.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    finite = clause.tag_ in {"VBD", "VBZ", "VBP"} or any(
        child.tag_ in {"MD", "VBD", "VBZ", "VBP"} for child in clause.children
    )
    gap = any(child.tag_ in {"WDT", "WP", "WRB"} for child in clause.subtree)
    return clause.dep_ in {"acl", "ccomp"} and own is not None and finite and not gap


def _adjective_contents(cue: Cue) -> Iterator[Relation]:
    """*is confident that the dam will hold*."""
    for clause in cue.head.children:
        if clause.dep_ == "ccomp" and clause.i > cue.head.i and cue.source is not None:
            yield from _split(cue, _subtree(clause), clause, "adjective_clause")


def _according_to(sent: Span) -> Iterator[Relation]:
    """*According to Holt, the dam will hold*: the content is the clause that the phrase stands in."""
    doc = sent.doc
    for token in sent:
        if token.lower_ != "according" or token.i + 1 >= sent.end or doc[token.i + 1].lower_ != "to":
            continue
        to = doc[token.i + 1]
        held = next((child for child in to.children if child.dep_ == "pobj"), None)
        if held is None:
            continue
        phrase = _subtree(token) | _subtree(to)
        root = _scope(token, sent)
        tokens = {t.i for t in sent} - phrase if root is sent.root else _subtree(root) - phrase
        if token.i - 1 > root.i and doc[token.i - 1].text == ",":
            # at the end of a sentence, what follows describes the source: *…, cited by the Times*
            after = {i for i in tokens if i > token.i}
            tokens -= after if not any(doc[i].dep_ in {"nsubj", "nsubjpass"} for i in after) else set()
        if tokens:
            cue = doc[token.i : to.i + 1]
            yield Relation(tuple(sorted(tokens)), root.i, cue, token, held, "say", "according_to")


def _listed(sent: Span) -> Iterator[Relation]:
    """*Her demands: a refund and an apology*: the content is the list."""
    for cue, source, tokens in listed(sent):
        yield Relation(tokens, tokens[0], cue, cue[-1], source, "ask", LIST)


def _scope(phrase: Token, sent: Span) -> Token:
    """Return the governor of the clause that a sentence adverbial stands in."""
    head = phrase.head
    for _ in range(len(sent)):
        if (
            head.dep_ == "conj"
            and head.pos_ in VERBAL
            and any(child.dep_ in {"nsubj", "nsubjpass"} for child in head.children)
        ):
            return head
        if head.head.i == head.i:
            return head
        head = head.head
    return sent.root


# --- tokens -------------------------------------------------------------------------------


def _relation(cue: Cue, tokens: Iterable[int], root: Token, rule: str) -> Relation:
    own = {token.i for token in cue.span}
    return Relation(tuple(sorted(set(tokens) - own)), root.i, cue.span, cue.head, cue.source, cue.word.kind, rule)


def _subtree(token: Token) -> set[int]:
    return {part.i for part in token.subtree}


def _clause_head(token: Token) -> Token:
    """Return the governor of the clause that ``token`` stands in."""
    while token.dep_ not in {"ROOT", "ccomp", "advcl", "relcl", "parataxis"} and token.head.i != token.i:
        token = token.head
    return token


def _mark(clause: Token) -> str:
    """Return the word that introduces a clause: *that*, *whether*, *as*; empty where there is none."""
    return next((child.lower_ for child in clause.children if child.dep_ == "mark" and child.i < clause.i), "")


def _has_to(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def nested(relations: list[Relation]) -> list[Relation]:
    """Resolve relations whose cue stands in the content of another, or that share a content.

    A content that is nothing but another relation (*Holt said that Norland demands …*) is told by the
    inner one, which remembers the outer, where that is a report, or the inner one a demand or promise.
    A clause set against the content (*…, while Estia fears …*), a participle that adds to it (*…, adding
    that …*) or a list of what another wants has its own cue and is cut off. Otherwise the outer one holds, and the
    inner is part of it.
    """
    relations = _shared(relations)
    kept: list[Relation] = []
    cut: dict[int, set[int]] = {}
    contents = [frozenset(relation.content) for relation in relations]
    for at, relation in enumerate(relations):
        outer = _outer(at, relations, contents)
        if outer is None:
            kept.append(relation)
        elif outer.root == relation.cue_head.i and _speaks_for_itself(relation, outer):
            kept.append(replace(relation, outer=outer))
        elif (clause := _set_apart(relation, outer)) is not None:
            cut.setdefault(id(outer), set()).update(clause)
            inherits = relation.rule != LIST and (relation.source is None or relation.source.i not in clause)
            if inherits:
                relation = replace(relation, source=outer.source, outer=outer.outer)
            kept.append(replace(relation, outer=relation.outer if inherits else outer, apart=True))
    told = {id(relation.outer) for relation in kept if relation.outer is not None and id(relation.outer) not in cut}
    rest = [relation for relation in kept if id(relation) not in told]
    return [
        replace(
            relation,
            content=tuple(i for i in relation.content if i not in cut[id(relation)]),
            cut=frozenset(cut[id(relation)]),
        )
        if id(relation) in cut
        else relation
        for relation in rest
    ]


def _outer(at: int, relations: Sequence[Relation], contents: Sequence[AbstractSet[int]]) -> Relation | None:
    """Return the closest relation in whose content the cue of the one at ``at`` stands."""
    cue, own = relations[at].cue_head.i, contents[at]
    around = [
        other
        for n, (other, content) in enumerate(zip(relations, contents, strict=True))
        if n != at and cue in content and other.cue_head.i not in own
    ]
    return min(around, key=lambda other: len(other.content), default=None)


def _shared(relations: list[Relation]) -> list[Relation]:
    """Join *according to people, the Times said*: one content, the verb's source outside that of the phrase."""
    by_verb = {relation.cue_head.i: relation for relation in relations if relation.rule != "according_to"}
    joined = []
    taken = set()
    for relation in relations:
        verb = by_verb.get(relation.root) if relation.rule == "according_to" else None
        if verb is not None and verb.rule in {"parenthetical", "clause_before"}:
            taken.add(id(verb))
            content = tuple(i for i in verb.content if i not in range(relation.cue.start, relation.cue.end))
            relation = replace(relation, content=content, root=verb.root, outer=verb)
        joined.append(relation)
    return [relation for relation in joined if id(relation) not in taken]


def contrasts(root: Token) -> Iterator[Token]:
    """Yield the clauses with a subject of their own that are joined to, or set against, that of ``root``."""
    if not any(child.dep_ in {"nsubj", "nsubjpass", "expl"} for child in root.children):
        return
    for child in root.rights:
        own = any(grand.dep_ in {"nsubj", "nsubjpass", "expl"} for grand in child.children)
        if (
            own
            and child.pos_ in VERBAL
            and (child.dep_ == "conj" or (child.dep_ == "advcl" and _mark(child) in _CONTRASTS))
        ):
            yield child


def _set_apart(inner: Relation, outer: Relation) -> set[int] | None:
    """Return the tokens of a clause of the outer content that the inner relation is, where it stands apart."""
    if inner.rule == LIST:
        return set(inner.content) & set(outer.content)
    verb = inner.cue_head
    if verb.dep_ not in {"advcl", "conj"} or verb.left_edge.i == 0 or verb.i < outer.root:
        return None
    comma = verb.doc[verb.left_edge.i - 1].text == ","
    own = any(child.dep_ == "nsubj" for child in verb.children)
    contrast = verb.dep_ == "advcl" and own and _mark(verb) in _CONTRASTS
    participle = verb.dep_ == "advcl" and verb.tag_ == "VBG" and comma and not own
    if not (contrast or participle):
        return None
    return _subtree(verb) & set(outer.content)


def _speaks_for_itself(relation: Relation, outer: Relation) -> bool:
    """Tell whether the inner of two relations is who holds the content: a demand, or what a report passes on."""
    if relation.source is None or relation.source.pos_ == "PRON":
        return False
    if outer.rule == "according_to":
        act = relation.rule == "object" and relation.kind == "promise"  # *Norland has offered a seat, according to …*
        if act or relation.source.lemma_.lower() in _SHARES:
            return False
    return (
        relation.kind in _WILLED or outer.kind == "publish" or outer.rule == "according_to" or _is_medium(outer.source)
    )


def _is_medium(source: Token | None) -> bool:
    """Tell whether a name of two words and more ends as those of media do."""
    compound = source is not None and any(child.dep_ == "compound" for child in source.lefts)
    return source is not None and compound and source.pos_ == "PROPN" and source.lower_ in MEDIA_WORDS
