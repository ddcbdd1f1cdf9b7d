"""Every kind of hostile input, small, in one batch with sound articles: each ends as it may, and no other suffers."""

import json
import re
from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.hostile.kinds import KINDS, article, make_all
from tests.hostile.treating import Treated, problems_of, treat

SOUND = 3


@pytest.fixture(scope="module")
def treated(tmp_path_factory: pytest.TempPathFactory) -> Treated:
    """All kinds, between sound articles that come before, among and after them."""
    folder = tmp_path_factory.mktemp("hostile")
    make_all(folder, full=False)
    for number, name in enumerate(("0000_sound", "m_sound", "zzzz_sound")):
        (folder / name).mkdir()
        (folder / name / "a.txt").write_text(article(1000 + number), encoding="utf-8")
    return treat(folder, tmp_path_factory.mktemp("raw"), extracted={name for name, kind in KINDS.items() if kind.prose})


@pytest.mark.parametrize("name", KINDS)
def test_each_ends_in_quarantine_with_its_reason_or_is_read(treated: Treated, name: str) -> None:
    assert problems_of(name, treated) == []


def test_no_other_article_is_lost(treated: Treated) -> None:
    assert [treated.articles[name] for name in ("0000_sound", "m_sound", "zzzz_sound")] == [1] * SOUND
    assert not {"0000_sound", "m_sound", "zzzz_sound"} & treated.reasons.keys()


def test_all_that_was_found_is_read_or_set_aside(treated: Treated) -> None:
    assert treated.lost == 0
    assert treated.mentions


def test_every_message_names_its_file_and_what_to_do_and_is_unicode(treated: Treated) -> None:
    for message in treated.messages:
        json.dumps(message, ensure_ascii=False).encode("utf-8")
        assert ":" in message
        assert message.endswith(".")


def test_the_table_of_limits_lists_every_limit_with_its_default_and_every_kind(root: Path) -> None:
    listed = (root / "docs" / "limits.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `ONRECORD_(\w+)` \| ([^|]+) \|", listed, flags=re.M))
    limits = {
        name: field
        for name, field in Settings.model_fields.items()
        if name.startswith(("max_", "parser_", "extraction_", "linking_"))
    }
    assert {name.lower() for name in rows} == set(limits)
    for name, field in limits.items():
        number, _, unit = rows[name.upper()].partition(" ")
        scale = {"MB": 1_000_000, "GB": 1_000_000_000}.get(unit, 1)
        assert float(number.replace(",", "")) * scale == field.default, name
    assert [name for name in KINDS if not name.startswith("flood_of_") and f"`{name}`" not in listed] == []
