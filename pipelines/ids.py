"""Identifiers: what identity rests on, and nothing else.

Every identifier is a prefix and the first 96 bits of a SHA-256 over its key parts, so that
a table of 10^9 rows has a collision chance below 10^-10. Parts are encoded as a JSON array,
so that ``("ab", "c")`` and ``("a", "bc")`` differ.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

_HEX_DIGITS = 24
_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def digest(prefix: str, *parts: str | int) -> str:
    """Return ``prefix-`` and 24 hexadecimal digits over ``parts``, which may hold any text."""
    encoded = _JSON.encode(parts).encode("ascii")
    return f"{prefix}-{hashlib.sha256(encoded).hexdigest()[:_HEX_DIGITS]}"


def document_id(address: str) -> str:
    """Identify a document by its address: its URL, else its path relative to the input."""
    return digest("doc", address)


def article_id(document: str, raw_sha256: str) -> str:
    """Identify one revision of a document by the bytes that were read."""
    return digest("art", document, raw_sha256)


def segment_id(article: str, start_char: int, end_char: int) -> str:
    """Identify a segment by its place in one revision."""
    return digest("seg", article, start_char, end_char)


def mention_key(document: str, content: str, cue: str | None, source: str | None, ordinal: int) -> str:
    """Identify a mention across re-extraction and across edits elsewhere in the article.

    ``ordinal`` counts from 0 among mentions of the document whose three texts are equal.
    """
    return digest("key", document, content, cue or "", source or "", ordinal)


def mention_id(article: str, key: str) -> str:
    """Identify a mention within one revision of its article."""
    return digest("men", article, key)


def quotation_id(article: str, start_char: int) -> str:
    """Identify a quotation by the place where it opens."""
    return digest("quo", article, start_char)


def claim_id(founding_mention_key: str) -> str:
    """Mint the identifier of a claim from the mention that founded it."""
    return digest("clm", founding_mention_key)


def entity_id(kind: str, founding_key: str) -> str:
    """Mint the identifier of an entity that no reference table knows."""
    return digest("ent", kind, founding_key)


def outlet_id(name: str) -> str:
    """Mint the identifier of an outlet that no reference table knows from its folded name."""
    return digest("out", name)


def producer_id(*parts: str) -> str:
    """Identify a producer: a room's code, its model and its reference tables together."""
    return digest("prd", *parts)


def quarantine_id(batch: str, path: str, stage: str, row_key: str) -> str:
    """Identify a row of the quarantine by its key."""
    return digest("qua", batch, path, stage, row_key)


def successor(identifier: str, redirects: Mapping[str, str], live: Collection[str]) -> str | None:
    """Return what an identifier stands for now: itself while it is live, else what it was merged into.

    None where it was retired or never was.
    """
    seen: set[str] = set()
    while identifier not in live:
        if identifier in seen or identifier not in redirects:
            return None
        seen.add(identifier)
        identifier = redirects[identifier]
    return identifier


def sha256_bytes(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of ``data``."""
    return hashlib.sha256(data).hexdigest()


def sha256_text(text: str) -> str:
    """Return the hexadecimal SHA-256 of ``text`` in UTF-8; lone surrogates are kept apart, not refused."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sha256_file(path: Path, chunk: int = 1 << 20) -> str:
    """Return the hexadecimal SHA-256 of a file, read in chunks of ``chunk`` bytes."""
    state = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(chunk):
            state.update(block)
    return state.hexdigest()


def code_fingerprint(paths: Iterable[Path]) -> str:
    """Return a hash over source files and folders: what makes a room's cached work valid.

    Folders are walked for ``*.py`` and data files beside them; names count as well as bytes,
    compiled files do not.
    """
    state = hashlib.sha256()
    for root in paths:
        files = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]
        for file in files:
            if "__pycache__" in file.parts or file.suffix in {".pyc", ".pyo"}:
                continue
            name = file.relative_to(root.parent).as_posix()
            state.update(f"{name}\0{sha256_file(file)}\n".encode())
    return state.hexdigest()[:_HEX_DIGITS]
