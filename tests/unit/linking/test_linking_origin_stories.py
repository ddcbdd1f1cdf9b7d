"""What an independent origin is: mini-stories, and how many origins stand behind their one claim.

Each story is told by several articles, one dictionary each; the claim is the same in all.
"""

from datetime import date

import pytest

CONTENT = "The ferry company will close its northern yard in autumn"
LUND = {"claim_type": "indirect", "speaker": "Orsk Lund", "speaker_id": "orsk-lund", "kind": "person", "cue": "said"}
TOLEN = {"claim_type": "indirect", "speaker": "Mira Tolen", "speaker_id": "mira-tolen", "kind": "person", "cue": "said"}
UNNAMED = {"claim_type": "indirect", "speaker": "people close to the talks", "kind": "anonymous", "cue": "said"}
AUDIT = {"claim_type": "indirect", "speaker": "the audit", "kind": "document", "cue": "according to"}
MAYOR = {"claim_type": "indirect", "speaker": "the mayor", "kind": "person", "cue": "said"}
SHE = {"claim_type": "indirect", "speaker": "she", "kind": "person", "cue": "said", "unresolved": "no_antecedent"}
RUMOUR = {"claim_type": "indirect", "cue": "speculation"}


def by(outlet, said=None, *, medium=None, through=None, day=4, copy=False, parts=(), **how):
    """One article that states the claim."""
    return {
        "outlet": outlet, "said": said or {}, "medium": medium, "through": through, "day": day, "copy": copy,
        "parts": parts, "how": how,
    }  # fmt: skip


def write(newsroom, articles) -> None:
    first = None
    for one in articles:
        day = date(2031, 3, one["day"]) if one["day"] else None
        article = newsroom.article(one["outlet"], day, copy_of=first if one["copy"] else None, parts=one["parts"])
        first = first or article
        newsroom.says(article, CONTENT, **one["said"], medium=one["medium"], through=one["through"], **one["how"])


NORTHWIRE_BYLINE = (("byline", "By A. Writer, Northwire"),)
NORTHWIRE_DATELINE = (("body", "PORT SALIS (Northwire) - The yard will close."),)
NORTHWIRE_NOTE = (("disclaimer", "This text is based on material published by Northwire."),)


@pytest.mark.parametrize(
    ("articles", "keys"),
    [
        # a public statement is one, however many print it
        ([by(o, LUND) for o in ("lantern", "harbour-post", "northwire", None, "quay-news")],
         ["statement:orsk-lund:2031-03-04"]),
        ([by("lantern", LUND), by("harbour-post", LUND, day=6)], ["statement:orsk-lund:2031-03-04"]),
        ([by("lantern", LUND), by("harbour-post", LUND, day=24)],
         ["statement:orsk-lund:2031-03-04", "statement:orsk-lund:2031-03-24"]),
        ([by("lantern", LUND), by("harbour-post", TOLEN)],
         ["statement:mira-tolen:2031-03-04", "statement:orsk-lund:2031-03-04"]),
        ([by("lantern", LUND), by("lantern")], ["outlet:lantern", "statement:orsk-lund:2031-03-04"]),
        # an outlet's own reporting is one
        ([by("lantern")], ["outlet:lantern"]),
        ([by("lantern"), by("lantern", day=5)], ["outlet:lantern"]),
        ([by("lantern"), by("harbour-post")], ["outlet:harbour-post", "outlet:lantern"]),
        ([by("lantern", UNNAMED), by("lantern")], ["outlet:lantern"]),
        ([by("lantern", UNNAMED), by("harbour-post", UNNAMED)], ["outlet:harbour-post", "outlet:lantern"]),
        # unknown outlets are one together
        ([by(None), by(None), by(None, UNNAMED)], ["unknown"]),
        ([by(None), by("lantern")], ["outlet:lantern", "unknown"]),
        # a credited medium stands for all who credit it
        ([by("lantern", UNNAMED, medium="Northwire"), by("harbour-post", UNNAMED, medium="NWN")], ["outlet:northwire"]),
        ([by("lantern", UNNAMED, medium="Northwire"), by("northwire", UNNAMED)], ["outlet:northwire"]),
        ([by("lantern", UNNAMED, medium="Northwire"), by("harbour-post")], ["outlet:harbour-post", "outlet:northwire"]),
        ([by("lantern", after=", Northwire was the first to report")], ["outlet:northwire"]),
        ([by("lantern", after=", as was first reported by Northwire")], ["outlet:northwire"]),
        ([by("lantern", after=", a story that Northwire broke on Monday")], ["outlet:northwire"]),
        ([by("lantern", after=", according to papers seen by Northwire")], ["outlet:northwire"]),
        ([by("lantern", after=", according to papers seen by The Lantern")], ["outlet:lantern"]),
        # a medium cited through another medium
        ([by("lantern", UNNAMED, medium="The Harbour Post", through="Northwire")], ["outlet:northwire"]),
        ([by("lantern", after=", The Harbour Post reported, citing Northwire")], ["outlet:northwire"]),
        ([by("lantern", before="Citing Northwire, The Harbour Post reported that ")], ["outlet:northwire"]),
        ([by("lantern", UNNAMED, medium="The Harbour Post"), by("harbour-post", UNNAMED, medium="Northwire")],
         ["outlet:northwire"]),
        ([by("northwire", UNNAMED, medium="The Harbour Post"), by("harbour-post", UNNAMED, medium="Northwire")],
         ["outlet:harbour-post", "outlet:northwire"]),
        # words said to one medium are that medium's
        ([by("lantern", LUND, medium="The Lantern"), by("harbour-post", LUND, medium="The Lantern")],
         ["outlet:lantern"]),
        ([by("lantern", LUND, after=" in an interview with The Lantern")], ["outlet:lantern"]),
        ([by("lantern", LUND, before="Orsk Lund told this newspaper that ")], ["outlet:lantern"]),
        ([by("lantern", UNNAMED), by("harbour-post", LUND, before="Orsk Lund told Northwire that ")],
         ["outlet:lantern", "outlet:northwire"]),
        # a role is its bearer where one person is named for the claim; a pronoun is nobody
        ([by("lantern", LUND), by("harbour-post", MAYOR)], ["statement:orsk-lund:2031-03-04"]),
        ([by("lantern", LUND), by("harbour-post", TOLEN), by("northwire", MAYOR)],
         ["statement:mira-tolen:2031-03-04", "statement:orsk-lund:2031-03-04", "statement:the mayor:2031-03-04"]),
        ([by("lantern", SHE), by("harbour-post", SHE)], ["outlet:harbour-post", "outlet:lantern"]),
        # syndication, reprints, disclaimers
        ([by(o, parts=NORTHWIRE_BYLINE) for o in ("lantern", "harbour-post", None)], ["outlet:northwire"]),
        ([by("lantern", parts=NORTHWIRE_DATELINE), by("northwire")], ["outlet:northwire"]),
        ([by("lantern", parts=NORTHWIRE_NOTE), by("harbour-post", UNNAMED, medium="Northwire")], ["outlet:northwire"]),
        ([by("harbour-post"), by("lantern", copy=True), by(None, copy=True)], ["outlet:harbour-post"]),
        ([by("harbour-post", parts=NORTHWIRE_BYLINE), by("lantern", copy=True)], ["outlet:northwire"]),
        ([by(None), by("lantern", copy=True)], ["unknown"]),
        # an own confirmation adds one
        ([by("lantern", UNNAMED, medium="Northwire", after=". The Lantern has independently confirmed the closure")],
         ["outlet:lantern", "outlet:northwire"]),
        ([by("lantern", UNNAMED, medium="Northwire", after=". We have separately verified the closure")],
         ["outlet:lantern", "outlet:northwire"]),
        ([by("lantern", UNNAMED, medium="Northwire", after=". The Lantern was unable to independently confirm it")],
         ["outlet:northwire"]),
        # documents, and words of nobody
        ([by("lantern", AUDIT), by("harbour-post", AUDIT)], ["document:the audit"]),
        ([by("lantern", RUMOUR)], []),
    ],
)  # fmt: skip
def test_stories(newsroom, articles, keys) -> None:
    write(newsroom, articles)
    result = newsroom.link()
    [claim] = result.claims.to_dicts()
    assert sorted(result.claim_origins["origin_key"].unique()) == keys
    assert claim["independent_origin_count"] == len(keys)
    assert claim["status"] == ("unattributed", "single_origin", "corroborated")[min(2, len(keys))]
    assert claim["is_disputed"] is False


