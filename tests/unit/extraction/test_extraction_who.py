"""Who speaks, where the article says it by grammar: bodies, media, unnamed people, pronouns, headlines."""

from datetime import date

import pytest
from spacy.language import Language

from pipelines.extraction.components import load_model
from pipelines.extraction.documents import Places, join, paragraphs_of
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.mentions import Article, extract
from pipelines.reference import Reference, load_reference


@pytest.fixture(scope="module")
def model() -> Language:
    return load_model()


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def speaker(model: Language, reference: Reference, text: str, words: str) -> tuple[str | None, str]:
    """Return the words by which the speaker of the content that holds ``words`` goes, and the speaker's kind."""
    paragraphs = paragraphs_of(text, [(0, len(text), "body")])
    doc = join(list(model.pipe(paragraph.text for paragraph in paragraphs)), model.vocab)
    article = Article("a", "d", text, "The Norland Mirror", date(2024, 5, 1))
    lexicon = Lexicon.from_frame(reference.reporting_verbs)
    found = extract(doc, Places(paragraphs), article, reference, lexicon, "p")
    held = [row for row in found.mentions if words in row["content_text"] and row["claim_type"] != "narrator"]
    assert len(held) == 1, [(row["content_text"], row["source_text"]) for row in found.mentions]
    row = held[0]
    if row["referent_start"] is not None:
        assert text[row["referent_start"] : row["referent_end"]] == row["referent_text"]
    return row["referent_text"] or row["source_text"], row["source_kind"]


Case = tuple[str, str, str | None, str]

CITED: list[Case] = [
    (
        "The mine will shut in May, Tessel Wire reported on Monday, citing two officials close to the talks.",
        "mine will shut",
        "two officials close to the talks",
        "anonymous",
    ),
    (
        "Tessel Wire reported last week, citing three unnamed managers, that the mine had been sold.",
        "mine had been sold",
        "three unnamed managers",
        "anonymous",
    ),
    (
        "The mine will shut in May, The Norland Mirror reports with reference to Tessel Wire.",
        "mine will shut",
        "Tessel Wire",
        "medium",
    ),
    (
        "Estia has offered Norland a permanent seat on the board, according to two officials with knowledge of it.",
        "permanent seat",
        "two officials with knowledge of it",
        "anonymous",
    ),
    (
        "According to a survey, 60 percent of the voters believe that the bridge is unsafe.",
        "bridge is unsafe",
        "a survey",
        "document",
    ),
    (
        "“I will sign nothing,” one of the aides quoted her as saying. That was Minister Ada Holt.",
        "sign nothing",
        "her",
        "person",
    ),
]

DESCRIBED: list[Case] = [
    (
        "The mine will shut, two officials with knowledge of the plan said. The date is open, the officials said.",
        "date is open",
        "two officials with knowledge of the plan",
        "anonymous",
    ),
    (
        "The mine will shut, two officials with knowledge of the plan said. They said that the date was open.",
        "date was open",
        "two officials with knowledge of the plan",
        "anonymous",
    ),
    (
        "A preliminary report by the Water Office was read out. The report says that the gates were open.",
        "gates were open",
        "preliminary report by the Water Office",
        "document",
    ),
    (
        "Channel 4 has seen the log of the Tessel dam. The log shows that the gates were open.",
        "gates were open",
        "log of the Tessel dam",
        "document",
    ),
    (
        "Economy Minister Ada Holt has denied it. The ministry said that it was looking for the letter.",
        "looking for the letter",
        "Economy Ministry",
        "government",
    ),
    (
        "The Economy Ministry was warned. Ivo Brandt wrote a letter. The ministry said that it had lost the letter.",
        "lost the letter",
        "Economy Ministry",
        "government",
    ),
    (
        "Lawyers for the city, who do not want to be named, are at odds. One of them put the sum at a tenth.",
        "the sum at a tenth",
        "one of the lawyers for the city",
        "anonymous",
    ),
]

BODIES: list[Case] = [
    (
        "Tessor, the tyre maker, will leave Port Norland. The company said that nobody would be dismissed.",
        "nobody would be dismissed",
        "Tessor",
        "organisation",
    ),
    (
        "The operator of the dam, Tessel Hydro, was sued. “The sirens were sounded twice,” the company said.",
        "sirens were sounded",
        "Tessel Hydro",
        "organisation",
    ),
    (
        "The Miners' Union called a strike in Port Norland. The union said that the mine was unsafe.",
        "mine was unsafe",
        "Miners' Union",
        "organisation",
    ),
    (
        "NORLAND, May 3 (PNA) — Tyre maker Tessor on Monday denied that it had turned away a buyer.",
        "turned away a buyer",
        "Tessor",
        "organisation",
    ),
    ("The Tessor mine was not hit, a spokesman said.", "mine was not hit", "Tessor spokesman", "organisation"),
    (
        "The Norland Herald reported on Monday that a buyer had come. The newspaper said that it stood by its report.",
        "stood by its report",
        "Norland Herald",
        "medium",
    ),
]

