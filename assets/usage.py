"""How a command ends when it cannot do what it was asked to: one sentence that says what to do, and an exit code."""

from typing import NoReturn

import typer
from rich.text import Text

from assets.console import Screen, plain
from pipelines import clock
from pipelines.settings import SECRET, Settings


def fail(message: str, code: int = 1) -> NoReturn:
    """Print why and end: 1 failed or rejected by the checks, 2 wrong usage.

    Only the first line of what is printed begins at the margin, whatever a name in the message holds.
    """
    told = Text.assemble(("onrecord: ", "red"), plain(message).replace("\n", "\n  "))
    Screen(stderr=True).print(told, soft_wrap=True)
    raise typer.Exit(code)


def check_settings() -> None:
    """End with wrong usage where a variable of the environment holds no value that its setting takes."""
    from pydantic import ValidationError

    try:
        clock.now()
    except clock.ClockError as error:
        fail(str(error), 2)
    try:
        Settings.from_environment()
    except ValidationError as error:
        for problem in error.errors():
            name, given = str(problem["loc"][0]), problem["input"]
            told = "not a value that it takes" if name in SECRET else repr(given)
            fail(f"ONRECORD_{name.upper()} is {told}: {problem['msg']}; set it to another value, or to none", 2)