@pytest.mark.parametrize("shown", [True, False])
def test_an_acronym_is_its_outlet_where_the_text_shows_it(newsroom, shown) -> None:
    parts = (("body", "The Fjord News Network (FNN) is based in Port Salis."),) if shown else ()
    newsroom.says(newsroom.article("lantern", parts=parts), CONTENT, **UNNAMED, medium="Fjord News Network")
    newsroom.says(newsroom.article("harbour-post"), CONTENT, **UNNAMED, medium="FNN")
    [claim] = newsroom.link().claims.to_dicts()
    assert claim["independent_origin_count"] == (1 if shown else 2)


def test_an_acronym_of_two_names_is_neither(newsroom) -> None:
    for name in ("Fjord News Network", "Farmers National Network"):
        article = newsroom.article("lantern", parts=(("body", f"The {name} (FNN) is based in Port Salis."),))
        newsroom.says(article, CONTENT, **UNNAMED, medium=name)
    newsroom.says(newsroom.article("harbour-post"), CONTENT, **UNNAMED, medium="FNN")
    [claim] = newsroom.link().claims.to_dicts()
    assert claim["independent_origin_count"] == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("More at https://www.northwire.example/ferries/yard?id=7 today.", {("northwire", "link")}),
        ("Read it on northwire.example.", {("northwire", "link")}),
        ("More at https://lantern.example/yard.", set()),
        ("Write to desk@northwire.example.", set()),
        ("More at https://nobody-knows.example/yard.", set()),
    ],
)
def test_a_printed_link_is_kept_as_evidence(newsroom, text, found) -> None:
    newsroom.says(newsroom.article("lantern", parts=(("body", text),)), CONTENT)
    result = newsroom.link()
    assert set(result.article_origins.select("origin_id", "method").iter_rows()) == found
    assert result.claim_origins["origin_key"].to_list() == ["outlet:lantern"]


def test_the_quotation_stands_although_another_claim_disputes_it(newsroom) -> None:
    newsroom.says(newsroom.article("lantern"), CONTENT, **LUND, main_verb="close")
    denial = TOLEN | {"cue": "denied"}
    newsroom.says(newsroom.article("harbour-post"), CONTENT, **denial, polarity="negated", main_verb="close")
    states = {row["is_disputed"]: row["status"] for row in newsroom.link().claims.to_dicts()}
    assert states == {True: "single_origin", False: "single_origin"}
