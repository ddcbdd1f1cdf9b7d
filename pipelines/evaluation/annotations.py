"""Annotation files: one object of JSON a line, one proposition at one place of one article.

Belongs here: reading the lines and saying what is wrong with them, each by file, line and reason. What the
fields mean stands in ``docs/evaluation.md``. Does not belong here: comparing anything.
"""

import difflib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.evaluation.days import interval
from pipelines.evaluation.readings import FIELDS, Reading
from pipelines.schema import CLAIM_TYPES, MODALITIES, POLARITIES

_KNOWN = ("doc", "start", "end", "text", *FIELDS, "note")
_VALUES = {"type": CLAIM_TYPES, "modality": MODALITIES, "polarity": POLARITIES}


class AnnotationError(ValueError):
    """Annotations cannot be used; ``problems`` names file, line and reason of each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Line:
    """One line of an annotation file: where it stands (``file:line``) and what it says.

    ``reading`` is None for a line of ``doc`` alone: the article was read and holds no claim.
    """

    place: str
    doc: str
    text: str | None
    reading: Reading | None


def read_annotations(paths: Sequence[Path]) -> list[Line]:
    """Read annotation files without a look at the articles.

    Raises:
        AnnotationError: a line is no object, lacks a field, or has one that is unknown or of a wrong kind.
    """
    lines: list[Line] = []
    problems: list[str] = []
    for path in paths:
        for place, content in _numbered(path, problems):
            row = _row(content, place, problems)
            wrong = list(_problems(row)) if row is not None else []
            problems += [f"{place}: {reason}" for reason in wrong]
            if row is not None and not wrong:
                lines.append(_line(row, place))
    if not lines and not problems:
        problems.append(f"{', '.join(path.name for path in paths) or 'no file'}: there is no annotation in it")
    if problems:
        raise AnnotationError(problems)
    return lines


def _numbered(path: Path, problems: list[str]) -> Iterator[tuple[str, str]]:
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problems.append(f"{path}: {error.strerror or type(error).__name__}")
        return
    except UnicodeDecodeError as error:
        problems.append(f"{path.name}:1: the file is not UTF-8 (byte {error.start})")
        return
    # not splitlines: a line separator inside a JSON string ends no line of the file
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            yield f"{path.name}:{number}", line


def _row(content: str, place: str, problems: list[str]) -> dict[str, Any] | None:
    try:
        row = json.loads(content)
    except json.JSONDecodeError as error:
        problems.append(f"{place}: no JSON ({error.msg}, character {error.pos + 1})")
        return None
    if isinstance(row, dict):
        return row
    problems.append(f"{place}: a line is one object, {{…}}, not {type(row).__name__}")
    return None


def _problems(row: Mapping[str, Any]) -> Iterator[str]:
    for name in row:
        if name not in _KNOWN:
            close = difflib.get_close_matches(name, _KNOWN, 1)
            meant = f"; did you mean {close[0]!r}?" if close else f"; fields are {', '.join(_KNOWN)}"
            yield f"there is no field {name!r}{meant}"
    if not isinstance(row.get("doc"), str) or not row["doc"]:
        yield "'doc' is missing: the file name of the article, or the id of its record"
    if not _is_empty(row):
        yield from _place_problems(row)
    for name, (holds, expected) in _KINDS.items():
        if row.get(name) is not None and not holds(row[name]):
            yield f"{name!r} is {_shown(row[name])}; expected {expected}"


def _is_empty(row: Mapping[str, Any]) -> bool:
    """Tell whether a line says no more than that its article was read and holds no claim."""
    return not set(row) - {"doc", "note"}


def _place_problems(row: Mapping[str, Any]) -> Iterator[str]:
    for name in ("start", "end"):
        if name not in row:
            yield f"{name!r} is missing: a position in characters of the article's text"
        elif not isinstance(row[name], int) or isinstance(row[name], bool):
            yield f"{name!r} is {_shown(row[name])}; expected a whole number"
        elif row[name] < 0:
            yield f"{name!r} is {row[name]}, before the text begins"
    start, end = row.get("start"), row.get("end")
    if isinstance(start, int) and isinstance(end, int) and end <= start:
        yield f"'end' {end} is not after 'start' {start}"


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(interval(value))
    except ValueError:
        return False


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _one_of(name: str, values: tuple[str, ...]) -> tuple[str, tuple[Callable[[object], bool], str]]:
    return name, (lambda value: value in values, "one of " + ", ".join(values))


_KINDS: dict[str, tuple[Callable[[object], bool], str]] = {
    **dict.fromkeys(("text", "cue", "speaker", "group", "note"), (_is_text, "text")),
    **dict(_one_of(name, values) for name, values in _VALUES.items()),
    **dict.fromkeys(("chain", "conflicts"), (_is_names, "a list of names")),
    "anonymous": (lambda value: isinstance(value, bool), "true or false"),
    "about_time": (_is_time, "a day, month or year such as 2031-05-06, or two of them with / between, earlier first"),
}


def _shown(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def _line(row: Mapping[str, Any], place: str) -> Line:
    if _is_empty(row):
        return Line(place, row["doc"], None, None)
    said = {name: row[name] for name in FIELDS if row.get(name) is not None}
    said |= {name: tuple(said[name]) for name in ("chain", "conflicts") if name in said}
    given = frozenset(name for name in FIELDS if name in row)
    reading = Reading(row["doc"], row["start"], row["end"], **{**said, "given": given})
    return Line(place, row["doc"], row.get("text"), reading)
