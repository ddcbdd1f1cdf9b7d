"""Logs of one JSON object a line, whatever the messages hold."""

import io
import json
import logging
import sys

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.logs import JsonLines, configure, say
from pipelines.settings import Settings

HOSTILE = 'two\nlines\r\n\x1b[31mred\x1b[0m\u202egnp.exe\u2028 \x7f \x9b31m "quote" \ud800 {"level": "ERROR"}'


def shown(message: str, *arguments: object) -> str:
    return JsonLines().format(logging.makeLogRecord({"msg": message, "args": arguments, "levelname": "INFO"}))


@given(st.text(st.characters()))
def test_any_message_is_one_line_of_printable_ascii_and_comes_back_whole(message):
    text = shown("%s", message)
    assert text.isascii()
    assert text.isprintable()
    assert json.loads(text)["message"] == message


def test_a_hostile_message_neither_begins_a_line_nor_reaches_the_terminal():
    text = shown("%s", HOSTILE)
    assert len(text.splitlines()) == 1
    assert json.loads(text)["message"] == HOSTILE
    stream = io.StringIO()
    say(stream, "ERROR", HOSTILE, home=HOSTILE)
    assert len(stream.getvalue().splitlines()) == 1


def test_an_exception_is_told_in_its_line():
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    text = JsonLines().format(record)
    assert len(text.splitlines()) == 1
    assert "ValueError" in json.loads(text)["error"]


@pytest.fixture
def in_json():
    configure(Settings(log_format="json"))
    yield
    configure(Settings())
    assert logging.getLoggerClass() is logging.Logger


def test_the_console_of_a_run_is_json_with_run_and_step(in_json, capfd):
    @dg.op
    def talk(context: dg.OpExecutionContext) -> None:
        context.log.info(HOSTILE)

    @dg.job
    def talking():
        talk()

    done = talking.execute_in_process()
    lines = [json.loads(each) for each in capfd.readouterr().err.splitlines() if each.strip()]
    said = [each for each in lines if each["message"] == HOSTILE]
    assert [(each["run"], each["step"], each["level"]) for each in said] == [(done.run_id, "talk", "INFO")]
    assert "STEP_SUCCESS" in {each.get("event") for each in lines}
