"""Normalisation: names to entities, times to days, numbers to quantities, words that stand alone.

The room's entry is ``normalise``. It looks at all articles at once, because an entity is
shared by them; everything else is read article by article.
"""

from pipelines.normalisation.history import entity_history
from pipelines.normalisation.normalise import NormalisationResult, normalise

__all__ = ["NormalisationResult", "entity_history", "normalise"]
