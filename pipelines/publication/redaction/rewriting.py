"""Every published version made again without the articles that a redaction takes out.

Versions are walked from the oldest on, since each says what it changed in the one before. From
the first that holds anything of the articles every version gets a new revision under its name,
by one exchange of folders a version. A version whose manifest names the redaction is done:
walking again after a kill goes on where it stopped.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipelines.publication.changelog import changelog
from pipelines.publication.changes import aligned
from pipelines.publication.hashing import content_hash, logical_hash
from pipelines.publication.integrity import damaged_files
from pipelines.publication.manifest import Release, declared, read_manifest, rights_in
from pipelines.publication.markdown import escape
from pipelines.publication.record import changes_of, compare_versions
from pipelines.publication.recovery import entry_of, remove_unfinished
from pipelines.publication.redaction.history import history_without
from pipelines.publication.redaction.journal import Redaction, tombstone_rows
from pipelines.publication.redaction.without import Gone, Recount, aside, gone, tombstoned, without
from pipelines.publication.replacing import replace_snapshot, settle_replacements, waiting
from pipelines.publication.snapshot import read_tables, write_snapshot
from pipelines.publication.states import carry_on
from pipelines.publication.versions import clock, read_versions, utc, write_versions
from pipelines.publication.withholding import declarations, withheld
from pipelines.schema import PUBLISHED, TABLES, Table
from pipelines.settings import Home, Rights

Frames = dict[str, pl.DataFrame]


class RedactionError(RuntimeError):
    """A version cannot be made again; the message names it and says what to do."""


class _Version(NamedTuple):
    """A version as it stands in its folder."""

    name: str
    manifest: dict[str, Any]
    tables: dict[str, Table]
    """As it declares them itself."""
    frames: Frames
    """With the tables and columns of today; what it lacks is null or without rows."""

    @property
    def rights(self) -> Rights:
        """How much of the articles' words it passes on."""
        return rights_in(self.manifest)


def rewrite_versions(home: Home, redaction: Redaction, recount: Recount) -> dict[str, int]:
    """Take the articles of ``redaction`` out of every published version; the caller holds the home's lock.

    Returns:
        The revision that each version which was changed has now.

    Raises:
        RedactionError: a version is damaged, or was written with columns that are unknown today.
    """
    settle_replacements(home.snapshots)
    remove_unfinished(home.snapshots)
    revisions: dict[str, int] = {}
    before: Frames = {}
    states = TABLES["claim_states"].empty()
    rows: dict[str, dict[str, Any]] = {}
    known = Rights.FULL
    for version in _versions(home):
        # as in publication: what a stricter version withholds, its changes and states do not repeat from before
        before, states = _lowered(before, states, version.rights, known)
        known = version.rights
        if _is_done(version.manifest, redaction):
            after = version.frames
            revisions[version.name] = int(version.manifest["revision"])
        elif revisions or _holds(version.frames, redaction):
            after = _without(version, before, states, rows, redaction, recount)
            revisions[version.name] = _replace(home, version, before, after, redaction)
        else:
            after = version.frames
        if version.name in revisions:
            entry = entry_of(home.snapshots / version.name)
            write_versions(home.snapshots, read_versions(home.snapshots).replace(entry))
        rows |= {row["version"]: row for row in after["versions"].iter_rows(named=True)}
        states = carry_on(states, after["claims"], version.name)
        before = after
    return revisions


def _lowered(before: Frames, states: pl.DataFrame, rights: Rights, known: Rights) -> tuple[Frames, pl.DataFrame]:
    """The frames and states of the version before under the profile of the one that follows it."""
    if not before:
        return before, states
    lowered = withheld({**before, "claim_states": states}, rights, known)
    return {**lowered, "claim_states": before["claim_states"]}, lowered["claim_states"]


def read_version(folder: Path) -> Frames:
    """Return the tables of a snapshot with the columns of today."""
    stored = read_tables(folder)
    return {name: aligned(table, stored.get(name)) for name, table in PUBLISHED.items()}


def _versions(home: Home) -> Iterator[_Version]:
    for name in read_versions(home.snapshots).readable:
        folder = home.snapshots / name
        damaged = damaged_files(folder)
        if damaged:
            file, what = next(iter(damaged.items()))
            raise RedactionError(
                f"{name}/{file} {what}: restore the folder {folder} from a copy and run the same command again; what is"
                " done is kept"
            )
        manifest = read_manifest(folder)
        tables = {each["name"]: declared(each) for each in manifest["resources"]}
        for table in tables.values():
            strange = set(table.names) - set(PUBLISHED[table.name].names if table.name in PUBLISHED else ())
            if strange:
                raise RedactionError(
                    f"{name}: {table.name} has columns that this version of onrecord does not know"
                    f" ({', '.join(sorted(strange))}); use the one that wrote it"
                )
        yield _Version(name, manifest, tables, read_version(folder))


def _is_done(manifest: Mapping[str, Any], redaction: Redaction) -> bool:
    return any(each["redaction_id"] == redaction.redaction_id for each in manifest.get("redactions", ()))


def _holds(frames: Frames, redaction: Redaction) -> bool:
    """Whether a version has an article of ``redaction``, or a row set aside that is about one."""
    lost = _lost(frames, redaction)
    held = frames["articles"].filter(pl.col("article_id").is_in(list(lost.articles)))
    return held.height > 0 or frames["quarantine"].filter(aside(lost)).height > 0


def _lost(frames: Frames, redaction: Redaction) -> Gone:
    return gone(frames, redaction.article_ids, redaction.raw)


