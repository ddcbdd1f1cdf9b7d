"""Who repeats whom: origins of articles, of mentions, and what they add up to."""

from datetime import date

import polars as pl
import pytest

from pipelines.ids import outlet_id
from pipelines.reference import fold

MONDAY, TUESDAY, LATER = date(2031, 3, 3), date(2031, 3, 4), date(2031, 3, 24)
LUND = {"claim_type": "indirect", "speaker": "Orsk Lund", "speaker_id": "orsk-lund", "kind": "person", "cue": "said"}
UNNAMED = {"claim_type": "indirect", "speaker": "people close to the talks", "kind": "anonymous", "cue": "said"}
CONTENT = "The ferry company will close its northern yard in autumn"


def keys(newsroom, result=None) -> list[str]:
    """The distinct origin keys, in order."""
    return sorted((result or newsroom.link()).claim_origins["origin_key"].unique())


def article_methods(newsroom) -> set[tuple[str, str]]:
    return set(newsroom.link().article_origins.select("origin_id", "method").iter_rows())


def test_a_re_report_rests_on_the_medium_that_it_cites(newsroom) -> None:
    article = newsroom.article("lantern")
    cited = newsroom.says(article, CONTENT, **UNNAMED, medium="Northwire")
    told = newsroom.says(article, "The mayor has known of it for a month")
    result = newsroom.link()
    assert keys(newsroom, result) == ["outlet:northwire"]
    methods = dict(result.claim_origins.select("mention_id", "method").iter_rows())
    assert methods == {cited: "cited", told: "carried_over"}
    assert result.mentions["origin_id"].to_list() == ["northwire", "northwire"]
    assert article_methods(newsroom) == {("northwire", "cited")}


def test_four_re_reports_are_one_origin(newsroom) -> None:
    for outlet in ("lantern", "harbour-post", None, None):
        newsroom.says(newsroom.article(outlet), CONTENT, **UNNAMED, medium="NWN", carried_over=outlet is None)
    [claim] = newsroom.link().claims.to_dicts()
    assert (claim["outlet_count"], claim["independent_origin_count"]) == (3, 1)
    assert claim["status"] == "single_origin"


def test_the_medium_itself_is_the_same_origin_as_its_credit(newsroom) -> None:
    newsroom.says(newsroom.article("northwire"), CONTENT, **UNNAMED)
    newsroom.says(newsroom.article("lantern"), CONTENT, **UNNAMED, medium="Northwire")
    assert keys(newsroom) == ["outlet:northwire"]


def test_two_outlets_reporting_themselves_corroborate(newsroom) -> None:
    newsroom.says(newsroom.article("lantern"), CONTENT, **UNNAMED)
    newsroom.says(newsroom.article("harbour-post"), CONTENT, **UNNAMED)
    [claim] = newsroom.link().claims.to_dicts()
    assert claim["status"] == "corroborated"
    assert claim["independent_origin_count"] == 2


def test_unknown_outlets_are_one_together(newsroom) -> None:
    for _ in range(3):
        newsroom.says(newsroom.article(None), CONTENT)
    [claim] = newsroom.link().claims.to_dicts()
    assert (claim["article_count"], claim["outlet_count"], claim["independent_origin_count"]) == (3, 1, 1)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((MONDAY, TUESDAY), ["statement:orsk-lund:2031-03-03"]),
        ((MONDAY, None), ["statement:orsk-lund:2031-03-03"]),
        ((None, None), ["statement:orsk-lund:undated"]),
        ((MONDAY, LATER), ["statement:orsk-lund:2031-03-03", "statement:orsk-lund:2031-03-24"]),
    ],
)
def test_a_public_statement_is_one_origin_however_many_print_it(newsroom, days, expected) -> None:
    for outlet, day in zip(("lantern", "harbour-post"), days, strict=True):
        newsroom.says(newsroom.article(outlet, day), CONTENT, **LUND)
    assert keys(newsroom) == expected


def test_a_day_that_is_not_known_does_not_part_statements(newsroom) -> None:
    newsroom.says(newsroom.article("lantern", LATER), CONTENT, **LUND)
    newsroom.says(newsroom.article("harbour-post", date(2031, 3, 1), precision="month"), CONTENT, **LUND)
    assert keys(newsroom) == ["statement:orsk-lund:2031-03-24"]


def test_words_that_a_re_reported_medium_is_credited_with_are_its_own(newsroom) -> None:
    newsroom.says(newsroom.article("harbour-post"), CONTENT, **LUND, medium="Northwire")
    article = newsroom.article("lantern")
    newsroom.says(article, "The mayor has known of it for a month", **UNNAMED, medium="Northwire")
    newsroom.says(article, CONTENT, **LUND)
    assert keys(newsroom) == ["outlet:northwire"]


