"""Quotations tied to the cue and source that report them.

Belongs here: laying the quotations of a document over the relations that its parse shows, finding
the cue of those that the parse left out, by what stands beside the marks, and cutting contents into
one proposition a sentence. Does not belong here: pairing the marks (``quotations``) and the grammar
of clauses (``relations``).
"""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.attribution import Attribution, joined
from pipelines.extraction.clauses import VERBAL
from pipelines.extraction.cues import holder, verb_span
from pipelines.extraction.firmness import firmness
from pipelines.extraction.layouts import after_dash, before_colon, introducing, names_speaker
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.propositions import ENDS, consequence, sentences_of
from pipelines.extraction.quotations import Quotation
from pipelines.extraction.quotes import Quote, quotes_of
from pipelines.extraction.relations import Relation, contrasts, find_relations, nested
from pipelines.extraction.tokens import is_word, lines_of, pieces_of

PRIORS: dict[str, float] = {
    "quote_adjacent": 0.79,
    "quote_within": 0.75,
    "quote_colon": 0.9,
    "quote_continued": 0.5,
    "quote_carried": 0.9,
    "quote_dash": 0.7,
    "quote_alone": 0.9,
    "quote_led": 0.9,
    "line_colon": 0.8,
}
"""Rule → share of its mentions whose content was right; see ``relations.PRIORS``. The last five are rare."""

_SPEAKING = frozenset({"say", "think", "ask", "promise", "deny", "show", "publish", "know"})
_LONGEST_CUE = 40
"""Tokens beside a quotation among which its cue may stand."""
_LONGEST_NAME = 8
"""Tokens among which the colon after a speaker's name stands."""
_LEAST_SAID = 4
"""Words after such a colon from which they can be a proposition."""
_JOINING_WORDS = 4
"""Words that may join two quoted parts of one content."""


