"""What one call remembers for the next: what pages answered, which entries were had, which hosts to leave alone.

Kept per folder that is fetched into: a page that has not changed must be in that folder already.
"""

import json
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.files import write_whole
from pipelines.ids import sha256_text


class Seen(BaseModel):
    """A page as it was last fetched."""

    model_config = ConfigDict(frozen=True)

    fetched_at: datetime
    sha256: str
    etag: str | None = None
    last_modified: str | None = None

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for the page only if it has changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class Memory(BaseModel):
    """All that is remembered; empty at first."""

    pages: dict[str, Seen] = Field(default_factory=dict)
    """By address."""
    entries: dict[str, str] = Field(default_factory=dict)
    """By the address of a feed's entry: the hash of what the feed last said of it, once it was had."""
    hosts: dict[str, datetime] = Field(default_factory=dict)
    """Until when a host asked to be left alone."""


class UnreadableMemoryError(ValueError):
    """The file cannot be read; the message says what to do."""


def memory_file(folder: Path, into: Path) -> Path:
    """Return the file that remembers what was fetched into a folder."""
    return folder / f"{sha256_text(str(into.resolve()))[:16]}.json"


def read_memory(file: Path) -> Memory:
    """Read what was remembered; nothing where there is no file.

    Raises:
        UnreadableMemoryError: the file holds something else.
    """
    try:
        return Memory.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Memory()
    except ValidationError as error:
        raise UnreadableMemoryError(f"{file} cannot be read: remove it, and everything is fetched anew") from error


def write_memory(file: Path, memory: Memory) -> None:
    """Write all that is remembered, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    data = json.dumps(memory.model_dump(mode="json", exclude_none=True), indent=1, sort_keys=True, ensure_ascii=True)
    write_whole(file, data.encode("ascii"))
