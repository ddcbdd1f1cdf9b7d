"""The charts of the report as pictures, for places that show pictures alone."""

from pipelines.publication.report.charts import pictured
from pipelines.publication.report.figures import Ranking

_BARS = 12


def picture(ranking: Ranking) -> bytes:
    """Return the longest bars of a ranking as a PNG with a legend, some ten kilobytes."""
    return pictured(ranking.bars[:_BARS], ranking.series)
