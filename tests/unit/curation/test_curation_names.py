"""Entities merged and split, speakers righted, mentions rejected: what becomes of the frames."""

from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from pipelines.curation import correct_names
from pipelines.curation.entity_frames import reworded
from pipelines.reference import load_reference
from pipelines.schema import TABLES

REFERENCE = load_reference()


def corrected(world: SimpleNamespace, rows: pl.DataFrame, history: pl.DataFrame | None = None) -> Any:
    past = TABLES["entity_history"].empty() if history is None else history
    return correct_names(world.frames, rows, world.articles, REFERENCE, past)


def effect(done: Any, number: int = 0) -> tuple[str, str]:
    row = done.effects.filter(pl.col("curation_id") == f"c{number}").row(0, named=True)
    return row["status"], row["note"]


def source(done: Any, key: str) -> tuple[str | None, str | None, str]:
    mentions = done.frames["normalised_mentions"].filter(pl.col("mention_key") == key)
    return mentions.select("source_id", "source_name", "source_kind").row(0)


def test_without_corrections_the_frames_are_the_same(world, corrections) -> None:
    done = corrected(world, corrections())
    assert all(done.frames[name].equals(frame) for name, frame in world.frames.items())
    assert done.effects.is_empty()


def test_merged_entities_are_one_everywhere(world, corrections) -> None:
    done = corrected(world, corrections("merge-entities,ada,quill-short"))
    assert effect(done) == ("applied", "A. Quill (quill-short) is Ada Quill (ada)")
    assert source(done, world.key("b1")) == ("ada", "Ada Quill", "person")
    assert "quill-short" not in done.frames["entities"]["entity_id"]
    for table, column in (
        ("attributions", "source_id"),
        ("entity_mentions", "entity_id"),
        ("entity_aliases", "entity_id"),
    ):
        assert "quill-short" not in done.frames[table][column].to_list()
    spelt = done.frames["entity_aliases"].filter(pl.col("entity_id") == "ada")["alias"].to_list()
    assert spelt == ["A. Quill", "Ada Quill"]
    assert done.entities == {"ada", "quill-short"}
    assert done.touched == {world.key(name) for name in ("a1", "b1", "c1")}


def test_merges_follow_the_redirects_of_entities_that_are_gone(world, corrections) -> None:
    rows = [{"version": "2031.05.05.001", "entity_id": "old", "event": "merged_into", "other_entity_id": "quill-short"}]
    history = TABLES["entity_history"].frame([{**row, "cause": "pipeline"} for row in rows])
    done = corrected(world, corrections("merge-entities,ada,old"), history)
    assert source(done, world.key("b1"))[0] == "ada"


def test_later_rows_see_what_earlier_ones_left(world, corrections) -> None:
    done = corrected(world, corrections("merge-entities,union-long,union-short", "merge-entities,ada,union-short"))
    assert effect(done, 1)[0] == "unresolved"
    assert source(done, world.key("b2"))[0] == "union-long"


def test_a_split_entity_is_another_in_the_documents_named(world, corrections) -> None:
    done = corrected(world, corrections(f"split-entity,ada,{world.document('c')}"))
    other = source(done, world.key("c1"))[0]
    assert other is not None
    assert other.startswith("ent-")
    assert source(done, world.key("a1"))[0] == "ada"
    assert source(done, world.key("c1"))[1] == "Ada Quill"
    named = done.frames["entity_aliases"].filter(pl.col("entity_id") == other)
    assert named["evidence_mention_id"].to_list() == [world.mention("c1")]
    mine = done.frames["entity_aliases"].filter(pl.col("entity_id") == "ada")
    assert mine["evidence_mention_id"].to_list() == [world.mention("a1")]
    again = corrected(world, corrections(f"split-entity,ada,{world.document('c')}"))
    assert source(again, world.key("c1"))[0] == other


def test_a_part_may_go_to_an_entity_of_the_reference_tables(world, corrections) -> None:
    done = corrected(world, corrections(f"split-entity,ada,{world.document('c')} angela-merkel"))
    assert source(done, world.key("c1"))[:2] == ("angela-merkel", "Angela Merkel")
    assert "angela-merkel" in done.frames["entities"]["entity_id"]


def test_a_speaker_is_set_in_the_mention_and_its_chain(world, corrections) -> None:
    done = corrected(world, corrections(f"set-speaker,{world.key('b2')},union-long"))
    assert source(done, world.key("b2")) == ("union-long", "Harbour Union", "organisation")
    link = done.frames["attributions"].filter(pl.col("mention_id") == world.mention("b2")).row(0, named=True)
    assert (link["source_id"], link["source_text"]) == ("union-long", "The union")
    assert source(done, world.key("a2"))[0] == "union-long"
    assert done.touched == {world.key("b2")}


