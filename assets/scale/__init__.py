"""What a dataset of any size would cost: a model of costs, fitted to measured runs.

Belongs here: the measured series (``measured.json``), the model, forecasts from it and how well it foretells runs that
it was not fitted to. Does not belong here: measuring (:mod:`assets.bench`), and what the command prints when it is used
wrongly (:mod:`assets.commands.predict`).
"""

from assets.scale.checking import Checked, left_out
from assets.scale.cost_model import CostModel, fit
from assets.scale.forecast import Forecast, Means, breaking_points, foretell
from assets.scale.measurement import Measured, MeasurementError, Profiled, packaged, read_profiles

__all__ = [
    "Checked",
    "CostModel",
    "Forecast",
    "Means",
    "Measured",
    "MeasurementError",
    "Profiled",
    "breaking_points",
    "fit",
    "foretell",
    "left_out",
    "packaged",
    "read_profiles",
]
