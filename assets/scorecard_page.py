"""An evaluation as one HTML page that needs nothing but itself: no network, no script."""

from collections.abc import Iterator, Sequence
from html import escape

from assets.console import plain
from pipelines.evaluation.result import Evaluation, Example, Excerpt
from pipelines.evaluation.tables import Section, sections, summary

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --dim: #6b6b6b; --mark: #ffe9a8; --ink: #1b1b1b; --paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --dim: #a0a0a0; --mark: #5c4a12; --ink: #e6e6e6; --paper: #16181b; }
}
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 0; }
p { margin: .2rem 0; } .dim { color: var(--dim); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
ol { padding-left: 1.4rem; } li { margin: .6rem 0; overflow-wrap: anywhere; }
blockquote { margin: .2rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
mark { background: var(--mark); color: inherit; } cite { font-style: normal; color: var(--dim); }
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def page(evaluation: Evaluation, title: str) -> str:
    """Write an evaluation as a page; every word of an article is escaped, control characters are shown as codes."""
    parts = [f"<p>{_safe(line)}</p>" for line in summary(evaluation)]
    parts += [_section(section) for section in sections(evaluation)]
    parts += [_examples(kind, examples) for kind, examples in evaluation.examples.items()]
    return _PAGE.format(title=_safe(title), style=_STYLE, body="\n".join(parts))


def _safe(value: str) -> str:
    return escape(plain(value))


def _section(section: Section) -> str:
    head = "".join(f'<th scope="col">{_safe(name)}</th>' for name in section.columns)
    rows = "\n".join("<tr>" + "".join(f"<td>{_safe(value)}</td>" for value in row) + "</tr>" for row in section.rows)
    return (
        f'<h2>{_safe(section.title)}</h2>\n<p class="dim">{_safe(section.note)}</p>\n'
        f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>'
    )


def _examples(kind: str, examples: Sequence[Example]) -> str:
    items = "\n".join(
        f"<li>{_safe(example.detail)}\n" + "\n".join(_quotations(example)) + "</li>" for example in examples
    )
    return f"<h2>Worst errors: {_safe(kind)}</h2>\n<ol>\n{items}\n</ol>"


def _quotations(example: Example) -> Iterator[str]:
    for excerpt in (example.excerpt, example.other):
        if excerpt is not None:
            yield f"<blockquote>{_quoted(excerpt)}<br><cite>{_safe(excerpt.doc)}:{excerpt.start}</cite></blockquote>"


def _quoted(excerpt: Excerpt) -> str:
    return f"{_safe(excerpt.before)}<mark>{_safe(excerpt.words)}</mark>{_safe(excerpt.after)}"
