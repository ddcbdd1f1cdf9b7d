"""Stage 7: the suites over everything that is about to be published, and their results on each asset."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.accounting import account, check_row
from assets.keeping import kept
from assets.progress import StageProgress
from assets.quarantine import scan_screened, screened, set_aside
from assets.resources import HomeResource
from assets.tables import Stopwatch, result, spec
from expectations.runner import PLACES, check, withdraw
from pipelines.schema import PUBLISHED, TABLES, Layer

CHECKED = tuple(name for name, table in PUBLISHED.items() if table.layer is not Layer.QUALITY and name != "batches")
"""The published tables that suites look at."""


@dg.multi_asset(name="checks", specs=[spec("checks", group="quality", deps=CHECKED, kinds=("greatexpectations",))])
@kept("checks")
def quality(
    context: dg.AssetExecutionContext, home: HomeResource, progress: dg.ResourceParam[StageProgress]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Run every suite; publication reads the verdict from the table that this writes."""
    watch = Stopwatch()
    warehouse = home.warehouse
    version = home.candidate_version
    tables = {name: scan_screened(warehouse, name) for name in (*CHECKED, "batches", "producers")}
    done = check(
        tables,
        version=version,
        now=home.now,
        failing_row_share=home.settings.failing_row_share,
        failing_row_floor=home.settings.failing_row_floor,
        data_docs=home.home.data_docs,
        progress=progress.stage(context, "Checking"),
    )
    if done.failing and not done.blocked:
        _leave_out(home, done.failing)
    before_linking = warehouse.read("checks").filter(
        (pl.col("version") == version) & pl.col("suite").str.ends_with(".screened")
    )
    accounted = account(
        warehouse.read("raw_articles", ["article_id"]),
        screened(warehouse, "articles", ["article_id"]),
        warehouse.read("quarantine"),
        warehouse.read("retractions"),
    )
    accounts = TABLES["checks"].frame([check_row(accounted, version)])
    checks = TABLES["checks"].conform(pl.concat([before_linking, done.checks, accounts]))
    warehouse.replace("checks", checks)
    extra = {
        "account": accounted.words,
        "failed": checks.filter(~pl.col("success")).height,
        "blocked": done.blocked,
        "reasons": dg.MetadataValue.json(done.reasons),
        "data_docs": dg.MetadataValue.path(str(home.home.data_docs)),
    }
    yield result("checks", checks, watch.seconds, extra)


def _leave_out(home: HomeResource, failing: Mapping[str, pl.DataFrame]) -> None:
    """Set aside rows that nothing rests on and that fail only now."""
    tables = {name: screened(home.warehouse, name) for name in {*failing, *PLACES}}
    left = withdraw(tables, failing, batch_id=home.batch_id)
    for name in failing:
        home.warehouse.replace(name, left.tables[name].collect())
    set_aside(home.warehouse, left.quarantine)


_CHECK = "expectations"


@dg.multi_asset_check(
    name=_CHECK,
    can_subset=True,
    specs=[
        dg.AssetCheckSpec(
            _CHECK,
            asset=name,
            additional_deps=["checks"],
            description=f"Data-quality suites over {name}: keys, types, references, spans and meaning.",
        )
        for name in CHECKED
    ],
)
def shown_on_assets(context: dg.AssetCheckExecutionContext, home: HomeResource) -> Iterator[dg.AssetCheckResult]:
    """Show the results of each table's suites on its asset, in one step: a step costs more than it does.

    They do not block by themselves: publication reads all results, also those of earlier runs.
    """
    checks = home.warehouse.read("checks").with_columns(pl.col("suite").str.split(".").list.first().alias("table"))
    chosen = {key.asset_key.to_user_string() for key in context.selected_asset_check_keys}
    for name in (name for name in CHECKED if name in chosen):
        rows = checks.filter(pl.col("table") == name)
        failed = rows.filter(~pl.col("success"))
        errors = failed.filter(pl.col("severity") == "error")
        yield dg.AssetCheckResult(
            asset_key=name,
            check_name=_CHECK,
            passed=failed.is_empty(),
            severity=dg.AssetCheckSeverity.ERROR if errors.height else dg.AssetCheckSeverity.WARN,
            metadata={
                "expectations": rows.height,
                "failed": failed.height,
                "which": dg.MetadataValue.json(
                    failed.select("suite", "expectation", "column_name", "unexpected_count", "samples").to_dicts()
                ),
            },
        )
