"""People's corrections applied to clusters, and the cause that the history of claims gives for them."""

import itertools
from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking.corrections import corrected
from pipelines.linking.registry import Registry, assign
from pipelines.schema import TABLES

KEY = {name: f"key-{number:024x}" for number, name in enumerate("abcdefgh", start=1)}
NAME = {key: name for name, key in KEY.items()}


def table(*corrections: tuple[str, Sequence[str]], changed: bool = True) -> pl.DataFrame:
    """Table ``claim_corrections`` of (action, parts), each part a word of mention names."""
    rows = [
        {
            **{"position": position, "curation_id": f"c{position}", "action": action, "part": part},
            **{"mention_key": KEY[name], "changed": changed},
        }
        for position, (action, parts) in enumerate(corrections)
        for part, names in enumerate(parts)
        for name in names
    ]
    return TABLES["claim_corrections"].conform(TABLES["claim_corrections"].frame(rows))


def apply(clusters: str, corrections: pl.DataFrame, ties: Mapping[str, float] | None = None) -> tuple[str, list[str]]:
    """The clusters after the corrections, as words, and the status of each correction."""
    known = ties or {}

    def tie(one: str, other: str) -> float:
        return known.get("".join(sorted(NAME[one] + NAME[other])), 0.0)

    done = corrected([[KEY[name] for name in word] for word in clusters.split()], corrections, tie)
    told = " ".join("".join(NAME[key] for key in cluster) for cluster in done.clusters)
    return told, done.effects.sort("curation_id")["status"].to_list()


@pytest.mark.parametrize(
    ("clusters", "corrections", "expected", "statuses"),
    [
        ("ab cd", [("merge", ["a", "c"])], "abcd", ["applied"]),
        ("ab cd e", [("merge", ["a", "c", "e"])], "abcde", ["applied"]),
        ("abcd", [("merge", ["a", "c"])], "abcd", ["no_effect"]),
        ("ab", [("merge", ["a", "c"])], "ab", ["unresolved"]),
        # most of the mentions that a claim is known by decide which cluster is meant
        ("ab c de", [("merge", ["abc", "d"])], "abde c", ["applied"]),
        ("abc", [("split", ["ab", "c"])], "ab c", ["applied"]),
        ("abcd", [("split", ["ab", "cd"])], "ab cd", ["applied"]),
        ("ab c", [("split", ["ab", "c"])], "ab c", ["no_effect"]),
        ("abc", [("split", ["", "c"])], "abc", ["unresolved"]),
        ("ab", [("split", ["ab", "c"])], "ab", ["unresolved"]),
        # those split off are one claim, also where they had come apart already
        ("abc de", [("split", ["ab", "cd"])], "ab cde", ["applied"]),
        # the last word is the later row's
        ("ab cd", [("merge", ["a", "c"]), ("split", ["ab", "cd"])], "ab cd", ["applied", "applied"]),
        ("abc", [("split", ["ab", "c"]), ("merge", ["a", "c"])], "abc", ["applied", "applied"]),
        ("ab", [("touch", ["a"])], "ab", []),
    ],
)
def test_corrections_are_applied_in_their_order(
    clusters: str, corrections: list[tuple[str, list[str]]], expected: str, statuses: list[str]
) -> None:
    assert apply(clusters, table(*corrections)) == (expected, statuses)


def test_a_mention_that_a_split_does_not_know_goes_where_it_is_more_alike() -> None:
    split = table(("split", ["ab", "c"]))
    assert apply("abcd", split, {"cd": 0.9, "bd": 0.4})[0] == "ab cd"
    assert apply("abcd", split, {"cd": 0.4, "bd": 0.9})[0] == "abd c"
    assert apply("abcd", split)[0] == "abd c"


@given(
    st.permutations("abcdefgh"),
    st.lists(st.integers(1, 7), max_size=3),
    st.lists(
        st.tuples(st.sampled_from(["merge", "split"]), st.sets(st.sampled_from("abcdefgh"), min_size=2, max_size=5)),
        max_size=5,
    ),
)
def test_a_partition_stays_one_and_the_last_correction_holds(order, cuts, drawn) -> None:
    bounds = [0, *sorted(set(cuts)), len(order)]
    clusters = " ".join("".join(order[i:j]) for i, j in itertools.pairwise(bounds))
    chosen = [(action, [sorted(names)[0], "".join(sorted(names)[1:])]) for action, names in drawn]
    told, _ = apply(clusters, table(*chosen))
    assert sorted(told.replace(" ", "")) == sorted("abcdefgh")
    if chosen:
        action, (first, others) = chosen[-1]
        together = next(word for word in told.split() if first in word)
        if action == "merge":
            assert any(name in together for name in others)
        else:
            assert not any(name in together for name in others)


def test_history_says_that_people_did_it() -> None:
    keys = [[KEY["a"], KEY["b"]], [KEY["c"]], [KEY["d"], KEY["e"]]]
    first = assign(keys, {}, Registry(), "v1")
    registry = Registry(
        mentions=pl.DataFrame(
            [(key, claim) for claim, cluster in zip(first.claim_ids, keys, strict=True) for key in cluster],
            schema={"mention_key": pl.String, "claim_id": pl.String},
            orient="row",
        ),
        claims=pl.DataFrame({"claim_id": first.claim_ids, "first_version": ["v1"] * 3}),
    )
    after = [[KEY["a"], KEY["b"], KEY["c"]], [KEY["d"]], [KEY["e"]]]
    done = assign(after, {}, registry, "v2", frozenset({KEY["a"], KEY["c"]}))
    causes = {(row["event"], row["claim_id"]): row["cause"] for row in done.history.to_dicts()}
    assert causes["merged_into", max(first.claim_ids[:2])] == "curation"
    assert causes["kept", min(first.claim_ids[:2])] == "curation"
    assert {cause for (event, _), cause in causes.items() if event == "split_from"} == {"pipeline"}
    assert done.claim_ids[0] == min(first.claim_ids[:2])
    rejected = assign(keys[1:], {}, registry, "v2", frozenset({KEY["a"], KEY["b"]}))
    assert rejected.history.select("event", "cause").rows() == [("retired", "curation")]
    kept = assign([[KEY["a"]], *keys[1:]], {}, registry, "v2", frozenset({KEY["b"]}))
    assert kept.history.select("event", "cause").rows() == [("kept", "curation")]
