"""An inbox: a folder that others copy files into, and what of it is to be read next.

Belongs here: which files have come to rest, which of them are new, and what is done when a run
that was to read them ends. Does not belong here: who starts the run (the sensor in `assets`).

A file is known by path, size, time of modification and a hash of its bytes. It is handed over
once it had the same size and time at two looks in a row; a name that says that the file is still
being written (hidden, or ending as in :data:`UNFINISHED`) is passed over until it is renamed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.files import write_whole
from pipelines.ids import digest, sha256_file
from pipelines.ingest.walk import Found, find_files

UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload", ".download", "~")
"""How names end that copying programs give a file until it is whole."""
_HASHED_BYTES = 64_000_000
"""A larger file is not hashed: it is read again when its time changes, and what it holds is known then."""
_LOOK_BYTES = 1_000_000_000
"""So much is hashed in one look; the rest waits for the next."""
_FIRST_WAIT, _LONGEST_WAIT = 60.0, 3600.0
"""Seconds until files of a run that failed are handed over again, doubled each time, and their bound."""

_FROZEN = ConfigDict(frozen=True)


class Mark(BaseModel):
    """What tells a file from another under the same name."""

    model_config = _FROZEN

    size: int
    modified: int
    """Nanoseconds since 1970."""
    sha256: str | None = None
    """None where it was not hashed."""

    def looks_like(self, other: "Mark | None") -> bool:
        """Whether size and time are the same."""
        return other is not None and (self.size, self.modified) == (other.size, other.modified)


class Handed(BaseModel):
    """The files that a run was asked to read, and whose end has not been seen yet."""

    model_config = _FROZEN

    key: str
    """The same for the same files: a look that is repeated asks for no second run."""
    files: Mapping[str, Mark]
    attempt: int = 0


class Inbox(BaseModel):
    """What is known of an inbox from one look to the next."""

    model_config = _FROZEN

    known: Mapping[str, Mark] = {}
    """Files that were read."""
    resting: Mapping[str, Mark] = {}
    """Files as the last look found them, that have not been handed over."""
    handed: Handed | None = None
    attempt: int = 0
    """How often in a row a run over files of this inbox has failed."""
    not_before: float = 0.0
    """The moment (seconds since 1970) until which nothing is handed over, after a failure."""


def look(inbox: Inbox, folder: Path, *, limit: int, now: float) -> Inbox:
    """Look at the folder and return what is known then; ``handed`` is set where a run is to read files.

    While files are handed over, nothing else is: :func:`settle` says what became of them.

    Args:
        inbox: What the last look left.
        folder: The folder; it and what is below it are walked as any input is.
        limit: So many files are handed over at once at most.
        now: Seconds since 1970.

    Raises:
        OSError: the folder is not there or cannot be read.
    """
    found = {each.path: each for each in find_files([folder]) if not _is_unfinished(each)}
    marks = {path: mark for path, each in found.items() if (mark := _mark(each.file)) is not None}
    known = {path: mark for path, mark in inbox.known.items() if path in marks}
    pending = {path: mark for path, mark in marks.items() if not mark.looks_like(known.get(path))}
    ready = [path for path, mark in sorted(pending.items()) if mark.looks_like(inbox.resting.get(path))]
    after = inbox.model_copy(update={"known": known, "resting": pending})
    if inbox.handed is not None or now < inbox.not_before or not ready:
        return after
    taken: dict[str, Mark] = {}
    hashed = 0
    for path in ready:
        if len(taken) == limit or hashed > _LOOK_BYTES:
            break
        mark = _hashed(found[path], pending[path])
        hashed += mark.size if mark.sha256 else 0
        earlier = known.get(path)
        if mark.sha256 is not None and earlier is not None and earlier.sha256 == mark.sha256:
            known[path] = mark  # touched, or copied again as it was
        else:
            taken[path] = mark
        del pending[path]
    after = inbox.model_copy(update={"known": known, "resting": pending})
    if not taken:
        return after
    handed = Handed(key=_key(taken, inbox.attempt), files=taken, attempt=inbox.attempt)
    return after.model_copy(update={"handed": handed})


def settle(inbox: Inbox, *, read: bool, now: float) -> Inbox:
    """Return the inbox after the run over the files that were handed over has ended.

    Args:
        inbox: With files handed over.
        read: Whether the run read them; where it failed they are handed over again, later.
        now: Seconds since 1970.
    """
    if inbox.handed is None:
        return inbox
    if read:
        known = {**inbox.known, **inbox.handed.files}
        return inbox.model_copy(update={"known": known, "handed": None, "attempt": 0, "not_before": 0.0})
    resting = {**inbox.handed.files, **inbox.resting}
    wait = min(_FIRST_WAIT * 2.0**inbox.attempt, _LONGEST_WAIT)
    update = {"resting": resting, "handed": None, "attempt": inbox.attempt + 1, "not_before": now + wait}
    return inbox.model_copy(update=update)


def load(path: Path) -> Inbox:
    """Read what is known of an inbox; nothing where there is no such file, or where it is damaged.

    Nothing is lost with it: every file is handed over again, and what the home has is not read twice.
    """
    try:
        return Inbox.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return Inbox()


def save(inbox: Inbox, path: Path) -> None:
    """Keep what is known of an inbox, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, inbox.model_dump_json(exclude_none=True).encode())


def _is_unfinished(found: Found) -> bool:
    return any(part.startswith(".") for part in found.path.split("/")) or found.path.lower().endswith(UNFINISHED)


def _mark(file: Path) -> Mark | None:
    """Size and time of a file, or of the link that it is; None where it went away meanwhile."""
    try:
        state = file.lstat()
    except OSError:
        return None
    return Mark(size=state.st_size, modified=state.st_mtime_ns)


def _hashed(found: Found, mark: Mark) -> Mark:
    if found.skip_reason is not None or mark.size > _HASHED_BYTES:
        return mark
    try:
        return mark.model_copy(update={"sha256": sha256_file(found.file)})
    except OSError:
        return mark  # ingest says why


def _key(files: Mapping[str, Mark], attempt: int) -> str:
    parts: Sequence[str] = [f"{path}\0{mark.model_dump_json()}" for path, mark in sorted(files.items())]
    return digest("inbox", str(attempt), *parts)
