"""Carrying a redaction out: every place of a home that may hold words of the articles, one after the other.

The record of the redaction is written first and says it is finished last. Whatever stands between
can be done again, so that the next run, or the same command, finishes what a kill interrupted.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import polars as pl

from assets.leftovers import remove_leftovers
from assets.shards import remove_outputs
from pipelines import clock
from pipelines import warehouse as database
from pipelines.files import write_whole
from pipelines.linking.claims import claims as recount
from pipelines.publication import read_versions
from pipelines.publication.manifest import rights_of
from pipelines.publication.publish import REJECTED
from pipelines.publication.recovery import ASIDE
from pipelines.publication.redaction import (
    Redaction,
    RedactionError,
    aside,
    gone,
    read_journal,
    read_version,
    rewrite_versions,
    write_journal,
)
from pipelines.publication.redaction.names import names_left, renamed
from pipelines.publication.withholding import declarations
from pipelines.schema import TABLES
from pipelines.settings import Home, Settings
from pipelines.storage import StorageError
from pipelines.warehouse import Warehouse, WarehouseError

Step = Callable[[str], None]

_BY_ARTICLE = ("raw_articles", "articles", "segments", "extracted_mentions", "annotations", "processed")
_BY_MENTION = ("extracted_attributions", "content_spans")
_KEPT = ("batches", "quarantine", "producers", "corrections", "resolved_entities", "resolved_aliases", "retractions")
"""What of the working store is filtered; all other tables are made by every run from these, and emptied."""
_LOGS = ("event_logs", "asset_keys", "asset_event_tags", "asset_check_executions")
"""Tables of Dagster's record that repeat changelogs, samples and messages."""


def begin(home: Home, redaction: Redaction) -> None:
    """Write down what is to be redacted; from now on it is refused, and every run finishes it first."""
    write_journal(home.redactions, [*read_journal(home.redactions), redaction])


def unfinished(home: Home) -> list[Redaction]:
    """Return the redactions of a home that are not finished."""
    return [redaction for redaction in read_journal(home.redactions) if redaction.finished_at is None]


def finish(home: Home, say: Step | None = None, running: str | None = None) -> list[Redaction]:
    """Carry out what is written down and not finished; the caller holds the home's lock.

    Args:
        home: The home.
        say: Told what is being cleaned.
        running: The run of Dagster that asks for it, whose record has only begun and is left alone.

    Returns:
        What was finished, as it is recorded now.

    Raises:
        RedactionError, JournalError, WarehouseError, OSError: what stands in the way; it goes on where it stopped.
    """
    return [_carry_out(home, redaction, say or (lambda _: None), running) for redaction in unfinished(home)]


def _carry_out(home: Home, redaction: Redaction, say: Step, running: str | None) -> Redaction:
    say("Published versions")
    versions = rewrite_versions(home, redaction, recount)
    say("Database")
    latest = read_versions(home.snapshots).latest
    if latest is not None:
        folder = home.snapshots / latest
        database.build_database(home.database, read_version(folder), latest, declarations(rights_of(folder)))
    say("Working store")
    _clean_store(home, redaction)
    _remove_shards(home)
    _remove(home.search, home.data_docs, home.backups, *home.snapshots.glob(f"{ASIDE}*"))
    remove_leftovers(home)
    for sha256 in redaction.raw:
        (home.raw / sha256[:2] / sha256).unlink(missing_ok=True)
    say("Records of runs")
    _clean_rejections(home.snapshots / REJECTED)
    _clean_dagster(home.dagster, running)
    finished = redaction.model_copy(update={"versions": versions, "finished_at": clock.now()})
    known = read_journal(home.redactions)
    write_journal(home.redactions, [finished if each.redaction_id == finished.redaction_id else each for each in known])
    return finished


def _remove_shards(home: Home) -> None:
    try:
        remove_outputs(home, Settings.from_environment())
    except StorageError as error:
        raise RedactionError(
            f"shards outside the home hold words of the article and cannot be removed: {error}. Set"
            " ONRECORD_STORAGE_OPTIONS as it was when they were written, and run the same command again"
        ) from error


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