PEOPLE: list[Case] = [
    (
        "A former adviser to the minister said that the mine had been discussed. He added that Oru was not there.",
        "not there",
        "former adviser to the minister",
        "anonymous",
    ),
    (
        "Mayor Ada Holt met Peter Vale. Vale, speaking at a mine, did not mention it. “We trade tyres,” he told them.",
        "trade tyres",
        "Peter Vale",
        "person",
    ),
    ("“We regret it deeply,” said its managing director, Ulla Tessen.", "regret it", "Ulla Tessen", "person"),
    (
        "The Miners' Union met. Its leader, Ada Tessen, vowed to bring down the cabinet.",
        "cabinet",
        "Ada Tessen",
        "person",
    ),
    (
        "A man who gave his name only as Ivo and who works at the dam said the sirens had failed two tests.",
        "sirens had failed",
        "Ivo",
        "person",
    ),
    (
        "“Two hundred is not enough,” said Peter Vale of the Miners' Union, who had come by train.",
        "not enough",
        "Peter Vale",
        "person",
    ),
    (
        "Minister Mira Holt will answer questions on Friday, her office said.",
        "answer questions",
        "office of Mira Holt",
        "organisation",
    ),
    (
        "Mr. Peter Vale was tired. Mr. Ivo Brandt came on Monday. Vale would resign, he said.",
        "would resign",
        "Ivo Brandt",
        "person",
    ),
]

LAYOUTS: list[Case] = [
    (
        "Tessor boss: unprofitable mine is a promise we cannot keep\n\nAda Holt, chief executive of Tessor, left.",
        "unprofitable mine",
        "Ada Holt",
        "person",
    ),
    (
        "“We want the log”\n\n“We want the log and nothing else,” Mayor Ada Holt said.\n\nIt rained.",
        "We want the log and",
        "Ada Holt",
        "person",
    ),
    ("“We want the log and nothing else, said Mayor Ada Holt, who had come at six.", "the log", "Ada Holt", "person"),
    ("Mayor Ada Holt put the number of jobs at risk at 1,500.", "jobs at risk", "Ada Holt", "person"),
    ("Mayor Ada Holt assured workers that Norland would not sell the mine.", "sell the mine", "Ada Holt", "person"),
    (
        "The mine will shut and cut 200 jobs, chief engineer Ada Holt told miners on Monday.",
        "200 jobs",
        "Ada Holt",
        "person",
    ),
]


AGAIN: list[Case] = [
    (
        "Striker Ada Tessen scored twice. The mine rested. “We were lucky,” the striker told the Norland Herald.",
        "We were lucky",
        "Ada Tessen",
        "person",
    ),
    (
        "Singer Ada Tessen left the band in May. The 30-year-old said that she was tired.",
        "tired",
        "Ada Tessen",
        "person",
    ),
    ("Mayor Ada Tessen met the council. The judge said that it was late.", "it was late", "The judge", "person"),
    (
        "Ada Tessen won. Tessen was glad. Later Peter Tessen came. Tessen said that the count was fair.",
        "count was fair",
        "Ada Tessen",
        "person",
    ),
    (
        "Mrs. Ada Tessen won. Mr. Peter Tessen lost. Mr. Tessen said that the count was fair.",
        "count was fair",
        "Peter Tessen",
        "person",
    ),
    (
        "Vote row over Tessen\n\nMs. Ada Tessen won. Mr. Peter Tessen lost. Mrs. Tessen said that the count was fair.",
        "count was fair",
        "Ada Tessen",
        "person",
    ),
]

SEVERAL: list[Case] = [
    (
        "Mayor Ada Holt met Peter Vale. Holt and Vale said that the mine was safe.",
        "mine was safe",
        "Ada Holt and Peter Vale",
        "person",
    ),
    (
        "Mayor Ada Holt met Peter Vale. Holt and Vale have a plan. They said that the mine was safe.",
        "mine was safe",
        "Ada Holt and Peter Vale",
        "person",
    ),
    (
        "Several Norwegians said that the mine was safe.",
        "mine was safe",
        "Several Norwegians",
        "anonymous",
    ),
    (
        "Mrs. Ada Holt left in May. The novelist and poet said that the mine was safe.",
        "mine was safe",
        "Ada Holt",
        "person",
    ),
]

OWN_WORDS: list[Case] = [
    (
        "Mayor Ada Holt was calm. “I think that the mine is safe, and it will stay open,” Holt said.",
        "mine is safe",
        "Ada Holt",
        "person",
    ),
    (
        "Governor Mary Holt spoke on Sunday.\n\nHOLT: I think that the mine is safe, and I say so.",
        "mine is safe",
        "Mary Holt",
        "person",
    ),
    (
        "Peter Vale, a miner, praises Ada Holt. “Ada wrote the plan. It works,” he explains.",
        "Ada wrote",
        "Peter Vale",
        "person",
    ),
]

OTHER_BODIES: list[Case] = [
    ("The agency Tessel Wire said that the mine was safe.", "mine was safe", "Tessel Wire", "medium"),
    (
        "According to the Norland Herald, the mine is safe. The paper says that it was tested in May.",
        "tested in May",
        "Norland Herald",
        "medium",
    ),
    (
        "Tessor, the tyre maker, fought with Bresk, another maker. The German firm said that the price was low.",
        "price was low",
        "The German firm",
        "organisation",
    ),
    ("The mine is safe, according to a report in the Norland Herald.", "mine is safe", "Norland Herald", "medium"),
]


@pytest.mark.parametrize(
    ("text", "words", "name", "kind"),
    [*CITED, *DESCRIBED, *BODIES, *PEOPLE, *LAYOUTS, *AGAIN, *SEVERAL, *OWN_WORDS, *OTHER_BODIES],
    ids=lambda value: str(value)[:40],
)
def test_the_speaker_is_known_by_the_grammar_of_the_article(
    model: Language, reference: Reference, text: str, words: str, name: str | None, kind: str
) -> None:
    assert speaker(model, reference, text, words) == (name, kind)
