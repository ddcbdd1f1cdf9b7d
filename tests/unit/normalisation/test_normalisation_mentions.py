"""Mentions: sources, event dates, numbers and wording, end to end on invented articles."""

import importlib.util
import json
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.normalisation.sources import described, printed

Fixture = Any


def only(run: Fixture, article: Any) -> dict[str, Any]:
    row: dict[str, Any] = run([article]).normalised_mentions.row(0, named=True)
    return row


# text, content, source, cue, kind, referent → name, kind, reason
SOURCES = [
    ("[PERSON Lena Kovar] said rates fell.", "rates fell", "Lena Kovar", "said", "person", None, "Lena Kovar",
     "person", None),
    ("Bank aide [PERSON Lena Kovar] said rates fell.", "rates fell", "Bank aide Lena Kovar", "said", "person", None,
     "Lena Kovar", "person", None),
    ("[PERSON Lena Kovar] came. Later Kovar said rates fell.", "rates fell", "Kovar", "said", "person", "Lena Kovar",
     "Lena Kovar", "person", None),
    ("The [ORG Palace]’s [PERSON Lena Kovar] said rates fell.", "rates fell", "The Palace’s Lena Kovar", "said",
     "person", None,
     "Lena Kovar", "person", None),
    ("[PERSON Lena Kovar], a geologist at [ORG Cordel College], said rates fell.", "rates fell",
     "Lena Kovar, a geologist at Cordel College,", "said", "person", None, "Lena Kovar", "person", None),
    ("[GPE Tarnov] said rates fell.", "rates fell", "Tarnov", "said", "government", None, "Aldoria", "government",
     None),
    ("The [ORG Palace] said rates fell.", "rates fell", "The Palace", "said", "government", None, "Tarnov Palace",
     "government", None),
    ("The Wire reported that rates fell.", "rates fell", "The Wire", "reported", "medium", None, "Vessen Wire",
     "medium", None),
    ("The Gazette reported that rates fell.", "rates fell", "The Gazette", "reported", "medium", None, "Gazette",
     "medium", None),
    ("The Aldorian president said rates fell.", "rates fell", "The Aldorian president", "said", "person", None,
     "Ilya Zelenko", "person", None),
    ("[GPE Aldoria]’s northern allies said rates fell.", "rates fell", "Aldoria’s northern allies", "said",
     "organisation",
     None, "Aldoria’s northern allies", "organisation", "role_without_name"),
    ("A spokesman for [PERSON Lena Kovar] said rates fell.", "rates fell", "A spokesman for Lena Kovar", "said",
     "person",
     None, "spokesman for Lena Kovar", "person", "role_without_name"),
    ("Teachers in [GPE Aldoria] said rates fell.", "rates fell", "Teachers in Aldoria", "said", "organisation", None,
     "Teachers in Aldoria", "organisation", "role_without_name"),
    ("[PERSON Lena Kovar] of [ORG Cordel College] said rates fell.", "rates fell",
     "Lena Kovar of Cordel College", "said",
     "person", None, "Lena Kovar", "person", None),
    ("Professor of law [PERSON Lena Kovar] said rates fell.", "rates fell", "Professor of law Lena Kovar",
     "said", "person",
     None, "Lena Kovar", "person", None),
    ("He said rates fell.", "rates fell", "He", "said", "person", None, None, "person", "pronoun_without_referent"),
    ("The people familiar with the sale said rates fell.", "rates fell", "The people familiar with the sale", "said",
     "anonymous", None, "people familiar with the sale", "anonymous", "unnamed_people"),
    ("He met two managers close to the sale. The two managers said rates fell.", "rates fell", "The two managers",
     "said", "anonymous", "two managers close to the sale",
     "two managers close to the sale", "anonymous", "unnamed_people"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "content", "source", "cue", "kind", "referent", "name", "kind_out", "reason"), SOURCES
)
def test_sources(
    run: Fixture,
    story: Fixture,
    text: str,
    content: str,
    source: str,
    cue: str,
    kind: str,
    referent: str | None,
    name: str | None,
    kind_out: str,
    reason: str | None,
) -> None:
    article = story("a.txt", text).claim(content, source=source, cue=cue, source_kind=kind, referent=referent)
    row = only(run, article)
    assert (row["source_name"], row["source_kind"], row["source_unresolved_reason"]) == (name, kind_out, reason)
    assert (row["source_id"] is not None) == (reason is None)


def test_every_source_is_an_entity_of_the_result(run: Fixture, story: Fixture) -> None:
    article = story("a.txt", "The Wire reported that rates fell.")
    article.claim("rates fell", source="The Wire", cue="reported", source_kind="medium")
    result = run([article])
    assert set(result.normalised_mentions["source_id"].drop_nulls()) <= set(result.entities["entity_id"])
    assert result.entities.row(0, named=True)["kind"] == "medium"


