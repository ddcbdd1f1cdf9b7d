"""What Dagster loads: every asset, check, sensor and resource, put together in one place."""

import dagster as dg

from assets.automation import READ_CORRECTIONS, READ_INBOX, sensors
from assets.curation import curation
from assets.extraction import extraction
from assets.ingest import ingest
from assets.linking import linking
from assets.logs import configure
from assets.normalisation import normalisation
from assets.progress import LogProgress, StageProgress
from assets.publication import publication
from assets.quality import quality, shown_on_assets
from assets.resources import HomeResource
from assets.screening import screening
from assets.staging import staging
from pipelines.settings import Settings


def build_defs(*, root: str = "", progress: StageProgress | None = None) -> dg.Definitions:
    """Assemble the graph over the home at ``root`` (empty: ``ONRECORD_HOME``, else ``data/home``).

    Steps run in one process, since one writer holds a home; the work inside extraction is
    spread over processes by the engine.
    """
    configure(Settings.from_environment())
    return dg.Definitions(
        assets=[curation, ingest, staging, extraction, normalisation, screening, linking, quality, publication],
        asset_checks=[shown_on_assets],
        jobs=[READ_INBOX, READ_CORRECTIONS],
        sensors=list(sensors(root)),
        resources={"home": HomeResource(root=root), "progress": progress or LogProgress()},
        executor=dg.in_process_executor,
    )


defs = build_defs()
