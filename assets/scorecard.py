"""An evaluation on a terminal: tables, then the worst errors with a line of context each."""

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assets.console import plain
from pipelines.evaluation.result import Evaluation, Example, Excerpt
from pipelines.evaluation.tables import Section, sections, summary


def scorecard(evaluation: Evaluation) -> RenderableType:
    """Draw an evaluation; what comes from articles is shown as text and never as markup."""
    parts: list[RenderableType] = [Text(plain(line)) for line in summary(evaluation)]
    for section in sections(evaluation):
        parts += [Text(""), *_section(section)]
    for kind, examples in evaluation.examples.items():
        parts += [Text(""), *_examples(kind, examples)]
    return Group(*parts)


def _section(section: Section) -> list[RenderableType]:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for at, name in enumerate(section.columns):
        table.add_column(Text(name), justify="right" if at else "left", no_wrap=True)
    for row in section.rows:
        table.add_row(*(Text(value) for value in row))
    return [Text(section.title, style="bold"), Text(section.note, style="dim"), table]


def _examples(kind: str, examples: Sequence[Example]) -> list[RenderableType]:
    lines: list[RenderableType] = [Text(f"Worst errors: {kind}", style="bold")]
    for example in examples:
        lines.append(Padding(Text(plain(example.detail), style="yellow"), (0, 0, 0, 2)))
        excerpts = (excerpt for excerpt in (example.excerpt, example.other) if excerpt is not None)
        lines += [Padding(_quoted(excerpt), (0, 0, 0, 4)) for excerpt in excerpts]
    return lines


def _quoted(excerpt: Excerpt) -> Text:
    return Text.assemble(
        (f"{plain(excerpt.doc)}:{excerpt.start}  ", "dim"),
        plain(excerpt.before),
        (f"[{plain(excerpt.words)}]", "bold"),
        plain(excerpt.after),
    )
