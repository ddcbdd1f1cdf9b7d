"""Linking: from mentions to claims across articles, their origins, relations and lasting identifiers.

Belongs here: everything that looks at mentions of several articles together. Does not belong
here: anything that can be known from one article alone, or the names of the world.
"""

from pipelines.linking.linker import LinkResult, link
from pipelines.linking.registry import Registry
from pipelines.linking.shelf import laid_aside

__all__ = ["LinkResult", "Registry", "laid_aside", "link"]
