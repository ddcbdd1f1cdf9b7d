"""Settings and the layout of a home. Every limit of the project is a field here.

A *home* is the folder that one dataset lives in: the published database, its snapshots and
the working store. Environment variables named ``ONRECORD_…`` override the defaults.
"""

import json
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, field_validator, model_validator

PROJECT_ROOT = Path(__file__).resolve().parents[1]
SEEDS = PROJECT_ROOT / "seeds"

ARTICLE_FIELDS = (
    "text", "html", "title", "published_at", "outlet", "byline", "language", "url", "id", "retrieved_at",
)  # fmt: skip
"""What a record of an article may give."""


class Rights(StrEnum):
    """How much of the articles' words a version passes on, from most to least."""

    FULL = "full"
    """All of them."""
    EVIDENCE = "evidence"
    """The sentences that are evidence of a mention, and titles; every other character of a text is a blank."""
    NO_TEXT = "no-text"
    """No words: positions, hashes, readings and the names of entities."""


SECRET = frozenset({"storage_options"})
"""Settings whose values are shown to nobody: they may hold keys."""


class Settings(BaseModel):
    """What a user may set, with its default, unit and bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    max_file_bytes: int = Field(
        50_000_000,
        gt=0,
        description="A larger file goes to quarantine, unless it is of records (bytes).",
    )
    max_stdin_bytes: int = Field(
        2_000_000_000, gt=0, description="What standard input may give (bytes); it is kept while the run lasts."
    )
    max_expanded_bytes: int = Field(
        20_000_000_000, gt=0, description="What an archive or compressed file may expand to (bytes)."
    )
    max_expansion: int = Field(
        200, gt=1, description="How many times its size an archive or compressed file may expand to, beyond 10 MB."
    )
    max_archive_members: int = Field(1_000_000, gt=0, description="Files in one archive.")
    max_nesting: int = Field(4, gt=0, description="Archives and compressions inside one another.")
    parser_seconds: float = Field(
        20.0, gt=0, description="Time in which a parser must give its next article (seconds)."
    )
    parser_memory_bytes: int = Field(500_000_000, gt=0, description="Memory that a parser may use (bytes).")
    columns: tuple[tuple[str, str], ...] = Field(
        default=(),
        description="Fields of records that go by other names, as in text=Article,title=Head; see docs/inputs.md.",
    )
    max_article_chars: int = Field(400_000, gt=0, description="A longer article goes to quarantine (code points).")
    max_pdf_pages: int = Field(500, gt=0, description="A PDF of more pages goes to quarantine: it is a book.")
    max_line_bytes: int = Field(20_000_000, gt=0, description="A longer JSONL line goes to quarantine (bytes).")
    max_sentence_chars: int = Field(5_000, gt=0, description="A longer sentence is not parsed (code points).")
    max_word_chars: int = Field(
        300, gt=0, description="A longer run of characters without a blank is read as one word (code points)."
    )
    max_article_words: int = Field(
        40_000, gt=0, description="An article of more words, marks and line breaks together goes to quarantine."
    )
    batch_size: int = Field(32, gt=0, description="Texts a batch of the language model.")
    shard_articles: int = Field(16, gt=0, description="Articles a shard handed to a worker.")
    extractor: Literal["ranked", "rules"] = Field(
        "ranked", description="What finds attributions: rules and learnt weights (higher recall), or rules alone."
    )
    workers: int = Field(
        default_factory=lambda: max(1, min(4, os.cpu_count() or 1)), gt=0, description="Worker processes."
    )
    parallel_from: int = Field(64, ge=0, description="Fewer new articles than this are processed in this process.")
    engine: Literal["local", "in_process", "spark"] = Field(
        "local", description="What articles are read on: processes of this machine, this process, or Apache Spark."
    )
    spark_master: str = Field("local[*]", min_length=1, description="The master of the Spark cluster.")
    spark_conf: tuple[tuple[str, str], ...] = Field(
        default=(), description="More of Spark's configuration, as a=b,c=d or as a JSON object; see docs/engines.md."
    )
    shards: str | None = Field(
        None,
        description="Where workers write what they read, as s3://bucket/folder; without it into the home. See"
        " docs/engines.md.",
    )
    storage_options: tuple[tuple[str, Any], ...] = Field(
        default=(),
        repr=False,
        description="What addresses such as s3://… are opened with besides, as endpoint_url=… or as a JSON object.",
    )
    extraction_seconds: float = Field(
        30.0, gt=0, description="Processor time that reading any one article for claims may take (seconds)."
    )
    extraction_memory_bytes: int = Field(
        4_000_000_000, gt=0, description="Memory that reading for claims may add to a worker process (bytes)."
    )
    linking_memory_bytes: int = Field(
        4_000_000_000,
        ge=64_000_000,
        description="Memory for finding which mentions to compare; beyond it that is done on disk (bytes).",
    )
    fetch_user_agent: str = Field(
        "onrecord",
        pattern=r"[A-Za-z][!-~]*(?: [ -~]*)?",
        max_length=300,
        description="Who fetches, as sites are told; its first word, up to a slash, is the name for robots.txt.",
    )
    fetch_seconds: float = Field(
        30.0, gt=0, description="Time in which one request must be answered in full (seconds)."
    )
    fetch_pause_seconds: float = Field(
        2.0, ge=0, description="Pause between two requests to one host, where its robots.txt asks for no longer one."
    )
    fetch_wait_seconds: float = Field(
        60.0, ge=0, description="A host that asks for a longer pause is left for the next call (seconds)."
    )
    fetch_attempts: int = Field(3, gt=0, description="Requests for one address that fails for a passing reason.")
    fetch_redirects: int = Field(5, ge=0, description="Redirects that are followed from one address.")
    fetch_entries: int = Field(100, gt=0, description="Entries of one feed, from its top, that are fetched.")
    fetch_networks: tuple[IPvAnyNetwork, ...] = Field(
        default=(),
        description="Networks that are fetched from although they are not public, as in 10.1.0.0/16,127.0.0.1.",
    )
    rights: Rights | None = Field(
        None, description="How much of the articles' words a version passes on; without it as much as the last did."
    )
    inbox: Path | None = Field(
        None, description="A folder whose new files a running service reads by itself; see docs/deployment.md."
    )
    inbox_files: int = Field(1_000, gt=0, description="Files of the inbox that one run reads.")
    log_format: Literal["text", "json"] = Field("text", description="What runs write to the console.")
    metrics_file: Path | None = Field(
        None, description="Where the metrics of every run are written besides the home, as for node_exporter."
    )
    lock_seconds: float = Field(
        10.0, ge=0, description="Time that a run waits for another writer of its home to finish (seconds)."
    )
    failing_row_share: float = Field(
        0.01, ge=0, le=1, description="A larger share of failing rows in a table blocks publication."
    )
    failing_row_floor: int = Field(
        5, ge=1, description="So few failing rows never block, while they are at most a tenth of their table (rows)."
    )

    @field_validator("inbox", "metrics_file", "shards", mode="before")
    @classmethod
    def _no_path(cls, given: object) -> object:
        """An empty variable names no file, folder or address."""
        return given or None

    @field_validator("inbox", "metrics_file")
    @classmethod
    def _whole_path(cls, given: Path | None) -> Path | None:
        """A path by its whole length: a service and its runs need not share a working directory."""
        return given and given.expanduser().resolve()

    @field_validator("columns", mode="before")
    @classmethod
    def _read_columns(cls, given: object) -> object:
        """Read ``text=Article,title=Head``, or a mapping, as pairs."""
        if isinstance(given, Mapping):
            return tuple(given.items())
        return _pairs(given, "text=Article,title=Head") if isinstance(given, str) else given

    @field_validator("spark_conf", mode="before")
    @classmethod
    def _read_conf(cls, given: object) -> object:
        """Read ``a=b,c=d``, a JSON object, or a mapping, as pairs."""
        if isinstance(given, str) and given.lstrip().startswith("{"):
            given = json.loads(given)
        if isinstance(given, Mapping):
            return tuple((str(name), str(value)) for name, value in given.items())
        return _pairs(given, "spark.executor.memory=4g,spark.task.cpus=1") if isinstance(given, str) else given

    @field_validator("shards")
    @classmethod
    def _is_address(cls, given: str | None) -> str | None:
        """An address that can be written to; a folder is the home's own, or another home."""
        if given is not None and (not given.partition("://")[1] or given.startswith(("http://", "https://"))):
            raise ValueError("give an address that can be written to, such as s3://bucket/folder")
        return given

    @field_validator("storage_options", mode="before")
    @classmethod
    def _read_options(cls, given: object) -> object:
        """Read ``a=b,c=d``, a JSON object, whose values stay what they are, or a mapping, as pairs."""
        if isinstance(given, str) and given.lstrip().startswith("{"):
            given = json.loads(given)
        if isinstance(given, Mapping):
            return tuple(given.items())
        return _pairs(given, "endpoint_url=http://127.0.0.1:9000") if isinstance(given, str) else given

    @field_validator("fetch_networks", mode="before")
    @classmethod
    def _read_networks(cls, given: object) -> object:
        """Read ``10.1.0.0/16,127.0.0.1`` as networks."""
        if not isinstance(given, str):
            return given
        return tuple(part.strip() for part in given.split(",") if part.strip())

    @model_validator(mode="after")
    def _know_columns(self) -> Self:
        unknown = sorted({name for name, _ in self.columns} - set(ARTICLE_FIELDS))
        if unknown:
            raise ValueError(f"columns: {', '.join(unknown)} is none of {', '.join(ARTICLE_FIELDS)}")
        return self

    @classmethod
    def from_environment(cls) -> Self:
        """Read ``ONRECORD_<FIELD>`` variables over the defaults; a bad value raises ``ValidationError``."""
        values = {
            name: os.environ[f"ONRECORD_{name.upper()}"]
            for name in cls.model_fields
            if f"ONRECORD_{name.upper()}" in os.environ
        }
        return cls.model_validate(values)


