"""A call: addresses asked for one after the other, feeds unfolded, what came kept, the rest accounted for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx

from pipelines.fetching.addresses import Resolve, checked_url, system_resolve
from pipelines.fetching.archive import Answer, Archive, unused_name
from pipelines.fetching.exchange import FEEDS, NOT_MODIFIED, Exchange, media_type
from pipelines.fetching.failure import NotFetchedError
from pipelines.fetching.memory import Memory, Seen
from pipelines.fetching.pacing import BACKOFF_SECONDS, Clock, Hosts
from pipelines.fetching.robots import Robots
from pipelines.fetching.transport import Deadline, Transport
from pipelines.files import TEMPORARY, StorageError
from pipelines.ids import sha256_bytes, sha256_text
from pipelines.settings import Settings

Status = Literal["fetched", "entry", "unchanged", "known", "feed", "later", "failed"]
"""``entry``: kept as its feed gives it; ``known``: had before, and its feed says nothing new of it; ``feed``: read
for its entries; ``later``: its host asks to be left alone."""


@dataclass(frozen=True)
class Entry:
    """An entry of a feed, as a record of an article."""

    record: Mapping[str, Any]
    is_full: bool
    """It gives the whole article, not the beginning of it."""


ReadFeed = Callable[[bytes], list[Entry] | None]
"""Returns the entries of a feed, None for what is no feed; raises ``NotFetchedError`` where it cannot be read."""


@dataclass(frozen=True)
class Outcome:
    """What became of one address."""

    url: str
    status: Status
    message: str = ""
    reason_code: str | None = None
    via: str | None = None
    """The feed that led to it."""


@dataclass(frozen=True)
class Fetched:
    """What a call did: the outcome of every address, the files that it wrote, and whether it was interrupted."""

    outcomes: list[Outcome]
    files: list[Path]
    was_interrupted: bool


@dataclass
class _Task:
    url: httpx.URL
    via: str | None = None
    entry: str | None = None
    """What its feed says of it, as a hash."""
    attempts: int = 0


@dataclass
class _Call:
    """What all addresses of a call share."""

    settings: Settings
    clock: Clock
    hosts: Hosts
    exchange: Exchange
    robots: Robots
    archive: Archive
    memory: Memory
    read_feed: ReadFeed
    tasks: list[_Task] = field(default_factory=list)
    queued: set[str] = field(default_factory=set)
    outcomes: list[Outcome] = field(default_factory=list)
    feeds: dict[str | None, str] = field(default_factory=dict)
    """The address that a feed was asked for at, and the one that answered."""

    def queue(self, given: str, task: Callable[[httpx.URL], _Task], base: httpx.URL | None, via: str | None) -> None:
        try:
            url = checked_url(given, base)
        except NotFetchedError as error:
            self.outcomes.append(Outcome(given, "failed", error.advice, error.reason_code, via))
            return
        if str(url) not in self.queued:
            self.queued.add(str(url))
            self.tasks.append(task(url))

    def step(self) -> None:
        """Ask for the address whose host is free first."""
        task = min(self.tasks, key=lambda each: self.hosts.wait_of(each.url.host))
        self.tasks.remove(task)
        task.attempts += 1
        try:
            answer = self.exchange.page(task.url, self.robots.check, self._conditions)
            self._take(task, answer)
        except StorageError:
            raise
        except NotFetchedError as error:
            if error.passing and task.attempts < self.settings.fetch_attempts:
                self.hosts.leave(task.url.host, BACKOFF_SECONDS * 2 ** (task.attempts - 1))
                self.tasks.append(task)
                return
            status: Status = "later" if error.reason_code == "asked_to_wait" else "failed"
            self.outcomes.append(Outcome(str(task.url), status, error.advice, error.reason_code, task.via))
        except Exception as error:  # whatever a site answers must not stop the others
            problem = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            advice = f"was answered in a way that cannot be read ({problem}): fetch it by other means"
            self.outcomes.append(Outcome(str(task.url), "failed", advice, "unreadable_answer", task.via))

    def _conditions(self, url: httpx.URL) -> Mapping[str, str]:
        seen = self.memory.pages.get(str(url))
        return seen.conditions() if seen is not None else {}

    def _take(self, task: _Task, answer: Answer) -> None:
        if answer.status == NOT_MODIFIED:
            self._done(task, "unchanged", "has not changed since it was fetched")
            return
        entries = self.read_feed(answer.body)
        if entries is not None and task.via is None:
            self._unfold(task, answer, entries)
        elif entries is not None or media_type(answer.header("content-type")) in FEEDS:
            kind = "a feed in a feed" if entries is not None else "XML, but no feed"
            raise NotFetchedError("unsupported_type", f"is {kind}: give the address of a page or feed")
        elif not answer.body.strip():
            raise NotFetchedError("empty", "is empty: check the address")
        else:
            self._keep(task, answer)

    def _keep(self, task: _Task, answer: Answer) -> None:
        seen = self.memory.pages.get(answer.url)
        if seen is not None and seen.sha256 == sha256_bytes(answer.body):
            self._done(task, "unchanged", "is the same as when it was fetched")
        else:
            self.archive.add(answer, self.clock.now(), task.via)
            moved = f"; it is at {answer.url} now" if answer.redirects else ""
            self._done(task, "fetched", f"{len(answer.body):,} bytes{moved}")
        self._remember(answer)

    def _unfold(self, task: _Task, feed: Answer, entries: Sequence[Entry]) -> None:
        """Keep the entries that a feed gives in full, and queue the pages of the others."""
        most = self.settings.fetch_entries
        base, via = httpx.URL(feed.url), str(task.url)
        known = sum(self._entry(entry, base, via) for entry in entries[:most])
        rest = f", {len(entries) - most:,} beyond ONRECORD_FETCH_ENTRIES left out" if len(entries) > most else ""
        self.feeds[via] = feed.url
        self._done(task, "feed", f"{len(entries):,} entries, {known:,} known{rest}")
        self._remember(feed)

    def _entry(self, entry: Entry, base: httpx.URL, via: str) -> bool:
        """Take one entry; tell whether it was had before."""
        link = str(entry.record.get("url") or "")
        said = sha256_text(repr(sorted(entry.record.items())))
        if not link and not entry.is_full:
            self.outcomes.append(Outcome(via, "failed", "has an entry without a link and without its text", "bad_url"))
            return False
        try:
            url = checked_url(link, base) if link else None
        except NotFetchedError as error:
            self.outcomes.append(Outcome(link, "failed", error.advice, error.reason_code, via))
            return False
        address = str(url) if url is not None else f"{via}#{entry.record.get('id') or said}"
        if self.memory.entries.get(address) == said:
            self.outcomes.append(Outcome(address, "known", "was had before", via=via))
            return True
        if not entry.is_full:
            self.queue(address, lambda checked: _Task(checked, via, said), None, via)
            return False
        if address not in self.queued:
            self.queued.add(address)
            moment = f"{self.clock.now().isoformat()}Z"
            own = {"url": address} if url is not None else {}
            self.archive.add_entry({**entry.record, **own, "retrieved_at": moment, "feed": via})
            self.memory.entries[address] = said
            self.outcomes.append(Outcome(address, "entry", "is kept as its feed gives it", via=via))
        return False

    def _done(self, task: _Task, status: Status, message: str) -> None:
        self.outcomes.append(Outcome(str(task.url), status, message, via=task.via))
        if task.entry is not None:
            self.memory.entries[str(task.url)] = task.entry

    def forget_unfinished_feeds(self) -> None:
        """Have a feed answered in full the next time where entries of it are still to be fetched."""
        left = {task.via for task in self.tasks}
        left |= {each.via for each in self.outcomes if each.status in {"failed", "later"}}
        for feed in left & self.feeds.keys():
            self.memory.pages.pop(self.feeds[feed], None)

    def _remember(self, answer: Answer) -> None:
        self.memory.pages[answer.url] = Seen(
            fetched_at=self.clock.now(),
            sha256=sha256_bytes(answer.body),
            etag=answer.header("etag") or None,
            last_modified=answer.header("last-modified") or None,
        )


def fetch(
    urls: Sequence[str],
    *,
    into: Path,
    memory: Memory,
    settings: Settings,
    read_feed: ReadFeed,
    clock: Clock | None = None,
    resolve: Resolve = system_resolve,
    progress: Callable[[int, int, str], None] | None = None,
) -> Fetched:
    """Fetch pages, and the entries of feeds, into files of a folder; one address that fails stops no other.

    Args:
        urls: addresses of pages and feeds.
        into: the folder; its files appear whole at the end.
        memory: of the calls before; changed to what this call knows, to be written once it is over.
        settings: the limits, the pauses, and who asks.
        read_feed: reads a feed.
        clock: of the call.
        resolve: looks host names up.
        progress: called with the addresses done, the addresses in all, and the one that is next.

    Raises:
        StorageError: the folder cannot be written to; nothing is left in it.
    """
    clock = clock or Clock()
    hosts = Hosts(clock, settings.fetch_pause_seconds)
    for host, moment in memory.hosts.items():
        hosts.leave_until(host, moment)
    deadline = Deadline(clock.seconds)
    transport = Transport(resolve, settings.fetch_networks, deadline)
    exchange = Exchange(transport, deadline, hosts, clock, settings)
    robots = Robots(exchange, hosts, settings.fetch_user_agent, settings.fetch_attempts)
    for leftover in into.glob(f"{TEMPORARY}fetched-*"):
        leftover.unlink()
    was_interrupted = False
    with Archive(into, unused_name(into, clock.now()), settings.fetch_user_agent) as archive:
        call = _Call(settings, clock, hosts, exchange, robots, archive, memory, read_feed)
        for given in urls:
            call.queue(given, _Task, None, None)
        try:
            while call.tasks:
                if progress is not None:
                    done = len(call.outcomes)
                    progress(done, done + len(call.tasks), str(call.tasks[0].url))
                call.step()
        except KeyboardInterrupt:
            # what was fetched is kept: the host need not be asked for it again
            was_interrupted = True
        finally:
            transport.close()
        files = archive.close()
    call.forget_unfinished_feeds()
    memory.hosts = hosts.left_alone()
    return Fetched(call.outcomes, files, was_interrupted)
