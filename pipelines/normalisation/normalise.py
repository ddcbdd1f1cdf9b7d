"""From extracted mentions to normalised ones: the room's steps in order.

Belongs here: reading the frames article by article, calling the readers of names, times and
numbers, and writing the tables. What those readers know stands in their own files.
"""

import pickle
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from pipelines.memory import uncollected
from pipelines.normalisation import tables
from pipelines.normalisation.about import about_time
from pipelines.normalisation.entities import Entity, Named, gather
from pipelines.normalisation.parts import Article, Corpus, Frame, Part, Row, by, packed_parts, taken
from pipelines.normalisation.quantities import Quantity, find_quantities
from pipelines.normalisation.resolution import Group, KnownNames, resolve
from pipelines.normalisation.sources import ArticleNames, NamedSpot, Source, called, is_several, resolve_source, spoken
from pipelines.normalisation.spellings import Spellings
from pipelines.normalisation.spot_forms import tidied
from pipelines.normalisation.spots import LABELS, find_spots
from pipelines.normalisation.times import TimeExpression, find_times
from pipelines.normalisation.wording import claim_text, stands_for_speaker
from pipelines.reference import Reference, fold
from pipelines.schema import TABLES

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pipelines.workers import Apply

_ARTICLES_AT_ONCE = 64
"""Articles that are read in one go: as many as one process holds as rows at a time."""
_LONGEST_ERROR = 300
"""An error may quote what it could not read (characters)."""


class NormalisationResult(NamedTuple):
    """The tables that normalisation makes, each as ``schema.py`` declares it."""

    normalised_mentions: pl.DataFrame
    attributions: pl.DataFrame
    entities: pl.DataFrame
    entity_aliases: pl.DataFrame
    entity_mentions: pl.DataFrame
    times: pl.DataFrame
    quantities: pl.DataFrame
    quarantine: pl.DataFrame
    """Articles that could not be normalised; nothing of them stands in the other tables."""


class _Names(NamedTuple):
    """The names and times of the articles of a part."""

    named: dict[str, list[Named]]
    """By ``article_id``, what other articles need of its groups of names."""
    read: bytes
    """A packed :class:`_Read`, which nothing needs until the part is read again."""
    failed: dict[str, str]
    """Why an article gave nothing."""


class _Read(NamedTuple):
    """What was read of the articles of a part, by ``article_id``."""

    groups: dict[str, list[Group]]
    times: dict[str, list[TimeExpression]]


@uncollected()
def normalise(
    articles: Frame,
    segments: Frame,
    extracted_mentions: Frame,
    extracted_attributions: Frame,
    annotations: Frame,
    reference: Reference,
    previous_entities: pl.DataFrame | None = None,
    previous_aliases: pl.DataFrame | None = None,
    progress: Callable[[int, int], None] | None = None,
    beside: "AbstractContextManager[Apply] | None" = None,
) -> NormalisationResult:
    """Normalise the mentions of a corpus; an article that fails goes to quarantine alone.

    Tables may be in memory, or lazy ones: of those no more is read at a time than is needed.

    Args:
        articles: ``articles``; those without mentions and annotations add nothing but times.
        segments: ``segments`` of the articles.
        extracted_mentions: ``extracted_mentions``.
        extracted_attributions: ``extracted_attributions``.
        annotations: ``annotations``.
        reference: the reference tables.
        previous_entities: ``entities`` of the version before, for identifiers that last.
        previous_aliases: ``entity_aliases`` of the version before.
        progress: called with articles done and articles in all.
        beside: opens what applies a function to parts of the corpus, in whatever processes; it is closed before the
            tables are put together. The rows are the same.
    """
    corpus = Corpus(articles, segments, extracted_mentions, annotations, extracted_attributions)
    parts, count = packed_parts(corpus, _ARTICLES_AT_ONCE), taken(articles, "article_id").height
    with beside or nullcontext(map) as apply:
        read: list[_Names] = list(apply(partial(_read_names, reference), parts))
        failed = {article: why for names in read for article, why in names.failed.items()}
        groups = {article: named for names in read for article, named in names.named.items()}
        entities = gather(groups, previous_entities, previous_aliases)
        del groups
        found: list[tables.Found] = []
        for one in apply(partial(_normalise_part, reference), _work(parts, read, entities)):
            found.append(one)
            failed |= one.failed
            if progress is not None and count:
                progress(min(len(found) * _ARTICLES_AT_ONCE, count), count)
    rows = tables.joined(found, entities, _readers(reference).known, extracted_mentions)
    return NormalisationResult(**rows, quarantine=_set_aside(articles, failed))


