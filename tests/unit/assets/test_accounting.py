"""What was read is published, set aside or taken out: an account that does not add up says which article is wrong."""

import polars as pl
import pytest

from assets.accounting import account, check_row


def articles(*names: str) -> pl.DataFrame:
    return pl.DataFrame({"article_id": list(names)}, schema={"article_id": pl.String})


def aside(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema={"stage": pl.String, "row_key": pl.String}, orient="row")


@pytest.mark.parametrize(
    ("published", "set_aside", "taken_out", "wrong"),
    [
        (("a", "b"), [("staging", "raw_articles:c")], (), []),
        (("a", "b"), [("checks", "articles:c")], (), []),
        (("a",), [("staging", "raw_articles:c")], ("b",), []),
        (("a", "b"), [("extraction", "articles:b"), ("checks", "mentions:c")], (), ["c"]),
        (("a", "b", "c"), [("staging", "raw_articles:c")], (), ["c"]),
        (("a", "b", "c"), [], ("c",), ["c"]),
        (("a", "b", "c", "d"), [], (), ["d"]),
        ((), [], (), ["a", "b", "c"]),
    ],
)
def test_each_article_has_one_end(published, set_aside, taken_out, wrong) -> None:
    done = account(articles("a", "b", "c"), articles(*published), aside(*set_aside), articles(*taken_out))
    assert done.wrong == wrong
    row = check_row(done, "v")
    assert (row["success"], row["unexpected_count"]) == (not wrong, len(wrong))


def test_the_account_is_said_in_words() -> None:
    done = account(articles("a", "b", "c"), articles("a"), aside(("staging", "raw_articles:b")), articles("c"))
    assert done.words == "3 read = 1 published + 1 set aside + 1 taken out"
