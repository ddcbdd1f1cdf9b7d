"""Annotation lines: what is read, and what is said of a line that cannot be."""

import json
import re

import pytest

from pipelines.evaluation.annotations import AnnotationError, read_annotations
from pipelines.evaluation.placing import place
from pipelines.evaluation.readings import FIELDS, Article

TEXT = "The ferry is late, Mira Tolvan said. The ferry is late again – nobody knows why."
GOOD = {"doc": "a.txt", "start": 0, "end": 17}
ARTICLES = {"quay/a.txt": Article("quay/a.txt", TEXT), "b.jsonl!/r-7": Article("b.jsonl!/r-7", TEXT)}


def write(tmp_path, *rows, name="gold.jsonl"):
    path = tmp_path / name
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def problems(call, *arguments):
    with pytest.raises(AnnotationError) as caught:
        call(*arguments)
    return caught.value.problems


def test_a_line_keeps_what_it_states_and_knows_what_it_leaves_out(tmp_path):
    row = {**GOOD, "text": "The ferry is late", "speaker": None, "chain": ["Bay Radio", "Mira Tolvan"], "note": "hm"}
    (line,) = read_annotations([write(tmp_path, "", row, "")])
    assert (line.place, line.text) == ("gold.jsonl:2", "The ferry is late")
    assert line.reading.chain == ("Bay Radio", "Mira Tolvan")
    assert line.reading.given == {"speaker", "chain"}
    assert line.reading.modality is None


