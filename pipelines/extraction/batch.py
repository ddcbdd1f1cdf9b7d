"""Batches of articles through the room: one Arrow table in, one out, so that any engine can map it.

Belongs here: the shape of input and output, and who made it. Does not belong here: what is extracted, and the model,
which only the process that reads a batch loads (``reading.py``).
"""

import functools
import json
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines.ids import code_fingerprint, producer_id
from pipelines.languages import DEFAULT, LANGUAGES
from pipelines.reference import version_of
from pipelines.schema import TABLES
from pipelines.settings import Settings

READ_ROLES = ("headline", "dek", "body", "background")
"""Segments of other roles are not read for claims."""

_RESULTS = {
    "mentions": "extracted_mentions",
    "attributions": "extracted_attributions",
    "content_spans": "content_spans",
    "annotations": "annotations",
}
"""Column of the output → table whose rows it holds."""
_ARTICLE_COLUMNS = ("article_id", "document_id", "batch_id", "path", "raw_sha256", "text", "outlet", "published_at")
_PROBLEM = pa.struct([("row_key", pa.string()), ("reason_code", pa.string()), ("message", pa.string())])
_NEXT = {
    "died": "Part it, or report it with this message",
    "too_slow": "Part it, or set ONRECORD_EXTRACTION_SECONDS higher",
    "out_of_memory": "Part it, or set ONRECORD_EXTRACTION_MEMORY_BYTES higher",
}
"""What to do with an article that brought its process down."""
_INPUT = pa.schema(
    [
        *(pa.field(name, TABLES["articles"].column(name).arrow) for name in _ARTICLE_COLUMNS),
        pa.field(
            "segments",
            pa.list_(pa.struct([("start_char", pa.int64()), ("end_char", pa.int64()), ("role", pa.string())])),
        ),
    ]
)


def _struct(table: str) -> pa.DataType:
    return pa.struct([(column.name, column.arrow) for column in TABLES[table].columns])


_OUTPUT = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("article_id", "batch_id", "path", "raw_sha256")),
        *(pa.field(column, pa.list_(_struct(table))) for column, table in _RESULTS.items()),
        pa.field("error", pa.list_(_PROBLEM)),
    ]
)


# --- contract -----------------------------------------------------------------------------


def batch_input(
    articles: pl.DataFrame, segments: pl.DataFrame, *, settings: Settings, reference_folders: Sequence[Path]
) -> pa.Table:
    """Return one row an article with its readable segments nested; settings, folders and language go in the metadata.

    The articles are all in one language; ``segments`` may hold those of other articles too.
    """
    languages = articles["language"].drop_nulls().unique().to_list() or [DEFAULT]
    if len(languages) > 1 or languages[0] not in LANGUAGES:
        raise ValueError(
            f"the articles of a batch are read by one model, not by those of {', '.join(sorted(languages))}"
        )
    wanted = segments.filter(
        pl.col("role").is_in(READ_ROLES), pl.col("article_id").is_in(articles["article_id"].implode())
    )
    nested: dict[str, list[dict[str, Any]]] = {}
    for row in wanted.sort("article_id", "start_char", "end_char").iter_rows(named=True):
        place = {"start_char": row["start_char"], "end_char": row["end_char"], "role": row["role"]}
        nested.setdefault(row["article_id"], []).append(place)
    rows = [
        {**row, "segments": nested.get(row["article_id"], [])}
        for row in articles.select(_ARTICLE_COLUMNS).sort("article_id").iter_rows(named=True)
    ]
    metadata = {
        "settings": settings.model_dump_json(
            include={"max_sentence_chars", "max_word_chars", "batch_size", "extractor"}
        ),
        "reference_folders": json.dumps([str(folder) for folder in reference_folders]),
        "language": languages[0],
    }
    return pa.Table.from_pylist(rows, schema=_INPUT.with_metadata(metadata))


def extract_batch(table: pa.Table) -> pa.Table:
    """Return one row an article with its mentions, chains, content pieces, annotations and problems.

    Pure: the same rows give the same rows, whatever stands beside them and in whatever order.
    """
    from pipelines.extraction.reading import room_for  # who hands batches out loads no model

    settings, folders, version = _given(table)
    language = table.schema.metadata[b"language"].decode()
    room = room_for(folders, settings.extractor, version, language)
    identity = str(producer(settings, version)["producer_id"])
    # each article's rows are packed before the next is read: as Python's objects they take ten times as much
    rows = (
        pa.Table.from_pylist([_row(article, problems, vars(extracted))], schema=_OUTPUT)
        for article, problems, extracted in room.read(table.to_pylist(), settings, identity)
    )
    return pa.concat_tables([_OUTPUT.empty_table(), *rows]).combine_chunks()