def _pairs(given: str, example: str) -> tuple[tuple[str, str], ...]:
    """Read ``a=b,c=d`` as pairs."""
    pairs = [pair.partition("=") for pair in given.split(",") if pair.strip()]
    if any(not (name.strip() and sign and value.strip()) for name, sign, value in pairs):
        raise ValueError(f"write it as {example}")
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


class Home(BaseModel):
    """The places of one home, derived from its root folder."""

    model_config = ConfigDict(frozen=True)

    root: Path

    @classmethod
    def at(cls, root: str | Path | None = None) -> Self:
        """Return the home at ``root``, else at ``ONRECORD_HOME``, else at ``data/home``."""
        chosen = root or os.environ.get("ONRECORD_HOME") or Path("data") / "home"
        return cls(root=Path(chosen).expanduser().resolve())

    @property
    def database(self) -> Path:
        """The published DuckDB file, replaced whole at each version."""
        return self.root / "onrecord.duckdb"

    @property
    def snapshots(self) -> Path:
        """The folder of published versions and of ``versions.json``."""
        return self.root / "snapshots"

    @property
    def curation(self) -> Path:
        """The corrections that people make, one a line; there is no file until the first is made."""
        return self.root / "curation.csv"

    @property
    def redactions(self) -> Path:
        """What was redacted, and how far that has come; no file without any. Holds hashes and reasons, never words."""
        return self.root / "redactions.json"

    @property
    def reference(self) -> Path:
        """The folders of reference tables that the home is read with besides the project's; no file without any."""
        return self.root / "reference.json"

    @property
    def data_docs(self) -> Path:
        """The HTML pages of the last check run."""
        return self.root / "data_docs"

    @property
    def work(self) -> Path:
        """The working store: nothing in it is part of the public contract."""
        return self.root / "work"

    @property
    def raw(self) -> Path:
        """Raw bytes, addressed by their SHA-256."""
        return self.work / "raw"

    @property
    def shards(self) -> Path:
        """Immutable Parquet shards written by workers."""
        return self.work / "shards"

    @property
    def shard_stores(self) -> Path:
        """The addresses outside the home that shards were written to; no file where there are none."""
        return self.work / "shard_stores.json"

    @property
    def warehouse(self) -> Path:
        """The working DuckDB file."""
        return self.work / "warehouse.duckdb"

    @property
    def dagster(self) -> Path:
        """Dagster's instance of this home."""
        return self.work / "dagster"

    @property
    def search(self) -> Path:
        """The indexes of words, made from published versions when they are first searched; safe to remove."""
        return self.work / "search"

    @property
    def fetched(self) -> Path:
        """Where fetched articles wait to be read, unless an inbox is set."""
        return self.root / "fetched"

    @property
    def fetching(self) -> Path:
        """What is remembered from one fetch to the next; without it everything is fetched anew."""
        return self.work / "fetching"

    @property
    def curation_lock(self) -> Path:
        """The file that is locked while a file is written that people decide on: corrections, reference tables."""
        return self.work / "curation.lock"

    @property
    def backups(self) -> Path:
        """Copies of the working store from before it was migrated; safe to remove."""
        return self.work / "backups"

    @property
    def journal(self) -> Path:
        """What the runs came to, for the metrics; only figures go with it."""
        return self.work / "runs.json"

    @property
    def metrics(self) -> Path:
        """What is watched, in the text format of Prometheus; written anew at the end of every run."""
        return self.root / "metrics.prom"

    @property
    def inbox(self) -> Path:
        """What is known of the files of the inbox; without it they are all looked at again."""
        return self.work / "inbox.json"

    @property
    def lock(self) -> Path:
        """The file whose lock the one writer holds."""
        return self.work / "writer.lock"
