"""Who may do what with a snapshot, and how to cite it."""

from datetime import datetime

LICENCES = [
    {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0, for the annotations alone; see LICENSE.md",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    }
]

LICENCE_NOTE = """# Licence

The **annotations** of this dataset are available under [Creative Commons Attribution 4.0](https://creativecommons.org/licenses/by/4.0/)
(CC-BY-4.0): claims, mentions' positions and readings, entities, relations, origins, hashes.

The **words of the articles** are not: `articles.text`, titles, bylines and every column that repeats words of an
article (`content_text`, `claim_text`, `cue_text`, `source_text`, `text` and the like) stay with their publishers and
authors. Whether they may be passed on depends on the articles that were given as input and on the law where you are.
"""


def citation(version: str, created_at: datetime) -> str:
    """Return the snapshot's citation in the Citation File Format 1.2.0."""
    return f"""cff-version: 1.2.0
message: Please cite the dataset with its version.
type: dataset
title: "onrecord: claims in the news"
authors:
  - name: The onrecord authors
version: "{version}"
date-released: "{created_at:%Y-%m-%d}"
license: CC-BY-4.0
"""
