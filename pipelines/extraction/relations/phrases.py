"""What hangs on a noun or an adjective of saying, and what *according to* stands beside."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import VERBAL
from pipelines.extraction.cues import Cue, is_borne
from pipelines.extraction.lists import listed
from pipelines.extraction.relations.relation import LIST, WILLED, Relation, has_to, mark, related, split, subtree

_ABOUT = frozenset({"about", "over", "regarding", "concerning"})


def noun_contents(cue: Cue) -> Iterator[Relation]:
    """*fears that the dam would burst*, *a pledge to pay*, *the demand for Norland to pay*."""
    noun = cue.head
    for child in noun.rights:
        if child.dep_ in {"acl", "ccomp", "relcl"} and _is_that_clause(child):
            yield from split(cue, subtree(child), child, "noun_clause")
            return
        if child.dep_ in {"acl", "xcomp"} and has_to(child) and cue.word.kind in WILLED:
            yield related(cue, subtree(child), child, "noun_infinitive")
            return
        if child.dep_ == "prep" and child.lower_ == "for" and cue.word.kind == "ask":
            tokens = subtree(child) - {child.i}
            late = next((other for other in noun.rights if other.dep_ in {"acl", "relcl"} and other.i > child.i), None)
            if late is not None and has_to(late):
                tokens |= subtree(late)
            if len(tokens) > 1:
                yield related(cue, tokens, child, "noun_for")
            return
        if child.dep_ == "prep" and child.lower_ in _ABOUT and cue.word.kind in {"think", "deny"} and is_borne(noun):
            yield related(cue, subtree(child) - {child.i}, child, "noun_about")
            return


def _is_that_clause(clause: Token) -> bool:
    """Tell a clause that says what a noun reports from one that describes it: *the fear that gripped them*."""
    if mark(clause) == "that":
        return True
    own = next((child for child in clause.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    finite = clause.tag_ in {"VBD", "VBZ", "VBP"} or any(
        child.tag_ in {"MD", "VBD", "VBZ", "VBP"} for child in clause.children
    )
    gap = any(child.tag_ in {"WDT", "WP", "WRB"} for child in clause.subtree)
    return clause.dep_ in {"acl", "ccomp"} and own is not None and finite and not gap


def adjective_contents(cue: Cue) -> Iterator[Relation]:
    """*is confident that the dam will hold*."""
    for clause in cue.head.children:
        if clause.dep_ == "ccomp" and clause.i > cue.head.i and cue.source is not None:
            yield from split(cue, subtree(clause), clause, "adjective_clause")


def according_to(sent: Span) -> Iterator[Relation]:
    """*According to Holt, the dam will hold*: the content is the clause that the phrase stands in."""
    doc = sent.doc
    for token in sent:
        if token.lower_ != "according" or token.i + 1 >= sent.end or doc[token.i + 1].lower_ != "to":
            continue
        to = doc[token.i + 1]
        held = next((child for child in to.children if child.dep_ == "pobj"), None)
        if held is None:
            continue
        phrase = subtree(token) | subtree(to)
        root = _scope(token, sent)
        tokens = {t.i for t in sent} - phrase if root is sent.root else subtree(root) - phrase
        if token.i - 1 > root.i and doc[token.i - 1].text == ",":
            # at the end of a sentence, what follows describes the source: *…, cited by the Times*
            after = {i for i in tokens if i > token.i}
            tokens -= after if not any(doc[i].dep_ in {"nsubj", "nsubjpass"} for i in after) else set()
        if tokens:
            cue = doc[token.i : to.i + 1]
            yield Relation(tuple(sorted(tokens)), root.i, cue, token, held, "say", "according_to")


def in_lists(sent: Span) -> Iterator[Relation]:
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
