"""Which URLs and which network addresses may be fetched from.

A URL is looked at before it is asked for, an address when it is connected to: a name is resolved once, and the
connection goes to the very address that was looked at, so that a name which answers otherwise the next time
(DNS rebinding) gains nothing. What is public follows the special-purpose registries of IANA (RFC 6890): there
is no list of host names.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, Queue
from threading import Thread

import httpx

from pipelines.fetching.failure import NotFetchedError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, float], list[str]]
"""Returns the addresses of a host name, within so many seconds; raises ``OSError`` where it has none."""

MAX_URL_CHARS = 2_000
_WEB_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024
"""Ports below are those of other services, save the web's own."""
_LAST_PORT = 65_535

_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments, and the metadata service of a cloud among them
        "192.88.99.0/24",  # relays of 6to4
        "168.63.129.16/32",  # the host of a cloud's machines, at a public address
        "2001::/23",  # protocol assignments: Teredo, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which wraps any address of version 4
        "3fff::/20",  # documentation
    )
)
"""What :mod:`ipaddress` of some Python 3.11 or later takes for public."""
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet; what wraps another address is judged by that."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _GLOBAL_UNICAST or address.scope_id is not None:
            return False
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _NOT_PUBLIC)


def addresses_of(host: str, seconds: float, resolve: Resolve, networks: Sequence[Network] = ()) -> list[str]:
    """Resolve a host once and return those of its addresses that may be connected to.

    Args:
        host: a name, or an address as it stands in a URL.
        seconds: time that resolving may take.
        resolve: looks names up.
        networks: networks that may be connected to although they are not public.

    Raises:
        NotFetchedError: ``unknown_host`` where the name has no address, ``private_address`` where none is public.
    """
    try:
        found = [ip_address(address) for address in resolve(host.strip("[]"), seconds)]
    except (OSError, ValueError, UnicodeError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        advice = f"has no address ({problem}): check its spelling and the connection of this machine"
        raise NotFetchedError("unknown_host", advice, passing=True) from None
    allowed = [address for address in found if is_public(address) or _within(address, networks)]
    if not allowed:
        shown = ", ".join(map(str, found)) or "nothing"
        advice = f"leads to {shown}, which is not public: set ONRECORD_FETCH_NETWORKS if that network is meant"
        raise NotFetchedError("private_address", advice)
    return [str(address) for address in allowed]


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def system_resolve(host: str, seconds: float) -> list[str]:
    """Ask the system for the addresses of a host; the system's own patience is longer than ``seconds``."""
    answers: Queue[list[str] | OSError] = Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(0, "is no host name"))

    Thread(target=ask, daemon=True, name="onrecord resolver").start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError(0, "looking it up took too long") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def checked_url(given: str, base: httpx.URL | None = None) -> httpx.URL:
    """Return a URL that may be asked for, without its fragment.

    Args:
        given: as a person, a feed or a redirect gives it.
        base: what a relative one is relative to.

    Raises:
        NotFetchedError: ``bad_url``.
    """
    if len(given) > MAX_URL_CHARS:
        raise _bad(f"is longer than {MAX_URL_CHARS:,} characters")
    try:
        url = httpx.URL(given.strip()) if base is None else base.join(given.strip())
        url = url.copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise _bad(f"is no address ({error})") from None
    if url.scheme not in {"http", "https"}:
        raise _bad("does not begin with http:// or https://")
    if not url.host:
        raise _bad("names no host")
    if url.userinfo:
        raise _bad("holds a user name or password, which would be written down and sent: leave it out")
    if url.port is not None and url.port not in _WEB_PORTS and not _FIRST_FREE_PORT <= url.port <= _LAST_PORT:
        raise _bad(f"asks for port {url.port}, which is not that of a web server")
    return url


def _bad(problem: str) -> NotFetchedError:
    return NotFetchedError("bad_url", f"{problem}: give the address of a page or feed")