class Layers:
    """The quotations of a document laid over its relations; ``attributions`` is the result."""

    def __init__(self, doc: Doc, quotes: Sequence[Quote], lexicon: Lexicon) -> None:
        self.doc, self.lexicon = doc, lexicon
        self.quotes = [quote for quote in quotes if not quote.scare]
        self.at: dict[int, Quote] = {i: quote for quote in self.quotes for i in quote.tokens()}
        self.any_mark = {i for quote in quotes for i in quote.tokens()}
        self.lines = lines_of(doc)
        self.cut: set[int] = set()
        """Quoted tokens of clauses with a cue of their own."""
        self.attributions: list[Attribution] = []
        self.by_line: dict[int, list[Attribution]] = {}
        """Attributions by the first token of the paragraph in which they end."""

    def in_quote(self, token: Token) -> bool:
        """Tell whether ``token`` stands in a quotation."""
        return token.i in self.at

    # --- relations ------------------------------------------------------------------------

    def add_relations(self, relations: Iterable[Relation]) -> None:
        """Take over relations, their contents widened to the quotations that they reach into."""
        for relation in relations:
            inside = [i for i in relation.content if i in self.at]
            words = [i for i in relation.content if is_word(self.doc[i])]
            if not words:
                continue
            if self.in_quote(relation.cue_head):
                self._add_inside(relation)
                continue
            quotes = self._unique(self.at[i] for i in inside)
            free = [i for i in words if i not in self.at]
            if quotes and not _more_than_edge(free, words):
                self._add_direct(relation, quotes)
            else:
                self._add_clause(relation, quotes)

    def _add_inside(self, relation: Relation) -> None:
        """A clause with a cue of its own in the middle of a quotation."""
        r, group = relation, self.at[relation.cue_head.i].group
        self._emit(set(r.content), r.root, r.cue, r.source, r.kind, r.rule, group, r.outer)

    def _add_direct(self, relation: Relation, quotes: list[Quote]) -> None:
        self.cut |= relation.cut
        self._emit_quotes(quotes, relation.cue, relation.source, relation.kind, relation.rule, relation.outer)

    def _add_clause(self, relation: Relation, quotes: list[Quote]) -> None:
        """A content that is quoted in part or not at all: its sentence's part of each quotation belongs to it."""
        tokens = set(relation.content)
        sentence = self.doc[relation.root].sent
        rest: list[tuple[int, int]] = []
        for quote in quotes:
            quote.taken = True
            for start, end in quote.parts:
                stop = min(end, sentence.end)
                tokens |= set(range(max(start, sentence.start), stop))
                if end > sentence.end:
                    rest.append((max(start, sentence.end), end))
        tokens -= set(range(relation.cue.start, relation.cue.end)) | relation.cut
        group = quotes[0].group if quotes else None
        main, tail = consequence(self.doc, tokens)
        for part, root in self._unlike(main, relation):
            self._emit(part, root, relation.cue, relation.source, relation.kind, relation.rule, group, relation.outer)
        if tail:  # what follows from a demand is said by whoever reports the demand
            by = relation.outer or relation
            self._emit(tail, min(tail), by.cue, by.source, by.kind, relation.rule, group, by.outer, relation.cue)
        for piece in sentences_of(self.doc, rest, self.cut):
            self._emit(piece, None, relation.cue, relation.source, relation.kind, relation.rule, group, relation.outer)

    def _unlike(self, tokens: set[int], relation: Relation) -> list[tuple[set[int], int]]:
        """Part joined clauses that differ in how firmly they are put, or of which one is denied."""
        root = self.doc[relation.root]
        found: list[tuple[set[int], int]] = []
        for clause in contrasts(root):
            part = {token.i for token in clause.subtree} & tokens
            if part and self._reading(part, relation) != self._reading(tokens - part, relation):
                found.append((part, clause.i))
        for part, _ in found:
            tokens = tokens - part
        return [(tokens, relation.root), *found]

    def _reading(self, tokens: set[int], relation: Relation) -> tuple[str, str]:
        return firmness(pieces_of(self.doc, tokens), relation.cue, self.lexicon.firmness)

    # --- quotations without a relation ----------------------------------------------------

    def add_quotations(self) -> None:
        """Attribute the quotations that no relation reached, by what stands beside them."""
        for quote in self.quotes:
            if quote.taken:
                continue
            if not (self._beside(quote) or self._colon(quote) or self._dash(quote)):
                self._continue(quote)

    def _beside(self, quote: Quote) -> bool:
        """A reporting verb next to the marks: *“…,” said Holt*; *Holt said: “…”*."""
        verb = self._verb_after(quote) or self._verb_before(quote)
        if verb is None:
            return False
        word = self.lexicon.verb(verb)
        cue, kind = verb_span(verb, word), word.kind if word else "say"
        source = holder(verb) or self._neighbour(verb)
        if source is not None and source.i in self.at:
            source = self._neighbour(verb)
        lead = [i for i in range(cue.end, quote.start) if is_word(self.doc[i])] if verb.i < quote.start else []
        if lead and self.doc[quote.start - 2].text not in {",", ":"} and not set(lead) & set(self.at):
            quote.taken = True  # *called it “a wonder”*
            tokens = set(range(cue.end, quote.end))
            self._emit(tokens, None, cue, source, kind, "quote_within", quote.group, None)
        else:
            self._emit_quotes([quote], cue, source, kind, "quote_adjacent", None)
        return True

    def _verb_after(self, quote: Quote) -> Token | None:
        line_end = self._line(quote.end - 1)[1]
        last = self.doc[quote.end - 1].text[-1:]
        if last not in ",!?—-…" and not (quote.end + 1 < line_end and self.doc[quote.end + 1].text == ","):
            return None
        for i in range(quote.end, min(quote.end + _LONGEST_CUE, line_end)):
            token = self.doc[i]
            if i in self.at or (token.text in {".", ";", ":"} and i > quote.end + 1):
                return None
            if token.pos_ in VERBAL and self._speaks(token):
                return token
        return None

    def _verb_before(self, quote: Quote) -> Token | None:
        line_start = self._line(quote.start)[0]
        first = quote.start - 2  # before the opening mark
        if first < line_start:
            return None
        sentence = self.doc[first].sent
        lead = self.doc[first].text
        if lead[-1:] in ENDS:
            return None
        best = None
        for i in range(first, max(line_start, sentence.start, first - _LONGEST_CUE) - 1, -1):
            token = self.doc[i]
            if i in self.at:
                break
            if token.pos_ in VERBAL and self._speaks(token):
                best = token
                break
            if lead not in {",", ":"} and first - i > 3:
                break
        return best

    def _speaks(self, token: Token) -> bool:
        word = self.lexicon.verb(token)
        return word is not None and word.kind in _SPEAKING and token.dep_ not in {"amod", "aux"}

    def _neighbour(self, verb: Token) -> Token | None:
        """Return the head of the name or pronoun right beside a verb whose subject the parse misses."""
        for i in (verb.i + 1, verb.i - 1):
            if 0 <= i < len(self.doc) and i not in self.at:
                token = self.doc[i]
                while (
                    token.dep_ in {"compound", "det", "amod", "nmod", "poss"}
                    and token.head.i not in self.at
                    and token.head.i != token.i
                ):
                    token = token.head
                if token.pos_ in {"PROPN", "PRON", "NOUN"} and token.ent_type_ not in {"DATE", "TIME"}:
                    return token
        return None

    def _colon(self, quote: Quote) -> bool:
        """*Ada Holt, mayor of Norland: “…”*: a line that opens with its speaker."""
        line_start = self._line(quote.start)[0]
        source = before_colon(self.doc[line_start : max(line_start, quote.start - 1)])
        if source is not None:
            self._emit_quotes([quote], None, source, "say", "quote_colon", None)
        return source is not None

    def _dash(self, quote: Quote) -> bool:
        """*“…” – Ada Holt, mayor*: the speaker follows a dash at the end of the line, or on the next."""
        line_end = self._line(quote.end - 1)[1]
        rest = self.doc[quote.end : line_end]
        if not any(is_word(token) for token in rest):
            following = self._next_line(line_end)
            rest = self.doc[following[0] : following[1]] if following is not None else rest
        name = after_dash(rest)
        if name is not None:
            self._emit_quotes([quote], None, name, "say", "quote_dash", None)
        return name is not None

    def _next_line(self, start: int) -> tuple[int, int] | None:
        """Return the next paragraph from ``start`` on that holds a word."""
        while start < len(self.doc):
            line = self._line(start)
            if any(is_word(token) for token in self.doc[line[0] : line[1]]):
                return line
            start = line[1]
        return None

    def _continue(self, quote: Quote) -> None:
        """A quotation without a cue goes on with what its speaker just said."""
        line = self._line(quote.start)
        last = self._last(line, quote.start)
        if last is not None and self._goes_on(last, quote):
            return
        whole = not any(is_word(self.doc[i]) for i in range(*line) if i not in self.at)
        earlier = self._last(self._line(line[0] - 1), quote.start) if line[0] and last is None else None
        verb = introducing(self.doc, self._line(line[0] - 1), self._speaks) if whole and line[0] else None
        if verb is not None and verb.i not in self.at:
            self._emit_quotes([quote], verb_span(verb, self.lexicon.verb(verb)), holder(verb), "say", "quote_led", None)
        elif whole and earlier is not None:
            self._emit_quotes([quote], earlier.cue, earlier.source, earlier.kind, "quote_carried", earlier.outer)
        elif whole:
            self._emit_quotes([quote], None, None, "say", "quote_alone", None)

    def _last(self, line: tuple[int, int], before: int) -> Attribution | None:
        """Return the attribution of a paragraph that ends last before a token."""
        ended = [a for a in self.by_line.get(line[0], []) if self._reach(a) <= before and a.kind in _SPEAKING]
        return max(ended, key=self._reach, default=None)

    def _goes_on(self, last: Attribution, quote: Quote) -> bool:
        """Add a quotation to what was said right before it, where nothing else stands between them."""
        between = self.doc[self._reach(last) : quote.start]
        words = sum(is_word(token) for token in between)
        if words and last.pieces[-1].sent.start == self.doc[quote.start].sent.start:
            if words > _JOINING_WORDS or last.pieces[-1].end < self._reach(last):
                return False
            # *called it “odd” and a “wonder”*: one content
            last.pieces[-1] = self.doc[last.pieces[-1].start : quote.end]
            quote.taken = True
            return True
        if words > 2 and not self._same_sentence(last, between):
            return False
        group = last.quotation if last.quotation is not None else quote.group
        self._emit_quotes([quote], last.cue, last.source, last.kind, "quote_continued", last.outer, group)
        return True

    def _same_sentence(self, attribution: Attribution, between: Span) -> bool:
        """Tell whether only the rest of the cue's own sentence stands between it and the next quotation."""
        return (
            attribution.cue is not None
            and len(between) > 0
            and all(not token.is_sent_start or token.i == between.start or not is_word(token) for token in between)
            and attribution.cue.sent.end >= between.end - 2
        )

    @staticmethod
    def _reach(attribution: Attribution) -> int:
        """Return the token after the last of content and cue."""
        return max(attribution.pieces[-1].end, attribution.cue.end if attribution.cue is not None else 0)

    def add_lines(self) -> None:
        """Attribute lines that open with their speaker: *Holt: The dam will hold*, and the turns of a transcript."""
        for start, end in dict.fromkeys(self.lines):
            colon = next((i for i in range(start, min(end, start + _LONGEST_NAME)) if self.doc[i].text == ":"), None)
            if colon is None or self.by_line.get(start):
                continue
            source = names_speaker(self.doc[start:colon])
            rest = self.doc[colon + 1 : end]
            if source is None or sum(is_word(token) for token in rest) < _LEAST_SAID or self._holds_told_quote(rest):
                continue
            if not any(token.pos_ in VERBAL for token in rest):
                continue
            for piece in sentences_of(self.doc, [(rest.start, rest.end)], self.cut):
                self._emit(piece, None, None, source, "say", "line_colon", rest[0].idx, None)

    def _holds_told_quote(self, rest: Span) -> bool:
        return any(self.at[token.i].taken for token in rest if token.i in self.at)

    # --- emitting -------------------------------------------------------------------------

    def _emit_quotes(
        self,
        quotes: list[Quote],
        cue: Span | None,
        source: Token | None,
        kind: str,
        rule: str,
        outer: Relation | None,
        group: int | None = None,
    ) -> None:
        parts = [part for quote in quotes for part in quote.parts]
        for quote in quotes:
            quote.taken = True
        group = quotes[0].group if group is None else group
        for piece in sentences_of(self.doc, parts, self.cut):
            self._emit(piece, None, cue, source, kind, rule, group, outer)

    def _emit(
        self,
        tokens: set[int],
        root: int | None,
        cue: Span | None,
        source: Token | None,
        kind: str,
        rule: str,
        group: int | None,
        outer: Relation | None,
        after: Span | None = None,
    ) -> None:
        pieces = pieces_of(self.doc, tokens)
        if not pieces:
            return
        sentence = self.doc[pieces[0].start].sent
        first = [self.doc[root]] if root is not None and root in tokens else []
        found = Attribution(pieces, sentence, cue, source, kind, rule, group, outer, first, after=after)
        self.attributions.append(found)
        self.by_line.setdefault(self.lines[self._reach(found) - 1][0], []).append(found)

    # --- lines ----------------------------------------------------------------------------

    def _line(self, i: int) -> tuple[int, int]:
        """Return the token bounds of the paragraph that holds token ``i``."""
        return self.lines[i]

    @staticmethod
    def _unique(quotes: Iterable[Quote]) -> list[Quote]:
        return list({quote.group: quote for quote in quotes if not quote.taken}.values())


