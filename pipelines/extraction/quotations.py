"""Quotations: what stands between quotation marks, of whatever kind, however they are nested.

Belongs here: pairing marks in running text. Does not belong here: which of the quotations are
somebody's sentence (``quotes``), and who is quoted (``quoted``).

Marks are paired in one pass with a stack, so the time is linear in the text. A quotation may run
over several paragraphs, each of which then opens with a mark of its own while only the last one
closes. A mark that is never closed ends with its paragraph and is reported as unclosed; it never
spoils what follows.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.languages import quotation_marks

PAIRS = quotation_marks()
"""Opening mark → the marks that may close it; straight marks close themselves."""
DOUBLE_STRAIGHT, SINGLE_STRAIGHT = '"', "'"
CLOSERS = frozenset("".join(PAIRS.values())) | {DOUBLE_STRAIGHT, SINGLE_STRAIGHT}
MARKS = frozenset(PAIRS) | CLOSERS
_SINGLES = frozenset("‘‚'")
_ELISIONS = ("tis", "twas", "twere", "til", "em", "cause", "bout", "n", "cuz", "round", "fraid", "s")
"""Words whose first letters an apostrophe replaces: ``'tis``, ``'em``."""
_MARK = re.compile(f"[{re.escape(''.join(sorted(MARKS)))}]")
_SINGLE_CLOSER = re.compile("[’'‘]")
_DOUBLED = re.compile("''|``|´´|‘‘|’’")


class Quotation(NamedTuple):
    """One quotation within one paragraph, as code points into the text that was scanned."""

    start: int
    """First character after the opening mark."""
    end: int
    """Exclusive: where the closing mark stands, or the end of the paragraph."""
    opening: int
    """Where the opening mark stands."""
    closing: int | None
    """Where the closing mark stands; None where the quotation runs on or is never closed."""
    depth: int
    """0 for a quotation that stands in no other."""
    group: int
    """``opening`` of the quotation's first paragraph: shared by all its paragraphs."""


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of each line of ``text`` that holds more than blanks."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1


def find_quotations(text: str) -> list[Quotation]:
    """Return the quotations of ``text`` in the order in which they open."""
    text = _DOUBLED.sub('"\0', text)  # two single marks for a double one; of the same length
    found: list[Quotation] = []
    running: tuple[str, int] | None = None
    for start, end in paragraphs(text):
        pairs, running = _scan(text, start, end, running)
        found.extend(pairs)
    return sorted(q._replace(start=q.start + (text[q.start] == "\0")) for q in found)


def _scan(
    text: str, start: int, end: int, running: tuple[str, int] | None
) -> tuple[list[Quotation], tuple[str, int] | None]:
    """Pair the marks of one paragraph; ``running`` is the mark and group of a quotation not yet closed."""
    found: list[Quotation] = []
    open_: list[tuple[str, int, int]] = []  # mark, where it stands, group
    last_single = _last_single_closer(text, start, end)
    for place in _MARK.finditer(text, start, end):
        at, mark = place.start(), place.group()
        top = [item[0] for item in open_[-2:]]
        if _closes(text, at, start, end, top, last_single):
            if not _matches(open_[-1][0], mark):  # the inner mark was never closed
                open_.pop()
            _, opened, group = open_.pop()
            if _says_something(text[opened + 1 : at]):
                found.append(Quotation(opened + 1, at, opened, at, len(open_), group))
        elif _opens(text, at, start, end, bool(open_), last_single):
            if mark == DOUBLE_STRAIGHT and top and top[-1] == mark:
                # never closed: paragraphs of one quotation stand joined in one line
                _, opened, group = open_.pop()
                stop = opened + 1 + len(text[opened + 1 : at].rstrip())
                if text[stop - 1] in ".!?…" and _says_something(text[opened + 1 : stop]):
                    found.append(Quotation(opened + 1, stop, opened, None, len(open_), group))
                    running = (mark, group)
                    open_.append((mark, at, group))
                    continue
            carries_on = running is not None and not text[start:at].strip() and _same_kind(running[0], mark)
            open_.append((mark, at, running[1] if running is not None and carries_on else at))
    return found + _unclosed(text, start, end, open_), _runs_on(open_)


def _unclosed(text: str, start: int, end: int, open_: list[tuple[str, int, int]]) -> list[Quotation]:
    """Close with the paragraph what was left open; lone single marks are taken for apostrophes."""
    stop = start + len(text[start:end].rstrip())
    return [
        Quotation(opened + 1, stop, opened, None, depth, group)
        for depth, (mark, opened, group) in enumerate(open_)
        if mark not in _SINGLES and _says_something(text[opened + 1 : stop])
    ]


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _runs_on(open_: list[tuple[str, int, int]]) -> tuple[str, int] | None:
    """Return the mark and group of the outermost quotation that the next paragraph may carry on."""
    return (open_[0][0], open_[0][2]) if open_ and open_[0][0] != SINGLE_STRAIGHT else None


def _same_kind(one: str, other: str) -> bool:
    return one == other or {one, other} <= {"“", "„", '"', "«"}


def _matches(opener: str, closer: str) -> bool:
    return closer in PAIRS.get(opener, opener)


def _before(text: str, at: int, start: int) -> str:
    return text[at - 1] if at > start else " "


def _after(text: str, at: int, end: int) -> str:
    return text[at + 1] if at + 1 < end else " "


def _closes(text: str, at: int, start: int, end: int, top: list[str], last_single: int) -> bool:
    """Tell whether the mark at ``at`` closes the innermost open quotation, or the one around it."""
    mark, before, after = text[at], _before(text, at, start), _after(text, at, end)
    if not top or not any(_matches(opener, mark) for opener in top):
        return False
    if not _matches(top[-1], mark) and top[-1] not in _SINGLES:
        return False
    if mark in "’'‘":
        if before.isspace() or after.isalnum():
            return False
        # "the workers' rights'": a plural's apostrophe, as long as a later mark can close
        return not (before in "sS" and after == " " and at < last_single)
    if mark in '"“':  # these may as well open the next one
        return not before.isspace() or not after.isalnum()
    return True


def _opens(text: str, at: int, start: int, end: int, inside: bool, last_single: int) -> bool:
    """Tell whether the mark at ``at`` opens a quotation; ``inside`` one already or not."""
    mark, before, after = text[at], _before(text, at, start), _after(text, at, end)
    if before.isalnum() or (after.isspace() and mark not in "«‹"):
        return False
    if mark in "’›»”〞":  # in French closing marks, elsewhere opening ones; ” for “ is a common slip
        return mark in "›»”" and not inside and before.isspace()
    if mark in "‘'":
        return at < last_single and not after.isdigit() and not _elided(text, at, end)
    return True


def _elided(text: str, at: int, end: int) -> bool:
    """Tell whether an apostrophe at ``at`` stands for lost letters: ``'tis``, ``'em``."""
    stop = at + 1
    while stop < end and text[stop].isalpha() and stop - at < 8:
        stop += 1
    return text[at + 1 : stop].lower() in _ELISIONS


def _last_single_closer(text: str, start: int, end: int) -> int:
    """Return where the last mark of the paragraph stands that could close a single quotation, or -1."""
    for place in reversed(list(_SINGLE_CLOSER.finditer(text, start, end))):
        at = place.start()
        if not _before(text, at, start).isspace() and not _after(text, at, end).isalnum():
            return at
    return -1
