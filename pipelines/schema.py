"""Every table of the project, declared once: names, types, keys, meanings, rules.

Belongs here: the declaration and its translations into polars, Arrow and DuckDB. The
expectation suites, Dagster's column metadata, the data dictionary and the manifest are
derived from the same objects in their own rooms. Does not belong here: any rule that needs
to look at more than one column of one table (those are hand-written suites).

Published tables hold flat types only; a text position is a half-open pair of code points
into ``articles.text``; an interval of dates is inclusive at both ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import Any, Literal, NamedTuple

import polars as pl
import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from pipelines.settings import Rights

SCHEMA_VERSION = "0.1.0"
_ROWS_AT_ONCE = 50_000
"""So many rows become a frame at once."""

Type = Literal["VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"]

_POLARS: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
}
_ARROW: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


Words = Literal["text", "article", "evidence", "heading", "row", "name", "derived"]
"""What words of an article a column may repeat.

``text``: the whole of it. ``article``: some from anywhere in it, at the row's position. ``evidence``:
those of a mention, or made from them. ``heading``: a few that stand for the whole of it or name what was
found there: titles, bylines, a medium as it is printed, notes on what was set aside or checked. ``row``:
any, as JSON of rows that were set aside. ``name``: names of people, bodies and places, which every profile
passes on. ``derived``: what the published form of the other tables has.
"""

_UNRESOLVED = ("source_id", (None,))


class SchemaError(ValueError):
    """A frame does not match the table that it is handed over as."""


class Layer(StrEnum):
    """Where a table stands: the schema of the database that holds it."""

    RAW = "raw"
    STAGING = "staging"
    CORE = "core"
    QUALITY = "quality"
    WORK = "work"
    REFERENCE = "reference"


class Column(BaseModel):
    """One column: its type, meaning and the rules that its values alone can be held to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    type: Type
    meaning: str
    required: bool = False
    values: tuple[str, ...] | None = None
    references: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    content: bool = True
    """False for clocks, versions, batches and producers: they do not count in the logical hash."""
    words: Words | None = None
    """What of an article the column may repeat; None where nothing. A profile of ``Rights`` says what is passed on."""
    words_when: tuple[str, tuple[str | None, ...]] | None = None
    """A column and the values of it with which ``words`` holds; with others the value is none of the article's."""

    @property
    def polars(self) -> pl.DataType:
        """The column's type in polars."""
        return _POLARS[self.type]

    @property
    def arrow(self) -> pa.DataType:
        """The column's type in Arrow."""
        return _ARROW[self.type]


