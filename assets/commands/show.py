"""``onrecord show``: one claim, article or entity, with all that stands behind it."""

from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.published import HomeOption, dataset
from assets.console import json_text, put
from pipelines.settings import Home

if TYPE_CHECKING:
    from pipelines.reference import Reference


def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="CLAIM|ARTICLE|ENTITY",
            help="An identifier or its beginning, an article's path or URL, or a name.",
        ),
    ],
    home: HomeOption = None,
    version: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows shown of each part.")] = 10,
) -> None:
    """Show a claim with its mentions, origins and disputes; an article with its claims; or an entity.

    The words that state a claim are bold, or in ⟦brackets⟧ where there is no terminal.

    Example:  onrecord show "Oskar Drevin"
    """
    from assets.looking.article import article_facts
    from assets.looking.claim import claim_facts
    from assets.looking.entity import entity_facts
    from assets.looking.finding import find
    from assets.looking.pages import article_page, claim_page, entity_page
    from assets.looking.screen import line, screen
    from assets.looking.screen import show as show_page

    data = dataset(home, version)
    found = find(what, data)
    if found.kind == "claim":
        facts, page = claim_facts(data, found.identifier), claim_page
    elif found.kind == "article":
        facts, page = article_facts(data, found.identifier), article_page
    else:
        facts, page = entity_facts(data, found.identifier, _reference(Home.at(home))), entity_page
    if as_json:
        put(json_text(facts | {"note": found.note}) + "\n")
        return
    console = screen()
    if found.note:
        console.print(line((f"({found.note})", "italic")))
    show_page(console, page(facts, limit, console))


def _reference(home: Home) -> "Reference | None":
    """The reference tables of the home; none where its folder of them is gone."""
    from assets.reference import reference_folders
    from pipelines.reference import ReferenceDataError, load_reference

    try:
        return load_reference(*reference_folders(home))
    except ReferenceDataError:
        return None