def test_the_links_of_a_chain_are_resolved_each(run: Fixture, story: Fixture) -> None:
    article = story("a.txt", "Officials told the Lantern that rates fell, [PERSON Lena Kovar] wrote.")
    article.claim("rates fell", source="Officials", cue="told", source_kind="anonymous")
    for position, (words, kind) in enumerate(
        [("Lena Kovar", "person"), ("the Lantern", "medium"), ("Officials", "anonymous")]
    ):
        start = article.text.index(words)
        article.links.append(
            {
                "mention_id": article.mentions[0]["mention_id"],
                "position": position,
                "source_text": words,
                "source_kind": kind,
                "explicit": True,
                "evidence_start": start,
                "evidence_end": start + len(words),
            }
        )
    chain = run([article]).attributions.sort("position")
    assert chain["source_name"].to_list() == ["Lena Kovar", "Lantern", "Officials"]
    assert chain["source_id"].is_not_null().to_list() == [True, True, False]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the people", "people"),
        ("Several sources", "sources"),
        ("many of the harbour pilots", "harbour pilots"),
        ("A number of shipping analysts in Port Ellis", "shipping analysts in Port Ellis"),
        ("two ferry firms", "two ferry firms"),
        ("Five spokesman", "Five spokesman"),
        ("one pilot", "one pilot"),
        ("“a person close to the board”", "person close to the board"),
        (None, None),
        ("  ", None),
    ],
)
def test_printed_words_of_unnamed_sources(words: str | None, expected: str | None) -> None:
    assert printed(words) == expected


