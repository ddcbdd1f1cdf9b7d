"""The changelog of a version as part of the page: the same facts, from the same words."""

import re
from collections.abc import Collection

from markdown_it import MarkdownIt

from pipelines.visible import plain

_PAGE_HEADING = 3
"""The level that the changelog's own sections have on the page."""
_CLAIM = re.compile("<code>(clm-[0-9a-f]{24})</code>")
_FOLDED = '<details class="table"><summary>Rows of every table</summary><div class="wide"><table>'


def news(changelog: str, claims: Collection[str]) -> str:
    """Return ``changelog.md`` as HTML without its title; HTML in the Markdown is shown as text, links stay text.

    Args:
        changelog: The Markdown.
        claims: The claims on the page; where the changelog names one, the name leads there.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink"])
    tokens = parser.parse(plain(changelog))
    kept, skipping = [], False
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h1":
            skipping = True
        if not skipping:
            token.attrs.pop("style", None)  # the alignment of columns, which the page's policy forbids as a style
            if token.type in {"heading_open", "heading_close"}:
                token.tag = f"h{min(int(token.tag[1]) + _PAGE_HEADING - 2, 6)}"
            kept.append(token)
        if token.type == "heading_close" and token.tag == "h1":
            skipping = False
    html = str(parser.renderer.render(kept, parser.options, {}))
    folded = html.replace("<table>", _FOLDED).replace("</table>", "</table></div></details>")
    return _CLAIM.sub(lambda found: _linked(found[1]) if found[1] in claims else found[0], folded)


def _linked(claim: str) -> str:
    return f'<a href="#{claim}"><code>{claim}</code></a>'
