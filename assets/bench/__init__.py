"""How fast a run is, stage by stage, beside the bare language model on the same text in the same run.

Belongs here: running the command as a user does, watching it from outside, and putting the figures together. Does
not belong here: the command itself (:mod:`assets.commands.bench`) and what a stage does.
"""

from assets.bench.measuring import BenchError, measure
from assets.bench.profile import Profile, Stage
from assets.bench.showing import as_json, tables

__all__ = ["BenchError", "Profile", "Stage", "as_json", "measure", "tables"]
