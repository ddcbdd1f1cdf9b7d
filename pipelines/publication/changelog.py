"""``changelog.md``: what a version says otherwise than the one before it, what readers care for first."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.publication.difference import count
from pipelines.publication.laying import height
from pipelines.publication.markdown import escape
from pipelines.publication.revisions import KINDS, revised_mentions
from pipelines.publication.standing import TITLES, claims_that_changed
from pipelines.publication.taken_out import taken_out
from pipelines.publication.withholding import NOT_PUBLISHED
from pipelines.publication.words import word_changes
from pipelines.schema import Table

_SHOWN = 20
_LINE = 240
_REVISIONS = {
    "softened": "Softened by an edit",
    "hardened": "Hardened by an edit",
    "reversed": "Turned round by an edit",
}
"""What an edit does to a mention that readers want to see word for word; the rest is counted."""
_ORDER = (
    *("corroborated", "disputed", "softened", "withdrawn"),
    *("hardened", "reversed", "single_again", "undisputed"),
)


def changelog(
    version: str,
    follows: str | None,
    tables: Mapping[str, Table],
    before: Mapping[str, pl.DataFrame],
    after: Mapping[str, pl.DataFrame],
) -> str:
    """Return the changelog of ``version`` against the version that it follows, as Markdown.

    Args:
        version: The version made.
        follows: The version before it; None for the first.
        tables: The declarations of the published tables.
        before: The frames of the version before; empty for the first.
        after: The frames of the version made, its table ``changes`` among them.
    """
    if follows is None:
        counted = (name for name, table in tables.items() if table.content)
        rows = "\n".join(f"| {name} | {height(after, name):,} |" for name in counted)
        return f"# {version}\n\nThe first version.\n\n| table | rows |\n|---|---:|\n{rows}\n"
    revisions = revised_mentions(before, after)
    sections = {name: _claims(TITLES[name], frame) for name, frame in claims_that_changed(before, after).items()}
    sections |= {kind: _edits(title, revisions.filter(kind=kind)) for kind, title in _REVISIONS.items()}
    out = [_section(title, lines[:_SHOWN], len(lines)) for title, lines in taken_out(before, after)]
    parts = [f"# {version}\n\nFollows {follows}.\n", *out, *(sections[name] for name in _ORDER)]
    return "\n".join([*filter(None, parts), *_revised(revisions), _rows(count(after["changes"])), ""])


def _claims(title: str, rows: pl.DataFrame) -> str:
    lines = []
    for claim, text, old, new in rows.head(_SHOWN).iter_rows():
        origins = f", origins {old} → {new}" if old is not None and new is not None and old != new else ""
        lines.append(f"{_words(text)} (`{claim}`{origins})")
    return _section(title, lines, rows.height)


def _words(text: str | None) -> str:
    return escape(NOT_PUBLISHED if text is None else text, _LINE)


def _edits(title: str, rows: pl.DataFrame) -> str:
    shown = rows.head(_SHOWN).select("path", "words_before", "words_after", "mention_id_after").iter_rows()
    lines = [f"{escape(path, _LINE)}: {_marked(old, new)} (`{mention}`)" for path, old, new, mention in shown]
    return _section(title, lines, rows.height)


def _section(title: str, lines: Sequence[str], total: int) -> str:
    if not total:
        return ""
    rest = [f"- … and {total - len(lines):,} more"] if total > len(lines) else []
    return "\n".join([f"## {title}: {total:,}\n", *(f"- {line}" for line in lines), *rest, ""])


def _marked(before: str | None, after: str | None) -> str:
    """Both wordings in one line: words that went struck through, words that came in bold."""
    if before is None or after is None:
        return _words(None)
    marks = {"same": "", "gone": "~~", "come": "**"}
    line = []
    for kind, words in word_changes(before, after):
        inner = words.strip()
        lead, trail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :] if inner else ""
        mark = marks[kind] if inner else ""
        line.append(" " * bool(lead) + mark + escape(inner, _LINE) + mark + " " * bool(trail))
    return "".join(line)


def _revised(revisions: pl.DataFrame) -> list[str]:
    """What became of the mentions of each revised article, counted."""
    if revisions.is_empty():
        return []
    counted = revisions.group_by("path", maintain_order=True).agg(
        (pl.col("kind") == kind).sum().alias(kind) for kind in KINDS
    )
    head = f"## Revised articles: {counted.height:,}\n\nTheir mentions, the old revision against the new.\n\n"
    head += f"| article | {' | '.join(KINDS)} |\n|---|{'---:|' * len(KINDS)}"
    lines = [
        f"| {escape(path, _LINE)} | {' | '.join(map(str, row))} |" for path, *row in counted.head(_SHOWN).iter_rows()
    ]
    rest = [f"\n… and {counted.height - len(lines):,} more"] if counted.height > len(lines) else []
    return ["\n".join([head, *lines, *rest, ""])]


def _rows(counts: pl.DataFrame) -> str:
    head = "## Rows\n\n| table | cause | added | changed | removed |\n|---|---|---:|---:|---:|"
    lines = [
        f"| {name} | {cause} | {added:,} | {changed:,} | {removed:,} |"
        for name, cause, added, changed, removed in counts.iter_rows()
    ]
    return "\n".join([head, *lines])
