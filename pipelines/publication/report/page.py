"""The page put together: templates, style, script, and the policy that lets nothing else in.

All text goes through one place: the environment escapes every value, and :func:`_shown` makes
control characters visible before that. A value that is to be HTML must be a ``Markup``; only the
changelog, rendered without raw HTML, and the style and script of this folder are.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipelines.visible import plain

_TEMPLATES = Path(__file__).parent / "templates"
_POLICY = "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"


def page(values: dict[str, Any]) -> str:
    """Return the page over ``values``, the names that ``report.html.j2`` asks for.

    Raises:
        jinja2.UndefinedError: a name is missing.
    """
    style, script = _asset("style.css"), _asset("script.js")
    policy = _POLICY.format(script=_hash(script), style=_hash(style))
    template = _environment().get_template("report.html.j2")
    return template.render(values | {"style": Markup(style), "script": Markup(script), "policy": policy}) + "\n"


@cache
def _environment() -> Environment:
    """The templates of this folder, compiled once a process."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    """The text of a file beside the templates, as it stands between its tags."""
    return "\n" + (_TEMPLATES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a content security policy calls ``text``."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shown(value: Any) -> Any:
    """Text with every character visible; nothing for None."""
    if value is None:
        return ""
    return plain(value) if type(value) is str else value
