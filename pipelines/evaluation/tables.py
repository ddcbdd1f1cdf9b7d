"""An evaluation as tables of words and figures, for whoever draws them: a terminal or a page.

Belongs here: what stands in which table, in which order, and the sentence under each title. Does not belong
here: drawing, and escaping for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.evaluation.reliability import LEAST as RIGHT_FROM
from pipelines.evaluation.result import Evaluation, Overlap, Reliability
from pipelines.evaluation.spans import Counts
from pipelines.schema import CLAIM_TYPES

_NONE = "–"


@dataclass(frozen=True)
class Section:
    """One table: the first column names its rows, all others hold figures."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary(evaluation: Evaluation) -> list[str]:
    """Return what was compared, in sentences."""
    told = [
        f"{evaluation.articles:,} articles with {evaluation.annotated:,} annotated mentions;"
        f" {evaluation.found:,} were found in them."
    ]
    if evaluation.articles_left_out:
        told.append(
            f"{evaluation.articles_left_out:,} articles have no annotation and are left out,"
            f" with {evaluation.found_left_out:,} mentions found in them."
        )
    if evaluation.unextracted:
        named = ", ".join(f"{doc} ({why})" for doc, why in evaluation.unextracted.items())
        told.append(f"Nothing was read from these, and all their mentions count as missed: {named}.")
    if evaluation.narrator_left_out:
        told.append(
            f"The annotation has no narrator claims: {evaluation.narrator_left_out:,} of those found are left out."
        )
    if evaluation.second_annotator:
        told.append(
            f"A second annotator's {evaluation.second_annotator:,} mentions forgive: what agrees with them is not"
            " counted as wrong."
        )
    return told


def sections(evaluation: Evaluation) -> list[Section]:
    """Return every table that has a row."""
    told = [
        _found(evaluation),
        _bounds(evaluation),
        _fields(evaluation),
        _times(evaluation),
        _speakers(evaluation),
        _bins(evaluation.reliability),
        _cuts(evaluation.reliability),
        _linking(evaluation),
    ]
    return [section for section in told if section.rows]


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:.3f}"


def _three(counted: Counts | Overlap) -> tuple[str, ...]:
    """Precision, recall and F1; dashes where there was nothing to find and nothing was found."""
    if isinstance(counted, Counts) and not (counted.right or counted.wrong or counted.missed):
        return (_NONE,) * 3
    return tuple(_number(value) for value in (counted.precision, counted.recall, counted.f1))


def _found(evaluation: Evaluation) -> Section:
    return Section(
        "Contents found",
        f"Mentions whose content overlaps by {RIGHT_FROM} (intersection over union); characters: letters and digits.",
        ("stratum", "annotated", "found", "P", "R", "F1", "char P", "char R", "char F1"),
        tuple(
            (name, f"{one.annotated:,}", f"{one.found:,}", *_three(one.spans[str(RIGHT_FROM)]), *_three(one.characters))
            for name, one in evaluation.detection.items()
        ),
    )


def _bounds(evaluation: Evaluation) -> Section:
    return Section(
        "Loose and strict bounds",
        "The same at an overlap of 0.3 (about the same words) and 0.8 (nearly the same bounds).",
        ("stratum", "P ≥0.3", "R ≥0.3", "F1 ≥0.3", "P ≥0.8", "R ≥0.8", "F1 ≥0.8"),
        tuple(
            (name, *_three(one.spans["0.3"]), *_three(one.spans["0.8"])) for name, one in evaluation.detection.items()
        ),
    )


def _fields(evaluation: Evaluation) -> Section:
    strata = [name for name in CLAIM_TYPES if any(name in shares for shares in evaluation.fields.values())]
    rows = []
    for name, shares in evaluation.fields.items():
        of_strata = (_number(shares[stratum].share) if stratum in shares else _NONE for stratum in strata)
        whole = shares["all"]
        rows.append((name, f"{whole.count:,}", f"{whole.right:,}", _number(whole.share), *of_strata))
    return Section(
        "What is said of the mentions found",
        "Share of right values among mentions that overlap by 0.3, in all and by annotated type.",
        ("field", "found", "right", "share", *strata),
        tuple(rows),
    )


def _times(evaluation: Evaluation) -> Section:
    times = evaluation.about_time
    rows: tuple[tuple[str, ...], ...] = ()
    if times is not None:
        count = (f"{times.annotated:,}", f"{times.found:,}")
        rows = (
            ("overlapping", *count, f"{times.overlapping:,}", _number(times.precision), _number(times.recall)),
            ("same days", *count, f"{times.same:,}", _number(times.precision_same), _number(times.recall_same)),
        )
    return Section(
        "Times of events",
        "Dates that mentions speak of: with a day in common, and with at least half of all days in common.",
        ("agreement", "annotated", "found", "right", "P", "R"),
        rows,
    )


def _speakers(evaluation: Evaluation) -> Section:
    rows = (
        (
            name,
            *(f"{value:,}" for value in (one.matched, one.right, one.open, one.wrong)),
            _number(one.share),
            f"{one.missed:,}",
        )
        for name, one in evaluation.speakers.items()
    )
    return Section(
        "Speakers by how far away the name stands",
        "The smallest part of the article that holds the content and the speaker's name or surname.",
        ("name stands in", "found", "right", "left open", "wrong", "share", "not found"),
        tuple(rows),
    )


def _bins(reliability: Reliability) -> Section:
    error = _number(reliability.expected_calibration_error)
    rows = (
        (
            f"{one.low:.1f}–{one.high:.1f}",
            f"{one.count:,}",
            _number(one.mean_confidence),
            _number(one.share),
            _number(one.right_with_speaker / one.count),
        )
        for one in reliability.bins
    )
    return Section(
        "What confidence is worth",
        f"Right: the content overlaps by {RIGHT_FROM}. Expected calibration error: {error}.",
        ("confidence", "mentions", "mean", "share right", "with speaker"),
        tuple(rows),
    )


def _cuts(reliability: Reliability) -> Section:
    rows = ((f"{one.at:.1f}", f"{one.kept:,}", *_three(one.counts)) for one in reliability.cuts)
    return Section(
        "Keeping only confident mentions",
        "What is left when mentions below a confidence are left out.",
        ("at least", "kept", "P", "R", "F1"),
        tuple(rows) if reliability.bins else (),
    )


def _linking(evaluation: Evaluation) -> Section:
    rows: list[tuple[str, ...]] = []
    for name, one in evaluation.linking.items():
        rows.append((f"claim pairs, {name}", *_counted(one.pairs), *_three(one.pairs)))
        rows.append((f"B-cubed, {name}", *(_NONE,) * 3, *_three(one.b_cubed)))
        if one.conflicts is not None:
            rows.append((f"conflicts, {name}", *_counted(one.conflicts), *_three(one.conflicts)))
    return Section(
        "Mentions put together to claims",
        "Over all annotated mentions with a group; one that was not found is alone in its claim.",
        ("figure", "right", "wrong", "missed", "P", "R", "F1"),
        tuple(rows),
    )


def _counted(counts: Counts) -> Sequence[str]:
    return tuple(f"{value:,}" for value in (counts.right, counts.wrong, counts.missed))