def test_what_a_writer_quotes_somebody_for_rests_on_his_words(newsroom) -> None:
    article = newsroom.article("lantern")
    newsroom.says(article, CONTENT)
    newsroom.says(article, CONTENT, **LUND)
    assert keys(newsroom) == ["statement:orsk-lund:2031-03-04"]


def test_words_that_others_print_too_are_public(newsroom) -> None:
    newsroom.says(newsroom.article("harbour-post"), CONTENT, **LUND)
    article = newsroom.article("lantern", parts=(("disclaimer", "Based on a report by Northwire."),))
    newsroom.says(article, CONTENT)
    newsroom.says(article, CONTENT, **LUND)
    assert keys(newsroom) == ["statement:orsk-lund:2031-03-04"]


def test_a_reprint_rests_on_its_parent(newsroom) -> None:
    parent = newsroom.article("harbour-post")
    newsroom.says(parent, CONTENT)
    newsroom.says(newsroom.article("lantern", copy_of=parent), CONTENT)
    result = newsroom.link()
    assert keys(newsroom, result) == ["outlet:harbour-post"]
    assert set(result.claim_origins["method"]) == {"own_reporting", "near_duplicate"}
    assert article_methods(newsroom) == {("harbour-post", "near_duplicate")}


@pytest.mark.parametrize("speaker", [{}, LUND])
def test_a_reprint_takes_over_what_its_parent_rests_on_but_no_places_in_it(newsroom, speaker) -> None:
    wire = "A longer beginning of the story. " * 9
    parent = newsroom.article("harbour-post", parts=(("dek", wire), ("disclaimer", "Based on a report by Northwire.")))
    copy = newsroom.article("lantern", copy_of=parent)
    mentions = [newsroom.says(copy, CONTENT, **speaker), newsroom.says(copy, CONTENT)]
    rows = newsroom.link().claim_origins.filter(pl.col("mention_id").is_in(mentions)).to_dicts()
    assert {row["origin_key"] for row in rows} == {"outlet:northwire"}
    assert {(row["evidence_start"], row["evidence_end"]) for row in rows} == {(None, None)}


@pytest.mark.parametrize(
    ("role", "text", "expected"),
    [
        ("disclaimer", "This text is based on material published by Northwire.", {("northwire", "disclaimer")}),
        ("disclaimer", "Join The Harbour Post on your phone.", set()),
        ("disclaimer", "All rights belong to The Lantern.", set()),
        ("byline", "By A. Writer, Northwire", {("northwire", "syndicated")}),
        ("byline", "By A. Writer, formerly of The Harbour Post", set()),
        ("body", "PORT SALIS (Northwire) - The yard will close.", {("northwire", "syndicated")}),
        ("body", "The yard (the oldest) - will close.", set()),
        ("body", "Northwire is moving its offices.", set()),
    ],
)
def test_what_shows_that_an_article_rests_on_a_medium(newsroom, role, text, expected) -> None:
    newsroom.says(newsroom.article("lantern", parts=((role, text),)), CONTENT)
    assert article_methods(newsroom) == expected
    assert keys(newsroom) == (["outlet:northwire"] if expected else ["outlet:lantern"])


def test_evidence_points_at_the_words(newsroom) -> None:
    article = newsroom.article("lantern", parts=(("disclaimer", "Based on a report by Northwire News."),))
    newsroom.says(article, CONTENT)
    [row] = newsroom.link().article_origins.to_dicts()
    text = newsroom.articles[0]["text"]
    assert text[row["evidence_start"] : row["evidence_end"]] == "Northwire News"


@pytest.mark.parametrize(
    ("after", "count"),
    [
        (". The Lantern has independently verified the closure", 2),
        (". This newspaper independently confirmed it", 2),
        (". The Lantern could not independently verify the closure", 1),
        (". The Harbour Post has independently verified the closure", 1),
        ("", 1),
    ],
)
def test_an_own_confirmation_is_one_more_origin(newsroom, after, count) -> None:
    newsroom.says(newsroom.article("lantern"), CONTENT, **UNNAMED, medium="Northwire", after=after)
    [claim] = newsroom.link().claims.to_dicts()
    assert claim["independent_origin_count"] == count


