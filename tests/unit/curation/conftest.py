"""Three invented articles as normalisation leaves them, with two people, a union and its short name."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from pipelines import ids
from pipelines.curation import COLUMNS, read, standing
from pipelines.schema import TABLES

TEXTS = {
    "a": "Ada Quill said the ferry stops. The Harbour Union said crews are tired.",
    "b": "A. Quill said the ferry runs. The union said crews are rested.",
    "c": "Ada Quill, the painter, said the quay is hers. The ferry stops.",
}
SAID = {
    "a1": ("a", "the ferry stops", "Ada Quill", "ada", "indirect"),
    "a2": ("a", "crews are tired", "The Harbour Union", "union-long", "indirect"),
    "b1": ("b", "the ferry runs", "A. Quill", "quill-short", "indirect"),
    "b2": ("b", "crews are rested", "The union", "union-short", "indirect"),
    "c1": ("c", "the quay is hers", "Ada Quill", "ada", "indirect"),
    "c2": ("c", "The ferry stops", None, None, "narrator"),
}
ENTITIES = {
    "ada": ("Ada Quill", "person"),
    "quill-short": ("A. Quill", "person"),
    "union-long": ("Harbour Union", "organisation"),
    "union-short": ("union", "organisation"),
}


def document(name: str) -> str:
    return ids.document_id(f"{name}.txt")


def article(name: str) -> str:
    return ids.article_id(document(name), name)


def key(name: str) -> str:
    place, content, source, *_ = SAID[name]
    return ids.mention_key(document(place), content, "said" if source else None, source, 0)


def mention(name: str) -> str:
    return ids.mention_id(article(SAID[name][0]), key(name))


def _mention(name: str) -> dict[str, Any]:
    place, content, source, entity, claim_type = SAID[name]
    start = TEXTS[place].index(content)
    named = ENTITIES.get(entity or "", (None, "none"))
    return {
        **{"mention_id": mention(name), "mention_key": key(name), "article_id": article(place)},
        **{"sentence_start": 0, "sentence_end": len(TEXTS[place]), "content_start": start},
        **{"content_end": start + len(content), "content_text": content, "claim_text": content},
        **{"claim_type": claim_type, "source_text": source, "source_id": entity, "source_name": named[0]},
        **{"source_kind": named[1], "anonymous": False, "modality": "asserted", "polarity": "positive"},
        **{"in_background": False, "confidence": 0.9},
    }


def _frames() -> dict[str, pl.DataFrame]:
    links, places, aliases = [], [], []
    for name, (where, _, source, entity, _) in SAID.items():
        if source is None:
            continue
        start = TEXTS[where].index(source)
        links.append(
            {
                **{"mention_id": mention(name), "position": 0, "source_text": source, "source_id": entity},
                **{"source_name": ENTITIES[entity][0], "source_kind": ENTITIES[entity][1], "explicit": True},
                **{"evidence_start": start, "evidence_end": start + len(source)},
            }
        )
        places.append(
            {
                **{"article_id": article(where), "start_char": start, "end_char": start + len(source)},
                **{"text": source, "entity_id": entity, "mention_id": mention(name), "role": "source"},
            }
        )
        aliases.append((entity, source, mention(name)))
    quantity = {"mention_id": mention("a1"), "start_char": 3, "end_char": 4, "text": "1", "bound": "exact"}
    seen = {(entity, alias): place for entity, alias, place in reversed(aliases)}
    rows = {
        "normalised_mentions": [_mention(name) for name in SAID],
        "attributions": links,
        "quantities": [quantity],
        "entities": [{"entity_id": e, "name": name, "kind": kind} for e, (name, kind) in ENTITIES.items()],
        "entity_aliases": [
            {"entity_id": e, "alias": alias, "origin": "observed", "evidence_mention_id": place}
            for (e, alias), place in seen.items()
        ],
        "entity_mentions": places,
    }
    return {name: TABLES[name].conform(TABLES[name].frame(found)) for name, found in rows.items()}


@pytest.fixture
def world() -> SimpleNamespace:
    """The frames, and how their mentions, articles and documents are called."""
    articles = pl.DataFrame({"article_id": [article(n) for n in TEXTS], "document_id": [document(n) for n in TEXTS]})
    return SimpleNamespace(
        frames=_frames(), articles=articles, key=key, mention=mention, document=document, said=tuple(SAID)
    )


@pytest.fixture
def corrections() -> Callable[..., pl.DataFrame]:
    """Table ``corrections`` of lines ``action,target,value``, numbered from c0."""

    def make(*lines: str, previous: pl.DataFrame | None = None) -> pl.DataFrame:
        rows = [f"c{number},2031-05-06,Ann,{line}," for number, line in enumerate(lines)]
        file = read("\n".join([",".join(COLUMNS), *rows]).encode())
        assert file.problems == []
        return standing(file, TABLES["curation"].empty() if previous is None else previous)

    return make


@pytest.fixture
def moment() -> datetime:
    """When the corrections of these tests were made."""
    return datetime(2031, 5, 6)
