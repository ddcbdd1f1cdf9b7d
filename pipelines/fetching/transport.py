"""HTTP over connections that go only where they may, and that end when their time is up.

The one place of the project that opens a connection. No cookies, no proxies, no credentials, no redirects: a
request is answered or fails. Connections are not kept, so that each request's address is looked at anew.
"""

import ssl
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpcore
import httpx

from pipelines.fetching.addresses import Network, Resolve, addresses_of

_TRIED_ADDRESSES = 4
"""A host may have many addresses; one that does not answer is not worth more attempts than this."""

FAILURES = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)
"""What a connection may raise."""


class Deadline:
    """The time that a request has left, of whatever it is spent on; slow trickles count as much as silence."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._end = 0.0

    def begin(self, seconds: float) -> None:
        """Give the next request so many seconds from now."""
        self._end = self._seconds() + seconds

    def left(self, timeout: float | None = None) -> float:
        """Return the seconds left, at most ``timeout``.

        Raises:
            httpcore.ReadTimeout: there are none.
        """
        left = self._end - self._seconds()
        if left <= 0:
            raise httpcore.ReadTimeout("its time is up")
        return left if timeout is None else min(left, timeout)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step has only what is left of its request's time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _CheckedBackend(httpcore.NetworkBackend):
    """Opens connections to addresses that were looked at, and to no others."""

    def __init__(self, resolve: Resolve, networks: Sequence[Network], deadline: Deadline) -> None:
        self._resolve, self._networks, self._deadline = resolve, networks, deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        allowed = addresses_of(host, self._deadline.left(timeout), self._resolve, self._networks)[:_TRIED_ADDRESSES]
        for number, address in enumerate(allowed, start=1):
            # an address is no name: nothing is looked up a second time
            left = self._deadline.left(timeout) / (len(allowed) - number + 1)
            try:
                stream = self._sockets.connect_tcp(address, port, left, local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(allowed):
                    raise
        raise httpcore.ConnectError("no address")


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class Transport(httpx.BaseTransport):
    """Sends requests one at a time.

    Args:
        resolve: looks host names up.
        networks: networks that may be connected to although they are not public.
        deadline: begun by the caller before each request; raises ``FAILURES`` when it is over.
    """

    def __init__(self, resolve: Resolve, networks: Sequence[Network], deadline: Deadline) -> None:
        self._pool = httpcore.ConnectionPool(
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_CheckedBackend(resolve, networks, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the head of its answer; its body is read, and must be closed, by the caller.

        Raises:
            NotFetchedError: the host has no address that may be connected to.
            httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError: the connection failed.
        """
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions={},
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()