# text, content, source, cue, main verb → first and last day
ABOUT = [
    ("The ferry will sail next week.", "The ferry will sail next week", None, None, "sail", "2025-08-11", "2025-08-17"),
    ("Kovar said the ferry sank on Monday.", "the ferry sank on Monday", "Kovar", "said", "sink", "2025-08-04",
     "2025-08-04"),
    ("Kovar said on Monday that the ferry sank.", "the ferry sank", "Kovar", "said", "sink", None, None),
    ("On Monday, Kovar said the ferry sank.", "the ferry sank", "Kovar", "said", "sink", None, None),
    ("In 2011, Kovar declared that the islands were free.", "the islands were free", "Kovar", "declared", "be",
     "2011-01-01", "2011-12-31"),
    ("Kovar said on Monday that the ferry is now safe.", "the ferry is now safe", "Kovar", "said", "be",
     "2025-08-04", "2025-08-04"),
    ("The army wants the port, which it lost in 2014.", "The army wants the port, which it lost in 2014", None,
     None, "want",
     None, None),
    ("The army wants the port, seized in 2014.", "The army wants the port, seized in 2014", None, None, "want",
     None, None),
    ("They plan a meeting, which could be held next week.", "They plan a meeting, which could be held next week",
     None, None,
     "plan", "2025-08-11", "2025-08-17"),
    ("The ferry stayed in port for three days.", "The ferry stayed in port for three days", None, None, "stay",
     None, None),
    ("Since June the ferry has sailed twice, and the crew has struck.", "the crew has struck", None, None, "strike",
     "2025-06-01", "2025-08-08"),
    ("They met on Monday to discuss the 2026 budget.", "They met on Monday to discuss the 2026 budget", None, None,
     "meet",
     "2025-08-04", "2025-08-04"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content", "source", "cue", "verb", "first", "last"), ABOUT)
def test_event_dates(
    run: Fixture,
    story: Fixture,
    text: str,
    content: str,
    source: str | None,
    cue: str | None,
    verb: str,
    first: str | None,
    last: str | None,
) -> None:
    row = only(run, story("a.txt", text).claim(content, source=source, cue=cue, main_verb=verb))
    days = (row["about_start"], row["about_end"])
    assert days == (first and date.fromisoformat(first), last and date.fromisoformat(last))
    assert (row["about_precision"] is None) == (first is None)


def test_a_time_that_cannot_be_dated_keeps_its_words_and_reason(run: Fixture, story: Fixture) -> None:
    row = only(run, story("a.txt", "It sank last week.", published=None).claim("It sank last week", main_verb="sink"))
    assert (row["about_text"], row["about_start"]) == ("last week", None)
    assert row["about_unresolved_reason"] == "no_publication_date"


# text, content, values of the mention → wording
WORDINGS = [
    ("The ferry will sail next week.", "The ferry will sail next week", {},
     "The ferry will sail next week [2025-08-11 to 2025-08-17]"),
    ("The ferry sank on 4 May 2024.", "The ferry sank on 4 May 2024", {}, "The ferry sank on 4 May 2024"),
    ("[PERSON Lena Kovar] said she left.", "she left", {"source": "Lena Kovar", "cue": "said",
     "subject_text": "Lena Kovar"},
     "Lena Kovar left"),
    ("[PERSON Lena Kovar] said it was unclear whether she left.", "it was unclear whether she left",
     {"source": "Lena Kovar", "cue": "said", "subject_text": "Lena Kovar"}, "It was unclear whether she left"),
    ("“I don’t like fog,” [PERSON Lena Kovar] said.", "I don’t like fog",
     {"source": "Lena Kovar", "cue": "said", "claim_type": "direct"}, "I [Lena Kovar] don’t like fog"),
    ("“I’m late because the crew made me wait,” [PERSON Lena Kovar] said.", "I’m late because the crew made me wait",
     {"source": "Lena Kovar", "cue": "said", "claim_type": "direct"},
     "I’m [Lena Kovar] late because the crew made me wait"),
    ("“We will sail,” [PERSON Lena Kovar] said.", "We will sail",
     {"source": "Lena Kovar", "cue": "said", "claim_type": "direct"}, "We [Lena Kovar] will sail"),
    ("“The ferry,” [PERSON Lena Kovar] said, “is safe.”", "The ferry,” Lena Kovar said, “is safe",
     {"source": "Lena Kovar", "cue": "said", "claim_type": "direct"}, "The ferry is safe"),
    ("[PERSON Lena Kovar] threatened to sell the ferry.", "to sell the ferry", {"source": "Lena Kovar",
     "cue": "threatened"},
     "[Lena Kovar] to sell the ferry"),
    ("[PERSON Lena Kovar] said her ferry is safe.", "her ferry is safe", {"source": "Lena Kovar", "cue": "said"},
     "Her [Lena Kovar’s] ferry is safe"),
    ("“His ferry is safe,” [PERSON Lena Kovar] said.", "His ferry is safe",
     {"source": "Lena Kovar", "cue": "said", "claim_type": "direct"}, "His ferry is safe"),
    ("[PERSON Lena Kovar] promised “her best crew”.", "“her best crew”",
     {"source": "Lena Kovar", "cue": "promised", "claim_type": "mixed"}, "Her best crew"),
    ("“It is a sign of our courage,” [ORG Cordel College] said.", "It is a sign of our courage",
     {"source": "Cordel College", "cue": "said", "source_kind": "organisation", "claim_type": "direct",
      "subject_text": "Cordel College"}, "It is a sign of our courage"),
    ("“My crew heard a man cry ‘I am lost’,” [PERSON Lena Kovar] said.", "My crew heard a man cry ‘I am lost’",
     {"source": "Lena Kovar", "cue": "said", "claim_type": "direct"},
     "My [Lena Kovar’s] crew heard a man cry ‘I am lost’"),
    ("The [ORG Cordel College] said she left.", "she left",
     {"source": "Cordel College", "cue": "said", "source_kind": "organisation",
      "subject_text": "Cordel College"}, "She left"),
    ("That ferry is safe.", "That ferry is safe", {}, "That ferry is safe"),
    ("He said the ferry is “safe and\nsound”.", "the ferry is “safe and\nsound”", {"source": "He", "cue": "said"},
     "The ferry is “safe and sound”"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content", "values", "expected"), WORDINGS)
def test_wording_stands_alone(
    run: Fixture, story: Fixture, text: str, content: str, values: dict[str, Any], expected: str
) -> None:
    assert only(run, story("a.txt", text).claim(content, **values))["claim_text"] == expected


def test_numbers_of_a_mention(run: Fixture, story: Fixture) -> None:
    article = story("a.txt", "On 4 May 2024 some 30 ferries of the [ORG Line 7 Company] sank within three days.")
    article.claim("On 4 May 2024 some 30 ferries of the Line 7 Company sank within three days")
    rows = run([article]).quantities
    assert rows.select("text", "value", "bound", "counted").rows() == [
        ("some 30", 30.0, "about", "ferry"),
        ("three days", 3.0, "exact", None),
    ]


def test_parts_of_names_in_a_mention(run: Fixture, story: Fixture) -> None:
    article = story("a.txt", "[PERSON Lena Kovar] said [ORG Cordel College] bought land in [GPE Aldoria].")
    article.claim(
        "Cordel College bought land in Aldoria", source="Lena Kovar", cue="said", subject_text="Cordel College"
    )
    result = run([article])
    assert dict(result.entity_mentions.select("text", "role").rows()) == {
        "Lena Kovar": "source",
        "Cordel College": "subject",
        "Aldoria": "place",
    }
    subject = result.entity_mentions.filter(pl.col("role") == "subject")["entity_id"][0]
    assert result.normalised_mentions["subject_id"].to_list() == [subject]


def test_no_articles_give_empty_tables(run: Fixture) -> None:
    assert all(frame.is_empty() for frame in run([]))


def test_progress_is_told(reference: Fixture, story: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.normalisation import normalise
    from pipelines.schema import TABLES

    monkeypatch.setattr(import_module("pipelines.normalisation.normalise"), "_ARTICLES_AT_ONCE", 1)
    told: list[tuple[int, int]] = []
    names = ("segments", "extracted_mentions", "extracted_attributions", "annotations")
    articles = TABLES["articles"].frame([story(f"{i}.txt", f"Fog {i}.").article() for i in range(3)])
    normalise(articles, *(TABLES[name].empty() for name in names), reference, progress=lambda *step: told.append(step))
    assert told == [(1, 3), (2, 3), (3, 3)]


PUBLISHED = {"000": "2025-08-08", "001": "2025-08-09", "002": "2025-08-08", "003": "2025-08-08", "004": "2025-04-29"}


@pytest.mark.shared
def test_event_dates_of_annotated_mentions(run: Fixture, story: Fixture, shared: Path) -> None:
    """Recall and precision of event dates where the mentions are the annotators' (a smoke figure: 19 dates)."""
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    stories, gold = {}, {}
    for line in (shared / "gold" / "seeds_annotator_b.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = row["doc"]
        if name not in stories:
            text = (shared / "seeds" / name).read_bytes().decode("utf-8")
            stories[name] = story(name, text.replace("[", "("), published=PUBLISHED[name[:3]])
        article = stories[name]
        sentence = max(article.text.rfind(mark, 0, row["start"]) for mark in (". ", "\n", "” "))
        cue = article.text.find(row["cue"], max(0, sentence)) if row["cue"] else -1
        place = {"cue_start": cue, "cue_end": cue + len(row["cue"])} if cue >= 0 else {}
        article.claim(row["text"], claim_type=row["type"], **place)
        ends = (article.text.find(mark, row["end"]) for mark in (". ", ".\n", "\n"))
        end = min((place for place in ends if place >= 0), default=len(article.text))
        article.mentions[-1] |= {"content_start": row["start"], "content_end": row["end"]}
        article.mentions[-1] |= {"sentence_start": sentence + 1, "sentence_end": max(end, row["end"])}
        gold[article.mentions[-1]["mention_id"]] = row["about_time"]
    mentions = run(list(stories.values())).normalised_mentions
    said = {row["mention_id"]: row for row in mentions.iter_rows(named=True)}
    given = {key: f"{row['about_start']}/{row['about_end']}" for key, row in said.items() if row["about_start"]}
    right = [key for key, days in given.items() if score.day_ok(score.days(days), [score.days(gold[key])])]
    assert len(right) / len([days for days in gold.values() if days]) >= 0.75
    assert len(right) / len(given) >= 0.8


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("Analysts", "Analysts expect a fall. Other analysts do not.", "analysts"),
        ("Many of the pilots", "Many of the pilots struck.", "pilots"),
        ("Two officials", "Two officials left. The officials spoke.", "Two officials"),
        ("some two hundred pilots", "Among some two hundred pilots, pilots spoke.", "some two hundred pilots"),
        ("Dozens of pilots", "Dozens of pilots struck.", "pilots"),
        ("Economy Ministry", "Economy Ministry staff left; the economy shrank.", "Economy Ministry"),
        ("Analysts", "Analysts expect a fall.", "Analysts"),
        ("Harbour pilot", "Harbour pilot Vell left. Nobody at Harbour spoke. The harbour is deep.", "Harbour pilot"),
        ("The Ostin pilots", "The Ostin pilots struck.", "Ostin pilots"),
    ],
)  # fmt: skip
def test_a_description_is_printed_as_inside_a_sentence(words: str, text: str, expected: str) -> None:
    assert described(words, text) == expected


@pytest.mark.parametrize("words", ["Many", "some", "Others"])
def test_a_bare_quantifier_names_nobody(words: str, story, run) -> None:
    article = story("a.txt", f"{words} said the ferry would sink.")
    one = article.claim("the ferry would sink", words, "said", source_kind="person")
    row = run([one]).normalised_mentions.row(0, named=True)
    assert (row["source_name"], row["source_unresolved_reason"]) == (None, "pronoun_without_referent")
