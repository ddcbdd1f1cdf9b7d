"""Stage 8: what passed its checks becomes a version; what did not is recorded as rejected."""

from functools import partial
from typing import Any

import dagster as dg
import polars as pl

from assets.automation import UP_TO_DATE
from assets.keeping import kept
from assets.measured import quality
from assets.preview import pictured
from assets.progress import StageProgress
from assets.quarantine import screened_slices, settle_batches
from assets.rejection import reject
from assets.resources import HomeResource
from assets.tables import Stopwatch
from pipelines import warehouse as database
from pipelines.publication import REPORT, publish, read_versions
from pipelines.publication.manifest import read_manifest
from pipelines.publication.report.figures import by_origins
from pipelines.schema import AT_PUBLICATION, PUBLISHED
from pipelines.visible import one_line


def _gate(home: HomeResource, checks: pl.DataFrame) -> None:
    """Refuse to publish where a check of this candidate failed with severity error, or none was run."""
    theirs = checks.filter(pl.col("version") == home.candidate_version)
    if theirs.is_empty():
        raise dg.Failure(
            description=f"no checks were run for {home.candidate_version}; materialize `checks` before `snapshot`",
            allow_retries=False,
        )
    failed = theirs.filter(~pl.col("success") & (pl.col("severity") == "error"))
    if failed.height:
        rows = failed.select("suite", "expectation", "column_name", "unexpected_count").iter_rows()
        reasons = [f"{suite}: {rule} {column or ''} ({count} rows)".strip() for suite, rule, column, count in rows]
        raise reject(home, reasons, checks)


def _of_this_version(home: HomeResource, claims: pl.DataFrame) -> None:
    """Refuse claims that were linked for a version of another name, as when midnight passed between two runs."""
    latest = read_versions(home.home.snapshots).latest or ""
    candidate = home.candidate_version
    newer = claims.filter((pl.col("first_version") > latest) & (pl.col("first_version") != candidate))
    if newer.height:
        raise dg.Failure(
            description=f"the claims were linked for {newer['first_version'][0]}, and the next version is {candidate};"
            " materialize `claims` and all that follows it again",
            allow_retries=False,
        )


def _nothing_lost(home: HomeResource) -> None:
    """Refuse to publish fewer articles than the last version holds, or none at all in the first."""
    known = home.warehouse.read("raw_articles", columns=["article_id"])
    lost = home.previous_table("articles").join(known, on="article_id", how="anti")
    if lost.height:
        raise dg.Failure(
            description=f"the working store in {home.home.work} does not know {lost.height} articles of the last"
            f" version, e.g. {one_line(lost['path'][0])}; run again with all inputs, or put the folder back from a"
            " copy. What was published stays as it was",
            allow_retries=False,
        )
    if known.is_empty():
        reasons = home.warehouse.read("quarantine").select("path", "reason_code").head(5).iter_rows()
        told = ", ".join(f"{one_line(path)} ({reason})" for path, reason in reasons) or "the input holds no files"
        raise dg.Failure(
            description=f"there is no article to publish: {told}. Give a file or folder of articles with --input",
            allow_retries=False,
        )


@dg.asset(
    name="snapshot",
    deps=[name for name in PUBLISHED if name not in AT_PUBLICATION],
    group_name="publication",
    automation_condition=UP_TO_DATE,
    kinds={"parquet", "duckdb"},
    owners=["team:onrecord"],
    description="The published version: Parquet files with manifest, data dictionary and changelog, a report for"
    " people, and the DuckDB file that users query.",
)
@kept("snapshot")
def publication(
    context: dg.AssetExecutionContext, home: HomeResource, progress: dg.ResourceParam[StageProgress]
) -> dg.MaterializeResult[Any]:
    """Write the next version in one step, or find that nothing changed."""
    watch = Stopwatch()
    warehouse = home.warehouse
    report = progress.stage(context, "Publishing")
    report(0, 1)
    _nothing_lost(home)
    _of_this_version(home, warehouse.read("claims", ["claim_id", "first_version"]))
    _gate(home, warehouse.read("checks"))
    settle_batches(warehouse)
    tables = {name: partial(screened_slices, warehouse, name) for name in PUBLISHED if name not in AT_PUBLICATION}
    done = publish(
        home.home,
        tables,
        version=home.candidate_version,
        created_at=home.started,
        database=database,
        quality=quality(home.settings.extractor),
        rights=home.settings.rights,
    )
    report(1, 1)
    counts = warehouse.read("claims", ["independent_origin_count", "article_count"])
    rows = {each["name"]: each["rows"] for each in read_manifest(done.path)["resources"]}
    return dg.MaterializeResult(
        metadata={
            "version": done.version,
            "is_new": done.is_new,
            "path": dg.MetadataValue.path(str(done.path)),
            "report": dg.MetadataValue.path(str(done.path / REPORT)),
            "data_docs": dg.MetadataValue.path(str(home.home.data_docs / "index.html")),
            "database": dg.MetadataValue.path(str(home.home.database)),
            **pictured({"claims by origins": by_origins(counts)}),
            "changelog": dg.MetadataValue.md((done.path / "changelog.md").read_text(encoding="utf-8")),
            "scorecard": dg.MetadataValue.json(quality(home.settings.extractor)),
            "rows": dg.MetadataValue.json({name: rows[name] for name in tables if name in rows}),
            "seconds": round(watch.seconds, 3),
        },
        data_version=dg.DataVersion(done.version),
    )
