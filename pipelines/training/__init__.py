"""Training: an annotated corpus → the weights of the attribution ranker.

Belongs here: labelling candidates, fitting the network, and finding threshold and calibration by
cross-validation. Does not belong here: the network itself (``pipelines.extraction.ranking``), so that
nothing of training is needed to run. Needs numpy and the language model alone.
"""

from pipelines.training.attribution import Report, train_attribution

__all__ = ["Report", "train_attribution"]
