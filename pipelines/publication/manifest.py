"""``manifest.json``: a snapshot described as a Frictionless Data Package (v2).

A table and its resource descriptor say the same thing: :func:`describe` writes the one from
the other and :func:`declared` reads it back, so that a snapshot can be checked against its own
declaration long after the code has moved on. What the standard has no word for stands under
names of its own (``rows``, ``logical_hash``, ``follows``, ``inputs`` …), as it allows.

So does the size of a file: frictionless does not count the bytes of a Parquet file and would
hold every resource that declares the standard's ``bytes`` for damaged.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipelines.ids import sha256_file
from pipelines.publication.rights import LICENCES, MEANINGS
from pipelines.publication.versions import clock
from pipelines.schema import SCHEMA_VERSION, Column, Layer, Table
from pipelines.settings import Rights
from pipelines.visible import json_plain

MANIFEST = "manifest.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_SIZE = "file_bytes"
_MISSING = {"BIGINT": ["nan"], "DOUBLE": ["nan"], "TIMESTAMP": ["NaT"]}
"""The words under which a reader that goes through pandas sees the nulls of a Parquet file."""

_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}


class Release(NamedTuple):
    """What is said of a version as a whole."""

    version: str
    created_at: datetime
    follows: str | None
    """The version before it."""
    content_sha256: str
    quality: Mapping[str, Any]
    """Quality figures of what made it, by name."""
    revision: int = 1
    """1 as published, one more for each redaction since."""
    redactions: Sequence[Mapping[str, Any]] = ()
    """Who redacted it, when and why, and the hashes of what was taken out; oldest first."""
    rights: Rights = Rights.FULL
    """How much of the articles' words it passes on."""


def describe(table: Table, tables: Mapping[str, Table]) -> dict[str, Any]:
    """Return the Table Schema of a table; references to tables outside ``tables`` are left out."""
    foreign = []
    for column in table.columns:
        if column.references:
            there, field = column.references.split(".")
            if there in tables:
                reference = {"fields": [field]} if there == table.name else {"resource": there, "fields": [field]}
                foreign.append({"fields": [column.name], "reference": reference})
    # Parquet has nulls of its own: an empty text is a text
    schema: dict[str, Any] = {"fields": [_field(table, column) for column in table.columns], "missingValues": []}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def _field(table: Table, column: Column) -> dict[str, Any]:
    rules = {
        "required": True if column.required or column.name in table.key else None,
        "enum": list(column.values) if column.values is not None else None,
        "minimum": _bound(column, column.minimum),
        "maximum": _bound(column, column.maximum),
        "pattern": column.pattern,
    }
    constraints = {name: rule for name, rule in rules.items() if rule is not None}
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "description": column.meaning}
    if constraints:
        field["constraints"] = constraints
    if column.type in _MISSING and "required" not in constraints:
        field["missingValues"] = _MISSING[column.type]
    return field | {"content": column.content} | _words(column)


def _words(column: Column) -> dict[str, Any]:
    """What of an article the column may repeat, and of which rows."""
    if column.words is None:
        return {}
    if column.words_when is None:
        return {"words": column.words}
    name, values = column.words_when
    return {"words": column.words, "words_when": {"field": name, "values": list(values)}}


def _bound(column: Column, bound: float | None) -> float | int | None:
    return int(bound) if bound is not None and column.type == "BIGINT" else bound


def declared(resource: Mapping[str, Any]) -> Table:
    """Return the table that a resource descriptor declares: the inverse of :func:`describe`."""
    schema = resource["schema"]
    types = {value: key for key, value in _TYPES.items()}
    references = {
        key["fields"][0]: f"{key['reference'].get('resource') or resource['name']}.{key['reference']['fields'][0]}"
        for key in schema.get("foreignKeys", [])
    }
    columns = []
    for field in schema["fields"]:
        rules = field.get("constraints", {})
        columns.append(
            Column(
                name=field["name"],
                type=types[field["type"]],  # type: ignore[arg-type]
                meaning=field["description"],
                required=rules.get("required", False),
                values=tuple(rules["enum"]) if "enum" in rules else None,
                references=references.get(field["name"]),
                minimum=rules.get("minimum"),
                maximum=rules.get("maximum"),
                pattern=rules.get("pattern"),
                content=field["content"],
                words=field.get("words"),
                words_when=(field["words_when"]["field"], tuple(field["words_when"]["values"]))
                if "words_when" in field
                else None,
            )
        )
    return Table(
        name=resource["name"],
        layer=Layer(resource["layer"]),
        meaning=resource["description"],
        key=tuple(schema.get("primaryKey", ())),
        columns=tuple(columns),
        content=resource["content"],
    )


