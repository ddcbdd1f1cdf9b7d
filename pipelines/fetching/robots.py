"""What robots.txt of each site allows (RFC 9309); the reading is protego's."""

import math

import httpx
from protego import Protego

from pipelines.fetching.exchange import Exchange
from pipelines.fetching.failure import NotFetchedError
from pipelines.fetching.pacing import Hosts

MAX_BYTES = 512_000
"""So much of a robots.txt is read: the least that RFC 9309 asks for, in round numbers."""
_LONGEST_PAUSE = 86_400.0


class Robots:
    """The rules of every site that a call asks, read once each.

    Args:
        exchange: asks for the files.
        hosts: is told of the pauses that they ask for.
        agent: the name that the rules are looked up for.
        attempts: how often a file that cannot be read is asked for.
    """

    def __init__(self, exchange: Exchange, hosts: Hosts, agent: str, attempts: int) -> None:
        self._exchange, self._hosts, self._attempts = exchange, hosts, attempts
        self._agent = agent.partition("/")[0].split()[0]
        self._rules: dict[str, Protego] = {}
        self._failures: dict[str, int] = {}

    def check(self, url: httpx.URL) -> None:
        """Refuse an address that its site does not want robots to ask for.

        Raises:
            NotFetchedError: ``robots_denied``; ``robots_unreachable`` where the rules cannot be read, which forbids
                everything; what leads to a private address.
        """
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._rules:
            self._rules[site] = self._read(site)
            self._hosts.ask_pause(url.host, self._pause(self._rules[site]))
        if not self._rules[site].can_fetch(str(url), self._agent):
            advice = f"is closed to robots by {site}/robots.txt: leave it out, or ask the site"
            raise NotFetchedError("robots_denied", advice)

    def _read(self, site: str) -> Protego:
        if self._failures.get(site, 0) >= self._attempts:
            raise self._unreachable(site, "was asked for in vain")
        try:
            answer = self._exchange.any_answer(httpx.URL(f"{site}/robots.txt"), MAX_BYTES)
        except NotFetchedError as error:
            if error.reason_code in {"private_address", "unknown_host", "asked_to_wait", "bad_url"}:
                raise
            raise self._unreachable(site, error.advice.rpartition(":")[0]) from None
        if answer.status == 200:
            return Protego.parse(answer.body.decode("utf-8", "replace"))
        if 400 <= answer.status < 500 and answer.status != 429:
            # there are no rules
            return Protego.parse("")
        raise self._unreachable(site, f"was answered with {answer.status}")

    def _unreachable(self, site: str, problem: str) -> NotFetchedError:
        failures = self._failures[site] = self._failures.get(site, 0) + 1
        advice = f"is not asked for while {site}/robots.txt, which {problem}, may forbid it: try again later"
        return NotFetchedError("robots_unreachable", advice, passing=failures < self._attempts)

    def _pause(self, rules: Protego) -> float | None:
        rate = rules.request_rate(self._agent)
        asked = [
            seconds
            for seconds in (rules.crawl_delay(self._agent), rate.seconds / rate.requests if rate else None)
            if seconds is not None and math.isfinite(seconds)
        ]
        return min(max(asked), _LONGEST_PAUSE) if asked else None
