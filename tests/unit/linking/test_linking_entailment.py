"""Claims that say all that another says, and more."""

import pytest

from pipelines.linking.at_odds import Cues
from pipelines.linking.entailment import entailments, follows
from pipelines.linking.features import features
from pipelines.linking.relations import Told, claim_relations

SHORT = "The guild sold its old ferry to the harbour board"
LONG = "The guild sold its old ferry and both rescue tugs to the harbour board after a night of talks"
SOLD = {"main_verb": "sell"}


def told(newsroom, *sentences):
    """Features of sentences, each in an article of its own, in the order given."""
    ids = [newsroom.says(newsroom.article("lantern"), words, **how) for words, how in sentences]
    frames = newsroom.frames()
    found = features(*(frames[name] for name in ("articles", "mentions", "quantities", "entity_mentions")))
    by_id = {mention.mention_id: mention for mention in found}
    return [by_id[identity] for identity in ids]


@pytest.mark.parametrize(
    ("long", "how", "short", "how_short", "expected"),
    [
        (LONG, SOLD, SHORT, SOLD, True),
        (SHORT, SOLD, LONG, SOLD, False),
        (SHORT, SOLD, SHORT, SOLD, False),
        (LONG, SOLD | {"modality": "hedged"}, SHORT, SOLD, False),
        (LONG, SOLD | {"polarity": "negated"}, SHORT, SOLD, False),
        (f"The mayor doubts that {LONG}", {"main_verb": "doubt"}, SHORT, SOLD, False),
        (LONG, SOLD, "The guild lost its old ferry to the harbour board", {"main_verb": "lose"}, False),
        (LONG, SOLD, "The guild sold 3 old ferries to the harbour board", SOLD | {"counts": ((3.0, "ferry"),)}, False),
        (LONG, SOLD, "The guild sold its old ferry to Orsk Lund", SOLD, False),
        (LONG, SOLD, "The guild sold", SOLD, False),
    ],
)  # fmt: skip
def test_what_follows(newsroom, long, how, short, how_short, expected) -> None:
    a, b = told(newsroom, (long, how), (short, how_short))
    assert follows(a, b) is expected


def test_one_claim_does_not_entail_itself(newsroom) -> None:
    mentions = told(newsroom, (LONG, SOLD), (SHORT, SOLD))
    long, short = (mention.mention_id for mention in mentions)
    assert list(entailments(mentions, [(0, 1)], {long: "one", short: "other"})) == [(0, 1)]
    assert list(entailments(mentions, [(0, 1)], {long: "one", short: "one"})) == []


def test_the_row_says_so(newsroom) -> None:
    mentions = told(newsroom, (LONG, SOLD), (SHORT, SOLD))
    claim_of = {mention.mention_id: f"clm-{place:024x}" for place, mention in enumerate(mentions)}
    contents = newsroom.frames()["mentions"].select("mention_id", "content_text")
    nothing = Told({}, Cues(), {}, contents, {})
    [row] = claim_relations(mentions, [(0, 1)], {}, claim_of, nothing).to_dicts()
    assert (row["relation"], row["reason"], row["detail"]) == (
        "entails",
        None,
        "One says all that the other says, and more.",
    )
    assert (row["mention_id"], row["other_mention_id"]) == tuple(claim_of)
