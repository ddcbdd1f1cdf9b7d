"""``onrecord fetch``: pages and feeds from the network into files that a run reads."""

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.published import HomeOption
from assets.console import Screen, say
from assets.usage import check_settings, fail
from pipelines.settings import Home, Settings

if TYPE_CHECKING:
    from pipelines.fetching import Fetched, Status

_SHOWN = 50
_INTERRUPTED = 130
"""What a shell takes for the end by Ctrl-C."""
_WORDS: "dict[Status, str]" = {
    "fetched": "fetched",
    "entry": "kept as their feed gives them",
    "unchanged": "unchanged",
    "known": "had before",
    "feed": "read as feeds",
    "later": "left for later",
    "failed": "failed",
}


def fetch(
    urls: Annotated[
        list[str], typer.Argument(metavar="URL|FEED...", help="Addresses of pages, and of RSS or Atom feeds.")
    ],
    home: HomeOption = None,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="FOLDER",
            help="Where the files go.",
            show_default="ONRECORD_INBOX, else fetched in the home",
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Fetch also what has not changed, and entries that were had before.")
    ] = False,
) -> None:
    """Fetch pages, and the entries of feeds, into files for `run`; the one command that asks the network for articles.

    It keeps to robots.txt and pauses between requests, follows no address that is not public, and ends with 1 where
    an address could not be fetched.

    Example:  onrecord fetch https://news.example/feed.xml
    """
    check_settings()
    console = Screen(stderr=True)
    with console.status("Starting") as status:
        from assets.fetching import FetchBusyError, fetch_into
        from pipelines.fetching.memory import UnreadableMemoryError
        from pipelines.files import StorageError

        try:
            fetched = fetch_into(
                urls,
                Home.at(home),
                Settings.from_environment(),
                into=into,
                again=again,
                progress=lambda done, total, url: status.update(f"{done:,} of {total:,}: {url}"),
            )
        except (FetchBusyError, UnreadableMemoryError, StorageError) as error:
            fail(str(error))
    _show(fetched)
    if fetched.was_interrupted:
        raise typer.Exit(_INTERRUPTED)
    if any(outcome.status in {"failed", "later"} for outcome in fetched.outcomes):
        raise typer.Exit(1)


def _show(fetched: "Fetched") -> None:
    """Print what could not be fetched and why, what was, and what to do with it."""
    missed = [outcome for outcome in fetched.outcomes if outcome.status in {"failed", "later"}]
    for outcome in missed[:_SHOWN]:
        say(f"{outcome.url} {outcome.message} ({outcome.reason_code})", err=True)
    if len(missed) > _SHOWN:
        say(f"… and {len(missed) - _SHOWN:,} more", err=True)
    for outcome in fetched.outcomes:
        if outcome.status == "feed":
            say(f"{outcome.url}: {outcome.message}")
    counted = Counter(outcome.status for outcome in fetched.outcomes)
    told = [f"{counted[status]:,} {words}" for status, words in _WORDS.items() if counted[status]]
    say(", ".join(told) or "nothing was fetched")
    if fetched.was_interrupted:
        say("interrupted: what was fetched is kept, the rest is fetched by the next call")
    for file in fetched.files:
        say(str(file))
    if fetched.files:
        say(f"read them with: onrecord run --input {shlex.quote(str(fetched.files[0].parent))}")