def _without(
    version: _Version,
    before: Frames,
    states: pl.DataFrame,
    rows: Mapping[str, Mapping[str, Any]],
    redaction: Redaction,
    recount: Recount,
) -> Frames:
    """The frames of a version without the articles, in the light of those before it.

    Args:
        version: The version as it is.
        before: The frames of the version before, already without them; empty for the first.
        states: Table ``claim_states`` of the version before, likewise.
        rows: The rows of the table ``versions`` for those before, likewise.
        redaction: What is taken out.
        recount: How claims are counted.
    """
    frames = version.frames
    out = without(frames, _lost(frames, redaction), recount)
    old = aligned(TABLES["claims"], before.get("claims"))
    since = dict(old.select("claim_id", "first_version").iter_rows())
    first = [since.get(claim, version.name) for claim in out["claims"]["claim_id"]]
    out["claims"] = out["claims"].with_columns(pl.Series("first_version", first, pl.String))
    earlier = aligned(TABLES["claim_history"], before.get("claim_history"))
    out["claim_history"] = history_without(earlier, frames["claim_history"], old, out["claims"], version.name)
    known = aligned(TABLES["retractions"], before.get("retractions"))
    out["retractions"] = tombstoned(frames["retractions"], tombstone_rows([redaction]), version.name)
    out["retractions"] = _since(out["retractions"], known)
    tables = _tables(version)
    out["changes"] = _changes(version, before, out, tables)
    out["claim_states"] = carry_on(states, out["claims"], version.name)
    hashes = _hashes(tables, out)
    content = content_hash({name: value for name, value in hashes.items() if tables[name].content})
    out["versions"] = _version_rows(version, out, rows, content)
    return {name: table.conform(out[name]) for name, table in declarations(version.rights).items()}


def _tables(version: _Version) -> dict[str, Table]:
    """The tables that the new revision has: those of the old one, and that of the tombstones."""
    wanted = {**version.tables, "retractions": version.tables.get("retractions", TABLES["retractions"])}
    return {name: wanted[name] for name in PUBLISHED if name in wanted}


def _since(tombstones: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The first version without each article, as the version before has it."""
    versions = dict(known.select("article_id", "version").iter_rows())
    first = [versions.get(article, since) for article, since in tombstones.select("article_id", "version").iter_rows()]
    return tombstones.with_columns(pl.Series("version", first, pl.String))


def _changes(version: _Version, before: Frames, out: Frames, tables: Mapping[str, Table]) -> pl.DataFrame:
    """Table ``changes`` made anew; a row that was recorded keeps the cause that it was recorded with."""
    table = TABLES["changes"]
    if not before:
        return table.empty()
    deltas, found = compare_versions(before, out, tables)
    fresh = changes_of(version.name, {name: deltas[name] for name in deltas if name in tables}, found)
    told = version.frames["changes"].select("table_name", "key", told="cause")
    both = fresh.join(told, on=["table_name", "key"], how="left")
    return table.conform(both.with_columns(cause=pl.coalesce("told", "cause")).select(table.names))


def _hashes(tables: Mapping[str, Table], frames: Frames) -> dict[str, str]:
    return {name: logical_hash(table, frames[name]) for name, table in tables.items()}


def _version_rows(version: _Version, out: Frames, rows: Mapping[str, Mapping[str, Any]], content: str) -> pl.DataFrame:
    """Table ``versions``: those before as they are now, and this one with what it holds now."""
    table = TABLES["versions"]
    own = next(row for row in version.frames["versions"].iter_rows(named=True) if row["version"] == version.name)
    now = {
        **own,
        "status": "redacted",
        "revision": int(version.manifest.get("revision", 1)) + 1,
        "content_sha256": content,
        "article_count": out["articles"].height,
        "mention_count": out["mentions"].height,
        "claim_count": out["claims"].height,
    }
    others = [
        {**row, **rows.get(row["version"], {})}
        for row in version.frames["versions"].iter_rows(named=True)
        if row["version"] != version.name
    ]
    made = len(others) + 1
    counted = sum(out[name].height for name in _tables(version) if name != "versions")
    return table.conform(table.frame([*others, {**now, "row_count": counted + made}]))


def _replace(home: Home, version: _Version, before: Frames, after: Frames, redaction: Redaction) -> int:
    """Write the new revision of a version beside it and let it take its place; return its number."""
    manifest, tables = version.manifest, _tables(version)
    hashes = _hashes(tables, after)
    release = Release(
        version.name,
        utc(datetime.fromisoformat(manifest["created"])),
        manifest["follows"],
        content_hash({name: value for name, value in hashes.items() if tables[name].content}),
        manifest["quality"],
        int(manifest.get("revision", 1)) + 1,
        [*manifest.get("redactions", ()), _entry(redaction)],
        version.rights,
    )
    told = changelog(version.name, release.follows, tables, before, after)
    folder = home.snapshots / version.name
    write_snapshot(
        home.snapshots, after, hashes, release, _with_note(told, release), declared=tables, name=waiting(folder).name
    )
    replace_snapshot(folder)
    return release.revision


def _entry(redaction: Redaction) -> dict[str, Any]:
    """What a manifest says of a redaction."""
    return {
        "redaction_id": redaction.redaction_id,
        "made_at": clock(redaction.made_at),
        "author": redaction.author,
        "reason": redaction.reason,
        "articles": [article.model_dump() for article in redaction.articles],
    }


def _with_note(told: str, release: Release) -> str:
    """The changelog with what was redacted since, below its title."""
    title, _, rest = told.partition("\n")
    lines = [
        f"- {each['made_at'][:10]}, {escape(str(each['author']))}: {escape(str(each['reason']))}"
        f" ({', '.join('`' + article['article_id'] + '`' for article in each['articles'])})"
        for each in release.redactions
    ]
    return "\n".join([title, "", f"Revision {release.revision}. Redacted since it was published:", "", *lines, rest])
