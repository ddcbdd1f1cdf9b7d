"""A parsed document as plain Python objects, with the names that spaCy's have: what the room's rules read.

Belongs here: the document, its spans and tokens as far as the rules ask of them. Does not belong here: anything that
spaCy's documents do not tell as well; every rule reads these too.

spaCy makes a token anew each time that one is asked for, and its words anew from bytes; the rules ask for each token
some eighty times. Here each is made once, its words are read off the parse column by column, and the tree is a matter
of references between tokens.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from spacy.attrs import (
    DEP,
    ENT_TYPE,
    IS_ALPHA,
    IS_BRACKET,
    IS_LOWER,
    IS_PUNCT,
    IS_QUOTE,
    IS_SPACE,
    IS_TITLE,
    IS_UPPER,
    LEMMA,
    LIKE_NUM,
    LOWER,
    ORTH,
    POS,
    SENT_START,
    TAG,
)
from spacy.tokens import Doc, Span

_WORDS = [ORTH, LOWER, LEMMA, POS, TAG, DEP, ENT_TYPE]
_FLAGS = [IS_SPACE, IS_PUNCT, IS_QUOTE, IS_BRACKET, IS_TITLE, IS_UPPER, IS_LOWER, IS_ALPHA, LIKE_NUM]
_LEMMA = _WORDS.index(LEMMA)
_STARTS = {0: None, 1: True}
"""``SENT_START`` → what spaCy's token tells; another value: False."""


def plain(doc: Doc) -> Doc:
    """Return a document's plain likeness; it stands for a ``Doc``, and must not be changed."""
    return cast(Doc, _Document(doc))


def labelled(doc: Doc, start: int, end: int, label: str) -> Span:
    """Return tokens of a document, plain or not, as a span with a label."""
    if isinstance(doc, _Document):
        return cast(Span, _Span(doc, start, end, label))
    return Span(doc, start, end, label=label)


class _Token:
    """A token; see spaCy's for what its properties mean."""

    __slots__ = (
        *("children", "dep_", "doc", "ent_type_", "head", "i", "idx", "is_alpha", "is_bracket", "is_lower", "is_punct"),
        *("is_quote", "is_sent_start", "is_space", "is_title", "is_upper", "left_edge", "lefts", "lemma", "lemma_"),
        *("like_num", "lower_", "pos_", "right_edge", "rights", "tag_", "text"),
    )
    head: "_Token"
    left_edge: "_Token"
    right_edge: "_Token"
    lefts: "tuple[_Token, ...]"
    rights: "tuple[_Token, ...]"
    children: "tuple[_Token, ...]"

    def __init__(
        self,
        doc: "_Document",
        i: int,
        idx: int,
        lemma: int,
        starts: bool | None,
        words: Sequence[str],
        flags: Sequence[bool],
    ) -> None:
        self.doc, self.i, self.idx, self.lemma, self.is_sent_start = doc, i, idx, lemma, starts
        self.text, self.lower_, self.lemma_, self.pos_, self.tag_, self.dep_, self.ent_type_ = words
        self.is_space, self.is_punct, self.is_quote, self.is_bracket, self.is_title, *others = flags
        self.is_upper, self.is_lower, self.is_alpha, self.like_num = others

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    @property
    def sent(self) -> "_Span":
        return self.doc.sentence(self.i)

    @property
    def n_lefts(self) -> int:
        return len(self.lefts)

    @property
    def n_rights(self) -> int:
        return len(self.rights)

    @property
    def subtree(self) -> "Iterator[_Token]":
        ahead = [(self, False)]  # no recursion: a long sentence may be a tree of any depth
        while ahead:
            token, is_next = ahead.pop()
            if is_next or not token.children:
                yield token
                continue
            ahead.extend([(child, False) for child in reversed(token.rights)])
            ahead.append((token, True))
            ahead.extend([(child, False) for child in reversed(token.lefts)])

    @property
    def ancestors(self) -> "Iterator[_Token]":
        token = self
        for _ in range(len(self.doc)):  # none has more, be the tree no tree
            if token.head is token:
                return
            token = token.head
            yield token

    @property
    def conjuncts(self) -> "tuple[_Token, ...]":
        return tuple(self.doc.tokens[other.i] for other in self.doc.parsed[self.i].conjuncts)

    def nbor(self, i: int = 1) -> "_Token":
        if not 0 <= self.i + i < len(self.doc.tokens):
            raise IndexError(f"no token stands {i} from the one at {self.i} of {len(self.doc.tokens)}")
        return self.doc.tokens[self.i + i]


