"""A small clean dataset about an invented town, built with the schema: the ground that poisons are laid on."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from pipelines import ids
from pipelines.schema import PUBLISHED, TABLES, Layer

Tables = dict[str, pl.DataFrame]
NOW = datetime(2031, 5, 20, 12, tzinfo=UTC)

TEXT_A = (
    "Menu | Weather | Sport\n\n"
    "Harbour bridge of Oldmere to stay shut\n\n"
    "“The bridge stays shut until Friday,” said Mayor Ilse Varn on Monday. "
    "She added that 40 workers were repairing it.\n\n"
    "Two cracks were found in March."
)
TEXT_B = (
    "Oldmere bridge closed\n\n"
    "The harbour bridge will stay closed until Friday, the Oldmere Courier reported, citing town officials.\n\n"
    "The town hall declined to comment."
)


def _place(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _span(prefix: str, text: str, words: str | None, *, ends: tuple[str, str] = ("start", "end")) -> dict[str, Any]:
    if words is None:
        return {}
    start, end = _place(text, words)
    return {f"{prefix}{ends[0]}": start, f"{prefix}{ends[1]}": end}


def _article(path: str, text: str, outlet: str, **more: Any) -> dict[str, Any]:
    raw = ids.sha256_bytes(text.encode())
    document = ids.document_id(path)
    return {
        "article_id": ids.article_id(document, raw),
        "document_id": document,
        "revision": 1,
        "is_current": True,
        "batch_id": "batch-1",
        "outlet_id": outlet,
        "outlet": outlet.title(),
        "path": path,
        "language": "en",
        "published_at": datetime(2031, 5, 12),
        "published_precision": "day",
        "published_evidence": "metadata",
        "retrieved_at": datetime(2031, 5, 13),
        "media_type": "text/plain",
        "raw_sha256": raw,
        "text_sha256": ids.sha256_text(text),
        "text": text,
        "word_count": len(text.split()),
        **more,
    }


def _mention(
    article: dict[str, Any],
    content: str,
    claim_type: str,
    *,
    cue: str | None = None,
    source: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    text = article["text"]
    key = ids.mention_key(article["document_id"], content, cue, source, 0)
    attributed = claim_type not in {"narrator", "no_comment"}
    return {
        "mention_id": ids.mention_id(article["article_id"], key),
        "mention_key": key,
        "article_id": article["article_id"],
        **_span("sentence_", text, content),
        **_span("content_", text, content),
        "content_text": content,
        "claim_text": content,
        "claim_type": claim_type,
        **_span("cue_", text, cue),
        "cue_text": cue,
        **_span("source_", text, source),
        "source_text": source,
        "source_name": source,
        "source_kind": "person" if attributed else "none",
        "anonymous": False,
        "modality": "asserted",
        "polarity": "positive",
        "in_background": False,
        "confidence": 0.9,
        "link_score": 1.0,
        "link_reason": "founding",
        "producer_id": "prd-1",
        **more,
    }


def clean_tables() -> Tables:
    """Two articles, five mentions, four claims, and whatever hangs on them."""
    first = _article("a.txt", TEXT_A, "oldmere-courier")
    second = _article("b.txt", TEXT_B, "coast-news")
    bridge = "clm-" + "a" * 24
    quote = _mention(
        first,
        "The bridge stays shut until Friday,",
        "direct",
        cue="said",
        source="Mayor Ilse Varn",
        quotation_id=ids.quotation_id(first["article_id"], 64),
        claim_id=bridge,
        source_id="ilse-varn",
        about_text="until Friday",
        about_start=date(2031, 5, 12),
        about_end=date(2031, 5, 16),
        about_precision="range",
    )
    workers = _mention(
        first, "40 workers were repairing it", "indirect", cue="added", source="She", claim_id="clm-" + "b" * 24
    )
    cracks = _mention(first, "Two cracks were found in March", "narrator", claim_id="clm-" + "c" * 24)
    report = _mention(
        second,
        "The harbour bridge will stay closed until Friday",
        "indirect",
        cue="citing",
        source="town officials",
        source_kind="anonymous",
        anonymous=True,
        claim_id=bridge,
        origin_id="oldmere-courier",
    )
    silent = _mention(
        second,
        "The town hall declined to comment",
        "no_comment",
        claim_id="clm-" + "d" * 24,
        source_kind="organisation",
    )
    mentions = [quote, workers, cracks, report, silent]
    rows: dict[str, list[dict[str, Any]]] = {
        "batches": [
            {
                "batch_id": "batch-1",
                "started_at": datetime(2031, 5, 20),
                "files_seen": 2,
                "articles_new": 2,
                "quarantined": 0,
            }
        ],
        "producers": [{"producer_id": "prd-1", "room": "extraction", "code_fingerprint": "f" * 24}],
        "outlets": [
            {"outlet_id": "oldmere-courier", "name": "Oldmere Courier", "kind": "newspaper"},
            {"outlet_id": "coast-news", "name": "Coast News", "kind": "site"},
        ],
        "articles": [first, second],
        "segments": _segments(first, ("chrome", "headline", "body", "body"))
        + _segments(second, ("headline", "body", "body")),
        "mentions": mentions,
        "content_spans": [
            {
                "mention_id": m["mention_id"],
                "position": 0,
                "start_char": m["content_start"],
                "end_char": m["content_end"],
            }
            for m in mentions
        ],
        "attributions": [
            _link(quote, 0, "Mayor Ilse Varn", TEXT_A, source_id="ilse-varn"),
            _link(workers, 0, "She", TEXT_A),
            _link(report, 0, "Oldmere Courier", TEXT_B, source_kind="medium"),
            _link(report, 1, "town officials", TEXT_B, source_kind="anonymous"),
        ],
        "quantities": [
            {
                "mention_id": workers["mention_id"],
                **_span("", TEXT_A, "40", ends=("start_char", "end_char")),
                "text": "40",
                "value": 40.0,
                "bound": "exact",
                "counted": "worker",
            }
        ],
        "times": [
            {
                "article_id": first["article_id"],
                **_span("", TEXT_A, "Monday", ends=("start_char", "end_char")),
                "text": "Monday",
                "from_date": date(2031, 5, 12),
                "to_date": date(2031, 5, 12),
                "precision": "day",
            }
        ],
        "entities": [{"entity_id": "ilse-varn", "name": "Ilse Varn", "kind": "person", "latitude": 10.0}],
        "entity_aliases": [
            {
                "entity_id": "ilse-varn",
                "alias": "Mayor Ilse Varn",
                "origin": "observed",
                "evidence_mention_id": quote["mention_id"],
            }
        ],
        "entity_mentions": [
            {
                "article_id": first["article_id"],
                **_span("", TEXT_A, "Ilse Varn", ends=("start_char", "end_char")),
                "text": "Ilse Varn",
                "entity_id": "ilse-varn",
                "mention_id": quote["mention_id"],
                "role": "source",
            }
        ],
        **_claims(quote, workers, cracks, report, silent),
    }
    names = [name for name, table in PUBLISHED.items() if table.layer is not Layer.QUALITY] + ["producers"]
    return {name: TABLES[name].conform(TABLES[name].frame(rows.get(name, []))) for name in names}


def _segments(article: dict[str, Any], roles: tuple[str, ...]) -> list[dict[str, Any]]:
    found, at = [], 0
    for role, part in zip(roles, article["text"].split("\n\n"), strict=True):
        found.append(
            {
                "segment_id": ids.segment_id(article["article_id"], at, at + len(part)),
                "article_id": article["article_id"],
                "start_char": at,
                "end_char": at + len(part),
                "role": role,
            }
        )
        at += len(part) + 2
    return found


def _link(mention: dict[str, Any], position: int, words: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "mention_id": mention["mention_id"],
        "position": position,
        "source_text": words,
        "source_name": words,
        "source_kind": "person",
        "explicit": True,
        **_span("evidence_", text, words),
        **more,
    }


def _claims(
    quote: dict[str, Any],
    workers: dict[str, Any],
    cracks: dict[str, Any],
    report: dict[str, Any],
    silent: dict[str, Any],
) -> dict[str, list[dict[str, Any]]]:
    when = datetime(2031, 5, 12)
    mentions = (quote, workers, cracks, report, silent)
    claims = [
        {
            "claim_id": mention["claim_id"],
            "claim_text": mention["claim_text"],
            "first_published_at": when,
            "last_published_at": when,
            "mention_count": 2 if mention is quote else 1,
            "article_count": 2 if mention is quote else 1,
            "outlet_count": 2 if mention is quote else 1,
            "independent_origin_count": 1,
            "status": "single_origin",
            "is_disputed": False,
        }
        for mention in mentions
        if mention is not report
    ]
    origins = [
        {
            "claim_id": mention["claim_id"],
            "origin_key": "medium:oldmere-courier" if mention is not silent else "outlet:coast-news",
            "origin_kind": "medium",
            "mention_id": mention["mention_id"],
            "method": "cited",
        }
        for mention in mentions
    ]
    relations = [
        {
            "claim_id": workers["claim_id"],
            "other_claim_id": cracks["claim_id"],
            "relation": "differs",
            "reason": "number",
            "detail": "40 against two.",
            "score": 0.5,
        }
    ]
    variants = [
        {
            "mention_id": quote["mention_id"],
            "other_mention_id": report["mention_id"],
            "similarity": 0.7,
            "kind": "reworded",
            "detail": "stays shut, will stay closed",
        }
    ]
    credits = [
        {
            "article_id": report["article_id"],
            "origin_id": "oldmere-courier",
            "origin_name": "Oldmere Courier",
            **_span("evidence_", TEXT_B, "Oldmere Courier"),
            "method": "cited",
        }
    ]
    history = [
        {
            "version": "2031.05.20.001",
            "claim_id": c["claim_id"],
            "event": "new",
            "other_claim_id": "",
            "cause": "source",
        }
        for c in claims
    ]
    return {
        "claims": claims,
        "claim_origins": origins,
        "claim_relations": relations,
        "quote_variants": variants,
        "article_origins": credits,
        "claim_history": history,
        "entity_history": [],
    }


def stage_tables(tables: Tables) -> Tables:
    """The tables as they stand before linking: mentions are normalised ones."""
    normalised = TABLES["normalised_mentions"]
    mentions = tables["mentions"]
    missing = [name for name in normalised.names if name not in mentions.columns]
    mentions = mentions.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)
    names = ("articles", "segments", "content_spans", "attributions", "quantities", "times", "entity_mentions")
    return {name: tables[name] for name in names} | {"normalised_mentions": normalised.conform(mentions)}


@pytest.fixture(scope="session")
def dataset() -> Tables:
    """The clean dataset; frames never change, but the dictionary is shared: copy it before laying poison."""
    return clean_tables()


@pytest.fixture
def clean(dataset: Tables) -> Tables:
    """The clean dataset, ready to be published, to do with as a test likes."""
    return dict(dataset)


@pytest.fixture
def staged(dataset: Tables) -> Tables:
    """The clean dataset before linking."""
    return stage_tables(dataset)


@pytest.fixture(scope="session")
def now() -> datetime:
    """The moment of the run."""
    return NOW