def resource(table: Table, tables: Mapping[str, Table], file: Path, rows: int, logical_hash: str) -> dict[str, Any]:
    """Return the descriptor of a table's file."""
    return {
        "name": table.name,
        "type": "table",
        "description": table.meaning,
        "path": file.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        _SIZE: file.stat().st_size,
        "hash": f"sha256:{sha256_file(file)}",
        "rows": rows,
        "logical_hash": logical_hash,
        "layer": table.layer.value,
        "content": table.content,
        "schema": describe(table, tables),
    }


def document(file: Path) -> dict[str, Any]:
    """Return what the manifest says of a file that is not a table."""
    return {"path": file.name, _SIZE: file.stat().st_size, "hash": f"sha256:{sha256_file(file)}"}


def files(manifest: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """Return size in bytes and hash (``sha256:…``) of every file that a manifest lists, by its path.

    Raises:
        KeyError: an entry lacks one of them.
    """
    listed = [*manifest["resources"], *manifest["documents"]]
    return {each["path"]: (each[_SIZE if _SIZE in each else "bytes"], each["hash"]) for each in listed}


def build(
    release: Release,
    tables: Mapping[str, pl.DataFrame],
    resources: Sequence[Mapping[str, Any]],
    documents: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the whole descriptor of a snapshot."""
    return {
        "$schema": PROFILE,
        "name": "onrecord",
        "title": "Claims in the news: who claimed what, on whose word, when, how firmly",
        "description": "Claims extracted from news articles, with their sources, chains of attribution and origins. "
        "data_dictionary.md gives the meaning of every column, changelog.md what is new.",
        "version": release.version,
        "revision": release.revision,
        "created": clock(release.created_at),
        "licenses": LICENCES,
        "rights": {"profile": release.rights.value, "meaning": MEANINGS[release.rights]},
        "schema_version": SCHEMA_VERSION,
        "follows": release.follows,
        "content_sha256": release.content_sha256,
        "redactions": list(release.redactions),
        "resources": list(resources),
        "documents": list(documents),
        "producers": tables["producers"].to_dicts(),
        "inputs": _inputs(tables["articles"]),
        "checks": _checks(tables["checks"]),
        "quality": dict(release.quality),
    }


def _inputs(articles: pl.DataFrame) -> list[dict[str, Any]]:
    """The inputs behind the version, by path and the hash of their bytes."""
    chosen = articles.select("path", "media_type", sha256="raw_sha256")
    return chosen.unique().sort("path", "sha256").to_dicts()


def _checks(checks: pl.DataFrame) -> dict[str, Any]:
    """How many checks passed, and which did not; their samples stand in the table ``checks``."""
    failed = checks.filter(~pl.col("success"))
    named = failed.select("suite", "expectation", "column_name", "severity", "unexpected_count", "observed")
    return {"total": checks.height, "passed": checks.height - failed.height, "failed": named.to_dicts()}


def encode(manifest: Mapping[str, Any]) -> bytes:
    """Return the bytes of ``manifest.json``."""
    return (json_plain(json.dumps(manifest, indent=1, ensure_ascii=False)) + "\n").encode()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a snapshot.

    Raises:
        OSError: there is none.
        ValueError: it is not a JSON object.
    """
    manifest = json.loads((folder / MANIFEST).read_bytes())
    if not isinstance(manifest, dict):
        raise ValueError(f"{folder / MANIFEST} is not a JSON object")
    return manifest


def rights_of(folder: Path) -> Rights:
    """Return the profile that a snapshot was published under; those that name none pass on everything."""
    return rights_in(read_manifest(folder))


def rights_in(manifest: Mapping[str, Any]) -> Rights:
    """Return the profile that a manifest names."""
    return Rights(manifest.get("rights", {}).get("profile", Rights.FULL))