class _Span:
    """Tokens of a document from ``start`` to ``end``."""

    __slots__ = ("doc", "end", "label_", "start")

    def __init__(self, doc: "_Document", start: int, end: int, label: str = "") -> None:
        self.doc, self.start, self.end, self.label_ = doc, start, end, label

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[_Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __getitem__(self, at: int | slice) -> "_Token | _Span":
        if isinstance(at, slice):
            start, end, _ = at.indices(self.end - self.start)
            return _Span(self.doc, self.start + start, self.start + max(start, end))
        return self.doc.tokens[self.start : self.end][at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Span) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[int, int, int, str]:
        return id(self.doc), self.start_char, self.end_char, self.label_

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    @property
    def start_char(self) -> int:
        tokens = self.doc.tokens
        return tokens[self.start].idx if self.start < len(tokens) else len(self.doc.text)

    @property
    def end_char(self) -> int:
        if self.start == self.end:
            return self.start_char
        last: Any = self.doc.tokens[self.end - 1]
        return int(last.idx) + len(last.text)

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char]

    @property
    def sent(self) -> "_Span":
        return self.doc.sentence(self.start)

    @property
    def root(self) -> _Token:
        """The token nearest to the root of the sentence; of those that are equally near, the first."""
        tokens = self.doc.tokens[self.start : self.end]
        outermost = [token for token in tokens if not self.start <= token.head.i < self.end or token.head is token]
        if len(outermost) == 1:
            return outermost[0]
        top = next((token for token in outermost if token.head is token), None)
        if top is None:
            top = min(outermost, key=_depth) if outermost else self.doc.tokens[self.start]
        return top


def _depth(token: _Token) -> int:
    """Return how far a token is from the root of its sentence; a mark or blank that governs nothing is farthest."""
    if not token.children and (token.is_punct or token.is_space):
        return len(token.doc) - 1
    return sum(1 for _ in token.ancestors)


class _Document:
    """The tokens, sentences and entities of a parsed document."""

    def __init__(self, parsed: Doc) -> None:
        self.parsed, self.text, self.tensor = parsed, parsed.text, parsed.tensor
        self.to_array = parsed.to_array
        self.tokens = _tokens(self, parsed)
        self.ents = tuple(_Span(self, ent.start, ent.end, ent.label_) for ent in parsed.ents)
        starts = [token.i for token in self.tokens if token.i == 0 or token.is_sent_start]
        bounds = zip(starts, [*starts[1:], len(self.tokens)], strict=False)  # no sentence in no words
        self.sents = [_Span(self, start, end) for start, end in bounds]
        self._sentences = [sent for sent in self.sents for _ in range(sent.start, sent.end)]

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[_Token]:
        return iter(self.tokens)

    def __getitem__(self, at: int | slice) -> _Token | _Span:
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self.tokens))
            return _Span(self, start, max(start, end))
        return self.tokens[at]

    def sentence(self, i: int) -> _Span:
        """Return the sentence of a token."""
        return self._sentences[i]

    def char_span(self, start: int, end: int, *, alignment_mode: str = "strict") -> _Span | None:
        """Return the tokens between two characters, else None; see spaCy."""
        span = self.parsed.char_span(start, end, alignment_mode=alignment_mode)
        return None if span is None else _Span(self, span.start, span.end)


def _tokens(doc: _Document, parsed: Doc) -> list[_Token]:
    """Return the tokens of a document, joined into its tree."""
    strings, hashes = parsed.vocab.strings, parsed.to_array(_WORDS).T.tolist()
    printed = {one: strings[one] for column in hashes for one in set(column)}
    words = zip(*([printed[one] for one in column] for column in hashes), strict=True)
    flags = parsed.to_array(_FLAGS).astype(bool).tolist()
    starts = [_STARTS.get(value, False) for value in parsed.to_array(SENT_START).tolist()]
    lemmas = hashes[_LEMMA]
    made = [
        _Token(doc, i, native.idx, *facts)
        for i, (native, *facts) in enumerate(zip(parsed, lemmas, starts, words, flags, strict=True))
    ]
    children: list[list[_Token]] = [[] for _ in made]
    for token, native in zip(made, parsed, strict=True):
        token.head, token.left_edge = made[native.head.i], made[native.left_edge.i]
        token.right_edge = made[native.right_edge.i]
        if token.head is not token:
            children[token.head.i].append(token)
    for token, below in zip(made, children, strict=True):
        first, i, last = token.left_edge.i, token.i, token.right_edge.i
        token.lefts = tuple([child for child in below if first <= child.i < i])
        token.rights = tuple([child for child in below if i < child.i <= last])
        token.children = token.lefts + token.rights
    return made