class _Label(NamedTuple):
    """The entity of a group, and the group's place among those of that entity."""

    entity_id: str
    name: str
    kind: str
    rank: int


_Work = tuple[bytes, bytes, dict[str, list[_Label]]]
"""A part, what was read of it, and by article what its groups are."""


def _work(parts: list[bytes], read: list[_Names], entities: Sequence[Entity]) -> Iterator[_Work]:
    """Yield what is to be done with each part, in their order; parts are let go as they are."""
    parts.reverse()
    read.reverse()
    while parts:
        names = read.pop()
        labels = {
            article: [
                _Label((one := entities[group.entity]).entity_id, one.name, one.kind, group.rank) for group in groups
            ]
            for article, groups in names.named.items()
        }
        yield parts.pop(), names.read, labels


def _set_aside(articles: Frame, failed: Mapping[str, str]) -> pl.DataFrame:
    """Return the rows of the quarantine for articles that failed."""
    table = TABLES["quarantine"]
    rows = taken(articles, "article_id", "batch_id", "path", "raw_sha256")
    rows = rows.filter(pl.col("article_id").is_in(list(failed)))
    return table.conform(
        table.frame(
            {
                "batch_id": row["batch_id"],
                "path": row["path"],
                "stage": "normalisation",
                "row_key": f"articles:{row['article_id']}",
                "reason_code": "normalisation_failed",
                "message": f"{row['path']} was read, but its names, times and numbers were not"
                f" ({failed[row['article_id']]}), so that it gives no claims; no other article is affected. Run"
                " again; if it fails again, take the file out of the input and report it with this message.",
                "raw_sha256": row["raw_sha256"],
            }
            for row in rows.iter_rows(named=True)
        )
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]


class _Readers(NamedTuple):
    """Look-ups that are built once a process."""

    known: KnownNames
    spellings: Spellings


_BUILT: dict[str, _Readers] = {}
"""The look-ups by the version of the reference tables; the last one alone is kept."""


def _readers(reference: Reference) -> _Readers:
    if reference.version not in _BUILT:
        _BUILT.clear()
        _BUILT[reference.version] = _Readers(KnownNames(reference), Spellings(reference))
    return _BUILT[reference.version]


# --- names and times ----------------------------------------------------------------------------


def _read_names(reference: Reference, packed: bytes) -> _Names:
    """Return the groups of names and the times of the articles of a part."""
    readers, found, failed = _readers(reference), _Read({}, {}), dict[str, str]()
    for article_id, article in Part.of(packed).read().items():
        try:
            times = _times(article)
            found.groups[article_id] = _groups(article, times, readers)
            found.times[article_id] = times
        except Exception as error:  # whatever goes wrong with one article must not stop the others
            failed[article_id] = _words(error)
    named = {article: [Named.of(group) for group in groups] for article, groups in found.groups.items()}
    return _Names(named, zlib.compress(pickle.dumps(found), 1), failed)


def _groups(article: Article, times: Sequence[TimeExpression], readers: _Readers) -> list[Group]:
    """Return the names of an article, each with the places that it stands at."""
    sources = (_source_place(mention) for mention in article.mentions)
    places = [place for place in sources if place]
    spots = find_spots(article.text, article.annotations, places, readers.spellings, article.headlines)
    spots = [spot for spot in spots if article.claims_at(spot.start, spot.end)]
    taken = [(one.start, one.end) for one in times]
    spots = tidied(article.text, spots, readers.spellings, _pronoun_people(article.mentions), taken)
    return resolve(article.text, spots, readers.known)


_HE_OR_SHE = re.compile(r"(?:[“\"]|that\s)?(?:he|she)\b", re.IGNORECASE)


def _pronoun_people(mentions: Sequence[Row]) -> frozenset[str]:
    """Return the folded names for which "he" or "she" stands as source or as subject."""
    named = [
        row["referent_text"] for row in mentions if row["source_text"] and _HE_OR_SHE.fullmatch(row["source_text"])
    ]
    named += [row["subject_text"] for row in mentions if _HE_OR_SHE.match(row["content_text"])]
    return frozenset(fold(name) for name in named if name)


def _times(article: Article) -> list[TimeExpression]:
    """Return the time expressions of an article where claims are read."""
    covered = [(row["start_char"], row["end_char"]) for row in article.annotations if row["label"] in LABELS]
    found = find_times(article.text, article.anchor, covered)
    return [one for one in found if article.claims_at(one.start, one.end)]


def _source_place(mention: Mapping[str, Any]) -> tuple[int, int, str, str | None] | None:
    """Return where the name of a mention's source stands: its referent, else the source itself."""
    for prefix in ("referent", "source"):
        start, end = mention[f"{prefix}_start"], mention[f"{prefix}_end"]
        if start is not None and end is not None:
            return start, end, mention["source_kind"], mention["source_title"]
    return None