def test_a_speaker_may_be_unknown_with_a_reason(world, corrections) -> None:
    done = corrected(world, corrections(f"set-speaker,{world.key('b2')},none"))
    row = done.frames["normalised_mentions"].filter(pl.col("mention_key") == world.key("b2")).row(0, named=True)
    assert (row["source_id"], row["source_name"], row["source_kind"]) == (None, None, "none")
    assert row["source_unresolved_reason"] == "curation"


def test_what_the_writer_said_is_reported_once_it_has_a_speaker(world, corrections) -> None:
    done = corrected(world, corrections(f"set-speaker,{world.key('c2')},ada"))
    row = done.frames["normalised_mentions"].filter(pl.col("mention_key") == world.key("c2")).row(0, named=True)
    assert (row["claim_type"], row["source_name"]) == ("indirect", "Ada Quill")


def test_a_rejected_mention_leaves_nothing_behind(world, corrections) -> None:
    done = corrected(world, corrections(f"reject,{world.key('a1')},"))
    gone = world.mention("a1")
    for table in ("normalised_mentions", "attributions", "quantities"):
        assert gone not in done.frames[table]["mention_id"].to_list()
    places = done.frames["entity_mentions"].filter(pl.col("entity_id") == "ada").select("mention_id", "role").rows()
    assert set(places) == {(None, "other"), (world.mention("c1"), "source")}
    assert gone not in done.frames["entity_aliases"]["evidence_mention_id"].to_list()
    assert done.frames["normalised_mentions"].height == len(world.said) - 1


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("merge-entities,nobody,ada", "unresolved", "no entity nobody"),
        ("merge-entities,ada,nobody", "unresolved", "nobody is not in the dataset"),
        ("split-entity,ada,doc-" + "0" * 24, "unresolved", "none of the documents"),
        ("set-speaker,key-" + "0" * 24 + ",ada", "unresolved", "the mention is not in the dataset"),
        ("reject,key-" + "0" * 24 + ",", "unresolved", "the mention is not in the dataset"),
    ],
)
def test_what_names_nothing_changes_nothing_and_says_so(world, corrections, line: str, status: str, told: str) -> None:
    done = corrected(world, corrections(line))
    assert effect(done)[0] == status
    assert told in effect(done)[1]
    assert all(done.frames[name].equals(frame) for name, frame in world.frames.items())


def test_what_is_so_already_has_no_effect(world, corrections) -> None:
    lines = [f"set-speaker,{world.key('a1')},ada", f"split-entity,quill-short,{world.document('a')}"]
    done = corrected(world, corrections(*lines))
    assert [effect(done, number)[0] for number in (0, 1)] == ["no_effect", "no_effect"]


def test_taking_a_correction_back_touches_what_it_had_touched(world, corrections) -> None:
    first = corrections("merge-entities,ada,quill-short", f"reject,{world.key('a2')},")
    before = TABLES["curation"].frame(
        {name: row[name] for name in TABLES["curation"].names if name in row} | {"status": "applied"}
        for row in first.to_dicts()
    )
    lines = ["merge-entities,ada,quill-short", f"reject,{world.key('a2')},", "undo,c0,", "undo,c1,"]
    done = corrected(world, corrections(*lines, previous=before))
    assert done.effects.is_empty()
    assert done.touched == {world.key(name) for name in ("a1", "b1", "c1", "a2")}


@pytest.mark.parametrize(
    ("wording", "content", "old", "new", "expected"),
    [
        ("Ada Holt would leave", "she would leave", "Ada Holt", "Vell", "Vell would leave"),
        ("Ada Holt would leave", "she would leave", "Ada Holt", None, "She would leave"),
        ("We [Ada Holt] leave", "We leave", "Ada Holt", "Vell", "We [Vell] leave"),
        ("We [Ada Holt] leave", "We leave", "Ada Holt", None, "We leave"),
        ("His [the mayor’s] pier", "his pier", "mayor", "Vell", "His [Vell’s] pier"),
        ("[Vell] to leave the pier", "to leave the pier", "Vell", "Ada Vell", "[Ada Vell] to leave the pier"),
        ("[Vell] to leave the pier", "to leave the pier", "Vell", None, "To leave the pier"),
        ("The Vell pier is closed", "the Vell pier is closed", "Vell", "Ada Holt", "The Vell pier is closed"),
        ("The pier is closed", "the pier is closed", "Vell", "Ada Holt", "The pier is closed"),
    ],
)
def test_the_wording_follows_a_corrected_speaker(wording, content, old, new, expected) -> None:
    assert reworded(wording, content, old, new) == expected