@pytest.mark.parametrize(
    ("before", "after", "origin"),
    [
        ("", ", Northwire reported", "outlet:northwire"),
        ("", ", The Lantern reports, citing Northwire", "outlet:northwire"),
        ("According to the news agency Northwire, ", "", "outlet:northwire"),
        ("As Northwire has learned, ", "", "outlet:northwire"),
        ("", ", according to a report by the Harbour Post", "outlet:harbour-post"),
        ("", ", said a clerk who used to work for Northwire", "outlet:lantern"),
        ("", ", The Lantern reported", "outlet:lantern"),
        ("", ", according to people who know Northwire", "outlet:lantern"),
        ("The mayor told The Harbour Post that ", "", "outlet:harbour-post"),
    ],
)
def test_a_sentence_credits_the_known_medium_that_it_cites(newsroom, before, after, origin) -> None:
    newsroom.says(newsroom.article("lantern"), CONTENT, before=before, after=after)
    assert keys(newsroom) == [origin]


def test_a_medium_spoken_of_is_not_credited(newsroom) -> None:
    newsroom.says(newsroom.article("lantern"), "The outcry at what Northwire reported deals a blow to the mayor")
    assert keys(newsroom) == ["outlet:lantern"]


def test_a_citation_in_the_lede_makes_a_re_report(newsroom) -> None:
    article = newsroom.article("lantern", parts=(("body", "The yard will close, Northwire reported on Monday."),))
    told = newsroom.says(article, CONTENT)
    recalled = newsroom.says(article, "The yard opened a century ago", background=True)
    own = newsroom.says(article, "The Lantern has asked the mayor for an interview")
    origins = dict(newsroom.link().claim_origins.select("mention_id", "origin_key").iter_rows())
    assert origins == {told: "outlet:northwire", recalled: "outlet:lantern", own: "outlet:lantern"}


def test_a_report_that_bears_a_name_credits_its_medium(newsroom) -> None:
    mention = newsroom.says(newsroom.article("lantern"), CONTENT, **UNNAMED, medium="Northwire’s report")
    newsroom.attributions[-1]["source_kind"] = "document"
    assert dict(newsroom.link().mentions.select("mention_id", "origin_id").iter_rows()) == {mention: "northwire"}


def test_an_outlet_that_prints_its_name_is_known_by_it(newsroom) -> None:
    for name in ("Fjord Gazette", "Fjord Gazette", "Dune Herald"):
        newsroom.says(newsroom.article(), CONTENT)
        newsroom.articles[-1] |= {"outlet": name, "outlet_id": outlet_id(fold(name))}
    result = newsroom.link()
    assert len(keys(newsroom, result)) == 2
    assert set(result.outlets["name"]) == {"Fjord Gazette", "Dune Herald"}


def test_one_citation_in_passing_does_not_make_a_re_report(newsroom) -> None:
    article = newsroom.article("lantern")
    for content in ("The yard opened a century ago", "A brass band played", "The bakery opposite stays open"):
        newsroom.says(article, content)
    for content in ("Nobody has told the families", "Pensions are safe", "There will be talks on Monday"):
        newsroom.says(article, content, **LUND)
    newsroom.says(article, CONTENT, **UNNAMED, medium="Northwire")
    origins = dict(newsroom.link().claim_origins.select("mention_id", "origin_key").iter_rows())
    assert origins[newsroom.mentions[0]["mention_id"]] == "outlet:lantern"
    assert origins[newsroom.mentions[-1]["mention_id"]] == "outlet:northwire"


def test_words_of_nobody_have_no_origin(newsroom) -> None:
    newsroom.says(newsroom.article("lantern"), CONTENT, claim_type="indirect", cue="speculation")
    [claim] = newsroom.link().claims.to_dicts()
    assert (claim["status"], claim["independent_origin_count"]) == ("unattributed", 0)


def test_a_document_is_an_origin_of_its_own(newsroom) -> None:
    for outlet in ("lantern", "harbour-post"):
        newsroom.says(newsroom.article(outlet), CONTENT, claim_type="indirect", speaker="the audit", kind="document")
    assert keys(newsroom) == ["document:the audit"]


def test_outlets_hold_those_known_and_those_met(newsroom) -> None:
    newsroom.says(newsroom.article("lantern"), CONTENT, **UNNAMED, medium="The Fjord Gazette")
    outlets = {row["name"]: row["kind"] for row in newsroom.link().outlets.to_dicts()}
    assert outlets == {"The Lantern": "site", "The Fjord Gazette": "unknown"}


def test_what_somebody_told_a_medium_makes_no_re_report(newsroom) -> None:
    article = newsroom.article("lantern", parts=(("body", "Orsk Lund told Northwire that he was sorry."),))
    told = newsroom.says(article, CONTENT)
    quoted = newsroom.says(article, "The families had to hear of it", **LUND, before="Orsk Lund told Northwire that ")
    origins = dict(newsroom.link().claim_origins.select("mention_id", "origin_key").iter_rows())
    assert origins == {told: "outlet:lantern", quoted: "outlet:northwire"}
