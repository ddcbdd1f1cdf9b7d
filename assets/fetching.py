"""Fetching into a home: its memory, its lock, and the reading of feeds where their parser can do no harm."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipelines.fetching import Clock, Entry, Fetched, NotFetchedError, fetch
from pipelines.fetching.addresses import Resolve, system_resolve
from pipelines.fetching.memory import Memory, memory_file, read_memory, write_memory
from pipelines.ingest.formats import looks_like_feed
from pipelines.ingest.set_aside import SetAside
from pipelines.sandbox import Sandbox, SandboxError
from pipelines.settings import Home, Settings

Call = Callable[..., Iterator[Any]]
"""Calls a function by its name with arguments, and yields its results."""

ENTRIES = "pipelines.ingest.feeds:entries_to_fetch"
"""What reads a feed, by the name under which a child process finds it."""

_HEAD_BYTES = 4096


class FetchBusyError(RuntimeError):
    """Another call fetches into the home; the message says so."""


def fetch_into(
    urls: Sequence[str],
    home: Home,
    settings: Settings,
    *,
    into: Path | None = None,
    again: bool = False,
    clock: Clock | None = None,
    resolve: Resolve = system_resolve,
    progress: Callable[[int, int, str], None] | None = None,
    call: Call | None = None,
) -> Fetched:
    """Fetch pages and feeds into a folder, remembering what was fetched before.

    Args:
        urls: addresses of pages and feeds.
        home: what remembers.
        settings: the limits, the pauses, and who asks.
        into: the folder; without it the inbox of the settings, else the home's own.
        again: fetch also what has not changed, and what was had before.
        clock: of the call.
        resolve: looks host names up.
        progress: called with the addresses done, the addresses in all, and the one that is next.
        call: calls what parses a feed; without it a sandbox with the limits of parsers.

    Raises:
        FetchBusyError: another call is at it.
        UnreadableMemoryError: what earlier calls wrote cannot be read.
        StorageError: the folder or the home cannot be written to.
    """
    folder = (into or settings.inbox or home.fetched).expanduser().resolve()
    home.fetching.mkdir(parents=True, exist_ok=True)
    try:
        with (
            FileLock(home.fetching / "lock", timeout=0),
            Sandbox(settings.parser_memory_bytes, settings.parser_seconds) as sandbox,
        ):
            file = memory_file(home.fetching, folder)
            known = read_memory(file)
            # what is asked for again is remembered as it is now
            memory = Memory(hosts=known.hosts) if again else known
            fetched = fetch(
                urls,
                into=folder,
                memory=memory,
                settings=settings,
                read_feed=lambda data: read_feed(data, call or sandbox.call),
                clock=clock,
                resolve=resolve,
                progress=progress,
            )
            write_memory(file, memory)
            return fetched
    except Timeout:
        raise FetchBusyError(f"{home.root} is being fetched into by another call: wait for its end") from None


def read_feed(data: bytes, call: Call) -> list[Entry] | None:
    """Return the entries of a feed, None for what is none.

    Raises:
        NotFetchedError: it is a feed that cannot be read.
    """
    if not looks_like_feed(data[:_HEAD_BYTES].decode("utf-8", "replace").lstrip("\ufeff")):
        return None
    try:
        found = [Entry(record, is_full) for record, is_full in call(ENTRIES, data)]
    except (SetAside, SandboxError) as reason:
        raise NotFetchedError(reason.reason_code, reason.advice) from None
    return found
