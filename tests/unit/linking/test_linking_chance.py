"""What mentions of different stories share by chance speaks against a pair, the more so the larger the corpus."""

import numpy as np
import pytest

from pipelines.linking.chance import TELLING, WEIGHT, Chance
from pipelines.linking.features import term_weights
from pipelines.linking.stories import Stories

FERRY = ("The ferry Sula leaves the harbour", "Sailors repaired the rudder", "Passengers waited on the quay")
TRIAL = ("The jury heard a forger", "Clerks copied the ledger", "A launch begins in autumn")
MOVIE = ("An actress signed a contract", "Cameras roll in the desert", "Filming begins at dawn")


def corpus(newsroom, *articles: tuple[str, ...]):
    ordered = newsroom.tells(*articles)
    return ordered, Chance(Stories.of(ordered), term_weights(ordered))


def test_little_in_common_between_two_stories_is_doubted(newsroom) -> None:
    found, chance = corpus(newsroom, TRIAL, MOVIE)
    assert chance.doubt(found[2], found[5]) > 0


def test_nothing_is_doubted_within_an_article_or_between_articles_of_one_story(newsroom) -> None:
    found, chance = corpus(newsroom, FERRY, (*FERRY[:2], "A passenger waited"), TRIAL)
    assert chance.doubt(found[0], found[1]) == 0
    assert chance.doubt(found[2], found[5]) == 0
    assert chance.doubt(found[2], found[8]) > 0


def test_the_same_words_are_doubted_more_in_a_larger_corpus(newsroom) -> None:
    found, small = corpus(newsroom, TRIAL, MOVIE)
    weights = term_weights(found)
    large = Chance(Stories.of([*found * 50]), weights)
    assert large.doubt(found[2], found[5]) > small.doubt(found[2], found[5])


def test_rare_words_in_common_remove_the_doubt(newsroom) -> None:
    long = "The harpooner Vell painted eleven copper lanterns beside the abandoned observatory"
    found, chance = corpus(newsroom, (*TRIAL[:2], long), (*MOVIE[:2], long.replace("painted", "varnished")), FERRY)
    assert chance.doubt(found[2], found[5]) == 0


def test_a_number_in_common_tells_half_of_what_a_word_does(newsroom) -> None:
    found, _ = corpus(newsroom, (*TRIAL[:2], "Timber 4711 blocks"), (*MOVIE[:2], "Granite 4711 tiles"))
    weights = dict.fromkeys(term_weights(found), 1.0)
    shared = found[2].concepts & found[5].concepts
    assert shared
    doubt = Chance(Stories.of(found), weights).doubt(found[2], found[5])
    assert doubt == pytest.approx(WEIGHT * (TELLING * np.log(len(found)) - 0.5 * len(shared)))


def test_many_pairs_are_weighed_as_each_is(newsroom) -> None:
    found, chance = corpus(newsroom, FERRY, TRIAL, MOVIE)
    pairs = np.array([(i, j) for i in range(9) for j in range(i + 1, 9)], np.int32)
    each = [chance.doubt(found[i], found[j]) for i, j in pairs.tolist()]
    assert chance.doubts(found, pairs) == pytest.approx(each)
    assert max(each) > 0


def test_the_doubt_is_told(newsroom) -> None:
    found, chance = corpus(newsroom, TRIAL, MOVIE)
    assert "share by chance" in chance.told(found[2], found[5])
    assert chance.told(found[0], found[1]) == ""
