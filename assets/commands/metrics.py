"""``onrecord metrics``: what is watched of a home, for Prometheus."""

from assets.commands.published import HomeOption
from assets.console import put
from assets.usage import fail
from pipelines.settings import Home


def metrics(home: HomeOption = None) -> None:
    """Print what a home holds and what its runs did, in the text format of Prometheus.

    The same is written to metrics.prom in the home at the end of every run, and to ONRECORD_METRICS_FILE if that
    is set.

    Example:  onrecord metrics --home data/home
    """
    from assets.metrics import load, render
    from pipelines.publication import VersionError

    place = Home.at(home)
    if not place.work.is_dir():
        fail(f"there is no home at {place.root}; `onrecord run --home {place.root}` makes one")
    try:
        put(render(place, load(place)).decode())
    except VersionError as error:
        fail(str(error))
