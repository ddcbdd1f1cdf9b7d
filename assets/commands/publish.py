"""``onrecord publish``: versions sent to a place that others can read from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.published import HomeOption, dataset
from assets.console import Screen, say
from assets.usage import fail
from pipelines.settings import Home, Settings

if TYPE_CHECKING:
    from pipelines.reader import Dataset


def publish(
    to: Annotated[
        str, typer.Option("--to", metavar="URL", help="A folder: s3://bucket/folder, file:///path, memory://…")
    ],
    version: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    every: Annotated[bool, typer.Option("--all", help="Every version that the place does not have yet.")] = False,
    home: HomeOption = None,
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option",
            metavar="NAME=VALUE",
            help="What fsspec is told of the place besides, e.g. endpoint_url=…; added to"
            " [cyan]ONRECORD_STORAGE_OPTIONS[/].",
        ),
    ] = None,
) -> None:
    """Write a version to a bucket or folder, its data first, the pointer that readers follow last.

    What is there already is compared and kept, so the command may be broken off and given again.
    Keys come from where the place's own tools look for them (for S3 the AWS_… variables).

    Example:  onrecord publish --to s3://bucket/claims
    """
    from pipelines.publication.sending import send
    from pipelines.publication.versions import VersionError
    from pipelines.storage import StorageError, is_url, open_store

    if not is_url(to):
        to = f"file://{Path(to).expanduser().resolve()}"
    if every and version != "latest":
        fail("give --version or --all, not both", 2)
    data = dataset(home, version)
    names = [data.version]
    if every:
        names, kept = _sendable(data, home)
        for name in kept:
            say(f"{name}: left out, it holds more of the articles' words than {data.version}; --version sends it")
    console = Screen()
    try:
        with console.status("Publishing") as status:
            store = open_store(to, {**dict(Settings.from_environment().storage_options), **_options(option or [])})
            outcome = send(
                Home.at(home).snapshots,
                store,
                names,
                progress=lambda name, done, total: status.update(f"Publishing {name}: file {done + 1} of {total}"),
            )
    except (StorageError, VersionError) as error:
        fail(str(error))
    for name in outcome.sent:
        say(f"{name}: published to {store.url}/{name}")
    for name in outcome.present:
        say(f"{name}: was there already")
    say(f'read it with: onrecord.open_dataset("{store.url}")')


def _sendable(data: "Dataset", home: Path | None) -> tuple[list[str], list[str]]:
    """The versions that hold no more words than the latest one does, and the others: oldest first."""
    from pipelines.publication.withholding import stricter
    from pipelines.settings import Rights

    found = data.versions().select("version", "status").rows()
    names = [name for name, status in found if status != "rejected"]
    latest = Rights(data.rights)
    kept = [name for name in names if stricter(latest, Rights(dataset(home, name).rights))]
    return [name for name in names if name not in kept], kept


def _options(given: list[str]) -> dict[str, str]:
    """What was given with --option, by name."""
    found = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not (name and equals):
            fail(f"{each!r} is no NAME=VALUE; e.g. --option endpoint_url=http://127.0.0.1:9000", 2)
        found[name] = value
    return found
