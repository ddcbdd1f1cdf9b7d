"""What two claims of one event differ in: a table of pairs of sentences."""

from datetime import date

import pytest

LUND = {"claim_type": "indirect", "speaker": "Orsk Lund", "speaker_id": "orsk-lund", "kind": "person", "cue": "said"}
TOLEN = {"claim_type": "indirect", "speaker": "Mira Tolen", "speaker_id": "mira-tolen", "kind": "person", "cue": "said"}
NO = {"polarity": "negated"}


def count(value: float, what: str) -> dict[str, object]:
    """One quantity of a mention."""
    return {"counts": ((value, what),)}


def on(day: int) -> dict[str, object]:
    """What happens on a day of May."""
    return {"about": (date(2031, 5, day), date(2031, 5, day))}


def verb(lemma: str) -> dict[str, object]:
    """The main verb of a mention."""
    return {"main_verb": lemma}


@pytest.mark.parametrize(
    ("one", "how", "other", "how_other", "relation", "reason"),
    [
        # numbers of one thing
        ("Four districts were flooded by the dam", count(4, "district"),
         "Five districts were flooded by the dam", count(5, "district"), "contradicts", "number"),
        ("The quake killed 12 people in the old harbour", count(12, "person"),
         "The death toll in the old harbour stands at 19", count(19, "person"), "contradicts", "number"),
        ("The mill will sack 300 workers in the north", count(300, "worker"),
         "The mill will dismiss 450 employees in the north", count(450, "employee"), "contradicts", "number"),
        ("The fire injured 8 people on the pier", count(8, "person"),
         "The blaze hurt 11 people on the pier", count(11, "person"), "contradicts", "number"),
        ("No districts were flooded", NO | verb("flood"),
         "Four districts were flooded by the dam", count(4, "district") | verb("flood"), "contradicts", "number"),
        ("The treaty gives Karsia part of the salt marshes", {},
         "The treaty gives Karsia the salt marshes", {}, "differs", "number"),
        # whether
        ("The council sold the old ferry", verb("sell"),
         "The council never sold the old ferry", NO | verb("sell"), "contradicts", "polarity"),
        ("The mayor answered the auditors about the old ferry", verb("answer"),
         "The mayor refused to answer the auditors about the old ferry", verb("refuse"), "contradicts", "polarity"),
        ("The guild accepted the wage plan of the harbour board", verb("accept"),
         "The guild rejected the wage plan of the harbour board", verb("reject"), "contradicts", "antonym"),
        ("The island will keep its lighthouse", verb("keep"),
         "The island will give up its lighthouse", verb("give"), "contradicts", "antonym"),
        ("The jury acquitted the captain of the barge", verb("acquit"),
         "The jury convicted the captain of the barge", verb("convict"), "contradicts", "antonym"),
        ("The council will close the old ferry pier", verb("close"),
         "The council will reopen the old ferry pier", verb("reopen"), "contradicts", "antonym"),
        # when, where, who
        ("The siren sounded at 02:25", {}, "The siren sounded at 01:40", {}, "differs", "time"),
        ("The board will vote on the ferry", on(7), "The board will vote on the ferry", on(9), "differs", "time"),
        ("The envoys of the guild met the board in Karsia", {},
         "The envoys of the guild met the board in Port Salis", {}, "differs", "place"),
        ("The ferry plan was drawn up and sent by Orsk Lund", {},
         "The ferry plan was drawn up and sent by Mira Tolen", {}, "differs", "actor"),
        # what is wanted stands behind the verb of wanting
        ("The board wants to close the old mill in the north for good in May", verb("want"),
         "The board plans to open the old mill in the north for good in May", verb("plan"), "contradicts", "antonym"),
    ],
)  # fmt: skip
def test_what_differs(newsroom, one, how, other, how_other, relation, reason) -> None:
    newsroom.says(newsroom.article("lantern"), one, **LUND, **how)
    newsroom.says(newsroom.article("harbour-post"), other, **TOLEN, **how_other)
    rows = newsroom.link().claim_relations.select("relation", "reason").rows()
    assert rows == [(relation, reason)]


