"""How a command ends when it cannot do what it was asked to: one sentence that says what to do, and an exit code."""

from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from pipelines import clock
from pipelines.settings import Settings


def fail(message: str, code: int = 1) -> NoReturn:
    """Print why and end: 1 failed or rejected by the checks, 2 wrong usage."""
    Console(stderr=True).print(f"[red]onrecord:[/] {escape(message)}", soft_wrap=True, highlight=False)
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
            name, given = str(problem["loc"][0]).upper(), problem["input"]
            fail(f"ONRECORD_{name} is {given!r}: {problem['msg']}; set it to another value, or to none", 2)
