"""An evaluation from end to end: annotation lines over the tables of a version.

Belongs here: the order of the steps, and which readings are compared at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.evaluation.annotations import Line
from pipelines.evaluation.clusters import score_linking
from pipelines.evaluation.detection import LEAST, Sides, detect, match
from pipelines.evaluation.examples import worst
from pipelines.evaluation.fields import field_list, pairs_of, score_fields, score_speakers, score_times
from pipelines.evaluation.names import Names
from pipelines.evaluation.placing import Placed, place
from pipelines.evaluation.published import Tables, read_articles, read_mentions, read_set_aside
from pipelines.evaluation.readings import Article, Reading
from pipelines.evaluation.reliability import LEAST as LEAST_RIGHT
from pipelines.evaluation.reliability import score_confidence
from pipelines.evaluation.result import Evaluation
from pipelines.reference import Reference


@dataclass(frozen=True)
class _Chosen:
    sides: Sides
    found_left_out: int
    narrator_left_out: int


def evaluate(
    tables: Tables,
    annotation: Sequence[Line],
    reference: Reference,
    *,
    second: Sequence[Line] = (),
    examples: int = 10,
) -> Evaluation:
    """Score what a version holds of annotated articles.

    Args:
        tables: Gives a table of the version by its name.
        annotation: What the annotator read: the standard.
        reference: The reference tables, for aliases of names.
        second: What a second annotator read in the same articles; it forgives and adds nothing to be found.
        examples: The most errors of each kind that are quoted.

    Raises:
        AnnotationError: a line does not fit its article.
    """
    articles, set_aside = read_articles(tables), read_set_aside(tables)
    placed = place(annotation, articles, set_aside)
    seconds = place(second, articles, set_aside).readings if second else ()
    return compare(articles, placed, read_mentions(tables), reference, second=seconds, examples=examples)


def compare(
    articles: Mapping[str, Article],
    annotation: Placed,
    found: Sequence[Reading],
    reference: Reference,
    *,
    second: Sequence[Reading] = (),
    examples: int = 10,
) -> Evaluation:
    """Score any readings of articles against an annotation of them; see :func:`evaluate`."""
    chosen = _choose(articles, annotation, found, second)
    sides, names = chosen.sides, Names(reference)
    matches = match(sides, LEAST)
    pairs = pairs_of(sides, matches.pairs)
    speaker = next(field for field in field_list(names) if field.name == "speaker")
    return Evaluation(
        articles=len(annotation.docs),
        articles_left_out=len(articles) - len(annotation.docs),
        annotated=len(sides.gold),
        found=len(sides.found),
        found_left_out=chosen.found_left_out,
        narrator_left_out=chosen.narrator_left_out,
        second_annotator=len(sides.second),
        unextracted={doc: why for doc in sorted(annotation.docs) if (why := articles[doc].unextracted_reason)},
        detection=detect(sides),
        fields=score_fields(pairs, names),
        about_time=score_times(pairs),
        speakers=score_speakers(sides, matches.pairs, pairs, names),
        reliability=score_confidence(sides, match(sides, LEAST_RIGHT), speaker),
        linking=score_linking(sides, matches.pairs),
        examples=worst(sides, matches, pairs, speaker, examples),
    )


def _choose(
    articles: Mapping[str, Article], annotation: Placed, found: Sequence[Reading], second: Sequence[Reading]
) -> _Chosen:
    """Keep what the annotation can speak of: its articles, and the narrator's claims only where it has any.

    An annotation of attributions alone says nothing of the narrator's claims; scoring them would call all wrong.
    """
    gold, docs = annotation.readings, annotation.docs
    inside = [each for each in found if each.doc in docs]
    narrator = any(each.type in {None, "narrator"} for each in gold) or not gold
    kept = [each for each in inside if narrator or each.is_attributed]
    sides = Sides(articles, gold, tuple(kept), tuple(each for each in second if each.doc in docs))
    return _Chosen(sides, len(found) - len(inside), len(inside) - len(kept))
