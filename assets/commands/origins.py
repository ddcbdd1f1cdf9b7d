"""``onrecord origins``: the evidence behind a claim's count of independent origins."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.published import HomeOption, dataset, live_claim
from assets.console import json_text, put, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipelines.linking.unfolding import UnfoldedOrigin


def origins(
    claim: Annotated[str, typer.Argument(help="A claim's identifier, or as much of it as tells it from others.")],
    home: HomeOption = None,
    version: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Unfold a claim's independent origins: who repeats whom, with the sentences that show it.

    Example:  onrecord origins clm-18d139f0
    """
    import polars as pl

    from pipelines.linking.unfolding import unfold

    data = dataset(home, version)
    named, current = live_claim(claim, data)
    row = data.table("claims").row(by_predicate=pl.col("claim_id") == current, named=True)
    tables = (data.table(name) for name in ("claim_origins", "mentions", "articles", "outlets"))
    found = unfold(current, *tables)
    if as_json:
        told = {**row, "origins": [asdict(origin) for origin in found]}
        put(json_text(told) + "\n")
        return
    for line in _lines(row, named, found):
        say(line)


def _number(count: object, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _lines(claim: "Mapping[str, object]", named: str, found: "Sequence[UnfoldedOrigin]") -> "Iterator[str]":
    from pipelines.publication.withholding import NOT_PUBLISHED

    yield f"{claim['claim_id']}  {' '.join(str(claim['claim_text'] or NOT_PUBLISHED).split())}"
    if named != claim["claim_id"]:
        yield f"({named} was merged into it)"
    disputed = ", disputed" if claim["is_disputed"] else ""
    counts = (("independent_origin_count", "independent origin"), ("mention_count", "mention"))
    origins_told, mentions_told = (_number(claim[column], noun) for column, noun in counts)
    where = f"{_number(claim['article_count'], 'article')} of {_number(claim['outlet_count'], 'outlet')}"
    yield f"{origins_told} ({claim['status']}{disputed}), {mentions_told} in {where}"
    for number, origin in enumerate(found, start=1):
        yield ""
        yield f"{number}. {origin.name}  [{origin.kind}; {', '.join(origin.methods)}]  {origin.key}"
        yield f"   printed by {', '.join(origin.outlets)}"
        for one in origin.evidence:
            day = f"{one.published_at:%Y-%m-%d}" if one.published_at else "undated"
            yield f"   - {one.path} [{one.start}:{one.end}]  {one.outlet}, {day}, {one.method}  {one.mention_id}"
            sentence, content = (" ".join(words.split()) or NOT_PUBLISHED for words in (one.sentence, one.content))
            yield f"     {sentence}"
            if not one.sentence_start <= one.content_start < one.sentence_end:
                yield f"     says [{one.content_start}:{one.content_end}]: {content}"
    told = sum(len(origin.evidence) for origin in found)
    if not told:
        yield "No mention of it says on whose word it rests."
