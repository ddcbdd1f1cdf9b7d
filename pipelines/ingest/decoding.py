"""From bytes to characters: which encoding the bytes are in, or why they are no text."""

import codecs
import re

from charset_normalizer import from_bytes

from pipelines.ingest.set_aside import SetAside

_BOMS: tuple[tuple[bytes, str], ...] = (
    # the longer marks first: UTF-32-LE begins with the mark of UTF-16-LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I
)
_DECLARED_WITHIN = 4096

_GUESSED = ("cp1252", "cp1250", "cp1251", "cp1254", "koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr")
_GUESSED_FROM_CHARS = 20
"""Fewer characters outside ASCII prove no encoding of another script."""
_MAX_CHAOS = 0.1
_MAX_CONTROL_SHARE = 0.01
_ODD_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_TYPOGRAPHIC = set("\xa0‘’‚“”„–—…•£€¥§©®™°«»·½¼¾×¡¿")
_SEVERAL_BYTES = re.compile(r"gb|big5|euc|shift|iso2022|hz|johab|cp9[345]")
_ENCODED_WORD = re.compile(r"\w+")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the characters of ``data``, unchanged, and the name of the encoding.

    A byte order mark decides, then what the server declared, then what an HTML head declares, unless the bytes
    are UTF-8 beyond doubt; then UTF-8, then a detection that must be sure. A byte order mark stays in the text,
    so that offsets count it.

    Raises:
        SetAside: ``not_text`` or ``broken_encoding``.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise SetAside("not_text", f"is {kind}, not text: save it as plain text, HTML or JSON Lines")
    text, encoding = _decode(data, declared)
    _refuse_binary(text)
    return text, encoding


def _refuse_binary(text: str) -> None:
    if "\x00" in text or len(_ODD_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise SetAside("not_text", "holds binary data, not text: save it as plain text, HTML or JSON Lines")


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _try(data, encoding)
            # two-byte text without a zero byte that is well-formed UTF-8 as well is ASCII behind a wrong mark
            if text is None or ("16" in encoding and b"\0" not in data and _try(data[len(mark) :], "utf-8")):
                raise SetAside("broken_encoding", f"begins as {encoding} but is not valid {encoding}: save it as UTF-8")
            return text, encoding
    _refuse_binary(data.decode("latin-1"))
    served = _usable(declared) if declared else []
    labels = [*served, *_declared(data)]
    if labels and _is_utf8(data, labels[0]):
        labels = []
    for encoding in [*labels, "utf-8"]:
        text = _try(data, encoding)
        if text is not None:
            return text, encoding
    guessed = None if _mostly_utf8(data) else _guess(data)
    if guessed is None:
        raise SetAside("broken_encoding", "is not valid UTF-8 and no other encoding is certain: save it as UTF-8")
    return guessed


def _is_utf8(data: bytes, label: str) -> bool:
    """Tell whether bytes that are labelled otherwise are UTF-8, as what is written in other encodings never is.

    A single character does against an encoding of one byte a character; one of several bytes may meet the form of
    UTF-8 by chance in a short text.
    """
    text = _try(data, "utf-8")
    foreign = 0 if text is None else sum(character > "\x7f" for character in text)
    return foreign >= (_GUESSED_FROM_CHARS if _SEVERAL_BYTES.match(label) else 1)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _declared(data: bytes) -> list[str]:
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    if match is None:
        return []
    return _usable(match.group(1).decode("ascii"))


def _usable(label: str) -> list[str]:
    """Return the codec of a declared encoding, or nothing where the declaration is of no use."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return []
    # browsers read pages labelled Latin-1 or ASCII as Windows-1252 (WHATWG Encoding Standard, section 4.2)
    name = "cp1252" if name in {"iso8859-1", "ascii"} else name
    is_text = getattr(codecs.lookup(name), "_is_text_encoding", True)
    return [name] if is_text and name not in {"utf-8", "utf-7"} and not name.startswith(("utf-16", "utf-32")) else []


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether more characters are well-formed UTF-8 sequences than are broken: damaged, not another encoding."""
    text = data.decode("utf-8", "replace")
    broken = text.count("�")
    return sum(character > "\x7f" for character in text) - broken > broken


def _guess(data: bytes) -> tuple[str, str] | None:
    best = from_bytes(data, cp_isolation=list(_GUESSED), enable_fallback=False).best()
    if best is not None and best.chaos <= _MAX_CHAOS and best.coherence > 0:
        text = _try(data, best.encoding)
        foreign = [c for c in text or "" if c > "\x7f" and c not in _TYPOGRAPHIC]
        if (
            text is not None
            and best.encoding not in {"cp1252", "cp1250", "cp1254"}
            and len(foreign) >= _GUESSED_FROM_CHARS
        ):
            return text, best.encoding
    text = _try(data, "cp1252")
    return (text, "cp1252") if text is not None and _reads_as_western(text) else None


def _reads_as_western(text: str) -> bool:
    """Tell whether every character outside ASCII is a typographic mark or a letter inside a word."""
    if any("\x80" <= character < "\xa0" or character in "ÿþð¤¦¬­¯µ¶¸ÞÐ" for character in text):
        return False
    rest = [c for c in text if c > "\x7f" and c not in _TYPOGRAPHIC]
    if any(not c.isalpha() for c in rest):
        return False
    words = [word for word in _ENCODED_WORD.findall(text) if not word.isascii()]
    return all(2 * sum(c > "\x7f" for c in word) <= len(word) or len(word) == 1 for word in words)
