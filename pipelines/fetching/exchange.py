"""One address asked for: pauses kept, redirects followed with the same care, the answer read within limits."""

from collections.abc import Callable, Mapping
from contextlib import closing
from email.message import Message

import httpcore
import httpx

from pipelines.fetching.addresses import checked_url
from pipelines.fetching.archive import Answer
from pipelines.fetching.bodies import ACCEPTED, read_body
from pipelines.fetching.failure import NotFetchedError
from pipelines.fetching.pacing import Clock, Hosts, retry_after
from pipelines.fetching.transport import FAILURES, Deadline, Transport
from pipelines.settings import Settings

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf"})
FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may be another in a while."""
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/pdf;q=0.9, */*;q=0.1"
)

OK = 200
NOT_MODIFIED = 304


class Exchange:
    """Asks for one address after the other.

    Args:
        transport: sends a request.
        deadline: the time that a request has, which the transport keeps to.
        hosts: the pauses of all hosts.
        clock: of the call.
        settings: the limits, and who asks.
    """

    def __init__(
        self, transport: Transport, deadline: Deadline, hosts: Hosts, clock: Clock, settings: Settings
    ) -> None:
        self._transport, self._deadline, self._hosts = transport, deadline, hosts
        self._clock, self._settings = clock, settings

    def page(
        self,
        url: httpx.URL,
        check: Callable[[httpx.URL], None],
        conditions: Callable[[httpx.URL], Mapping[str, str]],
    ) -> Answer:
        """Return the page or feed at an address, or the answer that it has not changed.

        Args:
            url: the address.
            check: raises where an address may not be asked for; called for each redirect too.
            conditions: headers that ask for a page only if it has changed.

        Raises:
            NotFetchedError: nothing of use came.
        """
        answer = self._followed(url, check, conditions, self._settings.max_file_bytes, cut=False)
        if answer.status == NOT_MODIFIED and not conditions(httpx.URL(answer.url)):
            raise _bad_status(answer)
        if answer.status not in {OK, NOT_MODIFIED}:
            raise _bad_status(answer)
        return answer

    def any_answer(self, url: httpx.URL, most: int) -> Answer:
        """Return whatever is answered, of a body no more than its first ``most`` bytes.

        Raises:
            NotFetchedError: nothing came.
        """
        return self._followed(url, lambda _: None, lambda _: {}, most, cut=True)

    def _followed(
        self,
        url: httpx.URL,
        check: Callable[[httpx.URL], None],
        conditions: Callable[[httpx.URL], Mapping[str, str]],
        most: int,
        *,
        cut: bool,
    ) -> Answer:
        hops: list[tuple[int, str]] = []
        while True:
            check(url)
            self._pause(url.host)
            answer = self._asked(url, conditions(url), most, tuple(hops), cut=cut)
            if answer.status not in _REDIRECTS or not answer.header("location"):
                return answer
            hops.append((answer.status, str(url)))
            if len(hops) > self._settings.fetch_redirects:
                advice = (
                    f"redirects more than {self._settings.fetch_redirects} times: give the address that it leads to"
                )
                raise NotFetchedError("too_many_redirects", advice)
            url = checked_url(answer.header("location"), url)

    def _pause(self, host: str) -> None:
        wait = self._hosts.wait_of(host)
        if wait > self._settings.fetch_wait_seconds:
            advice = f"is left for later: {host} asks to be left alone for {wait:,.0f} seconds; call again then"
            raise NotFetchedError("asked_to_wait", advice)
        if wait > 0:
            self._clock.sleep(wait)

    def _asked(
        self,
        url: httpx.URL,
        conditions: Mapping[str, str],
        most: int,
        hops: tuple[tuple[int, str], ...],
        *,
        cut: bool,
    ) -> Answer:
        headers = {
            "User-Agent": self._settings.fetch_user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
            **conditions,
        }
        request = httpx.Request("GET", url, headers=headers)
        self._deadline.begin(self._settings.fetch_seconds)
        try:
            with closing(self._transport.handle_request(request)) as response:
                body = self._body(response, most, cut=cut)
                address = _address(response)
        except FAILURES as error:
            raise self._failure(error) from None
        finally:
            self._hosts.asked(url.host)
        answer = Answer(
            url=str(url),
            status=response.status_code,
            reason=response.reason_phrase,
            headers=tuple(response.headers.multi_items()),
            body=body,
            sent_headers=tuple(request.headers.multi_items()),
            address=address,
            redirects=hops,
        )
        if answer.status in _PASSING:
            wait = retry_after(answer.header("retry-after"), self._clock.now())
            if wait is not None:
                self._hosts.leave(url.host, wait)
        return answer

    def _body(self, response: httpx.Response, most: int, *, cut: bool) -> bytes:
        """Read a body where it is of use: that of a page or feed, or any of which the first bytes are wanted."""
        if response.status_code != OK:
            return b""
        announced = response.headers.get("content-length", "")
        if not cut:
            check_type(response.headers.get("content-type", ""))
            if announced.isascii() and announced.isdigit() and int(announced) > most:
                raise NotFetchedError("too_large", f"is larger than {most:,} bytes: set ONRECORD_MAX_FILE_BYTES higher")
        return read_body(response.stream, response.headers.get("content-encoding", ""), most, cut=cut)  # type: ignore[arg-type]

    def _failure(self, error: Exception) -> NotFetchedError:
        if isinstance(error, httpcore.TimeoutException):
            advice = f"was not answered in full within {self._settings.fetch_seconds:g} seconds: try again later"
            return NotFetchedError("too_slow", advice, passing=True)
        problem = " ".join(str(error).split()) or type(error).__name__
        return NotFetchedError("no_connection", f"cannot be reached ({problem}): try again later", passing=True)


def media_type(content_type: str) -> str:
    """Return the media type that a header ``Content-Type`` names, in lower case, without its parameters."""
    header = Message()
    header["Content-Type"] = content_type
    return header.get_content_type() if content_type.strip() else ""


def check_type(content_type: str) -> None:
    """Refuse what is neither a page nor a feed.

    Raises:
        NotFetchedError: ``unsupported_type``.
    """
    kind = media_type(content_type)
    if kind not in PAGES | FEEDS:
        advice = f"is of type {kind or 'none'}, neither a page nor a feed: give the address of one"
        raise NotFetchedError("unsupported_type", advice)


def _bad_status(answer: Answer) -> NotFetchedError:
    status = f"{answer.status} {answer.reason}".strip()
    if answer.status in _PASSING:
        return NotFetchedError("http_status", f"was answered with {status}: try again later", passing=True)
    return NotFetchedError("http_status", f"was answered with {status}: check the address")


def _address(response: httpx.Response) -> str | None:
    stream = response.extensions.get("network_stream")
    try:
        return str(stream.get_extra_info("server_addr")[0]) if stream is not None else None
    except (OSError, TypeError):
        return None