def test_a_separator_inside_a_string_ends_no_line(tmp_path):
    path = write(tmp_path, json.dumps({**GOOD, "note": "a\u2028b"}, ensure_ascii=False), GOOD | {"doc": "c"})
    assert [line.place for line in read_annotations([path])] == ["gold.jsonl:1", "gold.jsonl:2"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "no JSON"),
        ("[1]", "a line is one object"),
        ({**GOOD, "speeker": "X"}, "there is no field 'speeker'; did you mean 'speaker'?"),
        ({**GOOD, "zzz": 1}, "there is no field 'zzz'; fields are doc, start"),
        ({"start": 0, "end": 3}, "'doc' is missing"),
        ({"doc": "a.txt", "end": 3}, "'start' is missing"),
        ({**GOOD, "start": "0"}, "'start' is \"0\"; expected a whole number"),
        ({**GOOD, "start": True}, "'start' is true; expected a whole number"),
        ({**GOOD, "start": -1}, "'start' is -1, before the text begins"),
        ({**GOOD, "end": 0}, "'end' 0 is not after 'start' 0"),
        ({**GOOD, "type": "quote"}, "'type' is \"quote\"; expected one of direct, mixed"),
        ({**GOOD, "modality": ["hedged"]}, "expected one of asserted"),
        ({**GOOD, "polarity": "no"}, "expected one of positive"),
        ({**GOOD, "anonymous": "yes"}, "expected true or false"),
        ({**GOOD, "chain": "Bay Radio"}, "'chain' is \"Bay Radio\"; expected a list of names"),
        ({**GOOD, "conflicts": [3]}, "'conflicts' is [3]; expected a list of names"),
        ({**GOOD, "about_time": "next week"}, "'about_time' is \"next week\"; expected a day, month or year"),
        ({**GOOD, "about_time": "2031-05/2031-04"}, "earlier first"),
        ({**GOOD, "about_time": "2031-02-30"}, "expected a day"),
        ({**GOOD, "group": 7}, "'group' is 7; expected text"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(tmp_path, row, reason):
    (problem,) = problems(read_annotations, [write(tmp_path, GOOD, row)])
    assert problem.startswith("gold.jsonl:2: ")
    assert reason in problem


def test_every_bad_line_is_named_at_once(tmp_path):
    paths = [write(tmp_path, {**GOOD, "end": 0}, "{"), write(tmp_path, "7", name="more.jsonl")]
    assert [problem.split(": ")[0] for problem in problems(read_annotations, paths)] == [
        "gold.jsonl:1",
        "gold.jsonl:2",
        "more.jsonl:1",
    ]


def test_no_annotation_at_all_and_no_utf8_are_said(tmp_path):
    assert "no annotation" in problems(read_annotations, [write(tmp_path, "")])[0]
    (tmp_path / "latin.jsonl").write_bytes(b'{"doc": "caf\xe9"}')
    assert "not UTF-8" in problems(read_annotations, [tmp_path / "latin.jsonl"])[0]
    assert "No such file" in problems(read_annotations, [tmp_path / "none.jsonl"])[0]


@pytest.mark.parametrize(
    ("doc", "path"), [("a.txt", "quay/a.txt"), ("quay/a.txt", "quay/a.txt"), ("r-7", "b.jsonl!/r-7")]
)
def test_an_article_is_known_by_its_name_its_path_or_the_id_of_its_record(tmp_path, doc, path):
    placed = place(read_annotations([write(tmp_path, {**GOOD, "doc": doc})]), ARTICLES, {})
    assert [reading.doc for reading in placed.readings] == [path]


def test_an_article_without_claims_counts_as_annotated(tmp_path):
    placed = place(read_annotations([write(tmp_path, {"doc": "a.txt"})]), ARTICLES, {})
    assert (placed.readings, placed.docs) == ((), {"quay/a.txt"})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({**GOOD, "doc": "a.tx"}, "there is no article 'a.tx'; did you mean 'a.txt'?"),
        ({**GOOD, "doc": "0000"}, "there is no article '0000' among those read"),
        ({**GOOD, "doc": "bad.txt"}, "the article 'bad.txt' was set aside: it is empty"),
        ({**GOOD, "doc": "twin.txt"}, "'twin.txt' may be any of x/twin.txt, y/twin.txt; give more of the path"),
        ({**GOOD, "end": 900}, f"'end' 900 lies beyond the article, which has {len(TEXT)} characters"),
        ({**GOOD, "start": 17, "end": 18, "text": "x"}, "'text' is 'x', but from 17 to 18 stands ','"),
        ({**GOOD, "start": 18, "end": 19}, "there are no words from 18 to 19"),
        ({**GOOD, "start": 1, "end": 18, "text": "The ferry is late"}, "those words stand from 0 to 17"),
        ({**GOOD, "start": 30, "end": 47, "text": "The ferry is late"}, "those words stand from 37 to 54"),
        ({**GOOD, "text": "The boat is late"}, "those words are not in the article"),
        (GOOD, "the same place stands already at gold.jsonl:1"),
    ],
)
def test_a_line_that_does_not_fit_its_article_is_named_with_its_reason(tmp_path, row, reason):
    twins = {path: Article(path, TEXT) for path in ("x/twin.txt", "y/twin.txt")}
    lines = read_annotations([write(tmp_path, GOOD, row)])
    told = problems(place, lines, ARTICLES | twins, {"in/bad.txt": "it is empty"})
    assert [problem.split(": ")[0] for problem in told] == ["gold.jsonl:2"] * len(told)
    assert reason in told[0]


def test_the_description_of_the_format_names_every_field_and_its_example_can_be_read(root, tmp_path):
    text = (root / "docs" / "evaluation.md").read_text(encoding="utf-8")
    described = {
        name for row in re.findall(r"^\| (`[^|]+?) \|", text, flags=re.M) for name in re.findall(r"`(\w+)`", row)
    }
    assert described == {"doc", "start", "end", "text", "note", *FIELDS}
    (example,) = re.findall(r"```json\n(.*?)```", text, flags=re.S)
    (line,) = read_annotations([write(tmp_path, " ".join(example.split("\n")))])
    assert line.reading.given == set(FIELDS)
    assert line.reading.end - line.reading.start == len(line.text)
