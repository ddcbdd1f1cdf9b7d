"""Curation: the corrections that people make, read from their file and applied to frames.

Belongs here: the format of the curation file, which of its rows hold, and what names, speakers
and mentions become of them. How corrected claims get their identifiers belongs to linking, which
is handed the mentions that each correction names. Nothing here looks at an article's text.
"""

from pipelines.curation.claims import claim_corrections
from pipelines.curation.file import COLUMNS, CurationFile, CurationFileError, Problem, append, read
from pipelines.curation.names import CorrectedNames, correct_names
from pipelines.curation.retractions import retracted, retraction_effects, tombstones
from pipelines.curation.standing import curation_table, quarantine, standing

__all__ = [
    "COLUMNS",
    "CorrectedNames",
    "CurationFile",
    "CurationFileError",
    "Problem",
    "append",
    "claim_corrections",
    "correct_names",
    "curation_table",
    "quarantine",
    "read",
    "retracted",
    "retraction_effects",
    "standing",
    "tombstones",
]
