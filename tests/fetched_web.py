"""A web of invented sites on this machine, and a clock that need not be waited for."""

import gzip
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from assets.fetching import fetch_into
from pipelines.fetching import Clock, Fetched
from pipelines.sandbox import called_here
from pipelines.settings import Home, Settings

START = datetime(2031, 5, 4, 12, 0)


@dataclass
class Reply:
    """What a site answers with."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    pace: float | None = None
    """Seconds between the bytes of the body."""


Answering = Callable[[dict[str, str]], Reply]
"""From the headers of the request."""


class Web:
    """Sites by host name, all at one port of this machine; every request is noted."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Answering | list[Reply]] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.answer(self)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def url(self, path: str, host: str = "harbour.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def asked(self, *, robots: bool = False) -> list[str]:
        return [f"{host}{path}" for host, path, _ in self.requests if robots or path != "/robots.txt"]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        host = (handler.headers["Host"] or "").partition(":")[0]
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.requests.append((host, handler.path, headers))
        found = self.pages.get(f"{host}{handler.path}", self.pages.get(handler.path, Reply(status=404)))
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        reply = found if isinstance(found, Reply) else found(headers)
        handler.send_response(reply.status)
        for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
            handler.send_header(name, value)
        if "Content-Length" not in reply.headers and reply.pace is None:
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        try:
            if reply.pace is None:
                handler.wfile.write(reply.body)
                return
            for byte in reply.body:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                time.sleep(reply.pace)
        except OSError:
            pass


@dataclass
class Skipped:
    """A clock whose waits take no time; they are noted."""

    waits: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return Clock(
            now=lambda: START + timedelta(seconds=round(sum(self.waits))),
            seconds=lambda: time.monotonic() + sum(self.waits),
            sleep=self.waits.append,
        )


@dataclass
class Desk:
    """Someone who fetches into a home of their own."""

    home: Home
    web: Web
    time: Skipped = field(default_factory=Skipped)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    """Of host names; the last answer stays. A name that is not here is at 127.0.0.1."""
    resolved: list[str] = field(default_factory=list)

    def fetch(self, *urls: str, into: Path | None = None, again: bool = False, **limits: object) -> Fetched:
        settings = Settings.model_validate({"fetch_networks": "127.0.0.1", "fetch_pause_seconds": 1, **limits})
        return fetch_into(
            urls,
            self.home,
            settings,
            into=into,
            again=again,
            clock=self.time.clock,
            resolve=self.resolve,
            call=called_here,
        )

    def resolve(self, host: str, seconds: float) -> list[str]:
        self.resolved.append(host)
        answers = self.addresses.get(host, ["127.0.0.1"])
        return [answers.pop(0) if len(answers) > 1 else answers[0]]


def page(words: str, **headers: str) -> Reply:
    return Reply(
        f"<!DOCTYPE html><html><body><article><p>{words}</p></article></body></html>".encode(), headers=headers
    )


def zipped(data: bytes) -> bytes:
    return gzip.compress(data, 9)
