"""One parsed article → rows of mentions, chains, content pieces and annotations.

Belongs here: putting the findings of the room's other files together, and turning tokens into
positions of ``articles.text``. Order of precedence: refusals to comment, what is attributed to
others, and what is left as the writer's own.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from spacy.tokens import Doc, Span, Token

from pipelines.extraction import quoted, relations
from pipelines.extraction.annotate import annotations
from pipelines.extraction.anonymity import is_about_anonymity
from pipelines.extraction.attribution import Attribution
from pipelines.extraction.chains import Chained, chain
from pipelines.extraction.clauses import tops
from pipelines.extraction.cues import phrase_of
from pipelines.extraction.documents import Places
from pipelines.extraction.extents import solid, trimmed, without_joiner
from pipelines.extraction.firmness import firmness
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.narrator import narrator_claims
from pipelines.extraction.no_comment import NoComment, no_comments
from pipelines.extraction.plain import plain
from pipelines.extraction.quotations import find_quotations
from pipelines.extraction.ranking import RULE, Ranker, find_attributions
from pipelines.extraction.referents import Referent
from pipelines.extraction.speakers import Speakers
from pipelines.ids import mention_id, mention_key, quotation_id
from pipelines.reference import Reference

PRIORS = {**relations.PRIORS, **quoted.PRIORS, "no_comment": 0.9, "narrator": 0.7}
"""Rule → confidence of its mentions."""

DIRECT_SHARE = 0.95
"""A content with at least this share of its letters and digits inside quotation marks is direct."""

_CONTENT_POS = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN", "NUM"})
_FIRST = frozenset({"i", "we", "me", "us"})


@dataclass(frozen=True)
class Article:
    """What extraction needs to know of an article beside its text."""

    article_id: str
    document_id: str
    text: str
    outlet: str | None
    day: date | None


@dataclass
class Extracted:
    """Rows of the four tables for one article."""

    mentions: list[dict[str, Any]] = field(default_factory=list)
    attributions: list[dict[str, Any]] = field(default_factory=list)
    content_spans: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)


def extract(
    doc: Doc,
    places: Places,
    article: Article,
    reference: Reference,
    lexicon: Lexicon,
    producer: str,
    ranker: Ranker | None = None,
) -> Extracted:
    """Return the rows of one article from its joined parse; without a ranker, by rules alone."""
    return _Assembly(plain(doc), places, article, reference, lexicon, producer, ranker).run()


class _Assembly:
    """The state of turning one document into rows."""

    def __init__(
        self,
        doc: Doc,
        places: Places,
        article: Article,
        reference: Reference,
        lexicon: Lexicon,
        producer: str,
        ranker: Ranker | None,
    ) -> None:
        self.ranker = ranker
        self.doc, self.places, self.article = doc, places, article
        self.reference, self.lexicon, self.producer = reference, lexicon, producer
        self.speakers = Speakers(doc, reference, article.day, article.outlet)
        self.text = doc.text  # spaCy builds it anew at each call
        self.quotations = find_quotations(self.text)
        self.inside = bytearray(len(self.text))
        for quotation in self.quotations:
            self.inside[quotation.start : quotation.end] = b"\1" * (quotation.end - quotation.start)
        self.out = Extracted()
        self.ordinals: Counter[tuple[str, str | None, str | None]] = Counter()

    def run(self) -> Extracted:
        sentences = [sent for sent in self.doc.sents if not sent.text.isspace()]
        refusals = [refusal for sent in sentences for refusal in no_comments(sent)]
        found = find_attributions(self.doc, self.quotations, self.lexicon, self.ranker)
        kept = [
            one
            for one in found
            if not any(_is_part(one, refusal) for refusal in refusals) and not any(map(is_about_anonymity, one.pieces))
        ]
        chained = chain(kept, self.speakers, self.lexicon, self._is_own)
        taken = [
            (part.start_char, part.end_char) for refusal in refusals for part in (refusal.clause, refusal.asked) if part
        ]
        for one in chained:
            taken.extend(_spans_of(one))
        rows: list[tuple[int, Callable[[], None]]] = []
        rows += [(one.attribution.pieces[0].start, lambda one=one: self._attributed(one)) for one in chained]  # type: ignore[misc]
        rows += [(refusal.clause.start, lambda refusal=refusal: self._no_comment(refusal)) for refusal in refusals]  # type: ignore[misc]
        near = _by_sentence(sentences, taken)
        for i, sent in enumerate(sentences):
            headline = self.places.role(sent.start_char) == "headline"
            for claim in narrator_claims(sent, near[i], headline=headline):
                if is_about_anonymity(claim):
                    continue
                rows.append((claim.start, lambda claim=claim: self._narrator(claim)))  # type: ignore[misc]
        for _, emit in sorted(rows, key=lambda row: row[0]):
            emit()
        self._annotations()
        return self.out

    def _is_own(self, name: str) -> bool:
        return self.speakers.media.is_own(name)

    # --- the three sorts of mention -------------------------------------------------------

    def _attributed(self, one: Chained) -> None:
        attribution, referent = one.attribution, one.referent
        pieces = self._pieces(attribution.pieces)
        if not pieces:
            return
        cue = attribution.cue
        source = phrase_of(one.source) if one.source is not None else None
        key = self._mention(
            pieces,
            attribution.pieces,
            claim_type=self._claim_type(pieces),
            cue=cue,
            source=source,
            referent=referent,
            unnamed=next((link.referent for link in one.links if link.referent.kind == "anonymous"), None),
            rule=attribution.rule,
            quotation=attribution.quotation,
            held=firmness(attribution.pieces, cue, self.lexicon.firmness),
            root=attribution.roots[0] if attribution.roots else None,
            confidence=attribution.confidence,
        )
        for position, link in enumerate(one.links):
            start, end = self.places.of(link.evidence)
            self.out.attributions.append(
                {
                    "mention_id": key,
                    "position": position,
                    "source_text": self.article.text[slice(*self.places.of(link.source))],
                    "referent_text": link.referent.text,
                    "source_kind": link.referent.kind,
                    "cue_text": link.cue,
                    "explicit": link.explicit,
                    "evidence_start": start,
                    "evidence_end": end,
                }
            )

    def _no_comment(self, refusal: NoComment) -> None:
        pieces = self._pieces([refusal.clause])
        if not pieces:
            return
        referent = self.speakers.resolve(refusal.source.root if refusal.source is not None else None)
        self._mention(
            pieces,
            [refusal.clause],
            claim_type="no_comment",
            cue=refusal.cue,
            source=refusal.source,
            referent=referent,
            unnamed=referent if referent.kind == "anonymous" else None,
            rule="no_comment",
            quotation=None,
            held=("asserted", "negated"),
            root=None,
            asked=refusal.asked,
        )

    def _narrator(self, claim: Span) -> None:
        pieces = self._pieces([claim])
        if not pieces:
            return
        self._mention(
            pieces,
            [claim],
            claim_type="narrator",
            cue=None,
            source=None,
            referent=Referent(None, None, "none", None),
            unnamed=None,
            rule="narrator",
            quotation=None,
            held=firmness([claim], None, self.lexicon.firmness),
            root=None,
        )

    def _mention(
        self,
        pieces: list[tuple[int, int]],
        spans: Sequence[Span],
        *,
        claim_type: str,
        cue: Span | None,
        source: Span | None,
        referent: Referent,
        unnamed: Referent | None,
        rule: str,
        quotation: int | None,
        held: tuple[str, str],
        root: Token | None,
        confidence: float | None = None,
        asked: Span | None = None,
    ) -> str:
        """Append one row of ``extracted_mentions`` and its pieces; return its identifier.

        ``unnamed`` are the unnamed people in the chain, be they the source or those who tell of its demand;
        ``held`` are modality and polarity.
        """
        text = self.article.text
        places = [self.places.span(*piece) for piece in pieces]
        start, end = places[0][0], max(piece[1] for piece in places)
        given = self._columns("cue", cue) | self._columns("source", source) | self._columns("asked", asked)
        same = (text[start:end], given["cue_text"], given["source_text"])
        key = mention_key(self.article.document_id, *same, self.ordinals[same])
        self.ordinals[same] += 1
        identifier = mention_id(self.article.article_id, key)
        sentence = self.places.of(solid(self.doc[spans[0].start].sent))
        main = root if root is not None else _main(spans)
        self.out.mentions.append(
            {
                "mention_id": identifier,
                "mention_key": key,
                "article_id": self.article.article_id,
                "quotation_id": self._quotation(quotation),
                "sentence_start": min(sentence[0], start),
                "sentence_end": max(sentence[1], end),
                "content_start": start,
                "content_end": end,
                "content_text": same[0],
                "claim_type": claim_type,
                **given,
                **self._holder(referent, unnamed),
                "modality": held[0],
                "polarity": held[1],
                "in_background": self.places.role(spans[0].start_char) == "background",
                "confidence": PRIORS[rule] if confidence is None else confidence,
                "subject_text": self._subject(main, referent),
                "lemmas": " ".join(t.lemma_.lower() for span in spans for t in span if t.pos_ in _CONTENT_POS) or None,
                "main_verb": main.lemma_.lower() if main is not None else None,
                "rule": rule,
                "producer_id": self.producer,
            }
        )
        self.out.content_spans.extend(
            {"mention_id": identifier, "position": position, "start_char": a, "end_char": b}
            for position, (a, b) in enumerate(places)
        )
        return identifier

    def _columns(self, name: str, span: Span | None) -> dict[str, Any]:
        """Return the columns ``<name>_start``, ``_end`` and ``_text`` of a span that may be absent."""
        if span is None:
            return {f"{name}_start": None, f"{name}_end": None, f"{name}_text": None}
        start, end = self.places.of(span)
        return {f"{name}_start": start, f"{name}_end": end, f"{name}_text": self.article.text[start:end]}

    def _holder(self, referent: Referent, unnamed: Referent | None) -> dict[str, Any]:
        """Return the columns that tell who holds a content."""
        hidden = unnamed.unnamed if unnamed is not None else referent.unnamed
        start, end = self.places.of(referent.span) if referent.span is not None else (None, None)
        return {
            "source_kind": referent.kind,
            "source_unresolved_reason": referent.reason,
            "anonymous": unnamed is not None,
            "anonymous_count_text": hidden.count_text if hidden is not None else None,
            "anonymous_side": hidden.side if hidden is not None else None,
            "anonymity_reason": hidden.reason if hidden is not None else None,
            "referent_start": start,
            "referent_end": end,
            "referent_text": referent.text if start is None else self.article.text[start:end],
            "source_title": referent.title,
        }

    # --- details --------------------------------------------------------------------------

    def _quotation(self, group: int | None) -> str | None:
        if group is None:
            return None
        return quotation_id(self.article.article_id, self.places.span(group, group + 1)[0])

    def _pieces(self, spans: Sequence[Span]) -> list[tuple[int, int]]:
        """Return the pieces' characters without joiners, marks and punctuation at their ends."""
        found = []
        for position, span in enumerate(spans):
            start, end = trimmed(self.text, *without_joiner(span, first=position == 0))
            if start < end:
                found.append((start, end))
        return found

    def _claim_type(self, pieces: Sequence[tuple[int, int]]) -> str:
        letters = [i for start, end in pieces for i in range(start, end) if self.text[i].isalnum()]
        quoted_letters = sum(self.inside[i] for i in letters)
        if quoted_letters >= DIRECT_SHARE * len(letters):
            return "direct"
        return "mixed" if quoted_letters else "indirect"

    def _subject(self, main: Token | None, speaker: Referent) -> str | None:
        """Return the subject of the main verb, a pronoun by the name that it stands for."""
        if main is None:
            return None
        subject = next((child for child in main.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
        if subject is None:
            return None
        if subject.lower_ in _FIRST:
            return speaker.text or subject.text
        if subject.pos_ == "PRON" or self.speakers.names.of(subject) is not None:
            return self.speakers.resolve(subject).text or phrase_of(subject).text
        return phrase_of(subject).text

    def _annotations(self) -> None:
        seen = set()
        for one in annotations(self.doc, self.speakers.names):
            start, end = self.places.of(one.span)
            if (start, one.label) in seen:
                continue
            seen.add((start, one.label))
            self.out.annotations.append(
                {
                    "article_id": self.article.article_id,
                    "start_char": start,
                    "end_char": end,
                    "text": self.article.text[start:end],
                    "label": one.label,
                    "title": one.title,
                    "counted": one.counted,
                    "governor": one.governor,
                    "dependency": one.dependency,
                }
            )


def _is_part(one: Attribution, refusal: NoComment) -> bool:
    """Tell whether an attribution is part of a refusal: its content is, or the cue of one that only weights found."""
    for whole in (refusal.clause, refusal.asked):
        if whole is None:
            continue
        if all(whole.start <= piece.start and piece.end <= whole.end for piece in one.pieces):
            return True
    clause = refusal.clause
    return one.rule == RULE and one.cue is not None and clause.start <= one.cue.start < clause.end


def _spans_of(one: Chained) -> Iterator[tuple[int, int]]:
    """Yield the characters of content, cue and sources of what is attributed."""
    for piece in one.attribution.pieces:
        yield piece.start_char, piece.end_char
    if one.attribution.cue is not None:
        yield one.attribution.cue.start_char, one.attribution.cue.end_char
    for link in one.links:
        if link.explicit:
            yield link.evidence.start_char, link.evidence.end_char


def _by_sentence(sentences: Sequence[Span], taken: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return, for each sentence, the taken characters that reach into it."""
    starts = [sent.start_char for sent in sentences]
    near: list[list[tuple[int, int]]] = [[] for _ in sentences]
    for start, end in taken:
        for i in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
            near[i].append((start, end))
    return near


def _main(spans: Sequence[Span]) -> Token | None:
    """Return the main verb of a content, else None."""
    heads = tops(token for span in spans for token in span)
    return next((head for head in heads if head.pos_ in {"VERB", "AUX"}), None)
