"""The curation file: a CSV that people may edit by hand, one correction a line.

Belongs here: reading it with its faults named by line, and adding a line to it. Does not belong
here: what a correction does. Rows are never changed by the program: what is wrong is taken back
by a later row, so that the file is its own history.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock

from pipelines.curation.notation import Claim, NotationError, claims, tokens
from pipelines.files import write_whole
from pipelines.schema import CURATION_ACTIONS

COLUMNS = ("id", "made_at", "author", "action", "target", "value", "reason")
"""The columns of the file, in order."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KEY = re.compile(r"key-[0-9a-f]{24}")
_DOCUMENT = re.compile(r"doc-[0-9a-f]{24}")
_ARTICLE = re.compile(r"(?:doc|art)-[0-9a-f]{24}")
_MAY_BE_EMPTY = frozenset({"value", "reason"})
_ADVICE = "correct the line and run again; the other lines are applied"


class CurationFileError(ValueError):
    """The file as a whole cannot be read: to go on would undo every correction in it."""


class Problem(NamedTuple):
    """A line that cannot be used."""

    line: int
    reason_code: str
    message: str
    """Names file and line, says what is wrong and what to do."""
    payload: str
    """The line as it stands."""


@dataclass(frozen=True, slots=True)
class CurationFile:
    """The usable rows, in the order of their lines, and the lines that cannot be used."""

    rows: Sequence[Mapping[str, Any]]
    """Keys: `COLUMNS`; ``made_at`` is a datetime in UTC, an empty ``value`` or ``reason`` is None."""
    problems: Sequence[Problem]


class _Fault(Exception):  # noqa: N818 - it names what happens to a row, not a fault of the program
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read(data: bytes, name: str = "curation.csv") -> CurationFile:
    """Read the file's bytes; ``name`` is what messages call it.

    A row stands on one line, so that a stray quotation mark costs that row and no other.

    Raises:
        CurationFileError: the file is not UTF-8, or its first line does not name the columns.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = data[: error.start].count(b"\n") + 1
        raise CurationFileError(f"{name}:{broken}: is not valid UTF-8; write it anew as UTF-8") from error
    rows: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, line in _lines(text, name):
        try:
            row = _row(line)
            _once(row["id"], number, seen)
            if row["action"] == "undo" and row["target"] not in seen:
                raise _Fault("unknown_correction", f"undo names {row['target']!r}, which is no id of an earlier line")
        except _Fault as fault:
            problems.append(Problem(number, fault.code, f"{name}:{number}: {fault}; {_ADVICE}.", line))
            continue
        rows.append(row)
    return CurationFile(rows, problems)


def append(path: Path, row: Mapping[str, str], *, lock: Path) -> None:
    """Add a row to the file, which is made with its header where there is none.

    The file is replaced in one step: a reader sees it with the row or without it. Two writers
    wait for each other.

    Args:
        path: the curation file.
        row: a text for each of `COLUMNS`; line ends become blanks.
        lock: the file that writers lock.

    Raises:
        CurationFileError: the file is there but cannot be read as one, or the row is none.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        before = path.read_bytes() if path.exists() else f"{','.join(COLUMNS)}\n".encode()
        if not before.endswith(b"\n"):
            before += b"\n"
        known = len(read(before, str(path)).problems)
        after = before + _line(row).encode("utf-8")
        problems = read(after, str(path)).problems
        if len(problems) > known:
            raise CurationFileError(problems[-1].message)
        write_whole(path, after)


