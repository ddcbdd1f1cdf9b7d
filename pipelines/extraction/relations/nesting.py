"""Relations of one sentence among themselves: one in the content of another, or two that share a content."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from spacy.tokens import Token

from pipelines.extraction.clauses import VERBAL, words
from pipelines.extraction.nouns import MEDIA_WORDS
from pipelines.extraction.relations.relation import LIST, WILLED, Relation, mark, subtree

_SHARES = words("percent % majority half third quarter most many")
"""Parts of a public, whose views others have counted."""
_CONTRASTS = frozenset({"while", "whereas", "though", "although"})


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
            and (child.dep_ == "conj" or (child.dep_ == "advcl" and mark(child) in _CONTRASTS))
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
    contrast = verb.dep_ == "advcl" and own and mark(verb) in _CONTRASTS
    participle = verb.dep_ == "advcl" and verb.tag_ == "VBG" and comma and not own
    if not (contrast or participle):
        return None
    return subtree(verb) & set(outer.content)


def _speaks_for_itself(relation: Relation, outer: Relation) -> bool:
    """Tell whether the inner of two relations is who holds the content: a demand, or what a report passes on."""
    if relation.source is None or relation.source.pos_ == "PRON":
        return False
    if outer.rule == "according_to":
        act = relation.rule == "object" and relation.kind == "promise"  # *Norland has offered a seat, according to …*
        if act or relation.source.lemma_.lower() in _SHARES:
            return False
    return (
        relation.kind in WILLED or outer.kind == "publish" or outer.rule == "according_to" or _is_medium(outer.source)
    )


def _is_medium(source: Token | None) -> bool:
    """Tell whether a name of two words and more ends as those of media do."""
    compound = source is not None and any(child.dep_ == "compound" for child in source.lefts)
    return source is not None and compound and source.pos_ == "PROPN" and source.lower_ in MEDIA_WORDS
