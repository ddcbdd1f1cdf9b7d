"""Who may do what with a snapshot, what of the articles it passes on, and how to cite it."""

from datetime import datetime

from pipelines.settings import Rights

LICENCES = [
    {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0, for the annotations alone; see LICENSE.md",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    }
]

MEANINGS = {
    Rights.FULL: "The words of the articles are in it, whole.",
    Rights.EVIDENCE: "Of the words of the articles it has the sentences in which a claim is attributed to somebody, and"
    " titles; every other character of articles.text is a blank, so that positions hold.",
    Rights.NO_TEXT: "It has no words of the articles. Positions and hashes are there: who has the articles can slice"
    " the words again.",
}
"""What each rights profile passes on."""

_LICENCE = """# Licence

The **annotations** of this dataset are available under [Creative Commons Attribution 4.0](https://creativecommons.org/licenses/by/4.0/)
(CC-BY-4.0): claims, mentions' positions and readings, entities, relations, origins, hashes.

The **words of the articles** are not: `articles.text`, titles, bylines and every column that repeats words of an
article (`content_text`, `claim_text`, `cue_text`, `source_text`, `text` and the like) stay with their publishers and
authors. Whether they may be passed on depends on the articles that were given as input and on the law where you are.

**This version** was published under the profile `{profile}`. {meaning}
"""


def licence_note(rights: Rights) -> str:
    """Return ``LICENSE.md`` of a version."""
    return _LICENCE.format(profile=rights.value, meaning=MEANINGS[rights])


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