def _line(row: Mapping[str, str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(" ".join((row.get(column) or "").split()) for column in COLUMNS)
    return out.getvalue()


def _lines(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield the filled lines below the header with their numbers."""
    lines = text.split("\n")
    header = lines[0].rstrip("\r").split(",")
    if tuple(cell.strip().strip('"') for cell in header) != COLUMNS:
        raise CurationFileError(
            f"{name}:1: the columns are {lines[0].strip()!r}, but must be {','.join(COLUMNS)!r}; without them no"
            " correction can be read, and nothing is run"
        )
    for number, line in enumerate(lines[1:], start=2):
        if line.strip().strip(","):
            yield number, line.rstrip("\r")


def _row(line: str) -> dict[str, Any]:
    try:
        cells = next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise _Fault("bad_line", f"is no line of CSV ({error}); a row stands on one line") from error
    if len(cells) != len(COLUMNS):
        raise _Fault("bad_line", f"has {len(cells)} values where {len(COLUMNS)} are wanted; a row stands on one line")
    row: dict[str, Any] = {name: cell.strip() or None for name, cell in zip(COLUMNS, cells, strict=True)}
    for name in COLUMNS:
        if row[name] is None and name not in _MAY_BE_EMPTY:
            raise _Fault("empty_value", f"{name} is empty")
    if not _ID.fullmatch(row["id"]):
        raise _Fault("bad_id", f"id is {row['id']!r}; use up to 64 letters, digits, dots, dashes and underscores")
    row["made_at"] = _moment(row["made_at"])
    if row["action"] not in CURATION_ACTIONS:
        raise _Fault("unknown_action", f"action is {row['action']!r}, allowed: {', '.join(CURATION_ACTIONS)}")
    try:
        _OPERANDS[row["action"]](row["target"], row["value"])
    except NotationError as error:
        raise _Fault("bad_operand", str(error)) from error
    return row


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _Fault("bad_moment", f"made_at is {text!r}, no date or time like 2031-05-06T07:08:09Z") from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _once(identifier: str, line: int, seen: dict[str, int]) -> None:
    if identifier in seen:
        raise _Fault("repeated_id", f"id {identifier!r} stands already in line {seen[identifier]}")
    seen[identifier] = line


# --- what each action is done to and with ---------------------------------------------------


def _merge_claims(target: str, value: str | None) -> None:
    _one_claim(target)
    claims(_needed(value, "claims to merge"))


def _split_claim(target: str, value: str | None) -> None:
    _one_claim(target)
    for token in tokens(_needed(value, "mention keys to split off")):
        _must(_KEY, token, "value", "mention keys (key-…)")


def _merge_entities(target: str, value: str | None) -> None:
    others = tokens(_needed(value, "entities to merge"))
    if len(tokens(target)) != 1:
        raise NotationError("target must be one entity")
    if target in others:
        raise NotationError(f"value names the target {target!r} itself")


def _split_entity(target: str, value: str | None) -> None:
    given = tokens(_needed(value, "documents (doc-…) whose places are another entity"))
    if len(tokens(target)) != 1:
        raise NotationError("target must be one entity")
    entities = [token for token in given if not _DOCUMENT.fullmatch(token)]
    if len(entities) > 1 or len(entities) == len(given):
        raise NotationError(f"value must be documents (doc-…) and at most one entity, but is {value!r}")


def _set_speaker(target: str, value: str | None) -> None:
    _must(_KEY, target, "target", "a mention key (key-…)")
    if len(tokens(_needed(value, "an entity, or none"))) != 1:
        raise NotationError("value must be one entity, or none")


def _alone(pattern: re.Pattern[str], what: str) -> Callable[[str, str | None], None]:
    def check(target: str, value: str | None) -> None:
        _must(pattern, target, "target", what)
        if value is not None:
            raise NotationError(f"value must be empty, but is {value!r}")

    return check


def _one_claim(target: str) -> Claim:
    found = claims(target)
    if len(found) != 1:
        raise NotationError("target must be one claim")
    return found[0]


def _needed(value: str | None, what: str) -> str:
    if value is None:
        raise NotationError(f"value is empty, but must name {what}")
    return value


def _must(pattern: re.Pattern[str], text: str, column: str, what: str) -> None:
    if not pattern.fullmatch(text):
        raise NotationError(f"{column} must be {what}, but is {text!r}")


_OPERANDS: Mapping[str, Callable[[str, str | None], None]] = {
    "merge-claims": _merge_claims,
    "split-claim": _split_claim,
    "merge-entities": _merge_entities,
    "split-entity": _split_entity,
    "set-speaker": _set_speaker,
    "reject": _alone(_KEY, "a mention key (key-…)"),
    "retract": _alone(_ARTICLE, "a document (doc-…) or one revision of it (art-…)"),
    "undo": _alone(_ID, "the id of an earlier line"),
}
