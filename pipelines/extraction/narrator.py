"""The writer's own claims: what a sentence asserts that is attributed to nobody.

Belongs here: the checkable propositions of one sentence, outside what is already attributed to others.
Does not belong here: which words report, who speaks, and the role of the segment (captions, disclaimers
and teasers are not handed in).

A sentence is cut into clauses where a coordinated clause has a subject of its own, where *while* and the
like set one clause against another, and before a non-restrictive relative clause with a verb that reports
what was done. Every other subordinate part stays with the clause that governs it.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import VERBAL, children, is_finite, stands_apart, subject, trim, words

_LEAST_WORDS = 2
"""Words of meaning that a proposition must have outside what is attributed to others."""
_LEAST_SENTENCE = 6
"""Words of the shortest sentence that is kept although the parser found no verb at its root."""
_LEAST_OWN_SHARE = 0.25
"""Share of its words of meaning that must be the writer's own."""
_NAMES_ON_A_LIST = 2
"""Names after a label that make a list."""
_LIST_SHARE = 0.75
"""Share of names and numbers among its words of meaning from which a list is of nothing else."""
_LINKERS = words(
    "however meanwhile moreover furthermore besides nevertheless nonetheless therefore thus hence instead "
    "likewise similarly also still yet so then and but or nor additionally consequently"
)
_SAYING = words("say tell report write add note explain")
_POINTING = frozenset({"here", "below", "above", "following"})
_LED_UP_TO = frozenset({"advcl", "ccomp", "xcomp", "pcomp"})
_MEANING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})


def narrator_claims(sent: Span, taken: Sequence[tuple[int, int]], *, headline: bool = False) -> Iterator[Span]:
    """Yield the writer's propositions in ``sent``, in order.

    Args:
        sent: a parsed sentence.
        taken: character spans of its document that are contents, cues and sources of others; they may overlap.
        headline: whether it is a headline of the article, which may lack a finite verb.

    Yields:
        Spans without final punctuation and leading joiners. A span may hold a shorter content of others
        (*Vale, who promised relief, won the vote*), but its main verb never stands in one.
    """
    free = _free(sent, taken)
    if headline:
        yield from _whole(sent, free)
        return
    if _is_no_statement(sent):
        return
    for head in sorted(_heads(sent, free), key=lambda token: token.left_edge.i):
        claim = _claim(head, sent, free)
        if claim is not None:
            yield claim


def _free(sent: Span, taken: Sequence[tuple[int, int]]) -> list[bool]:
    """Tell for each token of ``sent`` whether it lies outside everything that is taken."""
    mask = bytearray(sent.end_char - sent.start_char)
    for start, end in taken:
        low, high = max(start, sent.start_char) - sent.start_char, min(end, sent.end_char) - sent.start_char
        if low < high:
            mask[low:high] = b"\1" * (high - low)
    counts = [0, *accumulate(mask)]
    offsets = [token.idx - sent.start_char for token in sent]
    return [
        counts[min(at + max(len(token), 1), len(mask))] == counts[at] for at, token in zip(offsets, sent, strict=True)
    ]


def _is_no_statement(sent: Span) -> bool:
    """Tell whether a sentence asks, commands, addresses the reader or points to another place."""
    words = [token for token in sent if not token.is_space]
    if not words or any(token.text == "?" for token in words[-3:]) or _is_list(words):
        return True
    root = sent.root
    if root.tag_ == "VB" and subject(root) is None and not children(root, "aux", "auxpass"):
        return True
    topic = subject(root)
    if topic is not None and topic.lower_ in {"you", "i"}:
        return True
    return words[0].lower_ in _POINTING and root.lemma_ in {"be", "follow"}


def _is_list(words: Sequence[Token]) -> bool:
    """Tell whether a sentence is a label and names: *Substitutes not used: Orlan, Holt, Vale*."""
    colon = next((at for at, token in enumerate(words) if token.text == ":"), None)
    if colon is None or any(_is_told(token) for token in words if token.pos_ in VERBAL):
        return False
    listed = [token for token in words[colon:] if token.pos_ in _MEANING]
    names = sum(token.pos_ in {"PROPN", "NUM"} for token in listed)
    return names >= _NAMES_ON_A_LIST and names >= _LIST_SHARE * len(listed)


def _is_told(verb: Token) -> bool:
    """Tell whether a verb has a tense and a subject; *used* in *subs not used* is a participle."""
    bare = any(child.dep_ == "neg" for child in verb.lefts) and not children(verb, "aux", "auxpass")
    return is_finite(verb) and subject(verb) is not None and not bare


def _heads(sent: Span, free: Sequence[bool]) -> Iterator[Token]:
    """Yield the verbs whose clauses are propositions of the writer's own."""
    found = False
    quoted = _quoted(sent)
    for token in sent:
        at = token.i - sent.start
        if not free[at] or quoted[at] or token.pos_ not in VERBAL or not _opens_claim(token, sent, free):
            continue
        if is_finite(token) and not _reports(token, sent, free):
            found = True
            yield token
    root = sent.root
    if not found and root.pos_ not in VERBAL and free[root.i - sent.start] and _is_misparsed(sent, free):
        yield root


def _opens_claim(token: Token, sent: Span, free: Sequence[bool]) -> bool:
    """Tell whether ``token`` heads a clause that counts by itself."""
    if token == sent.root:
        return True
    governor = token.head.i - sent.start
    on_taken = 0 <= governor < len(free) and not free[governor]
    if subject(token) is None:
        return False
    if stands_apart(token) or token.dep_ == "parataxis":
        return not (on_taken and token.i < token.head.i)
    return on_taken and token.dep_ in {"relcl", "advcl"} and _closes(token, sent)


