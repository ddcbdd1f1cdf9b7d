"""A small home with everything that may hold an article's words, and the redaction of one; run, and killed, by tests.

usage: redacting.py HOME [--kill N]

Carries out what the home has written down. --kill N: die by SIGKILL before the N-th step that changes a file's name
or removes one; without it the number of such steps is printed.
"""

import argparse
import itertools
import json
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
from small_home import DAY, SAYINGS, home_at, small_tables, text_of

from assets import redaction as carried_out
from pipelines import ids, warehouse
from pipelines.publication import publish, replacing
from pipelines.publication.redaction import RedactedArticle, Redaction
from pipelines.schema import TABLES
from pipelines.settings import Home

VERSIONS = ("2031.05.06.001", "2031.05.06.002", "2031.05.06.003")
GONE = SAYINGS[2]
"""What the article says that is redacted: it comes with the second version."""
_WORK = ("articles", "segments", "mentions", "content_spans", "attributions", "entities", "entity_mentions", "claims")


def build(folder: Path, sayings: Sequence[Sequence[str]] = (SAYINGS[:2], SAYINGS[:3], SAYINGS)) -> Home:
    """Publish three versions, and put the words of every article into the other places of a home."""
    home = home_at(folder)
    for number, (version, said) in enumerate(zip(VERSIONS, sayings, strict=True)):
        tables = small_tables(version, said, disputed=said[-1:])
        clock = DAY + timedelta(hours=number)
        publish(home, tables, version=version, created_at=clock, database=warehouse)
    _fill_store(home, small_tables(VERSIONS[-1], sayings[-1]))
    words = " ".join(map(text_of, sayings[-1]))
    home.shards.mkdir(parents=True)
    pl.DataFrame({"mentions": [[{"content_text": words}]]}).write_parquet(home.shards / "x.parquet")
    for place in ("data_docs/index.html", "work/search/x/words", "work/.tmp-left"):
        path = home.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    rejected = {"reasons": [f"keys, for example aliases {words}"], "checks": [{"samples": json.dumps([words])}]}
    (home.snapshots / "rejected").mkdir()
    (home.snapshots / "rejected" / "2031.05.06.004.json").write_text(json.dumps(rejected), encoding="utf-8")
    home.dagster.joinpath("history").mkdir(parents=True)
    with closing(sqlite3.connect(home.dagster / "history" / "index.db")) as log, log:
        log.execute("PRAGMA journal_mode = wal")
        log.execute("CREATE TABLE event_logs (id INTEGER PRIMARY KEY, run_id TEXT, event TEXT)")
        log.execute("INSERT INTO event_logs (run_id, event) VALUES ('r', ?)", (json.dumps({"changelog": words}),))
    return home


def _fill_store(home: Home, tables: dict[str, pl.DataFrame]) -> None:
    articles = tables["articles"]
    given = {"batch_id": "first", "encoding": "utf-8", "byte_count": 1, "given": "{}"}
    same = ("article_id", "document_id", "path", "media_type", "raw_sha256")
    raw = [{**row, **given} for row in articles.select(same).iter_rows(named=True)]
    mentions = tables["mentions"].to_dicts()
    names = TABLES["extracted_mentions"].names
    extracted = [{**{k: v for k, v in row.items() if k in names}, "rule": "cue"} for row in mentions]
    with warehouse.Warehouse(home.warehouse) as store:
        store.replace("raw_articles", TABLES["raw_articles"].frame(raw))
        store.replace("extracted_mentions", TABLES["extracted_mentions"].frame(extracted))
        for name in _WORK:
            store.replace(name, tables[name])


def redaction_of(*sayings: str) -> Redaction:
    """The redaction of the articles that report these sayings."""
    articles = []
    for saying in sayings:
        raw = ids.sha256_bytes(text_of(saying).encode())
        document = ids.document_id(f"{raw[:8]}.txt")
        article = ids.article_id(document, raw)
        articles.append(RedactedArticle(article_id=article, document_id=document, raw_sha256=raw))
    return Redaction(
        redaction_id="red-0000000001", made_at=DAY, author="Ann", reason="by a court", articles=tuple(articles)
    )


def _counted(kill: int | None) -> Callable[[], int]:
    """Count, and die at, every change of a file's name; return how to read the count."""
    count = itertools.count(1)
    seen = [0]

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            seen[0] = next(count)
            if seen[0] == kill:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        return step

    for name in ("rename", "replace", "unlink", "rmdir"):
        setattr(os, name, deadly(getattr(os, name)))
    replacing._exchange = deadly(replacing._exchange)
    return lambda: seen[0]


def main() -> None:
    """Finish what is written down."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--kill", type=int)
    options = parser.parse_args()
    home = Home.at(options.home)
    steps = _counted(options.kill)
    with warehouse.writer_lock(home):
        carried_out.finish(home)
    print(steps())


if __name__ == "__main__":
    main()
