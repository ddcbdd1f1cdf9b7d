"""``onrecord trace``: a mention followed from its row to the bytes that were read."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assets.commands.published import HomeOption, complete, dataset
from assets.console import json_text, put, say
from pipelines.settings import Home

if TYPE_CHECKING:
    from pipelines.reader import Dataset

Facts = Mapping[str, Any]

_VERSIONS = 10
_LONGEST = 400


def trace(
    mention: Annotated[str, typer.Argument(help="A mention or its key, or as much of it as tells it from others.")],
    home: HomeOption = None,
    version: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Follow a mention from its published row to the raw bytes: words, rule, model, code, file, versions.

    Example:  onrecord trace men-8596d02c
    """
    from assets.tracing import must_be_whole
    from assets.tracing import trace as traced
    from assets.usage import fail
    from pipelines.reader import DatasetError

    data = dataset(home, version)
    try:
        must_be_whole(data.path)
        facts = traced(data, Home.at(home), _mention(mention, data))
    except DatasetError as error:
        fail(str(error))
    if as_json:
        put(json_text(facts) + "\n")
        return
    for subject, words in _lines(facts):
        say(f"{subject:<12}{words}")


_WITHHELD = "(withheld)"
"""What is told of words that a version does not pass on and that cannot be made again here."""


def _mention(given: str, data: "Dataset") -> str:
    """The mention that is named by identifier or key; of the revisions that share a key the current one."""
    import polars as pl

    mentions = data.scan("mentions").select("mention_id", "mention_key", "article_id").collect()
    found = complete(given, [*mentions["mention_id"], *mentions["mention_key"]], "mention")
    if found in mentions["mention_id"]:
        return found
    articles = data.scan("articles").select("article_id", "revision").collect()
    rows = mentions.filter(pl.col("mention_key") == found).join(articles, on="article_id").sort("revision")
    return str(rows["mention_id"][-1])


def _lines(facts: Facts) -> Iterator[tuple[str, str]]:
    """What is printed: a subject and what is said of it."""
    said, article, raw = facts["mention"], facts["article"], facts["raw"]
    revision = f", revision {facts['revision']}" if facts["revision"] > 1 else ""
    yield "row", f"{said['mention_id']} in {facts['version']}{revision}"
    yield "key", said["mention_key"]
    yield "claim", f"{said['claim_id']}: {facts['link']['link_reason'] or _WITHHELD}"
    for part, words in facts["words"].items():
        yield part, f"[{words['start']}:{words['end']}] {_short(words['characters'] or _WITHHELD)}"
    yield "reading", _reading(facts["reading"])
    for link in facts["attributions"]:
        carried = "" if link["explicit"] else ", carried over"
        yield "through", f"{link['source_name'] or link['source_text'] or _WITHHELD} ({link['source_kind']}{carried})"
    yield "rule", f"{facts['reading']['rule'] or 'not recorded'}, confidence {facts['reading']['confidence']:.2f}"
    segment = facts["segment"]
    if segment is not None:
        yield "segment", f"{segment['segment_id']} [{segment['start_char']}:{segment['end_char']}] {segment['role']}"
    yield "article", f"{article['article_id']}, revision {article['revision']} of {article['document_id']}"
    yield "", f"{article['url'] or article['path']}"
    length = facts["text"]["characters"]
    told = "withheld" if length is None else f"{length:,} characters"
    yield "text", f"{told}, SHA-256 {facts['text']['sha256']}"
    yield from _file(raw)
    for made in facts["producers"]:
        yield "code", _made(made)
    yield from _versions(facts)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _reading(reading: Facts) -> str:
    source = reading["source_name"] or reading["source_unresolved_reason"] or "no source"
    who = f"{source} ({', '.join(filter(None, (reading['source_id'], reading['source_kind'])))})"
    return f"{reading['claim_type']}, {reading['modality']}, {reading['polarity']}; held by {who}"


def _file(raw: Facts) -> Iterator[tuple[str, str]]:
    size = f", {raw['bytes']:,} bytes" if "bytes" in raw else ""
    yield "raw", f"{raw['file']}"
    yield "", f"{raw['media_type']}{size}, SHA-256 {raw['sha256']}"
    if raw.get("characters") is not None:
        yield "bytes", f"[{raw['start']}:{raw['end']}] in {raw['encoding']}: {_short(raw['characters'])}"
    yield "", raw["note"]


def _made(made: Facts) -> str:
    model = (
        f"; model {made['model_name']} {made['model_version']}, {made['model_sha256']}" if made["model_name"] else ""
    )
    reference = f"; reference tables {made['reference_version'][:16]}" if made["reference_version"] else ""
    return f"{made['room']} {made['code_fingerprint']} ({made['producer_id']}){model}{reference}"


def _versions(facts: Facts) -> Iterator[tuple[str, str]]:
    """Where the mention stands, newest first; other revisions of its article that say the same are marked."""
    rows = list(reversed(facts["versions"]))
    for row in rows[:_VERSIONS]:
        if "problem" in row:
            yield "stands in", f"{row['version']}: cannot be told: {row['problem']}"
            continue
        other = "" if row["is_this_revision"] else f", as {row['mention_id']} in another revision"
        yield "stands in", f"{row['version']}: {row['claim_id']}{other}"
    if len(rows) > _VERSIONS:
        yield "", f"… and {len(rows) - _VERSIONS:,} more"
