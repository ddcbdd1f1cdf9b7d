"""What extraction says of a corpus, in the layout that attribution scorers read: one prediction a line.

Belongs here: turning the room's tables into predictions. PolNeAR counts a quotation of several
sentences once, where a mention is one sentence: mentions of one quotation are joined.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pipelines.evaluation.corpus import Annotated, staged
from pipelines.extraction import batch_input, extract_batch, unpack
from pipelines.reference import DEFAULT_FOLDER
from pipelines.settings import Settings

_ATTRIBUTED = frozenset({"direct", "mixed", "indirect"})
_BATCH = 64


def predict(articles: Sequence[Annotated], settings: Settings) -> list[dict[str, Any]]:
    """Extract the attributions of a corpus; return predictions by characters, in order.

    Keys: ``doc``, ``start``, ``end``, ``segments``, ``type``, ``confidence``, ``rule`` and, where there is one,
    ``source_start``, ``source_end``, ``cue_start``, ``cue_end``.
    """
    found: list[dict[str, Any]] = []
    for first in range(0, len(articles), _BATCH):
        frame, segments = staged(list(articles[first : first + _BATCH]))
        table = batch_input(frame, segments, settings=settings, reference_folders=[DEFAULT_FOLDER])
        tables = unpack(extract_batch(table))
        names = dict(frame.select("article_id", "path").iter_rows())
        spans: dict[str, list[list[int]]] = defaultdict(list)
        for row in tables["content_spans"].sort("mention_id", "position").iter_rows(named=True):
            spans[row["mention_id"]].append([row["start_char"], row["end_char"]])
        rows = [row for row in tables["extracted_mentions"].to_dicts() if row["claim_type"] in _ATTRIBUTED]
        rows.sort(key=lambda row: (names[row["article_id"]], row["content_start"]))
        found.extend(_joined(rows, names, spans))
    return found


def _joined(
    rows: Sequence[dict[str, Any]], names: dict[str, str], spans: dict[str, list[list[int]]]
) -> list[dict[str, Any]]:
    joined: list[dict[str, Any]] = []
    by_quotation: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = _prediction(row, names[row["article_id"]], spans[row["mention_id"]])
        whole = by_quotation.get(row["quotation_id"]) if row["quotation_id"] else None
        if whole is not None:
            whole["segments"] += one["segments"]
            whole["end"] = max(whole["end"], one["end"])
            continue
        joined.append(one)
        if row["quotation_id"]:
            by_quotation[row["quotation_id"]] = one
    return joined


def _prediction(row: dict[str, Any], name: str, pieces: list[list[int]]) -> dict[str, Any]:
    places = {key: row[key] for key in ("source_start", "source_end", "cue_start", "cue_end") if row[key] is not None}
    return {
        "doc": name,
        "start": row["content_start"],
        "end": row["content_end"],
        "segments": list(pieces),
        "type": row["claim_type"],
        "confidence": row["confidence"],
        "rule": row["rule"],
        **places,
    }
