"""The curation file: what is read, what is refused with file and line, and how lines are added."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.curation import COLUMNS, CurationFileError, append, quarantine, read
from pipelines.curation.notation import Claim, NotationError, claims, written

HEADER = ",".join(COLUMNS)
KEY = "key-" + "a" * 24
CLAIM = "clm-" + "b" * 24
OTHER = "clm-" + "c" * 24
DOCUMENT = "doc-" + "d" * 24


def file(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def test_a_row_of_each_action_is_read() -> None:
    lines = [
        f"c1,2031-05-06T07:08:09Z,Ann,merge-claims,{CLAIM},{OTHER} {KEY},one offer",
        f"c2,2031-05-06,Ann,split-claim,{CLAIM}({KEY} key-{'e' * 24}),key-{'f' * 24},",
        "c3,2031-05-06,Ann,merge-entities,ent-1,ent-2 ent-3,",
        f"c4,2031-05-06,Ann,split-entity,ent-1,{DOCUMENT} ent-9,",
        f"c5,2031-05-06,Ann,set-speaker,{KEY},none,",
        f'c6,2031-05-06,Ann,reject,{KEY},,"a slogan, not a claim"',
        "c7,2031-05-06T09:00:00+02:00,Ann,undo,c1,,",
    ]
    found = read(file(*lines))
    assert found.problems == []
    assert [row["action"] for row in found.rows] == [line.split(",")[3] for line in lines]
    assert found.rows[0]["made_at"] == datetime(2031, 5, 6, 7, 8, 9)
    assert found.rows[6]["made_at"] == datetime(2031, 5, 6, 7)
    assert found.rows[5]["reason"] == "a slogan, not a claim"
    assert found.rows[5]["value"] is None


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (f"c1,2031-05-06,Ann,reject,{KEY}", "bad_line", "has 5 values where 7 are wanted"),
        (f'c1,2031-05-06,Ann,reject,{KEY},,"open', "bad_line", "is no line of CSV"),
        (f"c1,yesterday,Ann,reject,{KEY},,", "bad_moment", "made_at is 'yesterday'"),
        (f"c1,2031-05-06,,reject,{KEY},,", "empty_value", "author is empty"),
        (f"c 1,2031-05-06,Ann,reject,{KEY},,", "bad_id", "id is 'c 1'"),
        (f"c1,2031-05-06,Ann,remove,{KEY},,", "unknown_action", "action is 'remove', allowed: merge-claims"),
        ("c1,2031-05-06,Ann,reject,men-1,,", "bad_operand", "target must be a mention key"),
        (f"c1,2031-05-06,Ann,reject,{KEY},x,", "bad_operand", "value must be empty"),
        (f"c1,2031-05-06,Ann,merge-claims,{CLAIM},,", "bad_operand", "must name claims to merge"),
        (f"c1,2031-05-06,Ann,merge-claims,{CLAIM},that one,", "bad_operand", "'that' is no claim"),
        (f"c1,2031-05-06,Ann,merge-claims,{CLAIM} {OTHER},{KEY},", "bad_operand", "target must be one claim"),
        (f"c1,2031-05-06,Ann,split-claim,{CLAIM},{OTHER},", "bad_operand", "value must be mention keys"),
        ("c1,2031-05-06,Ann,merge-entities,ent-1,ent-1,", "bad_operand", "names the target"),
        ("c1,2031-05-06,Ann,split-entity,ent-1,ent-2,", "bad_operand", "must be documents"),
        (f"c1,2031-05-06,Ann,set-speaker,{KEY},Ann Ode,", "bad_operand", "must be one entity, or none"),
        ("c1,2031-05-06,Ann,undo,c9,,", "unknown_correction", "no id of an earlier line"),
    ],
)
def test_a_bad_line_is_named_and_stops_no_other(line: str, code: str, told: str) -> None:
    good = f"c0,2031-05-06,Ann,reject,{KEY},,"
    found = read(file(good, line, good.replace("c0", "c2")), "curation.csv")
    assert [row["id"] for row in found.rows] == ["c0", "c2"]
    (problem,) = found.problems
    assert (problem.line, problem.reason_code) == (3, code)
    assert problem.message.startswith("curation.csv:3: ")
    assert told in problem.message
    row = quarantine(found, "curation.csv", "batch").row(0, named=True)
    assert (row["stage"], row["row_key"], row["reason_code"]) == ("curation", "curation:line 3", code)


def test_an_id_that_stands_twice_is_refused_the_second_time() -> None:
    good = f"c0,2031-05-06,Ann,reject,{KEY},,"
    found = read(file(good, good))
    assert len(found.rows) == 1
    assert "stands already in line 2" in found.problems[0].message


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "curation.csv:1: the columns are"),
        (b"id;made_at;author\n", "curation.csv:1: the columns are"),
        (HEADER.encode() + b"\n\n\xff\xfe", "curation.csv:3: is not valid UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_stops_everything(data: bytes, told: str) -> None:
    with pytest.raises(CurationFileError, match=told):
        read(data)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_spreadsheets_may_have_written_it(ends: str) -> None:
    lines = [HEADER, f"c0,2031-05-06,Ann,reject,{KEY},,", ",,,,,,", ""]
    found = read("\ufeff".encode() + ends.join(lines).encode())
    assert [row["id"] for row in found.rows] == ["c0"]
    assert found.problems == []


def test_lines_are_added_whole_and_what_stands_there_is_kept(tmp_path: Path) -> None:
    path, lock = tmp_path / "home" / "curation.csv", tmp_path / "lock"
    row = {"id": "c1", "made_at": "2031-05-06", "author": "Ann", "action": "reject", "target": KEY}
    append(path, {**row, "reason": 'two\nlines, "quoted"'}, lock=lock)
    path.write_bytes(path.read_bytes() + f"c2,2031-05-06,Ann,reject,{KEY},,broken,line".encode())
    before = path.read_bytes()
    append(path, {**row, "id": "c3"}, lock=lock)
    assert path.read_bytes().startswith(before + b"\n")
    found = read(path.read_bytes())
    assert [each["id"] for each in found.rows] == ["c1", "c3"]
    assert found.rows[0]["reason"] == 'two lines, "quoted"'
    with pytest.raises(CurationFileError, match="stands already"):
        append(path, row, lock=lock)
    assert [each["id"] for each in read(path.read_bytes()).rows] == ["c1", "c3"]


@given(st.lists(st.tuples(st.sampled_from([CLAIM, OTHER, None]), st.integers(0, 3)), min_size=1, max_size=4))
def test_claims_are_read_as_they_are_written(drawn: list[tuple[str | None, int]]) -> None:
    given_claims = [
        Claim(claim, tuple(f"key-{number:024x}" for number in range(count if claim else 1))) for claim, count in drawn
    ]
    assert claims(written(given_claims)) == given_claims


@pytest.mark.parametrize("text", ["", "clm-1", f"{CLAIM}(key-1)", f"{CLAIM} and {OTHER}", f"{CLAIM}({KEY}"])
def test_what_is_no_claim_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        claims(text)
