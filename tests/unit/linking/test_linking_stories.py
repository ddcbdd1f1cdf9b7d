"""Words are weighed by the story that is told, so that what else lies in the corpus hardly matters."""

import numpy as np
import pytest

from pipelines.linking.features import term_weights
from pipelines.linking.similarity import measures
from pipelines.linking.stories import Stories

FERRY = ("The ferry Sula leaves the harbour", "The ferry Sula carries timber", "The ferry Sula needs a rudder")
AGAIN = ("The ferry Sula leaves the harbour today", "The ferry Sula brings timber", "A sailor owns the ferry Sula")


def mentions_of(newsroom, articles):
    return newsroom.tells(*articles)


def told(found) -> Stories:
    stories = Stories.of(found)
    count = len(stories.articles)
    first, second = np.triu_indices(count)
    stories.tell(first, second)
    return stories


def others(count: int) -> list[tuple[str, ...]]:
    return [tuple(f"Topic{n}x{k} word{n}y{k} theme{n}z{k}" for k in range(3)) for n in range(count)]


def test_what_all_of_a_story_has_weighs_less_than_what_one_sentence_of_it_has(newsroom) -> None:
    found = mentions_of(newsroom, [FERRY, AGAIN, *others(60)])
    weights = told(found).weights(found[0].article_id)
    everywhere, once = found[0].concepts & found[1].concepts, found[0].concepts - found[1].concepts
    assert max(weights[term] for term in everywhere) < min(weights[term] for term in once)


def test_a_term_of_another_story_does_not_weigh_on_this_one(newsroom) -> None:
    found = mentions_of(newsroom, [FERRY, AGAIN, *others(60)])
    stories = told(found)
    apart = Stories.of(found)
    apart.tell(np.zeros(0, np.int64), np.zeros(0, np.int64))
    near, alone = (s.likeness(found[0], found[4]) for s in (stories, apart))
    assert near < alone


def test_likeness_depends_on_the_size_of_the_corpus_less_than_it_would_by_weights_over_all(newsroom) -> None:
    found = mentions_of(newsroom, [*[FERRY, AGAIN] * 30, *others(300)])
    story = found[:180]
    by_story = [told(part).likeness(found[0], found[4]) for part in (story, found)]
    over_all = [measures(found[0], found[4], term_weights(part)).terms for part in (story, found)]
    assert abs(by_story[1] - by_story[0]) < 0.5 * abs(over_all[1] - over_all[0])


def test_many_pairs_are_as_alike_as_each_is(newsroom) -> None:
    found = mentions_of(newsroom, [FERRY, AGAIN, *others(2)])
    stories = told(found)
    first, second = (np.array(side, np.int32) for side in np.triu_indices(len(found), 1))
    each = [stories.likeness(found[i], found[j]) for i, j in zip(first.tolist(), second.tolist(), strict=True)]
    assert stories.likenesses(found, first, second) == pytest.approx(each)
    assert 0 < max(each) <= 1


def test_articles_are_of_one_story_by_what_their_words_share(newsroom) -> None:
    found = mentions_of(newsroom, [FERRY, AGAIN, *others(1)])
    stories = Stories.of(found)
    ferry, again, other = stories.between(np.array([0, 0, 0]), np.array([0, 1, 2])).tolist()
    assert ferry == 1
    assert again >= stories.enough > other


def test_articles_that_were_compared_before_are_as_alike_as_those_compared_anew(newsroom) -> None:
    stories = Stories.of(mentions_of(newsroom, [FERRY, AGAIN, *others(4)]))
    some, others_of_them = np.array([0, 0, 1]), np.array([1, 2, 3])
    stories.tell(some, others_of_them)
    first, second = np.indices((6, 6)).reshape(2, -1)
    known = stories.between(first, second)
    stories.forget()
    assert known.tolist() == stories.between(first, second).tolist()
    assert known[1] > 0