def _close(quote: Quote, relations: Iterable[Relation]) -> None:
    """End a quotation whose closing mark is missing before the cue that reports it: *“We will, said Holt.*"""
    start, end = quote.parts[-1]
    for relation in relations:
        opens = relation.content[:1] and relation.content[0] in {start - 1, start}
        if relation.rule == "clause_before" and opens and start < relation.cue.start < end:
            quote.parts[-1] = (start, min(relation.content[-1] + 1, relation.cue.start))
            return


def _more_than_edge(free: list[int], words: list[int]) -> bool:
    """Tell whether unquoted words are part of the content, not slips of the parse at its edge."""
    return len(free) > max(0, 0.05 * len(words))


def attribute(doc: Doc, quotations: Iterable[Quotation], lexicon: Lexicon) -> list[Attribution]:
    """Return every attributed proposition of a parsed document, in order of their contents."""
    found = [nested(find_relations(sent, lexicon)) for sent in doc.sents if any(is_word(token) for token in sent)]
    quotes = quotes_of(doc, quotations)
    for quote in quotes:
        if quote.unclosed:
            _close(quote, [relation for relations in found for relation in relations])
    layers = Layers(doc, quotes, lexicon)
    for relations in found:
        layers.add_relations(r for r in relations if r.apart or not layers.in_quote(r.cue_head))
    layers.add_quotations()
    layers.add_lines()
    ordered = sorted(layers.attributions, key=lambda attribution: (attribution.start, attribution.pieces[-1].end))
    return list(joined(ordered))
