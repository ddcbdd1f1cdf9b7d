"""Stage 7: checked tables become an immutable version that readers can pin.

Belongs here: version names and their index, logical hashes, the snapshot folder with its
manifest and documents, recovery after a kill, and verification. The DuckDB file is written by
:mod:`pipelines.warehouse`, which is handed in.
"""

from pipelines.publication.changelog import changelog
from pipelines.publication.dictionary import data_dictionary
from pipelines.publication.hashing import content_hash, logical_hash
from pipelines.publication.publish import Published, confirm, publish, refresh_database, rejected
from pipelines.publication.recovery import Recovery, recover
from pipelines.publication.report import REPORT
from pipelines.publication.verify import verify
from pipelines.publication.versions import (
    Version,
    VersionError,
    VersionIndex,
    next_version,
    read_versions,
)

__all__ = [
    "REPORT",
    "Published",
    "Recovery",
    "Version",
    "VersionError",
    "VersionIndex",
    "changelog",
    "confirm",
    "content_hash",
    "data_dictionary",
    "logical_hash",
    "next_version",
    "publish",
    "read_versions",
    "recover",
    "refresh_database",
    "rejected",
    "verify",
]
