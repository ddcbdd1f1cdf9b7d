"""Slicing again what a version has no words for: its positions against the raw bytes that its hashes name.

The words of a version under a stricter rights profile are withheld, but what they were is fixed by
hashes: ``text_sha256`` of every text, and ``mention_key`` of every mention, which hashes its words.
"""

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from pipelines.ids import mention_key, sha256_text
from pipelines.publication.spans import wrong_spans
from pipelines.publication.withholding import declarations, withheld
from pipelines.schema import PUBLISHED
from pipelines.settings import Rights

Frames = Mapping[str, pl.DataFrame]
ReadRaw = Callable[[str], bytes]
MakeText = Callable[[str], str | None]
"""Gives the text of an article by its identifier, made again from its raw bytes; None where it cannot."""

ENCODINGS = (
    *("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"),
    *(f"cp{page}" for page in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 437, 850, 852, 855, 866, 874)),
    *(f"iso8859-{part}" for part in (*range(1, 12), *range(13, 17))),
    *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    *("gb18030", "gbk", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949"),
)
"""Text encodings in use; all of them leave a byte order mark in the text, where positions count it."""


def decodings(raw: bytes) -> Iterator[str]:
    """Yield what the standard text encodings make of ``raw``."""
    for encoding in ENCODINGS:
        try:
            yield raw.decode(encoding)
        except UnicodeDecodeError:
            continue


def encoding_of(text: str, raw: bytes) -> str | None:
    """Return a standard text encoding that turns ``raw`` into exactly ``text``; None where there is none."""
    for encoding in ENCODINGS:
        try:
            if raw.decode(encoding) == text:
                return encoding
        except UnicodeDecodeError:
            continue
    return None


def restored(
    articles: pl.DataFrame, read_raw: ReadRaw | None, make_text: MakeText | None
) -> tuple[dict[str, str], list[str]]:
    """Return the texts of articles by identifier, made again and held to ``text_sha256``, and what went wrong."""
    texts: dict[str, str] = {}
    problems = []
    columns = ("article_id", "media_type", "raw_sha256", "text_sha256")
    for article, media_type, raw_sha256, text_sha256 in articles.select(columns).iter_rows():
        try:
            if media_type == "text/plain" and read_raw is not None:
                text = next(
                    (each for each in decodings(read_raw(raw_sha256)) if sha256_text(each) == text_sha256), None
                )
            else:
                text = make_text(article) if make_text is not None else None
                if text is None:  # nobody here who could make it: a copy of the snapshots alone
                    continue
        except (OSError, LookupError, ValueError) as error:
            problems.append(f"{article}: its raw bytes cannot be read: {error}")
            continue
        if text is None or sha256_text(text) != text_sha256:
            problems.append(f"{article}: what is made of its raw bytes is not the text that text_sha256 names")
            continue
        texts[article] = text
    return texts, problems


def wrong_positions(tables: Frames, texts: Mapping[str, str], rights: Rights) -> Iterator[str]:
    """Yield what of a version does not fit the texts, which its files do not hold: positions, keys, shown words."""
    known = pl.Series(list(texts), dtype=pl.String)
    whole = tables["articles"].with_columns(
        pl.col("article_id").replace_strict(dict(texts), default=None, return_dtype=pl.String).alias("text")
    )
    yield from wrong_spans({**tables, "articles": whole}, complete=False)
    yield from _wrong_keys(tables["mentions"], whole)
    if rights is Rights.EVIDENCE:
        shown = withheld({**tables, "articles": whole}, rights)["articles"].select("article_id", again="text")
        both = tables["articles"].filter(pl.col("article_id").is_in(known.implode())).join(shown, on="article_id")
        for (article,) in both.filter(pl.col("text").ne_missing(pl.col("again"))).select("article_id").iter_rows():
            yield f"articles.text: is not the evidence of {article} in its place"


def _wrong_keys(mentions: pl.DataFrame, articles: pl.DataFrame) -> Iterator[str]:
    """Mentions whose key is not that of the words at their positions."""
    texts = articles.drop_nulls("text").select("article_id", "document_id", "text")
    rows = mentions.join(texts, on="article_id").with_columns(
        pl.col("text").str.slice(pl.col(f"{part}_start"), pl.col(f"{part}_end") - pl.col(f"{part}_start")).alias(part)
        for part in ("content", "cue", "source")
    )
    counts = dict(mentions.group_by("article_id").len().iter_rows())
    columns = ("mention_id", "article_id", "mention_key", "document_id", "content", "cue", "source")
    wrong = [
        mention
        for mention, article, key, document, content, cue, source in rows.select(columns).iter_rows()
        # equal words are numbered through in their document; its other revisions number anew
        if all(mention_key(document, content, cue, source, number) != key for number in range(counts[article]))
    ]
    if wrong:
        yield f"mentions.mention_key: is not that of the words in their place: {len(wrong)} rows, e.g. {min(wrong)}"


def words_too_many(tables: Frames, rights: Rights) -> Iterator[str]:
    """Yield the columns that hold words which the profile of their version withholds."""
    declared = declarations(rights)
    for name, frame in withheld(tables, rights).items():
        if name not in PUBLISHED:
            continue
        for column in PUBLISHED[name].columns:
            keyed = column.name in declared[name].key  # a digest of a digest differs: keys are not told from words
            if column.words is None or keyed or column.name not in frame.columns:
                continue
            one, other = (_judged(each, rights)[column.name] for each in (frame, tables[name]))
            if not one.equals(other, null_equal=True):
                yield f"{name}.{column.name}: has words that the profile {rights.value} withholds"


def _judged(frame: pl.DataFrame, rights: Rights) -> pl.DataFrame:
    """The rows whose words the version itself can judge: a state that is over had its mentions in an earlier one."""
    earlier = rights is Rights.EVIDENCE and "version_to" in frame.columns
    return frame.filter(pl.col("version_to").is_null()) if earlier else frame
