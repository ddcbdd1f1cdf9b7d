"""Frames for linking from annotated articles: with our own mentions, or with those of the annotators.

Belongs here: the run of the pipeline up to linking over a folder, where extraction may be told which
mentions there are. What an annotator gives (content, type, cue, speaker, chain, modality, polarity) is taken
over; lemmas, subjects, names, numbers and times are our own reading, as they are in a run.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from pipelines.extraction import batch, mentions, reading
from pipelines.ingest import RawStore, read_inputs
from pipelines.normalisation import normalise
from pipelines.reference import DEFAULT_FOLDER, load_reference
from pipelines.schema import TABLES
from pipelines.settings import Settings
from pipelines.staging import relate, stage

Row = Mapping[str, Any]


class _Given(mentions._Assembly):
    """The assembly of an article's rows from the annotators' mentions instead of our own."""

    def __init__(self, *parts: Any, gold: Sequence[Row]) -> None:
        super().__init__(*parts)
        self.gold = gold
        self.bounds = [self.places.of(self.doc[i : i + 1]) for i in range(len(self.doc))]

    def run(self) -> mentions.Extracted:
        for row in self.gold:
            self._given(row)
        self._annotations()
        return self.out

    def _given(self, row: Row) -> None:
        inside = [i for i, (a, b) in enumerate(self.bounds) if a < row["end"] and row["start"] < b]
        if not inside:  # the annotator reads what we do not read
            return
        span = self.doc[inside[0] : inside[-1] + 1]
        kind = "anonymous" if row["anonymous"] else "person" if row["speaker"] else "none"
        referent = mentions.Referent(None, row["speaker"], kind, None)
        key = self._mention(
            [(span.start_char, span.end_char)],
            [span],
            claim_type=row["type"],
            cue=None,
            source=None,
            referent=referent,
            unnamed=referent if row["anonymous"] else None,
            rule="narrator",
            quotation=None,
            held=(row["modality"], row["polarity"]),
            root=None,
        )
        place = {"content_start": row["start"], "content_end": row["end"]}
        named = {"cue_text": row.get("cue"), "source_text": row["speaker"]}
        text = self.article.text[row["start"] : row["end"]]
        self.out.mentions[-1] |= {**place, **named, "content_text": text}
        for position, name in enumerate(row["chain"]):
            last = name == row["speaker"]
            self.out.attributions.append(
                {
                    "mention_id": key,
                    "position": position,
                    "source_text": name,
                    "referent_text": None,
                    "source_kind": kind if last else "medium",
                    "cue_text": row.get("cue"),
                    "explicit": True,
                    "evidence_start": row["start"],
                    "evidence_end": row["end"],
                }
            )


def frames(docs: Path, gold: Sequence[Row] | None) -> dict[str, pl.DataFrame]:
    """Run the pipeline up to linking over the articles of ``docs``; return the frames that linking reads.

    Args:
        docs: folder of articles.
        gold: annotators' mentions to use; our own where null.
    """
    settings, reference = Settings(), load_reference()
    with TemporaryDirectory() as folder:
        store = RawStore(Path(folder))
        read = read_inputs([docs], store=store, batch_id="b", now=datetime(2031, 1, 1), settings=settings)
        staged = stage(read.raw_articles, store.get, reference, settings)
    batches = pl.DataFrame({"batch_id": ["b"], "started_at": [datetime(2031, 1, 1)]})
    articles = relate(staged.articles, staged.segments, TABLES["batches"].frame(batches.to_dicts()))
    table = batch.batch_input(articles, staged.segments, settings=settings, reference_folders=[DEFAULT_FOLDER])
    if gold is None:
        found = batch.unpack(batch.extract_batch(table))
    else:
        found = _extract_given(table.to_pylist(), settings, gold)
    done = normalise(
        articles,
        staged.segments,
        found["extracted_mentions"],
        found["extracted_attributions"],
        found["annotations"],
        reference,
    )
    return {
        "articles": articles,
        "segments": staged.segments,
        "mentions": TABLES["screened_mentions"].conform(done.normalised_mentions),
        "attributions": done.attributions,
        "quantities": done.quantities,
        "entity_mentions": done.entity_mentions,
        "entities": done.entities,
    }


def _extract_given(articles: list[dict[str, Any]], settings: Settings, gold: Sequence[Row]) -> dict[str, pl.DataFrame]:
    by_doc: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(gold, key=lambda row: (row["start"], row["end"])):
        by_doc[PurePosixPath(row["doc"]).stem].append(row)
    room = reading.Room(reading.load_model(), load_reference(), None)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for article in articles:
        paragraphs, _ = room._cut(article, settings)
        (docs,) = room._parse([paragraphs], 8)
        if isinstance(docs, Exception):
            raise docs
        published = article["published_at"]
        about = mentions.Article(
            article["article_id"],
            article["document_id"],
            article["text"],
            article["outlet"],
            published.date() if published is not None else None,
        )
        doc, places = reading.join(docs, room.nlp.vocab), reading.Places(paragraphs)
        mine = by_doc[PurePosixPath(article["path"]).stem]
        one = _Given(doc, places, about, room.reference, room.lexicon, "prd-given", None, gold=mine).run()
        rows["extracted_mentions"] += one.mentions
        rows["extracted_attributions"] += one.attributions
        rows["annotations"] += one.annotations
    names = ("extracted_mentions", "extracted_attributions", "annotations")
    return {name: TABLES[name].conform(TABLES[name].frame(rows[name])) for name in names}
