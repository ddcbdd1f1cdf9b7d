"""A small dataset of an invented town, with every position right: input for tests of storage."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl

from pipelines import ids
from pipelines.schema import AT_PUBLICATION, PUBLISHED
from pipelines.settings import Home

SAYINGS = (
    "The harbour of Tessel Bay will close on Friday",
    "“We have 12 boats and no crane — nothing else”, of which the crane 🏗 is the dearest",
    "The ferry line has not paid its dues",
    "Café owners along the quay = angry | <b>loud</b> `people`",
)
DAY = datetime(2031, 5, 6, 7, 8, 9)


def text_of(saying: str) -> str:
    """An article that reports one saying."""
    return f"Tessel Bay, 5 May\r\n\r\n{saying}, mayor Ada Quill said on Monday.\r\nRain is likely.\r\n"


def store_raw(home: Home, sayings: Sequence[str] = SAYINGS) -> None:
    """Keep the raw bytes of the articles as the working store does."""
    for saying in sayings:
        raw = text_of(saying).encode()
        place = home.raw / ids.sha256_bytes(raw)[:2] / ids.sha256_bytes(raw)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)


def small_tables(
    version: str,
    sayings: Sequence[str] = SAYINGS,
    *,
    origins: Mapping[str, int] | None = None,
    disputed: Sequence[str] = (),
    batch: str = "first",
) -> dict[str, pl.DataFrame]:
    """Published tables with one article, mention and claim a saying.

    Args:
        version: The version that the rows carry.
        sayings: One article each.
        origins: Independent origins of the claims of some sayings; 1 without it.
        disputed: Sayings whose claims are disputed.
        batch: The batch that brought the rows in.
    """
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in PUBLISHED}
    rows["batches"].append(
        {
            "batch_id": batch,
            "started_at": DAY,
            "files_seen": len(sayings),
            "articles_new": len(sayings),
            "quarantined": 0,
        }
    )
    rows["entities"].append(
        {"entity_id": "ada-quill", "name": "Ada Quill", "kind": "person", "latitude": -0.25, "longitude": 12.5}
    )
    rows["checks"].append(
        {
            "version": version,
            "suite": "mentions.spans",
            "expectation": "span_is_text",
            "column_name": "content_text",
            "severity": "error",
            "success": True,
        }
    )
    for saying in sayings:
        _article(rows, version, saying, batch, (origins or {}).get(saying, 1), saying in disputed)
    return {name: PUBLISHED[name].frame(found) for name, found in rows.items() if name not in AT_PUBLICATION}


def _article(
    rows: dict[str, list[dict[str, object]]], version: str, saying: str, batch: str, origins: int, disputed: bool
) -> None:
    text = text_of(saying)
    raw = ids.sha256_bytes(text.encode())
    document = ids.document_id(f"{raw[:8]}.txt")
    article = ids.article_id(document, raw)
    key = ids.mention_key(document, saying, "said", "mayor Ada Quill", 0)
    mention, claim = ids.mention_id(article, key), ids.claim_id(key)
    start, said = text.index(saying), text.index("said")
    source, monday = text.index("mayor"), text.index("on Monday")
    rows["articles"].append(
        {
            **{"article_id": article, "document_id": document, "revision": 1, "is_current": True, "batch_id": batch},
            **{"path": f"{raw[:8]}.txt", "published_at": DAY, "published_precision": "day", "language": "en"},
            **{"published_evidence": "in_text", "published_evidence_start": 12, "published_evidence_end": 17},
            **{"media_type": "text/plain", "raw_sha256": raw, "text_sha256": ids.sha256_text(text), "text": text},
            **{"word_count": len(text.split()), "retrieved_at": DAY},
        }
    )
    rows["segments"].append(
        {
            "segment_id": ids.segment_id(article, start, len(text)),
            **{"article_id": article, "start_char": start, "end_char": len(text), "role": "body"},
        }
    )
    rows["mentions"].append(
        {
            **{"mention_id": mention, "mention_key": key, "article_id": article, "claim_id": claim},
            **{"sentence_start": start, "sentence_end": text.index(".\r\n") + 1},
            **{"content_start": start, "content_end": start + len(saying), "content_text": saying},
            **{"claim_text": saying, "claim_type": "indirect", "cue_start": said, "cue_end": said + 4},
            **{"cue_text": "said", "source_start": source, "source_end": source + 15, "source_text": "mayor Ada Quill"},
            **{"source_id": "ada-quill", "source_name": "Ada Quill", "source_kind": "person", "anonymous": False},
            **{"modality": "asserted", "polarity": "positive", "about_start": date(2031, 5, 9), "in_background": False},
            **{"confidence": 0.1 + 0.2, "link_reason": "founding"},
        }
    )
    rows["content_spans"].append(
        {"mention_id": mention, "position": 0, "start_char": start, "end_char": start + len(saying)}
    )
    rows["attributions"].append(
        {
            **{"mention_id": mention, "position": 0, "source_text": "mayor Ada Quill", "source_id": "ada-quill"},
            **{"source_kind": "person", "explicit": True, "evidence_start": source, "evidence_end": said + 4},
        }
    )
    rows["times"].append(
        {
            **{"article_id": article, "start_char": monday, "end_char": monday + 9, "text": "on Monday"},
            **{"from_date": date(2031, 5, 5), "to_date": date(2031, 5, 5), "precision": "day"},
        }
    )
    rows["entity_mentions"].append(
        {
            **{"article_id": article, "start_char": source + 6, "end_char": source + 15, "text": "Ada Quill"},
            **{"entity_id": "ada-quill", "mention_id": mention, "role": "source"},
        }
    )
    rows["claims"].append(
        {
            **{"claim_id": claim, "claim_text": saying, "mention_count": 1, "article_count": 1, "outlet_count": 1},
            **{"independent_origin_count": origins, "status": "single_origin" if origins == 1 else "corroborated"},
            **{"is_disputed": disputed, "first_version": version},
        }
    )
    rows["claim_origins"].extend(
        {
            **{"claim_id": claim, "origin_key": f"outlet:{number}", "origin_kind": "outlet", "mention_id": mention},
            "method": "own_reporting",
        }
        for number in range(origins)
    )


def home_at(folder: Path) -> Home:
    """A home with the raw bytes of the sayings in its working store."""
    home = Home.at(folder)
    store_raw(home)
    return home