def made_by(table: pa.Table) -> str:
    """Return the ``producer_id`` under which :func:`extract_batch` would read a batch in this installation."""
    settings, _, version = _given(table)
    return str(producer(settings, version)["producer_id"])


def unread(table: pa.Table, kind: str, how: str) -> pa.Table:
    """Return the output of articles that were not read, because reading them brought their process down.

    Args:
        table: rows of an input.
        kind: ``died``, ``too_slow`` or ``out_of_memory``: the end of the reason code.
        how: what happened, in words.
    """
    rows = [
        _row(
            article,
            [
                {
                    "row_key": f"articles:{article['article_id']}",
                    "reason_code": f"extraction_{kind}",
                    "message": f"{article['path']} was not read for claims: reading it {how}; no other article is"
                    f" affected. {_NEXT[kind]}, then `onrecord quarantine retry`.",
                }
            ],
            {},
        )
        for article in table.to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=_OUTPUT)


def _row(
    article: Mapping[str, Any], problems: Sequence[Mapping[str, str]], results: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the output row of an article; without ``results`` nothing was found in it."""
    return {
        **{name: article[name] for name in ("article_id", "batch_id", "path", "raw_sha256")},
        **{column: results.get(column, []) for column in _RESULTS},
        "error": problems,
    }


def _given(table: pa.Table) -> tuple[Settings, tuple[str, ...], str]:
    """Return the settings of a batch, its folders of reference tables, and their version in this installation."""
    metadata = table.schema.metadata or {}
    folders = tuple(json.loads(metadata[b"reference_folders"]))
    settings = Settings.model_validate_json(metadata[b"settings"])
    return settings, folders, version_of(*(Path(folder) for folder in folders))


def unpack(table: pa.Table) -> dict[str, pl.DataFrame]:
    """Return the frames of the room's tables, and ``quarantine``, from one or more outputs of ``extract_batch``."""
    rows = pl.DataFrame(table)
    frames = {}
    for column, name in _RESULTS.items():
        found = rows.select(column).explode(column, empty_as_null=False).unnest(column)
        frames[name] = TABLES[name].conform(found)
    problems = [
        {
            "batch_id": row["batch_id"],
            "path": row["path"],
            "stage": "extraction",
            "raw_sha256": row["raw_sha256"],
            **problem,
        }
        for row in rows.filter(pl.col("error").list.len() > 0).drop(_RESULTS).iter_rows(named=True)
        for problem in row["error"]
    ]
    frames["quarantine"] = TABLES["quarantine"].conform(TABLES["quarantine"].frame(problems))
    return frames


def producer(settings: Settings, reference_version: str) -> dict[str, Any]:
    """Return the row of ``producers`` for this code, model and reference tables."""
    # what the room stands on decides its rows as well: keys, columns, look-ups
    shared = [Path(__file__).parents[1] / f"{name}.py" for name in ("schema", "ids", "reference", "languages")]
    code = code_fingerprint([Path(__file__).parent, *shared])
    models, version, weights = _model_identities()
    limits = f"{settings.max_sentence_chars} {settings.max_word_chars}"
    identity = producer_id("extraction", code, models, weights, reference_version, limits, settings.extractor)
    return {
        "producer_id": identity,
        "room": "extraction",
        "code_fingerprint": code,
        "model_name": models,
        "model_version": version,
        "model_sha256": weights,
        "reference_version": reference_version,
    }


@functools.cache
def _model_identities() -> tuple[str, str, str]:
    """Return name, version and hash of the model, of several languages one after the other."""
    models = [language.model for language in LANGUAGES.values()]
    identities = [_model_identity(model) for model in models]
    return ", ".join(models), ", ".join(version for version, _ in identities), ", ".join(sha for _, sha in identities)


def _model_identity(model: str) -> tuple[str, str]:
    """Return a model's version and a hash over its files."""
    found = find_spec(model)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"the language model {model} is not installed", name=model)
    folder = Path(found.origin).parent
    version = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["version"]
    return str(version), code_fingerprint([folder])
