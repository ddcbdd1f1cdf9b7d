"""What is said of the mentions that were found: type, speaker, chain, firmness, time.

Belongs here: telling, for a matched pair, which fields agree. A field that the annotator left out is not
scored; where a second annotator read the mention too, agreement with either is right.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.evaluation.days import interval, share_of_days
from pipelines.evaluation.detection import Sides, second_readings, stratum_of
from pipelines.evaluation.distance import DISTANCES, Whereabouts
from pipelines.evaluation.names import Names
from pipelines.evaluation.readings import Reading
from pipelines.evaluation.result import Share, SpeakerShare, TimeShare

_SAME_DAYS = 0.5


@dataclass(frozen=True)
class Pair:
    """A mention as found, as annotated, and as every annotator reads it."""

    found: Reading
    gold: Reading
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Field:
    """One figure: its name, the annotated field that it needs, and when a found mention agrees with a reading."""

    name: str
    needs: str
    agrees: Callable[[Reading, Reading], bool]


def pairs_of(sides: Sides, matches: Mapping[int, int]) -> list[Pair]:
    """Return the matched mentions with every reading of them."""
    seconds = second_readings(sides)
    return [
        Pair(
            sides.found[found],
            sides.gold[gold],
            (sides.gold[gold], *((sides.second[seconds[gold]],) if gold in seconds else ())),
        )
        for gold, found in matches.items()
    ]


def field_list(names: Names) -> list[Field]:
    """Return the fields that are scored as right or wrong, in order."""
    return [
        Field("type", "type", lambda found, gold: found.type == gold.type),
        Field("speaker", "speaker", lambda found, gold: names.same(found.speaker, gold.speaker)),
        Field("chain", "chain", lambda found, gold: names.same_order(above(found, names), above(gold, names))),
        Field("whole chain", "chain", lambda found, gold: names.same_all(whole(found), whole(gold))),
        Field("anonymous", "anonymous", lambda found, gold: found.anonymous == gold.anonymous),
        Field("modality", "modality", lambda found, gold: found.modality == gold.modality),
        Field("polarity", "polarity", lambda found, gold: found.polarity == gold.polarity),
    ]


def above(reading: Reading, names: Names) -> list[str]:
    """Return who passes a statement on: the links of its chain before its speaker."""
    links = list(reading.chain)
    while links and names.same(links[-1], reading.speaker):
        links.pop()
    return links


def whole(reading: Reading) -> list[str]:
    """Return everybody through whom a statement comes: its chain and its speaker."""
    return [*reading.chain, *([reading.speaker] if reading.speaker else [])]


def agrees(field: Field, pair: Pair) -> bool:
    """Tell whether a pair agrees in a field by any reading that states it."""
    return any(field.agrees(pair.found, reading) for reading in pair.readings if field.needs in reading.given)


def score_fields(pairs: Sequence[Pair], names: Names) -> dict[str, dict[str, Share]]:
    """Return the share of right values of every field, in all and by stratum of the annotation."""
    scores: dict[str, dict[str, Share]] = {}
    for field in field_list(names):
        counted: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for pair in pairs:
            if field.needs in pair.gold.given:
                for stratum in ("all", stratum_of(pair.gold)):
                    counted[stratum] += 1
                    right[stratum] += agrees(field, pair)
        if counted:
            scores[field.name] = {stratum: Share(counted[stratum], right[stratum]) for stratum in counted}
    return scores


def score_times(pairs: Sequence[Pair]) -> TimeShare | None:
    """Compare the times of events; None where no annotation states any, null or not."""
    stated = [pair for pair in pairs if "about_time" in pair.gold.given]
    if not stated:
        return None
    shares = [time_agreement(pair) for pair in stated]
    return TimeShare(
        annotated=sum(pair.gold.about_time is not None for pair in stated),
        found=sum(pair.found.about_time is not None for pair in stated),
        overlapping=sum(each > 0 for each in shares),
        same=sum(each >= _SAME_DAYS for each in shares),
    )


def time_agreement(pair: Pair) -> float:
    """Return the highest share of days that a found time has in common with any reading; 0 where one is missing."""
    if pair.found.about_time is None:
        return 0.0
    found = interval(pair.found.about_time)
    return max(share_of_days(found, interval(one.about_time)) if one.about_time else 0.0 for one in pair.readings)


def score_speakers(
    sides: Sides, matches: Mapping[int, int], pairs: Sequence[Pair], names: Names
) -> dict[str, SpeakerShare]:
    """Return how speakers fare by how far their names stand from the content."""
    speaker = next(field for field in field_list(names) if field.name == "speaker")
    where: dict[str, Whereabouts] = {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    by_gold = dict(zip(matches, pairs, strict=True))
    for at, gold in enumerate(sides.gold):
        article = where.setdefault(gold.doc, Whereabouts(sides.articles[gold.doc], names))
        distance = article.distance(gold)
        if distance is None:
            continue
        pair = by_gold.get(at)
        if pair is None:
            outcome = "missed"
        elif agrees(speaker, pair):
            outcome = "right"
        else:
            outcome = "open" if pair.found.is_open else "wrong"
        counts[distance][outcome] += 1
    return {distance: SpeakerShare(**counts[distance]) for distance in DISTANCES if distance in counts}