def _named_spots(groups: Sequence[Group], labels: Sequence[_Label]) -> list[NamedSpot]:
    """Return the spots of an article with their entities, in order of place; at one place in that of entities."""
    told = sorted(zip(labels, groups, strict=True), key=lambda one: (one[0].entity_id, one[0].rank))
    found = [
        NamedSpot(spot, label.entity_id, label.name, label.kind, spot in group.adjectives)
        for label, group in told
        for spot in (*group.spots, *group.adjectives)
    ]
    return sorted(found, key=lambda one: (one.spot.start, one.spot.end))


# --- one article --------------------------------------------------------------------------------


def _normalise_part(reference: Reference, work: _Work) -> tables.Found:
    """Return the rows of the articles of a part, whose names are known by now."""
    part, labels = Part.of(work[0]), work[2]
    read: _Read = pickle.loads(zlib.decompress(work[1]))
    known, rows = _readers(reference).known, tables.Rows()
    links = by(part.attributions, "mention_id")
    for article_id, article in part.read().items():
        if article_id not in labels:  # it failed before
            continue
        own = tables.Rows()
        try:
            named = _named_spots(read.groups[article_id], labels[article_id])
            names = ArticleNames(article.text, named, article.published)
            _normalise_article(article, names, read.times[article_id], links, known, own)
        except Exception as error:  # as above; what it gave until then is no more than a part
            rows.failed[article_id] = _words(error)
        else:
            rows.add(own)
    return rows.found()


def _normalise_article(
    article: Article,
    names: ArticleNames,
    times: Sequence[TimeExpression],
    links: Mapping[str, list[Row]],
    known: KnownNames,
    rows: tables.Rows,
) -> None:
    text = article.text
    rows.add_times(article.row["article_id"], times)
    counted = _counted(article.annotations)
    name_spans = [(one.spot.start, one.spot.end) for one in names.named]
    subjects: dict[str, str | None] = {}
    sources: dict[str, Source] = {}
    for mention in article.mentions:
        source = resolve_source(mention, names, known)
        sources[mention["mention_id"]] = source
        subject = _subject(mention, source, names, known)
        subjects[mention["mention_id"]] = subject.entity_id if subject else None
        about = about_time(mention, times, text, article.published)
        wording = claim_text(mention, text, times, spoken(source, mention), subject, several=is_several(source))
        rows.add_mention(mention, source, about, wording, subjects[mention["mention_id"]])
        rows.add_quantities(mention, _quantities(mention, text, times, name_spans, counted))
        for link in links.get(mention["mention_id"], ()):
            rows.add_attribution(link, _link_source(link, mention, source, names, known))
    rows.add_entity_mentions(article.row["article_id"], text, names.named, article.mentions, sources, subjects)


def _subject(mention: Row, source: Source, names: ArticleNames, known: KnownNames) -> NamedSpot | None:
    """Return the entity that a content is about: the speaker where its pronoun says so, else what extraction found."""
    if source.name and stands_for_speaker(mention, source.kind, several=is_several(source)):
        return names.called(source.name)
    return called(mention["subject_text"], names, known)


def _counted(annotations: Sequence[Row]) -> Callable[[int, int], str | None]:
    """Return a look-up of the head noun that the parse saw for the number at a span."""
    nouns = [(row["start_char"], row["end_char"], row["counted"]) for row in annotations if row["counted"]]

    def look_up(start: int, end: int) -> str | None:
        return next((noun for left, right, noun in nouns if left < end and start < right), None)

    return look_up


_DURATION_REASONS = {"duration"}


def _quantities(
    mention: Row,
    text: str,
    times: Sequence[TimeExpression],
    names: Sequence[tuple[int, int]],
    counted: Callable[[int, int], str | None],
) -> list[Quantity]:
    start, end = mention["content_start"], mention["content_end"]
    taken = [(one.start, one.end) for one in times if one.unresolved_reason not in _DURATION_REASONS]
    return find_quantities(text, start, end, [*taken, *names], counted)


def _link_source(link: Row, mention: Row, source: Source, names: ArticleNames, known: KnownNames) -> Source:
    """Return the source of a link: the mention's own where it is the same, else read from the link's evidence."""
    if link["source_text"] == mention["source_text"] and link["source_kind"] == mention["source_kind"]:
        return source
    place = names.text.find(link["source_text"], link["evidence_start"], link["evidence_end"])
    located = {"source_start": place, "source_end": place + len(link["source_text"])} if place >= 0 else {}
    return resolve_source({**link, **located}, names, known)
