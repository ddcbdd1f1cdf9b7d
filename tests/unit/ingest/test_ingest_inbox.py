"""Which files of an inbox are handed over, and when."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest import inbox
from pipelines.ingest.inbox import Inbox, look, settle

LIMIT = 100


def put(folder: Path, name: str, text: str = "words", modified: int | None = None) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    if modified is not None:
        os.utime(file, ns=(modified, modified))
    return file


def twice(state: Inbox, folder: Path, limit: int = LIMIT, now: float = 0.0) -> Inbox:
    return look(look(state, folder, limit=limit, now=now), folder, limit=limit, now=now)


def handed(state: Inbox) -> list[str]:
    return sorted(state.handed.files) if state.handed else []


def read(state: Inbox) -> Inbox:
    return settle(state, read=True, now=0.0)


def test_a_file_is_handed_over_once_it_rests(tmp_path):
    put(tmp_path, "a.txt", "half", modified=1)
    state = look(Inbox(), tmp_path, limit=LIMIT, now=0)
    assert handed(state) == []
    put(tmp_path, "a.txt", "half and more", modified=2)
    state = look(state, tmp_path, limit=LIMIT, now=0)
    assert handed(state) == [], "it grew since the last look"
    state = look(state, tmp_path, limit=LIMIT, now=0)
    assert handed(state) == ["a.txt"]


@pytest.mark.parametrize("name", [".a.txt.Xy12", "a.txt.part", "A.TXT.PART", "a.tmp", "a.txt~", ".incoming/a.txt"])
def test_a_name_of_an_unfinished_file_waits_for_its_renaming(tmp_path, name):
    file = put(tmp_path, name)
    state = twice(Inbox(), tmp_path)
    assert (handed(state), state.resting) == ([], {})
    file.rename(tmp_path / "whole.txt")
    assert handed(twice(state, tmp_path)) == ["whole.txt"]


def test_a_file_that_was_read_is_read_again_only_if_it_changed(tmp_path):
    put(tmp_path, "a.txt", modified=1)
    put(tmp_path, "sub/a.txt", modified=1)
    state = read(twice(Inbox(), tmp_path))
    assert sorted(state.known) == ["a.txt", "sub/a.txt"]
    put(tmp_path, "a.txt", modified=2)
    state = twice(state, tmp_path)
    assert handed(state) == [], "touched, not changed"
    assert state.known["a.txt"].modified == 2
    put(tmp_path, "a.txt", "other", modified=3)
    assert handed(twice(state, tmp_path)) == ["a.txt"]


def test_a_file_changed_while_it_was_being_read_is_read_again(tmp_path):
    put(tmp_path, "a.txt", "first", modified=1)
    state = twice(Inbox(), tmp_path)
    put(tmp_path, "a.txt", "other", modified=2)
    state = look(state, tmp_path, limit=LIMIT, now=0)
    assert handed(twice(read(state), tmp_path)) == ["a.txt"]


def test_nothing_else_is_handed_over_while_a_run_reads(tmp_path):
    put(tmp_path, "a.txt")
    state = twice(Inbox(), tmp_path)
    key = state.handed.key
    put(tmp_path, "b.txt")
    state = twice(state, tmp_path)
    assert (handed(state), state.handed.key) == (["a.txt"], key)
    assert handed(look(read(state), tmp_path, limit=LIMIT, now=0)) == ["b.txt"]


def test_the_same_files_have_the_same_key_and_others_another(tmp_path):
    put(tmp_path, "a.txt", modified=1)
    once, again = twice(Inbox(), tmp_path), twice(Inbox(), tmp_path)
    assert once.handed.key == again.handed.key
    put(tmp_path, "a.txt", "other", modified=1)
    assert twice(Inbox(), tmp_path).handed.key != once.handed.key


def test_files_of_a_run_that_failed_are_handed_over_again_and_each_time_later(tmp_path):
    put(tmp_path, "a.txt")
    state, keys, moment, waits = Inbox(), [], 0.0, []
    for _ in range(12):
        state = twice(state, tmp_path, now=moment)
        keys.append(state.handed.key)
        state = settle(state, read=False, now=moment)
        assert handed(twice(state, tmp_path, now=moment)) == []
        waits.append(state.not_before - moment)
        moment = state.not_before
    assert len(set(keys)) == 12, "a key that failed starts no second run"
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2] == 3600
    assert read(twice(state, tmp_path, now=moment)).attempt == 0


def test_many_files_are_handed_over_some_at_a_time_and_none_is_left(tmp_path):
    for number in range(7):
        put(tmp_path, f"{number}.txt", str(number))
    state, shares = twice(Inbox(), tmp_path, limit=3), []
    while state.handed:
        shares.append(handed(state))
        state = look(read(state), tmp_path, limit=3, now=0)
    assert shares == [["0.txt", "1.txt", "2.txt"], ["3.txt", "4.txt", "5.txt"], ["6.txt"]]


def test_a_file_that_is_gone_is_forgotten(tmp_path):
    put(tmp_path, "a.txt").unlink()
    put(tmp_path, "b.txt")
    state = read(twice(Inbox(), tmp_path))
    (tmp_path / "b.txt").unlink()
    assert look(state, tmp_path, limit=LIMIT, now=0).known == {}


def test_names_that_are_no_text_are_handed_over_by_a_name_that_is(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("words", encoding="utf-8")
    (tmp_path / "line\nbreak.txt").write_text("words", encoding="utf-8")
    state = twice(Inbox(), tmp_path)
    assert handed(state) == ["caf\\xe9.txt", "line\nbreak.txt"]


def test_a_link_that_leaves_the_folder_is_handed_over_to_be_set_aside(tmp_path):
    outside = put(tmp_path, "outside.txt")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(outside)
    state = twice(Inbox(), tmp_path / "in")
    assert handed(state) == ["link.txt"]
    assert state.handed.files["link.txt"].sha256 is None, "what lies outside is not opened"


def test_what_is_known_survives_and_damage_starts_anew(tmp_path):
    put(tmp_path / "in", "a.txt")
    state = twice(Inbox(), tmp_path / "in")
    kept = tmp_path / "work" / "inbox.json"
    inbox.save(state, kept)
    assert inbox.load(kept) == state
    kept.write_bytes(b'{"known": [')
    assert inbox.load(kept) == Inbox()
    assert inbox.load(tmp_path / "none.json") == Inbox()


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("write"), st.sampled_from("abc"), st.sampled_from(["1", "22", "333"])),
            st.tuples(st.just("remove"), st.sampled_from("abc"), st.none()),
            st.tuples(st.just("look"), st.none(), st.none()),
            st.tuples(st.just("end"), st.none(), st.booleans()),
        ),
        max_size=30,
    )
)
def test_whatever_happens_every_file_is_read_as_it_is_in_the_end(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("in")
    state, seen = Inbox(), {}

    def end(good: bool) -> Inbox:
        if state.handed and good:
            seen.update({path: (folder / path).read_text() for path in state.handed.files if (folder / path).exists()})
        return settle(state, read=good, now=0.0)

    for clock, (what, name, value) in enumerate(steps, start=1):
        if what == "write":
            put(folder, name, value, modified=clock * 10**9)
        elif what == "remove":
            (folder / name).unlink(missing_ok=True)
        elif what == "look":
            state = look(state, folder, limit=2, now=1e9)
        else:
            state = end(value)
    for _ in range(10):
        state = look(state, folder, limit=2, now=1e9)
        state = end(True)
    there = {file.name: file.read_text() for file in folder.iterdir()}
    assert {name: seen.get(name) for name in there} == there