class Table(BaseModel):
    """One table: its columns in order, its key and its place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    layer: Layer
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    published: bool = True
    content: bool = True
    """False for tables about runs and versions: they do not decide whether a new version is made."""

    def column(self, name: str) -> Column:
        """Return the column called ``name``; ``KeyError`` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}")

    @property
    def names(self) -> list[str]:
        """Column names in their declared order."""
        return [column.name for column in self.columns]

    @property
    def polars(self) -> pl.Schema:
        """The table's schema in polars."""
        return pl.Schema({column.name: column.polars for column in self.columns})

    @property
    def arrow(self) -> pa.Schema:
        """The table's schema in Arrow, with meanings as field metadata."""
        return pa.schema(
            [
                pa.field(column.name, column.arrow, nullable=not column.required, metadata={"meaning": column.meaning})
                for column in self.columns
            ],
            metadata={"table": self.name, "meaning": self.meaning, "schema_version": SCHEMA_VERSION},
        )

    def under(self, rights: Rights) -> "Table":
        """Return the declaration of the table as ``rights`` leave it: what is withheld may be null."""
        withheld = _WITHHELD[rights]
        columns = tuple(
            column.model_copy(update={"required": False})
            if column.words in withheld and column.name not in self.key
            else column
            for column in self.columns
        )
        return self.model_copy(update={"columns": columns})

    def empty(self) -> pl.DataFrame:
        """Return a frame with the table's columns and no rows."""
        return pl.DataFrame(schema=self.polars)

    def frame(self, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
        """Build a frame from row dictionaries; absent keys become null, unknown keys raise ``SchemaError``."""
        coming = iter(rows)
        parts = [self._part([])]
        # dictionaries take ten times the memory of the frame that they become
        while some := list(islice(coming, _ROWS_AT_ONCE)):
            parts.append(self._part(some))
        return pl.concat(parts)

    def _part(self, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        unknown = {key for row in rows for key in row} - set(self.names)
        if unknown:
            raise SchemaError(f"{self.name}: no such column: {', '.join(sorted(unknown))}")
        columns = {name: [row.get(name) for row in rows] for name in self.names}
        try:
            return pl.DataFrame(columns, schema=self.polars, strict=True)
        except (TypeError, pl.exceptions.PolarsError) as error:
            raise SchemaError(f"{self.name}: {error}") from error

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return ``frame`` with the declared columns in order, sorted by key.

        Raises:
            SchemaError: a column is missing or of another type, a key is null or repeated,
                a required value is null, or a value stands outside its declared set.
        """
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise SchemaError(f"{self.name}: missing columns: {', '.join(missing)}")
        frame = frame.select(self.names)
        for column in self.columns:
            found = frame.schema[column.name]
            if found == pl.Null:
                frame = frame.with_columns(pl.col(column.name).cast(column.polars))
            elif found != column.polars:
                raise SchemaError(f"{self.name}.{column.name}: is {found}, declared {column.type}")
            if (column.required or column.name in self.key) and frame[column.name].null_count():
                raise SchemaError(f"{self.name}.{column.name}: null where a value is required")
            if column.values is not None:
                strange = set(frame[column.name].drop_nulls().unique()) - set(column.values)
                if strange:
                    raise SchemaError(f"{self.name}.{column.name}: undeclared values {sorted(strange)}")
        if self.key:
            repeated = frame.select(self.key).is_duplicated()
            if repeated.any():
                example = frame.filter(repeated).select(self.key).row(0)
                raise SchemaError(f"{self.name}: key {self.key} repeated, e.g. {example}")
            if len(self.key) > 1 or not frame[self.key[0]].is_sorted():  # sorting copies a table, in order or not
                frame = frame.sort(self.key)
        return frame

    def ddl(self, schema: str | None = None) -> str:
        """Return the ``CREATE TABLE`` statement in DuckDB's dialect."""
        lines = [
            f'  "{column.name}" {column.type}{" NOT NULL" if column.required or column.name in self.key else ""}'
            for column in self.columns
        ]
        return f"CREATE TABLE {qualified(self, schema)} (\n" + ",\n".join(lines) + "\n)"

    def comments(self, schema: str | None = None) -> list[str]:
        """Return the ``COMMENT ON`` statements of the table and its columns."""
        where = qualified(self, schema)
        return [f"COMMENT ON TABLE {where} IS {_quoted(self.meaning)}"] + [
            f'COMMENT ON COLUMN {where}."{column.name}" IS {_quoted(column.meaning)}' for column in self.columns
        ]


_WITHHELD: dict[Rights, frozenset[str]] = {
    Rights.FULL: frozenset(),
    Rights.EVIDENCE: frozenset({"article", "evidence", "row"}),
    Rights.NO_TEXT: frozenset({"text", "article", "evidence", "heading", "row"}),
}
"""The kinds of words of which a profile withholds some or all."""


def qualified(table: Table, schema: str | None = None) -> str:
    """Return the table's name as SQL, in ``schema`` or in that of its layer."""
    return f'"{schema or table.layer.value}"."{table.name}"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- short hands for the declarations below -----------------------------------------------


def _text(name: str, meaning: str, **rules: Any) -> Column:
    return Column(name=name, type="VARCHAR", meaning=meaning, **rules)


def _int(name: str, meaning: str, **rules: Any) -> Column:
    return Column(name=name, type="BIGINT", meaning=meaning, **{"minimum": 0, **rules})


def _real(name: str, meaning: str, **rules: Any) -> Column:
    return Column(name=name, type="DOUBLE", meaning=meaning, **rules)


def _flag(name: str, meaning: str, **rules: Any) -> Column:
    return Column(name=name, type="BOOLEAN", meaning=meaning, **rules)


def _date(name: str, meaning: str, **rules: Any) -> Column:
    return Column(name=name, type="DATE", meaning=meaning, **rules)


def _clock(name: str, meaning: str, **rules: Any) -> Column:
    return Column(name=name, type="TIMESTAMP", meaning=meaning, **rules)


def _id(name: str, prefix: str, meaning: str, **rules: Any) -> Column:
    return _text(name, meaning, pattern=f"^{prefix}-[0-9a-f]{{24}}$", **rules)


def _span(prefix: str, what: str, required: bool = False) -> tuple[Column, Column]:
    stem = f"{prefix}_" if prefix else ""
    ends = ("start", "end") if prefix else ("start_char", "end_char")
    return (
        _int(f"{stem}{ends[0]}", f"Where {what} begins in articles.text (code points).", required=required),
        _int(f"{stem}{ends[1]}", f"Where {what} ends, exclusive (code points).", required=required),
    )


_SHA = "^[0-9a-f]{64}$"
_ARTICLE = _id("article_id", "art", "The revision of the article.", required=True, references="articles.article_id")
_MENTION = _id("mention_id", "men", "The mention.", required=True, references="mentions.mention_id")
_BATCH = _text(
    "batch_id", "The run that brought the row in.", required=True, references="batches.batch_id", content=False
)
_PRODUCER = _text(
    "producer_id",
    "The code, model and reference tables that made the row.",
    references="producers.producer_id",
    content=False,
)

CLAIM_TYPES = ("direct", "mixed", "indirect", "narrator", "no_comment")
SOURCE_KINDS = ("person", "organisation", "government", "medium", "document", "anonymous", "none")
MODALITIES = ("asserted", "hedged", "conditional", "unclear")
POLARITIES = ("positive", "negated")
ROLES = ("headline", "dek", "body", "heading", "background", "caption", "byline", "teaser", "disclaimer", "chrome")
DATE_PRECISIONS = ("minute", "day", "month", "year")
TIME_PRECISIONS = ("minute", "day", "week", "month", "quarter", "season", "year", "decade", "range")
ENTITY_KINDS = ("person", "organisation", "government", "medium", "document", "place", "facility", "group")
OUTLET_KINDS = ("newspaper", "agency", "broadcaster", "site", "unknown")
CAUSES = ("source", "pipeline", "reference", "curation")
ORIGIN_METHODS = (
    "cited",
    "carried_over",
    "disclaimer",
    "syndicated",
    "near_duplicate",
    "own_reporting",
    "public_record",
)

# --- raw ----------------------------------------------------------------------------------

BATCHES = Table(
    name="batches",
    layer=Layer.RAW,
    content=False,
    meaning="One row a run that brought new input in.",
    key=("batch_id",),
    columns=(
        _text("batch_id", "The run.", required=True, content=False),
        _clock("started_at", "When the run began (UTC).", required=True, content=False),
        _text("inputs", "The files and folders given, as a JSON list of names.", content=False),
        _int("files_seen", "Files and records looked at.", required=True, content=False),
        _int("articles_new", "Revisions not seen before.", required=True, content=False),
        _int("quarantined", "Files, records and rows of them set aside, at any stage.", required=True, content=False),
    ),
)

RAW_ARTICLES = Table(
    name="raw_articles",
    layer=Layer.RAW,
    published=False,
    meaning="One row a revision read: where its untouched bytes are kept and what the input itself says of them.",
    key=("article_id",),
    columns=(
        _id("article_id", "art", "The revision.", required=True),
        _id("document_id", "doc", "The address that it was read at.", required=True),
        _BATCH,
        _text("path", "Path relative to the input; a record of a file is `file!/record`.", required=True),
        _text("url", "The address given with the input, if any."),
        _text("media_type", "What the bytes are: text, Markdown, HTML, PDF or a JSON object.", required=True),
        _text("raw_sha256", "SHA-256 of the raw bytes.", required=True, pattern=_SHA),
        _text("encoding", "The character encoding that the raw bytes are read in, as Python names it.", required=True),
        _int("byte_count", "Length of the raw bytes.", required=True),
        _text(
            "given",
            "What the input itself says of the article, as a JSON object of texts: title, byline, outlet, language,"
            " published_at, and for a record body_field, the field that holds its text, and body_type, text or html.",
            required=True,
        ),
        _clock(
            "retrieved_at",
            "When the bytes were retrieved, as the input says, else when they were read (UTC).",
            content=False,
        ),
    ),
)

# --- staging ------------------------------------------------------------------------------

OUTLETS = Table(
    name="outlets",
    layer=Layer.CORE,
    meaning="Media that publish the articles or are credited in them.",
    key=("outlet_id",),
    columns=(
        _text("outlet_id", "The outlet.", required=True),
        _text("name", "Its canonical name.", required=True),
        _text("kind", "What kind of medium it is.", required=True, values=OUTLET_KINDS),
        _text("domain", "Its web domain."),
        _text("country", "Its country (ISO 3166-1 alpha-2).", pattern="^[A-Z]{2}$"),
        _text("owner", "Who owns it, as the reference tables say."),
    ),
)

ARTICLES = Table(
    name="articles",
    layer=Layer.STAGING,
    meaning="One row a revision of an article, with its text and what is known of its publication.",
    key=("article_id",),
    columns=(
        _id("article_id", "art", "The revision: hash of document and raw bytes.", required=True),
        _id("document_id", "doc", "The document: hash of its address.", required=True),
        _int("revision", "1 for the first revision of the document seen, 2 for the next.", required=True, minimum=1),
        _flag("is_current", "Whether it is the newest revision of its document.", required=True),
        _BATCH,
        _text("outlet_id", "The outlet that published it.", references="outlets.outlet_id"),
        _text("outlet", "The outlet as the article names it."),
        _text("url", "The article's own address."),
        _text("path", "Path relative to the input; a record of a file is `file!/record`.", required=True),
        _text("title", "The headline.", words="heading"),
        _text("byline", "The authors as printed.", words="heading"),
        _text("language", "Language of the text (ISO 639-1).", pattern="^[a-z]{2}$"),
        _clock("published_at", "When it was published (UTC); the first moment of the precision given."),
        _text("published_precision", "How exactly published_at is known.", values=DATE_PRECISIONS),
        _text(
            "published_evidence",
            "How published_at is known.",
            required=True,
            values=("metadata", "in_text", "inferred", "none"),
        ),
        *_span("published_evidence", "the words that prove published_at"),
        _text("published_note", "Why published_at is what it is, or why it is null (a reason code)."),
        _clock("retrieved_at", "When the bytes were retrieved (UTC).", content=False),
        _text("media_type", "What the raw bytes are.", required=True),
        _text("raw_sha256", "SHA-256 of the raw bytes.", required=True, pattern=_SHA),
        _text("text_sha256", "SHA-256 of the text.", required=True, pattern=_SHA),
        _text("text", "The text that every position points into.", required=True, words="text"),
        _int("word_count", "Words in the text.", required=True),
        _text(
            "duplicate_of",
            "The earliest article of which this one is a copy or near-copy.",
            references="articles.article_id",
        ),
        _text(
            "unextracted_reason",
            "Why no mentions were extracted; null where they were.",
            values=("language_without_model", "no_body"),
        ),
    ),
)

SEGMENTS = Table(
    name="segments",
    layer=Layer.STAGING,
    meaning="The parts of an article and the role that each plays.",
    key=("segment_id",),
    columns=(
        _id("segment_id", "seg", "The segment.", required=True),
        _ARTICLE,
        *_span("", "the segment", required=True),
        _text(
            "role",
            "What the segment is; claims are read from headline, dek, body and background only.",
            required=True,
            values=ROLES,
        ),
    ),
)

# --- core: mentions and what hangs on them -------------------------------------------------

_MENTION_PLACE: tuple[Column, ...] = (
    _id("mention_id", "men", "The mention within one revision.", required=True),
    _id("mention_key", "key", "The mention across re-extraction and edits elsewhere.", required=True),
    _ARTICLE,
)
_MENTION_TEXT: tuple[Column, ...] = (
    _id("quotation_id", "quo", "Shared by all mentions of one quotation; null where nothing is quoted."),
    *_span("sentence", "the sentence", required=True),
    *_span("content", "the content's cover", required=True),
    _text("content_text", "The words of the cover.", required=True, words="evidence"),
)
_MENTION_SOURCE: tuple[Column, ...] = (
    _text(
        "claim_type",
        "How the content is given: quoted whole, quoted in part, reported, the writer's own, or a refusal to comment.",
        required=True,
        values=CLAIM_TYPES,
    ),
    *_span("cue", "the cue"),
    _text("cue_text", "The words that report the content.", words="evidence"),
    *_span("source", "the source"),
    _text("source_text", "The words that present who holds the claim.", words="evidence"),
    *_span("asked", "what a refusal to comment was asked about"),
    _text(
        "asked_text",
        "What was asked, where the text says it: a matter or a question; only of refusals to comment.",
        words="evidence",
    ),
)
_MENTION_READING: tuple[Column, ...] = (
    _text("source_kind", "What kind of source holds the claim.", required=True, values=SOURCE_KINDS),
    _text("source_unresolved_reason", "Why source_name is null or no more than the words printed (a reason code)."),
    _flag("anonymous", "Whether the innermost source is unnamed people.", required=True),
    _text("anonymous_count_text", "How many they are, as printed.", words="evidence"),
    _text("anonymous_side", "Whose side or body they belong to, as printed.", words="evidence"),
    _text("anonymity_reason", "Why they are unnamed, as printed.", words="evidence"),
)
_MENTION_FIRMNESS: tuple[Column, ...] = (
    _text("modality", "How firmly the content is put.", required=True, values=MODALITIES),
    _text("polarity", "Whether the content is affirmed or negated.", required=True, values=POLARITIES),
    _flag("in_background", "Whether it stands in a background paragraph.", required=True),
    _real("confidence", "How sure the extraction is.", required=True, minimum=0, maximum=1),
)

EXTRACTED_MENTIONS = Table(
    name="extracted_mentions",
    layer=Layer.WORK,
    published=False,
    meaning="Mentions as extraction leaves them: resolved within their article, not yet against the world.",
    key=("mention_id",),
    columns=(
        *_MENTION_PLACE,
        *_MENTION_TEXT,
        *_MENTION_SOURCE,
        *_MENTION_READING,
        *_span("referent", "the fullest name in the article that the source stands for"),
        _text("referent_text", "That name, e.g. `Yuri Ushakov` where the source is `he`; null where there is none."),
        _text("source_title", "Title or apposition printed with the source, e.g. `Kremlin aide`."),
        *_MENTION_FIRMNESS,
        _text(
            "subject_text", "The subject of the content's main verb, resolved within the article where it is a pronoun."
        ),
        _text(
            "lemmas",
            "Lower-case lemmas of the content's nouns, verbs, adjectives, adverbs, names and numbers, in"
            " order, blank-separated.",
        ),
        _text("main_verb", "Lemma of the content's main verb."),
        _text("rule", "The rule or model that found it.", required=True),
        _PRODUCER,
    ),
)

EXTRACTED_ATTRIBUTIONS = Table(
    name="extracted_attributions",
    layer=Layer.WORK,
    published=False,
    meaning="Chains of attribution as extraction leaves them.",
    key=("mention_id", "position"),
    columns=(
        _MENTION,
        _int("position", "0 is the outermost link, after the article's own outlet.", required=True),
        _text("source_text", "The source as printed where the evidence stands.", required=True),
        _text("referent_text", "The fullest name in the article that it stands for."),
        _text("source_kind", "What kind of source it is.", required=True, values=SOURCE_KINDS),
        _text("cue_text", "The words that report."),
        _flag("explicit", "False where the link is carried over from an earlier sentence.", required=True),
        *_span("evidence", "the words that prove the link", required=True),
    ),
)

ANNOTATIONS = Table(
    name="annotations",
    layer=Layer.WORK,
    published=False,
    meaning="Named entities and numbers that the language model sees, with what the parse says of them.",
    key=("article_id", "start_char", "label"),
    columns=(
        _ARTICLE,
        *_span("", "the annotation", required=True),
        _text("text", "Its words.", required=True),
        _text(
            "label",
            "The model's label: PERSON, ORG, GPE, NORP, FAC, LOC, DATE, TIME, CARDINAL, MONEY, PERCENT,"
            " QUANTITY, ORDINAL …",
            required=True,
        ),
        _text("title", "Title or apposition beside a name, e.g. `US president`."),
        _text("counted", "Head noun that a number counts, as printed, e.g. `regions`."),
        _text("governor", "Lemma of the word that governs it in the parse."),
        _text("dependency", "Its relation to that word (Universal or ClearNLP label, as the model gives it)."),
    ),
)

MENTIONS = Table(
    name="mentions",
    layer=Layer.CORE,
    meaning="One row a proposition at one place in one article: who claims it, how, when and how firmly.",
    key=("mention_id",),
    columns=(
        *_MENTION_PLACE,
        _id("claim_id", "clm", "The claim that the mention states.", references="claims.claim_id", required=True),
        *_MENTION_TEXT,
        _text("claim_text", "The proposition in self-contained words.", required=True, words="evidence"),
        *_MENTION_SOURCE,
        _text("source_id", "The source as an entity.", references="entities.entity_id"),
        _text("source_name", "The source's canonical name.", words="evidence", words_when=_UNRESOLVED),
        *_MENTION_READING,
        _text("origin_id", "The medium credited, explicitly or carried over.", references="outlets.outlet_id"),
        *_MENTION_FIRMNESS[:2],
        _text("about_text", "The time expression that dates the event.", words="evidence"),
        _date("about_start", "First day of what the proposition speaks of."),
        _date("about_end", "Last day of it, inclusive."),
        _text("about_precision", "How exactly the time is given.", values=TIME_PRECISIONS),
        _text("about_unresolved_reason", "Why a time expression has no date (a reason code)."),
        *_MENTION_FIRMNESS[2:],
        _real("link_score", "How well the mention fits its claim.", minimum=0, maximum=1),
        _text("link_reason", "Why it was linked to its claim.", required=True, words="evidence"),
        _text("rule", "The rule that found it, or `ranked` where the learnt ranker did."),
        _PRODUCER,
    ),
)

NORMALISED_MENTIONS = Table(
    name="normalised_mentions",
    layer=Layer.WORK,
    published=False,
    meaning="Mentions with names, times and wording normalised, not yet linked to claims.",
    key=("mention_id",),
    columns=(
        *(
            column
            for column in MENTIONS.columns
            if column.name not in {"claim_id", "origin_id", "link_score", "link_reason"}
        ),
        _text("subject_id", "The entity that the proposition is about, where its subject is one."),
        _text("lemmas", "Content lemmas, as extraction left them."),
        _text("main_verb", "Lemma of the main verb."),
    ),
)

SCREENED_MENTIONS = NORMALISED_MENTIONS.model_copy(
    update={
        "name": "screened_mentions",
        "meaning": "The normalised mentions that passed the row checks: what linking reads.",
    }
)

CONTENT_SPANS = Table(
    name="content_spans",
    layer=Layer.CORE,
    meaning="The pieces of a content that its cue interrupts; one row where it is whole.",
    key=("mention_id", "position"),
    columns=(
        _MENTION,
        _int("position", "0 for the first piece.", required=True),
        *_span("", "the piece", required=True),
    ),
)

ATTRIBUTIONS = Table(
    name="attributions",
    layer=Layer.CORE,
    meaning="The chain of attribution behind a mention, from the outermost medium to the innermost source.",
    key=("mention_id", "position"),
    columns=(
        _MENTION,
        _int("position", "0 is the outermost link, after the article's own outlet.", required=True),
        _text("source_text", "The source as printed.", required=True, words="evidence"),
        _text("source_id", "The source as an entity.", references="entities.entity_id"),
        _text("source_name", "Its canonical name.", words="evidence", words_when=_UNRESOLVED),
        _text("source_kind", "What kind of source it is.", required=True, values=SOURCE_KINDS),
        _text("cue_text", "The words that report.", words="evidence"),
        _flag("explicit", "False where the link is carried over from an earlier sentence.", required=True),
        *_span("evidence", "the words that prove the link", required=True),
    ),
)

QUANTITIES = Table(
    name="quantities",
    layer=Layer.CORE,
    meaning="Numbers in mentions: value, bound, unit and what is counted.",
    key=("mention_id", "start_char"),
    columns=(
        _MENTION,
        *_span("", "the number", required=True),
        _text("text", "The words.", required=True, words="evidence"),
        _real("value", "The value, or the lower end of a range."),
        _real("value_max", "The upper end of a range."),
        _text(
            "bound", "How the value binds.", required=True, values=("exact", "at_least", "at_most", "about", "range")
        ),
        _text("unit", "Unit as a standard symbol or word, e.g. %, km, hour."),
        _text("currency", "Currency (ISO 4217).", pattern="^[A-Z]{3}$"),
        _text("counted", "What is counted, in the singular.", words="evidence"),
    ),
)

TIMES = Table(
    name="times",
    layer=Layer.CORE,
    meaning="Time expressions in articles and the days that they mean against the article's date.",
    key=("article_id", "start_char"),
    columns=(
        _ARTICLE,
        *_span("", "the expression", required=True),
        _text("text", "The words.", required=True, words="article"),
        _date("from_date", "First day."),
        _date("to_date", "Last day, inclusive."),
        _text("precision", "How exactly the time is given.", values=TIME_PRECISIONS),
        _text("unresolved_reason", "Why there is no date (a reason code)."),
    ),
)

ENTITIES = Table(
    name="entities",
    layer=Layer.CORE,
    meaning="People, bodies and places under one canonical name each.",
    key=("entity_id",),
    columns=(
        _text("entity_id", "The entity.", required=True),
        _text("name", "Its canonical name.", required=True, words="name"),
        _text("kind", "What it is.", required=True, values=ENTITY_KINDS),
        _text("country", "Its country (ISO 3166-1 alpha-2).", pattern="^[A-Z]{2}$"),
        _real("latitude", "Degrees north.", minimum=-90, maximum=90),
        _real("longitude", "Degrees east.", minimum=-180, maximum=180),
        _text("wikidata_id", "Its Wikidata item.", pattern="^Q[0-9]+$"),
        _text("description", "A few words on who or what it is."),
    ),
)

ENTITY_ALIASES = Table(
    name="entity_aliases",
    layer=Layer.CORE,
    meaning="Every spelling of an entity, given by the reference tables or seen in an article.",
    key=("entity_id", "alias"),
    columns=(
        _text("entity_id", "The entity.", required=True, references="entities.entity_id"),
        _text("alias", "The spelling.", required=True, words="name"),
        _text("language", "Language of the spelling (ISO 639-1).", pattern="^[a-z]{2}$"),
        _text("origin", "Where the spelling is from.", required=True, values=("reference", "observed")),
        _text("evidence_mention_id", "A mention that shows it.", references="mentions.mention_id"),
    ),
)

ENTITY_MENTIONS = Table(
    name="entity_mentions",
    layer=Layer.CORE,
    meaning="Where an entity is named in an article.",
    key=("article_id", "start_char"),
    columns=(
        _ARTICLE,
        *_span("", "the name", required=True),
        _text("text", "The words.", required=True, words="article"),
        _text("entity_id", "The entity.", required=True, references="entities.entity_id"),
        _text("mention_id", "The mention that it stands in, if any.", references="mentions.mention_id"),
        _text(
            "role", "Its part in the mention.", required=True, values=("source", "subject", "object", "place", "other")
        ),
    ),
)

# --- core: claims -------------------------------------------------------------------------

CLAIMS = Table(
    name="claims",
    layer=Layer.CORE,
    meaning="One row a proposition, however many articles state it.",
    key=("claim_id",),
    columns=(
        _id("claim_id", "clm", "The claim.", required=True),
        _text("claim_text", "A canonical wording, taken from a mention.", required=True, words="evidence"),
        _clock("first_published_at", "When its first dated mention was published (UTC)."),
        _clock("last_published_at", "When its last dated mention was published (UTC)."),
        _int("mention_count", "Mentions of it; those of several revisions count once.", required=True, minimum=1),
        _int("article_count", "Articles that state it; revisions count once.", required=True, minimum=1),
        _int("outlet_count", "Outlets that state it; unknown outlets count as one together.", required=True),
        _int("independent_origin_count", "Distinct origins behind it.", required=True),
        _text(
            "status",
            "What the origins amount to.",
            required=True,
            values=("single_origin", "corroborated", "unattributed"),
        ),
        _flag("is_disputed", "Whether a contradiction or denial stands against it.", required=True),
        _text("first_version", "The version of the dataset that first held it.", content=False),
    ),
)

CLAIM_ORIGINS = Table(
    name="claim_origins",
    layer=Layer.CORE,
    meaning="The evidence behind independent_origin_count: one row an origin a mention rests on.",
    key=("claim_id", "origin_key", "mention_id"),
    columns=(
        _id("claim_id", "clm", "The claim.", required=True, references="claims.claim_id"),
        _text(
            "origin_key",
            "The origin; equal keys are one origin.",
            required=True,
            words="evidence",
            words_when=("origin_kind", ("public_statement", "document")),
        ),
        _text(
            "origin_kind",
            "What kind of origin it is.",
            required=True,
            values=("medium", "outlet", "public_statement", "document", "unknown"),
        ),
        _MENTION,
        _text("method", "How the origin is known.", required=True, values=ORIGIN_METHODS),
        *_span("evidence", "the words that prove it"),
    ),
)

CLAIM_RELATIONS = Table(
    name="claim_relations",
    layer=Layer.CORE,
    meaning="How two claims stand to each other, with a typed reason and a sentence for people.",
    key=("claim_id", "other_claim_id", "relation"),
    columns=(
        _id("claim_id", "clm", "The claim.", required=True, references="claims.claim_id"),
        _id("other_claim_id", "clm", "The other claim.", required=True, references="claims.claim_id"),
        _text(
            "relation",
            "How the claim stands to the other.",
            required=True,
            values=("contradicts", "differs", "supersedes", "entails", "denies", "answers"),
        ),
        _text(
            "reason", "What differs.", values=("number", "polarity", "actor", "place", "time", "modality", "antonym")
        ),
        _text("detail", "The difference in a sentence.", required=True, words="evidence"),
        _real("score", "How sure the relation is.", required=True, minimum=0, maximum=1),
        _text("mention_id", "A mention of the claim that shows it.", references="mentions.mention_id"),
        _text("other_mention_id", "A mention of the other claim that shows it.", references="mentions.mention_id"),
    ),
)

QUOTE_VARIANTS = Table(
    name="quote_variants",
    layer=Layer.CORE,
    meaning="One quotation printed in two wordings.",
    key=("mention_id", "other_mention_id"),
    columns=(
        _MENTION,
        _text("other_mention_id", "The other mention.", required=True, references="mentions.mention_id"),
        _real("similarity", "Likeness of the two wordings.", required=True, minimum=0, maximum=1),
        _text("kind", "How they differ.", required=True, values=("same", "truncated", "reworded", "reattributed")),
        _text("detail", "The words that differ.", required=True, words="evidence"),
    ),
)

ARTICLE_ORIGINS = Table(
    name="article_origins",
    layer=Layer.CORE,
    meaning="The media that an article rests on as a whole.",
    key=("article_id", "origin_id", "method"),
    columns=(
        _ARTICLE,
        _text("origin_id", "The medium.", required=True, references="outlets.outlet_id"),
        _text("origin_name", "Its name as printed.", required=True, words="heading"),
        *_span("evidence", "the words that prove it"),
        _text(
            "method",
            "How it is known.",
            required=True,
            values=("cited", "disclaimer", "syndicated", "near_duplicate", "link"),
        ),
    ),
)

CLAIM_HISTORY = Table(
    name="claim_history",
    layer=Layer.CORE,
    content=False,
    meaning="What became of each claim's identity, version by version.",
    key=("version", "claim_id", "event", "other_claim_id"),
    columns=(
        _text("version", "The version in which it happened.", required=True, content=False),
        _id("claim_id", "clm", "The claim.", required=True),
        _text("event", "What happened.", required=True, values=("new", "kept", "merged_into", "split_from", "retired")),
        _text("other_claim_id", "The other claim of a merge or split, else empty.", required=True),
        _text("cause", "Why it happened.", required=True, values=CAUSES),
    ),
)

ENTITY_HISTORY = Table(
    name="entity_history",
    layer=Layer.CORE,
    content=False,
    meaning="What became of entities whose identity changed: an entity merged away redirects for ever.",
    key=("version", "entity_id", "event", "other_entity_id"),
    columns=(
        _text("version", "The version in which it happened.", required=True, content=False),
        _text("entity_id", "The entity.", required=True),
        _text("event", "What happened.", required=True, values=("merged_into", "split_from", "retired")),
        _text("other_entity_id", "The other entity of a merge or split, else empty.", required=True),
        _text("cause", "Why it happened.", required=True, values=("pipeline", "curation")),
    ),
)

# --- quality ------------------------------------------------------------------------------

CURATION_ACTIONS = (
    "merge-claims",
    "split-claim",
    "merge-entities",
    "split-entity",
    "set-speaker",
    "reject",
    "retract",
    "undo",
)
_CURATION_ROW: tuple[Column, ...] = (
    _text("curation_id", "The correction.", required=True),
    _int("position", "Its place in the file; later rows are applied after earlier ones.", required=True),
    _clock("made_at", "When it was made (UTC).", required=True),
    _text("author", "Who made it.", required=True),
    _text("action", "What it does.", required=True, values=CURATION_ACTIONS),
    _text(
        "target",
        "What it is done to: claim, mention key, entity, document, article or, for `undo`, correction.",
        required=True,
    ),
    _text("value", "What it is done with: claims, mention keys, entities or documents."),
    _text("reason", "Why, in the words of its author."),
)

CURATION = Table(
    name="curation",
    layer=Layer.QUALITY,
    meaning="The corrections that people made, and what each came to in this version.",
    key=("curation_id",),
    columns=(
        *_CURATION_ROW,
        _text(
            "status",
            "`applied`; `no_effect`: the dataset says so by itself; `unresolved`: what it names is not in the dataset"
            " now; `undone`: taken back by a later row.",
            required=True,
            values=("applied", "no_effect", "unresolved", "undone"),
        ),
        _text("note", "What was done, or why nothing was, in a sentence."),
    ),
)

RETRACTIONS = Table(
    name="retractions",
    layer=Layer.QUALITY,
    meaning="Tombstones: the articles that people took out of the dataset, with who did it, when and why; never their"
    " words.",
    key=("article_id",),
    columns=(
        _id("article_id", "art", "The revision that was taken out.", required=True),
        _id("document_id", "doc", "Its document.", required=True),
        _text(
            "kind",
            "`retracted`: it is not in this version, and stays in earlier ones; `redacted`: its words and all that was"
            " made of them were removed from every version.",
            required=True,
            values=("retracted", "redacted"),
        ),
        _text("raw_sha256", "SHA-256 of its raw bytes.", required=True, pattern=_SHA),
        _text("path", "Its path relative to the input; null where it was redacted."),
        _text("url", "Its address, where it has one; null where it was redacted."),
        _text("reason", "Why, in the words of the person who did it."),
        _text("author", "Who did it.", required=True),
        _clock("made_at", "When it was decided (UTC).", required=True),
        _text("curation_id", "The correction that retracts it, which can be undone; null where it was redacted."),
        _text("version", "The first version without it.", required=True, content=False),
    ),
)

QUARANTINE = Table(
    name="quarantine",
    layer=Layer.QUALITY,
    meaning="What was set aside, at which stage and why.",
    key=("batch_id", "path", "stage", "row_key"),
    columns=(
        _BATCH,
        _text("path", "The file or record, relative to the input.", required=True),
        _text(
            "stage",
            "The stage that set it aside.",
            required=True,
            values=("ingest", "staging", "extraction", "normalisation", "linking", "checks", "curation"),
        ),
        _text("row_key", "`table:key` of the row set aside; empty for a whole file.", required=True, words="heading"),
        _text("reason_code", "Why, as a code.", required=True),
        _text("message", "Why, in a sentence that says what to do.", required=True, words="heading"),
        _text("raw_sha256", "SHA-256 of the raw bytes, where they were kept.", pattern=_SHA),
        _int("byte_count", "Length of the file or record set aside, where it is known (bytes)."),
        _text("payload", "The row set aside as JSON, where it is a row.", words="row"),
    ),
)

CHECKS = Table(
    name="checks",
    layer=Layer.QUALITY,
    content=False,
    meaning="Results of the data-quality suites that guard a version.",
    key=("version", "suite", "expectation", "column_name"),
    columns=(
        _text("version", "The version that was checked.", required=True, content=False),
        _text("suite", "The suite.", required=True),
        _text("expectation", "The expectation.", required=True),
        _text("column_name", "The column, or empty for a whole table.", required=True),
        _text("severity", "Whether a failure blocks publication.", required=True, values=("error", "warning")),
        _flag("success", "Whether it held.", required=True),
        _text("observed", "What was seen.", words="heading"),
        _int("unexpected_count", "Rows that failed."),
        _text("samples", "Keys of some failing rows, as a JSON list.", words="heading"),
    ),
)

PRODUCERS = Table(
    name="producers",
    layer=Layer.QUALITY,
    content=False,
    meaning="What made the rows: code, model and reference tables.",
    key=("producer_id",),
    columns=(
        _text("producer_id", "The producer.", required=True, content=False),
        _text("room", "The stage.", required=True, content=False),
        _text("code_fingerprint", "Hash of the stage's code.", required=True, content=False),
        _text("model_name", "Language model.", content=False),
        _text("model_version", "Its version.", content=False),
        _text("model_sha256", "SHA-256 over its files.", content=False),
        _text("reference_version", "Hash of the reference tables.", content=False),
    ),
)

CHANGES = Table(
    name="changes",
    layer=Layer.QUALITY,
    content=False,
    meaning="What this version changed in the version that it follows, row by row, and why: that version and these"
    " changes give this one. Without rows in the first version.",
    key=("version", "table_name", "key"),
    columns=(
        _text("version", "The version that brought the change.", required=True, content=False),
        _text("table_name", "The table.", required=True),
        _text(
            "key",
            "The row's key: the value itself where one column is the key, else the values as a JSON list.",
            required=True,
            words="derived",
        ),
        _text("change", "Whether the row came, changed or went.", required=True, values=("ADD", "MOD", "DEL")),
        _text(
            "cause",
            "Why: `source`: an article came, changed or went; `pipeline`: code, models or settings changed;"
            " `reference`: the reference tables changed; `curation`: a person corrected.",
            required=True,
            values=CAUSES,
        ),
        _text(
            "before",
            "The values before, as a JSON object: of the columns that differ, or of a row that went.",
            words="derived",
        ),
        _text(
            "after",
            "The values now, as a JSON object: of the columns that differ, or of a row that came.",
            words="derived",
        ),
    ),
)

CLAIM_STATES = Table(
    name="claim_states",
    layer=Layer.QUALITY,
    content=False,
    meaning="What each version held of each claim, as intervals of versions: one row a state of a claim.",
    key=("claim_id", "version_from"),
    columns=(
        _id("claim_id", "clm", "The claim.", required=True),
        _text("version_from", "The first version with this state.", required=True, content=False),
        _text(
            "version_to",
            "The first later version without it: another state, or no such claim; null while it lasts.",
            content=False,
        ),
        # a state that a version without words held has none in later versions either
        *CLAIMS.under(Rights.NO_TEXT).columns[1:],
    ),
)

VERSIONS = Table(
    name="versions",
    layer=Layer.QUALITY,
    content=False,
    meaning="The published versions of the dataset up to this one.",
    key=("version",),
    columns=(
        _text(
            "version",
            "The version, YYYY.MM.DD.NNN.",
            required=True,
            content=False,
            pattern=r"^\d{4}\.\d{2}\.\d{2}\.\d{3}$",
        ),
        _clock("created_at", "When it was made (UTC).", required=True, content=False),
        _text("status", "Its standing.", required=True, values=("published", "rejected", "redacted"), content=False),
        _int(
            "revision",
            "1 as it was published; one more for each redaction since. Null for a rejected version.",
            minimum=1,
            content=False,
        ),
        _text("content_sha256", "SHA-256 over the logical hashes of its tables.", content=False),
        _int("article_count", "Articles in it.", content=False),
        _int("mention_count", "Mentions in it.", content=False),
        _int("claim_count", "Claims in it.", content=False),
        _int("row_count", "Rows in all its tables.", content=False),
    ),
)

# --- work ---------------------------------------------------------------------------------

SCREENED_ARTICLES = Table(
    name="screened_articles",
    layer=Layer.WORK,
    published=False,
    meaning="The articles that passed the row checks, and of which of them each is a copy.",
    key=("article_id",),
    columns=(
        _ARTICLE,
        _text("duplicate_of", "The earliest passed article of which it is a copy.", references="articles.article_id"),
    ),
)

PROCESSED = Table(
    name="processed",
    layer=Layer.WORK,
    published=False,
    meaning="Which article a stage has done under which fingerprint: the key of incremental work.",
    key=("article_id", "room"),
    columns=(
        _ARTICLE,
        _text("room", "The stage.", required=True),
        _text("fingerprint", "Hash of the stage's code, model and reference tables.", required=True),
    ),
)

STAMPS = Table(
    name="stamps",
    layer=Layer.WORK,
    published=False,
    meaning="What a stage over all articles was made from, and what the tables held when it had ended.",
    key=("stage",),
    columns=(
        _text("stage", "The step.", required=True),
        _text("made_from", "Digest of code, settings, reference tables and versions.", required=True),
        _text("held", "Digest of all rows that the stage and those before it read and left.", required=True),
        _text("data_versions", "JSON: the data version of each of its tables.", required=True),
    ),
)

CORRECTIONS = Table(
    name="corrections",
    layer=Layer.WORK,
    published=False,
    meaning="The rows of the curation file that can be read, and those of the version before that it no longer holds.",
    key=("curation_id",),
    columns=(
        *_CURATION_ROW,
        _flag("active", "Whether it is to be applied: neither undone nor gone from the file.", required=True),
        _flag("in_file", "Whether the file still holds it.", required=True),
        _flag("changed", "Whether it was not applied in the version before, or is no longer.", required=True),
    ),
)

CORRECTION_EFFECTS = Table(
    name="correction_effects",
    layer=Layer.WORK,
    published=False,
    meaning="What each correction came to.",
    key=("curation_id",),
    columns=(
        _text("curation_id", "The correction.", required=True),
        _text("status", "What it came to.", required=True, values=("applied", "no_effect", "unresolved")),
        _text("note", "That in a sentence.", required=True),
    ),
)

CLAIM_CORRECTIONS = Table(
    name="claim_corrections",
    layer=Layer.WORK,
    published=False,
    meaning="Corrections of claims as linking applies them: the mentions that each names.",
    key=("position", "part", "mention_key"),
    columns=(
        _int("position", "The order in which they are applied.", required=True),
        _text("curation_id", "The correction.", required=True),
        _text(
            "action",
            "`merge`: the claims of all parts are one; `split`: part 1 is a claim apart from part 0; `touch`: nothing"
            " to do, but the claims of these mentions change because of a correction.",
            required=True,
            values=("merge", "split", "touch"),
        ),
        _int("part", "Which of the claims that it names the mention belongs to, from 0.", required=True),
        _id("mention_key", "key", "The mention.", required=True),
        _flag("changed", "Whether the correction was not applied in the version before.", required=True),
    ),
)

RESOLVED_ENTITIES = Table(
    name="resolved_entities",
    layer=Layer.WORK,
    published=False,
    meaning="Entities before people's corrections, by version: what the next version's identifiers are carried over"
    " from, so that a correction does not change what it corrects.",
    key=("version", "entity_id"),
    columns=(_text("version", "The version that they were resolved for.", required=True), *ENTITIES.columns),
)

RESOLVED_ALIASES = Table(
    name="resolved_aliases",
    layer=Layer.WORK,
    published=False,
    meaning="Spellings of the entities before people's corrections, by version.",
    key=("version", "entity_id", "alias"),
    columns=(
        _text("version", "The version that they were resolved for.", required=True),
        *(c.model_copy(update={"references": None}) for c in ENTITY_ALIASES.columns),
    ),
)

# --- reference tables (seeds/reference/*.csv) ---------------------------------------------

REF_OUTLETS = Table(
    name="outlets",
    layer=Layer.REFERENCE,
    published=False,
    meaning="Media known beforehand.",
    key=("outlet_id",),
    columns=(
        _text("outlet_id", "The outlet, as a short readable slug.", required=True),
        _text("name", "Canonical name.", required=True),
        _text("kind", "What kind of medium it is.", required=True, values=OUTLET_KINDS),
        _text("domain", "Web domain."),
        _text("country", "Country (ISO 3166-1 alpha-2).", pattern="^[A-Z]{2}$"),
        _text("aliases", "Other names, separated by `|`."),
        _text("owner", "The company, body or person that owns it."),
    ),
)

REF_ENTITIES = Table(
    name="entities",
    layer=Layer.REFERENCE,
    published=False,
    meaning="Entities known beforehand.",
    key=("entity_id",),
    columns=(
        _text("entity_id", "The entity, as a short readable slug.", required=True),
        *ENTITIES.columns[1:],
    ),
)

REF_ALIASES = Table(
    name="aliases",
    layer=Layer.REFERENCE,
    published=False,
    meaning="Spellings of the entities known beforehand.",
    key=("entity_id", "alias"),
    columns=(
        _text("entity_id", "The entity.", required=True, references="entities.entity_id"),
        _text("alias", "The spelling.", required=True),
        _text("language", "Language of the spelling (ISO 639-1).", pattern="^[a-z]{2}$"),
        _text(
            "use",
            "`name`: names the entity anywhere; `metonym`: stands for it as an actor or source (`Kyiv` for"
            " the government of Ukraine); `short`: only where the article also has a longer name; `adjective`:"
            " says whose something is (`Ukrainian`), and names nothing by itself.",
            required=True,
            values=("name", "metonym", "short", "adjective"),
        ),
    ),
)

REF_OFFICES = Table(
    name="offices",
    layer=Layer.REFERENCE,
    published=False,
    meaning="Offices and who held them when.",
    key=("office", "body", "holder_id", "from_date"),
    columns=(
        _text("office", "The office in lower case, e.g. `president`.", required=True),
        _text("body", "Entity of the country or body, e.g. `russia`.", required=True, references="entities.entity_id"),
        _text("holder_id", "Entity of the holder.", required=True, references="entities.entity_id"),
        _date("from_date", "First day in office.", required=True),
        _date("to_date", "Last day in office; null while it lasts."),
    ),
)

REF_VERBS = Table(
    name="reporting_verbs",
    layer=Layer.REFERENCE,
    published=False,
    meaning="Words that report: verbs, nouns and fixed phrases.",
    key=("lemma", "pos"),
    columns=(
        _text("lemma", "The word's lemma, or a fixed phrase.", required=True),
        _text("pos", "verb, noun, adjective or phrase.", required=True, values=("verb", "noun", "adjective", "phrase")),
        _text(
            "kind",
            "say: speech; think: belief and feeling; know: knowledge; ask: demand, plea; promise: promise,"
            " threat; deny: denial, doubt; show: documents and data show; publish: media report.",
            required=True,
            values=("say", "think", "know", "ask", "promise", "deny", "show", "publish"),
        ),
        _text("modality", "Firmness that the word lends to its content, if any.", values=MODALITIES),
        _text("polarity", "Polarity that it lends, if any.", values=POLARITIES),
    ),
)

_ALL: tuple[Table, ...] = (
    BATCHES,
    RAW_ARTICLES,
    OUTLETS,
    ARTICLES,
    SEGMENTS,
    EXTRACTED_MENTIONS,
    EXTRACTED_ATTRIBUTIONS,
    ANNOTATIONS,
    NORMALISED_MENTIONS,
    SCREENED_MENTIONS,
    MENTIONS,
    CONTENT_SPANS,
    ATTRIBUTIONS,
    QUANTITIES,
    TIMES,
    ENTITIES,
    ENTITY_ALIASES,
    ENTITY_MENTIONS,
    CLAIMS,
    CLAIM_ORIGINS,
    CLAIM_RELATIONS,
    QUOTE_VARIANTS,
    ARTICLE_ORIGINS,
    CLAIM_HISTORY,
    ENTITY_HISTORY,
    CURATION,
    RETRACTIONS,
    QUARANTINE,
    CHECKS,
    PRODUCERS,
    CHANGES,
    CLAIM_STATES,
    VERSIONS,
    SCREENED_ARTICLES,
    PROCESSED,
    STAMPS,
    CORRECTIONS,
    CORRECTION_EFFECTS,
    CLAIM_CORRECTIONS,
    RESOLVED_ENTITIES,
    RESOLVED_ALIASES,
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
"""Every table of the pipeline by name, in the order of the stages."""

PUBLISHED: dict[str, Table] = {name: table for name, table in TABLES.items() if table.published}
"""The public contract: the tables that a snapshot holds."""

AT_PUBLICATION = frozenset({"changes", "claim_states", "versions"})
"""Published tables that publication itself makes, from the version before and the tables given to it."""

REFERENCE: dict[str, Table] = {
    table.name: table for table in (REF_OUTLETS, REF_ENTITIES, REF_ALIASES, REF_OFFICES, REF_VERBS)
}
"""The reference tables by the name of their CSV file."""


class Span(NamedTuple):
    """A pair of position columns and, where the row repeats the words, their column."""

    table: str
    start: str
    end: str
    text: str | None = None


SPANS: tuple[Span, ...] = (
    Span("articles", "published_evidence_start", "published_evidence_end"),
    Span("segments", "start_char", "end_char"),
    Span("mentions", "sentence_start", "sentence_end"),
    Span("mentions", "content_start", "content_end", "content_text"),
    Span("mentions", "cue_start", "cue_end", "cue_text"),
    Span("mentions", "source_start", "source_end", "source_text"),
    Span("mentions", "asked_start", "asked_end", "asked_text"),
    Span("content_spans", "start_char", "end_char"),
    Span("attributions", "evidence_start", "evidence_end"),
    Span("quantities", "start_char", "end_char", "text"),
    Span("times", "start_char", "end_char", "text"),
    Span("entity_mentions", "start_char", "end_char", "text"),
    Span("claim_origins", "evidence_start", "evidence_end"),
    Span("article_origins", "evidence_start", "evidence_end"),
)
"""Every position of the published tables: slicing ``articles.text`` gives exactly the words in the row."""
