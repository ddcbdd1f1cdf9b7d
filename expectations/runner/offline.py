"""Cutting built HTML pages loose from the network.

The pages of Great Expectations draw their style sheets, scripts and images from the networks of
others: opened, they would tell those who reads them, and without a connection they would have no
style. They work without scripts; a small sheet of our own takes the place of the foreign ones.
"""

import re

_REMOTE = (
    re.compile(r"<script\b[^>]*+(?:>.*?(?:</script\s*>|\Z)|\Z)", re.IGNORECASE | re.DOTALL),
    re.compile(r"<link\b[^<>]*\bhref\s*=\s*[\"']https?:[^>]*>", re.IGNORECASE),
    re.compile(r"<footer\b[^>]*+(?:>.*?(?:</footer\s*>|\Z)|\Z)", re.IGNORECASE | re.DOTALL),
    re.compile(r"<img\b[^<>]*\bsrc\s*=\s*[\"']https?:[^>]*>", re.IGNORECASE),
)

_STYLE = """<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
ul { padding-left: 1.2rem; } a { color: inherit; }
nav ol, .breadcrumb { display: flex; gap: .6rem; list-style: none; padding: 0; }
table { border-collapse: collapse; margin: .5rem 0; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: .3rem .5rem; text-align: left; vertical-align: top; }
.badge { border: 1px solid #8886; border-radius: .25rem; padding: 0 .25rem; overflow-wrap: anywhere; }
.alert { border-left: 4px solid #8888; margin: .3rem 0; padding: .3rem .8rem; }
.fa-check-circle::before { content: "✔ "; color: #2a8a3a; }
.fa-times::before { content: "✘ "; color: #c22; }
.fa-exclamation-triangle::before { content: "⚠ "; color: #b70; }
.btn, .collapse:not(.show) > form { display: none; }
</style>"""


_HANDLER = re.compile(r"(<[a-z][^<>]*?)\son[a-z]+\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
"""An attribute that calls one of the scripts."""
_POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
"""No script and no request, whatever may stand in the page."""


def cut_loose(page: str) -> str:
    """Return ``page`` without scripts, remote sheets and images and the newsletter's footer, in a style of its own.

    The policy in its head lets a browser run nothing in it and load nothing for it.
    """
    for pattern in _REMOTE:
        page = pattern.sub("", page)
    while (without := _HANDLER.sub(r"\1", page)) != page:
        page = without
    page = re.sub(r"<head\b[^>]*>", lambda head: f"{head[0]}{_POLICY}", page, count=1, flags=re.IGNORECASE)
    return page.replace("</head>", f"{_STYLE}\n</head>", 1)
