"""Fetching: pages and feeds over the network into files that a run reads; nothing else of the project goes online.

Belongs here: asking politely (robots.txt, pauses, conditional requests), staying safe (which addresses are
connected to; limits of time and size), and keeping what came as WARC. Does not belong here: reading what came,
which is the ingest room's; how a feed is read is handed in.
"""

from pipelines.fetching.failure import NotFetchedError
from pipelines.fetching.fetcher import Entry, Fetched, Outcome, Status, fetch
from pipelines.fetching.pacing import Clock

__all__ = ["Clock", "Entry", "Fetched", "NotFetchedError", "Outcome", "Status", "fetch"]
