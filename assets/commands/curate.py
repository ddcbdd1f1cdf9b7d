"""``onrecord curate``: corrections by people, as lines of the home's curation file."""

import getpass
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.published import HomeOption, complete, dataset, live_claim, live_entity, table
from assets.console import say
from assets.usage import fail
from pipelines import clock
from pipelines.settings import Home

if TYPE_CHECKING:
    import polars as pl

    from pipelines.curation import CurationFile
    from pipelines.curation.notation import Claim
    from pipelines.reader import Dataset

app = typer.Typer(
    name="curate",
    help="Correct what the pipeline got wrong; the next [bold]onrecord run[/] and every later one applies it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

_KEYS = re.compile(r"\([^()]*\)")
"""The mentions written beside a claim, which a list does not need."""
_KNOWN_BY = 12
"""A merged claim is written down with so many of its mentions, the earliest first."""

AuthorOption = Annotated[
    str | None,
    typer.Option("--author", help="Who corrects.", envvar="ONRECORD_AUTHOR", show_default="the user of this machine"),
]
ReasonOption = Annotated[str, typer.Option("--reason", "-m", help="Why, for those who read it later.")]


@app.callback()
def curate() -> None:
    """Correct what the pipeline got wrong.

    Corrections are lines of `curation.csv` in the home, which may also be edited by hand; docs/curation.md
    describes them.

    Example:  onrecord curate merge-claims clm-18d139f0 clm-41714bd9 --reason "one offer in two wordings"
    """


@app.command()
def merge_claims(
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM CLAIM…", help="Two or more claims that are one.")],
    home: HomeOption = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
) -> None:
    """Say that claims are one; the oldest identifier stays, the others redirect to it.

    Example:  onrecord curate merge-claims clm-18d139f0 clm-41714bd9
    """
    from pipelines.curation.notation import written

    data = dataset(home)
    found = list(dict.fromkeys(live_claim(claim, data)[1] for claim in claims))
    if len(found) < 2:
        fail("give two or more different claims to merge", 2)
    first, *others = (_known_by(claim, data) for claim in found)
    _add(home, author, reason, "merge-claims", str(first), written(others))


@app.command()
def split_claim(
    claim: Annotated[str, typer.Argument(help="The claim.")],
    mentions: Annotated[list[str], typer.Argument(metavar="MENTION…", help="Its mentions that are another claim.")],
    home: HomeOption = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
) -> None:
    """Say that mentions of a claim are a claim of their own; the larger part keeps the identifier.

    Example:  onrecord curate split-claim clm-18d139f0 men-8596d02c
    """
    data = dataset(home)
    _, current = live_claim(claim, data)
    members = _members(current, data)
    keys = dict(members.select("mention_id", "mention_key").iter_rows())
    apart = list(dict.fromkeys(keys[complete(mention, keys, f"mention of {current}")] for mention in mentions))
    rest = [key for key in dict.fromkeys(members["mention_key"]) if key not in apart]
    if not rest:
        fail(f"these are all mentions of {current}; leave at least one", 2)
    _add(home, author, reason, "split-claim", f"{current}({' '.join(rest)})", " ".join(apart))


@app.command()
def merge_entities(
    entities: Annotated[
        list[str], typer.Argument(metavar="ENTITY ENTITY…", help="Identifiers or names; the first one stays.")
    ],
    home: HomeOption = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
) -> None:
    """Say that entities are one; the first stays, the others redirect to it.

    Example:  onrecord curate merge-entities "Mirela Hastova" "Mirela Khastova"
    """
    data = dataset(home)
    found = list(dict.fromkeys(live_entity(entity, data) for entity in entities))
    if len(found) < 2:
        fail("give two or more different entities to merge", 2)
    _add(home, author, reason, "merge-entities", found[0], " ".join(found[1:]))


@app.command()
def split_entity(
    entity: Annotated[str, typer.Argument(help="The entity, by identifier or name.")],
    mentions: Annotated[
        list[str], typer.Argument(metavar="MENTION…", help="Mentions (or articles) in which it is somebody else.")
    ],
    to: Annotated[
        str | None, typer.Option("--to", help="Who it is there: an entity of the dataset or of the reference tables.")
    ] = None,
    home: HomeOption = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
) -> None:
    """Say that a name in some articles is another entity: in the whole articles, for a name means one there.

    Example:  onrecord curate split-entity "Jon Smith" men-8596d02c
    """
    data = dataset(home)
    found = live_entity(entity, data)
    documents = list(dict.fromkeys(_document(place, data) for place in mentions))
    other = [live_entity(to, data, also=_reference_entities(home))] if to else []
    if other == [found]:
        fail(f"{found} cannot be split from itself; give another entity with --to, or none", 2)
    _add(home, author, reason, "split-entity", found, " ".join([*documents, *other]))


@app.command()
def set_speaker(
    mention: Annotated[str, typer.Argument(help="The mention.")],
    entity: Annotated[str, typer.Argument(help="Who holds the claim, by identifier or name; none: nobody is known.")],
    home: HomeOption = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
) -> None:
    """Say who holds what a mention claims.

    Example:  onrecord curate set-speaker men-8596d02c "Timur Kesk"
    """
    data = dataset(home)
    speaker = entity if entity == "none" else live_entity(entity, data, also=_reference_entities(home))
    _add(home, author, reason, "set-speaker", _key(mention, data), speaker)


@app.command()
def reject(
    mention: Annotated[str, typer.Argument(help="The mention.")],
    home: HomeOption = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
) -> None:
    """Say that a mention is no claim; it is left out of the dataset.

    Example:  onrecord curate reject men-8596d02c
    """
    _add(home, author, reason, "reject", _key(mention, dataset(home)), "")


@app.command()
def undo(
    correction: Annotated[str, typer.Argument(metavar="ID", help="The correction, as `list` shows it.")],
    home: HomeOption = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
) -> None:
    """Take a correction back, with a row that says so; undoing that row brings it back.

    Example:  onrecord curate undo cur-3f9a2b7c1d
    """
    rows = [row["id"] for row in _read(home).rows]
    _add(home, author, reason, "undo", complete(correction, rows, "correction"), "")


@app.command(name="list")
def list_corrections(home: HomeOption = None) -> None:
    """List the corrections, with what each came to in the newest version, and the lines that cannot be read.

    Example:  onrecord curate list
    """
    from pipelines.curation import standing

    file = _read(home)
    before = _last(home)
    last = {row["curation_id"]: row for row in before.iter_rows(named=True)}
    rows = standing(file, before).filter("in_file").sort("position").to_dicts()
    for row in rows:
        # a row that changed waits for a run that applies it, or that no longer does
        waiting = {"status": "waits for the next run" if row["active"] or row["changed"] else "undone"}
        seen = waiting if row["changed"] else last.get(row["curation_id"], waiting)
        say(f"{row['curation_id']}  {row['made_at']:%Y-%m-%d %H:%M}  {row['author']}  {seen['status']}")
        say(f"    {row['action']} {_KEYS.sub('', row['target'])} {_KEYS.sub('', row['value'] or '')}")
        for told in filter(None, (row["reason"], seen.get("note"))):
            say(f"    {told}")
    if not rows:
        say(f"no corrections in {Home.at(home).curation}")
    for problem in file.problems:
        say(f"not applied: {problem.message}", err=True)


# --- what the commands share ----------------------------------------------------------------


def _add(home: Path | None, author: str | None, reason: str, action: str, target: str, value: str) -> None:
    """Add a line to the curation file and say what it means."""
    identifier, file = add_correction(home, author, reason, action, target, value)
    say(f"{identifier}  {action} written to {file}; the next `onrecord run` applies it")


def add_correction(
    home: Path | None, author: str | None, reason: str, action: str, target: str, value: str
) -> tuple[str, Path]:
    """Add a line to the curation file; return its identifier and the file. Ends with 1 where it cannot be added."""
    from pipelines.curation import CurationFileError, append
    from pipelines.ids import digest

    place = Home.at(home)
    made_at = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    who = author or this_user()
    number = str(len(_read(home).rows))
    identifier = digest("cur", made_at, who, action, target, value, number)[: len("cur-") + 10]
    row = {"id": identifier, "made_at": made_at, "author": who, "action": action, "target": target, "value": value}
    try:
        append(place.curation, {**row, "reason": reason}, lock=place.curation_lock)
    except (CurationFileError, OSError) as error:
        fail(str(error))
    return identifier, place.curation


def this_user() -> str:
    """Return the name of the user of this machine, where it is known."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return os.environ.get("USER") or "unknown"


def _read(home: Path | None) -> "CurationFile":
    from pipelines.curation import CurationFile, CurationFileError, read

    file = Home.at(home).curation
    if not file.exists():
        return CurationFile((), ())
    try:
        return read(file.read_bytes(), file.name)
    except CurationFileError as error:
        fail(str(error))


def _last(home: Path | None) -> "pl.DataFrame":
    """Table ``curation`` of the newest version; without rows where there is none."""
    from pipelines.reader import DatasetError, open_dataset
    from pipelines.schema import TABLES

    try:
        return table(open_dataset(Home.at(home).root), "curation")
    except DatasetError:
        return TABLES["curation"].empty()


def _members(claim: str, data: "Dataset") -> "pl.DataFrame":
    """The mentions of a claim, earliest published first."""
    import polars as pl

    published = data.table("articles").select("article_id", "published_at")
    mentions = data.table("mentions").filter(pl.col("claim_id") == claim).join(published, on="article_id", how="left")
    return mentions.sort("published_at", "mention_key", nulls_last=True)


def _known_by(claim: str, data: "Dataset") -> "Claim":
    from pipelines.curation.notation import known_by

    return known_by(claim, _members(claim, data)["mention_key"].to_list(), _KNOWN_BY)


def _key(mention: str, data: "Dataset") -> str:
    keys: dict[str, str] = dict(data.table("mentions").select("mention_id", "mention_key").iter_rows())
    if mention in keys.values():
        return mention
    return keys[complete(mention, keys, "mention")]


def _document(place: str, data: "Dataset") -> str:
    """The document of a mention or article."""
    articles: dict[str, str] = dict(data.table("articles").select("article_id", "document_id").iter_rows())
    mentions: dict[str, str] = dict(data.table("mentions").select("mention_id", "article_id").iter_rows())
    found = complete(place, [*articles, *articles.values(), *mentions], "mention, article or document")
    return articles.get(mentions.get(found, found), found)


def _reference_entities(home: Path | None) -> Sequence[str]:
    """The entities that the home's reference tables know."""
    from assets.reference import reference_folders
    from pipelines.reference import ReferenceDataError, load_reference

    try:
        return load_reference(*reference_folders(Home.at(home))).entities["entity_id"].to_list()
    except ReferenceDataError as error:
        fail(str(error))
