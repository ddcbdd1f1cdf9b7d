"""What happens to a version that its checks refuse."""

from collections.abc import Sequence

import dagster as dg
import polars as pl

from assets.resources import HomeResource
from pipelines.publication import rejected


def reject(home: HomeResource, reasons: Sequence[str], checks: pl.DataFrame | None = None) -> dg.Failure:
    """Record the rejection, leave what is published in place, and return the failure that ends the run."""
    record = rejected(
        home.home, version=home.candidate_version, created_at=home.started, reasons=reasons, checks=checks
    )
    return dg.Failure(
        description=f"the checks rejected this version; what was published before stays as it was. Reasons: "
        f"{'; '.join(reasons)}. They are kept in {record}",
        allow_retries=False,
    )
