"""What a search found, as a page on the terminal."""

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from assets.looking.screen import Lines, Row, day, head, indented, line, pieces, standing, words
from assets.looking.search import Found
from pipelines.publication.report.texts import counted

_TITLES = {
    "claims": "Claims",
    "mentions": "Evidence",
    "quotations": "Quotations",
    "articles": "Articles",
    "entities": "Names",
}


def results_page(found: Mapping[str, Found], console: Console) -> Lines:
    """Yield the hits of each kind that has any, the best first."""
    if any(not kind.has_all for kind in found.values()):
        yield Text("Nothing holds all of these words; this holds some of them.", "italic")
    for kind, each in found.items():
        if not each.total:
            continue
        more = f", the best {len(each.hits)}" if each.total > len(each.hits) else ""
        yield head(f"{_TITLES[kind]}: {each.total:,} found{more}")
        for hit in each.hits:
            yield from _hit(kind, hit, console)
    if not any(each.total for each in found.values()):
        yield Text("Nothing was found.")


def _hit(kind: str, hit: Row, console: Console) -> Lines:
    passage = indented(pieces(hit["parts"], console), 2)
    match kind:
        case "claims":
            yield passage
            articles = counted(hit["article_count"], "article")
            yield line(f"{standing(hit)}, {articles} · ", (hit["claim_id"], "dim"), indent=5)
        case "articles":
            yield line((hit["title"] or "(without a headline)", "bold"), indent=2)
            yield indented(pieces(hit["parts"], console), 5)
            yield line(words(f"{hit['outlet_name']}, {day(hit)} · "), (hit["path"], "dim"), indent=5)
        case "entities":
            yield passage
            told = [hit["kind"], hit["description"], counted(hit["mentions"], "mention")]
            yield line(words(", ".join(each for each in told if each)), (f" · {hit['entity_id']}", "dim"), indent=5)
        case _:
            yield passage
            said = f"{hit['speaker']} in " if hit["speaker"] else ""
            negated = ", negated" if hit["polarity"] == "negated" else ""
            told_by = f"{said}{hit['outlet_name']}, {day(hit)}, {hit['modality']}{negated} · "
            yield line(words(told_by), (hit["mention_id"], "dim"), indent=5)