@pytest.mark.parametrize(
    ("one", "how", "other", "how_other"),
    [
        # other things, other people, other times
        ("The console sold 2 million copies in Karsia", count(2e6, "console"),
         "The studio showed the first console in Karsia", {"counts": ()}),
        ("Orsk Lund has the backing of 88 officers", count(88, "officer") | {"subject": "orsk-lund"},
         "Mira Tolen has the backing of 95 officers", count(95, "officer") | {"subject": "mira-tolen"}),
        ("The quake killed 12 people in the old harbour", count(12, "person"),
         "A quake killed 900 people in the old harbour in 1961",
         count(900, "person") | {"about": (date(1961, 1, 1), date(1961, 12, 31))}),
        ("The fire injured 8 people on the pier", count(8, "person"),
         "Some 40 people work on the pier", count(40, "person")),
        ("The guild has 30 members in the north", count(30, "member"),
         "The guild has 9,000 members in the north", count(9000, "member")),
        # both may be true of what they say
        ("The mill did not close", NO | verb("close"), "The mill stayed open", verb("stay")),
        ("Ferry fares rose in May", on(3) | verb("rise"), "Ferry fares fell in June", verb("fall")),
        ("The guild accepted the wage plan", verb("accept"), "The board rejected the harbour toll", verb("reject")),
        ("The league won the cup", verb("win"), "The league lost its sponsor in spring", verb("lose")),
        ("The envoys met in Port Salis", {}, "The envoys met in Veldania", {}),
        ("It is unclear whether the board will sell the ferry", {"modality": "unclear"},
         "The board wants a new pier for the ferry", {}),
        ("Karsia takes part of the blame as part of the deal", {}, "Karsia takes the blame under the deal", {}),
    ],
)  # fmt: skip
def test_what_does_not(newsroom, one, how, other, how_other) -> None:
    newsroom.says(newsroom.article("lantern"), one, **LUND, **how)
    newsroom.says(newsroom.article("harbour-post"), other, **TOLEN, **how_other)
    assert newsroom.link().claim_relations.rows() == []


def test_one_voice_in_one_text_does_not_contradict_itself(newsroom) -> None:
    article = newsroom.article("lantern")
    newsroom.says(article, "Four districts were flooded by the dam", **LUND, **count(4, "district"))
    newsroom.says(article, "Five districts were flooded by the dam", **LUND, **count(5, "district"))
    assert newsroom.link().claim_relations.rows() == []


def test_an_outlet_supersedes_its_own_count(newsroom) -> None:
    for day, value in ((1, 12.0), (2, 19.0)):
        words = f"The quake killed {value:g} people in the old harbour"
        newsroom.says(newsroom.article("lantern", date(2031, 3, day)), words, **count(value, "person"))
    [row] = newsroom.link().claim_relations.to_dicts()
    assert (row["relation"], row["reason"]) == ("supersedes", "number")
    assert row["detail"] == "The same speaker later said otherwise: 19 people in one, 12 people in the other."


def test_unnamed_people_are_not_one_speaker(newsroom) -> None:
    unnamed = {"claim_type": "indirect", "speaker": "an official", "kind": "anonymous", "cue": "said"}
    for day, value in ((1, 12.0), (2, 19.0)):
        words = f"The quake killed {value:g} people in the old harbour"
        newsroom.says(newsroom.article("lantern", date(2031, 3, day)), words, **unnamed, **count(value, "person"))
    [row] = newsroom.link().claim_relations.to_dicts()
    assert row["relation"] == "contradicts"


def test_a_bid_that_is_turned_down_was_made_all_the_same(newsroom) -> None:
    bid = "The takeover bid of Karsia for the harbour"
    newsroom.says(newsroom.article("lantern"), bid, **LUND | {"cue": "rejected"}, **NO)
    newsroom.says(newsroom.article("harbour-post"), bid, **TOLEN | {"cue": "announced"})
    assert newsroom.link().claim_relations.rows() == []