def _closes(token: Token, sent: Span) -> bool:
    """Tell whether the clause of ``token`` ends its sentence; before or within others' words it only sets a scene."""
    return all(word.is_punct or word.is_space for word in sent.doc[token.right_edge.i + 1 : sent.end])


def _reports(verb: Token, sent: Span, free: Sequence[bool]) -> bool:
    """Tell whether ``verb`` is the cue of another's content: of what completes it, or of something said elsewhere."""
    if verb.lemma_ in _SAYING and not children(verb, "ccomp", "xcomp", "dobj", "prt"):
        return True
    for child in verb.children:
        at = child.i - sent.start
        completes = child.dep_ in {"ccomp", "xcomp", "dobj", "parataxis", "pcomp"}
        if completes and 0 <= at < len(free) and not free[at]:
            return True
    return False


def _is_misparsed(sent: Span, free: Sequence[bool]) -> bool:
    """Tell whether a sentence is one although the parser made no verb its root: it ends and holds a verb."""
    words = [token for token in sent if not token.is_space]
    verbs = sum(token.pos_ in VERBAL and free[token.i - sent.start] for token in words)
    return verbs > 0 and words[-1].text in {".", "!"} and len(words) >= _LEAST_SENTENCE


def _quoted(sent: Span) -> list[bool]:
    """Tell for each token of ``sent`` whether it stands between quotation marks; one may have opened earlier."""
    marks = [token.text for token in sent if token.text in {"“", "”", '"', "``", "''"}]
    # a closing mark alone ends a quotation of several sentences
    inside = marks[:1] in (["”"], ["''"]) or (marks == ['"'] and sent[-1].is_quote)
    found = []
    for token in sent:
        if token.text in {"“", "``"}:
            inside = True
        elif token.text in {"”", "''"}:
            inside = False
        elif token.text == '"':
            inside = not inside
        found.append(inside)
    return found


def _claim(head: Token, sent: Span, free: Sequence[bool]) -> Span | None:
    """Return the clause of ``head`` as a claim, ``None`` where too little of it is the writer's own."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    if head == sent.root:
        start, end = sent.start, sent.end
    for token in head.lefts:
        if _is_severed(token, sent, free):
            start = max(start, min(token.right_edge.i + 1, head.i))
    at = head.i + 1
    while at < end:  # ends at the first cut, so that the clauses of a sentence together are read once
        if _is_severed(sent.doc[at], sent, free):
            end = min(end, max(_edge(sent.doc[at]), head.i + 1))
        at += 1
    if end < head.right_edge.i + 1 and _is_left_bare(head, end):
        return None
    claim = _tidy(sent.doc[max(start, sent.start) : min(end, sent.end)])
    return claim if _is_own(claim, sent, free) else None


def _is_left_bare(head: Token, end: int) -> bool:
    """Tell whether a cut at ``end`` leaves a verb without what it leads up to: *the news comes* [as Holt said …]."""
    if any(child.i < end and not child.is_punct for child in head.rights) or subject(head) is None:
        return False
    led = next((child for child in head.rights if child.right_edge.i >= end and not child.is_punct), None)
    return led is not None and led.dep_ in _LED_UP_TO and not stands_apart(led) and end == head.i + 1


def _is_severed(token: Token, sent: Span, free: Sequence[bool]) -> bool:
    """Tell whether the clause of ``token`` is left out of the clause that governs it."""
    apart = stands_apart(token)
    if apart and subject(token) is not None and is_finite(token):
        return True
    another = not free[token.i - sent.start] or (token.pos_ in VERBAL and _reports(token, sent, free))
    return another and (apart or token.dep_ in {"relcl", "advcl", "acl"})


def _edge(token: Token) -> int:
    """Return where the words that only introduce ``token`` begin: *amid speculation* before a clause on it."""
    noun = token.head
    if token.dep_ == "acl" and noun.dep_ == "pobj" and noun.head.dep_ == "prep":
        return int(noun.head.i)
    return int(token.left_edge.i)


def _tidy(claim: Span) -> Span:
    """Return ``claim`` without joiners, linking adverbs and unpaired quotation marks at its ends."""
    claim = trim(claim)
    while len(claim) > 1:
        first, second = claim[0], claim[1]
        linking = first.lower_ in _LINKERS and (second.text == "," or first.dep_ == "cc")
        unpaired = first.is_quote and not any(token.is_quote for token in claim[1:])
        if linking or unpaired or (first.lower_ == "even" and second.lower_ == "though"):
            claim = trim(claim[1:])
        elif claim[-1].is_quote and not any(token.is_quote for token in claim[:-1]):
            claim = trim(claim[:-1])
        else:
            break
    return claim


def _is_own(claim: Span, sent: Span, free: Sequence[bool]) -> bool:
    """Tell whether enough of ``claim`` is the writer's own."""
    words = [token for token in claim if token.pos_ in _MEANING]
    own = sum(free[token.i - sent.start] for token in words)
    return own >= _LEAST_WORDS and own >= _LEAST_OWN_SHARE * len(words)


def _whole(sent: Span, free: Sequence[bool]) -> Iterator[Span]:
    """Yield a headline, unless it asks or its main word is another's."""
    words = [token for token in sent if not token.is_space]
    if not words or words[-1].text == "?" or not free[sent.root.i - sent.start] or _reports(sent.root, sent, free):
        return
    claim = _tidy(sent)
    if _is_own(claim, sent, free):
        yield claim