# --- the working store ----------------------------------------------------------------------


def _clean_store(home: Home, redaction: Redaction) -> None:
    """Remove the articles from the working store, and write its file anew; what a run makes anew is emptied."""
    if not home.warehouse.exists():
        return
    with Warehouse(home.warehouse) as store, store.transaction():
        frames = {name: store.read(name) for name in TABLES}
        known = {**frames, "mentions": frames["extracted_mentions"].with_columns(claim_id=pl.lit(None, pl.String))}
        lost = gone(known, redaction.article_ids, redaction.raw)
        paths = frames["raw_articles"].filter(pl.col("article_id").is_in(list(lost.articles)))["path"]
        lost = lost._replace(paths=lost.paths | frozenset(paths))
        for name in _BY_ARTICLE:
            store.replace(name, frames[name].filter(~pl.col("article_id").is_in(list(lost.articles))))
        for name in _BY_MENTION:
            store.replace(name, frames[name].filter(~pl.col("mention_id").is_in(list(lost.mentions))))
        store.replace("quarantine", frames["quarantine"].filter(~aside(lost)))
        _clean_names(store, frames, redaction)
        for name in set(TABLES) - {*_BY_ARTICLE, *_BY_MENTION, *_KEPT}:
            store.replace(name, TABLES[name].empty())
    database.rewrite(home.warehouse)
    _remove(home.warehouse.with_name(home.warehouse.name + ".tmp"))


def _clean_names(store: Warehouse, frames: dict[str, pl.DataFrame], redaction: Redaction) -> None:
    """Names that only the articles printed, out of what normalisation resolved for earlier versions."""
    left = pl.col("article_id").is_in(list(redaction.article_ids)).not_()
    of_articles = ("articles", "mentions", "entity_mentions")
    for version in frames["resolved_entities"]["version"].unique():
        theirs = {
            "entities": frames["resolved_entities"].filter(version=version).drop("version"),
            "entity_aliases": frames["resolved_aliases"].filter(version=version).drop("version"),
        }
        before = {**frames, **theirs}
        after = {**before, **{name: frames[name].filter(left) for name in of_articles}}
        mentions = after["mentions"].select("mention_id")
        for name in ("attributions", "claim_origins"):
            after[name] = frames[name].join(mentions, on="mention_id", how="semi")
        found = names_left(before, after, redaction.article_ids)
        for name, table in (("entities", "resolved_entities"), ("entity_aliases", "resolved_aliases")):
            cleaned = renamed(name, theirs[name], found).with_columns(version=pl.lit(version))
            store.delete(table, "version = ?", (version,))
            store.upsert(table, cleaned.select(TABLES[table].names))


# --- records of runs ------------------------------------------------------------------------


def _clean_rejections(folder: Path) -> None:
    """Why versions were rejected, without the examples, which may be words of an article."""
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_bytes())
        told["reasons"] = [reason.partition(", for example ")[0] for reason in told["reasons"]]
        told["checks"] = [{**check, "samples": "[]"} for check in told["checks"]]
        write_whole(path, (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode())


def _clean_dagster(folder: Path, running: str | None) -> None:
    """Empty Dagster's logs of earlier runs; that they ran stays known."""
    for path in folder.glob("storage/*"):
        if path.name != running:
            _remove(path)
    for path in sorted(folder.rglob("*.db")):
        if path.stem == running:
            continue
        try:
            _clean_log(path, running)
        except sqlite3.Error as error:
            raise WarehouseError(
                f"{path} cannot be cleaned ({error}); end `onrecord serve` and run the same command again"
            ) from error


def _clean_log(path: Path, running: str | None) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name in tables & set(_LOGS):
            columns = {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')}
            others = " WHERE run_id IS NOT ?" if "run_id" in columns else ""
            connection.execute(f'DELETE FROM "{name}"{others}', (running,) if others else ())
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
