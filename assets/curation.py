"""Stage 0: the corrections that people made, read before anything that they apply to."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.quarantine import replace_stage
from assets.resources import HomeResource
from assets.tables import Stopwatch, result, spec
from pipelines.curation import quarantine, standing


@dg.multi_asset(name="corrections", specs=[spec("corrections", group="curation")])
def curation(home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Read the curation file of the home; lines that cannot be used are set aside and stop nothing."""
    watch = Stopwatch()
    file = home.curation
    problems = quarantine(file, home.home.curation.name, home.batch_id)
    replace_stage(home.warehouse, "curation", problems)
    corrections = standing(file, home.previous_table("curation"))
    home.warehouse.replace("corrections", corrections)
    active = corrections.filter("active").height
    yield result("corrections", corrections, watch.seconds, {"active": active, "set_aside": problems.height})
