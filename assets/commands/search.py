"""``onrecord search``: words, phrases and beginnings of words in a published version."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from assets.commands.published import HomeOption, dataset
from assets.console import Screen, json_text, put
from assets.usage import fail
from pipelines.settings import Home


class Kind(StrEnum):
    """What is to be found."""

    CLAIMS = "claims"
    MENTIONS = "mentions"
    QUOTATIONS = "quotations"
    ARTICLES = "articles"
    ENTITIES = "entities"


def search(
    words: Annotated[
        str,
        typer.Argument(
            help='Words, in any of their forms; "words together as they are"; beginnings*; -words that must be absent.'
        ),
    ],
    home: HomeOption = None,
    kind: Annotated[Kind | None, typer.Option(help="Only this; without it all, quotations among mentions.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Only what somebody of this name says.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only what an outlet of this name prints.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only what was printed on this day or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only what was printed on this day or before.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Hits shown of each kind.")] = 5,
    version: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Search claims, evidence sentences, articles and names; the best hits first, their words marked.

    The first search of a version makes its index, which the home keeps.

    Example:  onrecord search 'flood "drinking water" evacuat*' --since 2024-09-01
    """
    from assets.looking import search as looking
    from assets.looking.results import results_page
    from assets.looking.screen import screen, show
    from pipelines.search import QueryError, parse

    try:
        terms = parse(words)
    except QueryError as error:
        fail(str(error), 2)
    filters = looking.Filters(speaker, outlet, _day("--since", since), _day("--until", until))
    data = dataset(home, version)
    with Screen(stderr=True).status("Searching") as status:
        found = looking.search(
            data,
            Home.at(home),
            terms,
            kinds=looking.searched(kind),
            filters=filters,
            limit=limit,
            progress=lambda missing: status.update(f"Making the index of {missing}, once for {data.version}"),
        )
    if as_json:
        told = {
            name: {"total": each.total, "has_all_words": each.has_all, "hits": [_told(hit) for hit in each.hits]}
            for name, each in found.items()
        }
        put(json_text({"query": words, "version": data.version, "found": told}) + "\n")
        return
    console = screen()
    show(console, results_page(found, console))


def _told(hit: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in hit.items() if name != "parts"}


def _day(option: str, given: str | None) -> date | None:
    """The day that an option was given, else end with wrong usage."""
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        fail(f"{option} is {given!r}, which is no day; write it as 2024-09-01", 2)
