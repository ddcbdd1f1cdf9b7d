"""Articles whose every field says something to a machine: to a browser, a terminal, a spreadsheet, a database.

The sentences are ordinary ones, so that claims, speakers, quotations and names are read in them and carry the
payloads to every place that shows them. Whatever would run, or load, or write a line of its own, leaves ``pwned`` or
``evil.example`` behind.
"""

import csv
import io
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

MARK = "pwned"
"""What every payload does, or is called."""
SITE = "evil.example"
"""Where every payload leads."""

HTML = (
    f'"><img src=x onerror="window.{MARK}=1">',
    f"</script><script>window.{MARK}=2</script>",
    f"<svg/onload=window.{MARK}=3>",
    f"</noscript></textarea></style></title><b onclick=window.{MARK}=4>bold</b>",
    f"<a href=javascript:window.{MARK}=5>here</a>",
    f"<!--<iframe src=https://{SITE}/f>-->]]>",
    f"&lt;img src=x onerror=window.{MARK}=6&gt;",
)
MARKDOWN = (
    f"[press](javascript:window.{MARK}=7)",
    f"![picture](https://{SITE}/p.png)",
    f"<https://{SITE}/auto>",
    f"https://{SITE}/bare and www.{SITE} and {MARK}@{SITE}",
    f"`code` | cell | *stars* _lines_ ~~struck~~ [one][{MARK}]",
    f"``` # {MARK} > quoted - listed",
)
TERMINAL = (
    f"\x1b[31m{MARK}\x1b[0m\x1b[2J",
    f"\x1b]8;;https://{SITE}\x1b\\{MARK}\x1b]8;;\x1b\\",
    f"\x1b]0;{MARK}\x07",
    f"\x9b31m{MARK}\x9d0;{MARK}\x9c\x85",
    f"[bold red]{MARK}[/bold red] [link=https://{SITE}]here[/link] [/] [blink]",
    f"\u202e{MARK}\u202c \u2066{MARK}\u2069 \u200f\u061c",
    f"\x08\x08\x7f\x0e{MARK}\x0f\u2028{MARK}",
)
CELLS = (
    f'=HYPERLINK("https://{SITE}","{MARK}")',
    f"+{MARK}|' /C calc'!A0",
    f'-2+3+cmd|"/C {MARK}"!A0',
    f"@SUM(1+1)*{MARK}",
    f"\t={MARK}()",
    f'"=1+{MARK}()',
    f"＝{MARK}()",
)
CODE = (
    f"'; DROP TABLE claims; -- {MARK}",
    f'"; ATTACH \'{MARK}.db\' AS "{MARK}"; /*',
    f"{{{{ 7 * 191 }}}} {{% include '{MARK}' %}} ${{{MARK}}} datum.{MARK}",
    f'"}} 1 onrecord_{MARK}_total{{a="b\\',
    f"%s %(message)s {{0}} {{{MARK}}} \\u0000 $({MARK}) `{MARK}`",
)
ALL = (*HTML, *MARKDOWN, *TERMINAL, *CELLS, *CODE)

NAME = "=1+1\n\x1b]0;pwned\x07 \u202e<img src=x onerror=window.pwned=8>|`tick` [a](javascript:1) 'q\" {{7*191}}"
"""Stands in names of files, where no slash may."""


def sentences(which: tuple[str, ...], place: str) -> list[str]:
    """Paragraphs that hold a payload each: in a claim, in words between quotation marks, in the name of who speaks."""
    forms = (
        "The bridge {inner} of {place} will close for {number} days, Anna Verin said on Monday.",
        '"We will not pay {number} million marks {inner} to the builders," said mayor Anna Verin.',
        "Deputy minister Boro {payload} Kestrel told reporters that {number} piers of {place} were damaged.",
    )
    out = []
    for number, payload in enumerate(which, start=2):
        inner = payload.replace("\n", " ").replace('"', "'")
        for form in (forms[number % 3], forms[(number + 1) % 3]):
            out.append(form.replace("{number}", str(number)).replace("{place}", place))
            out[-1] = out[-1].replace("{inner}", inner).replace("{payload}", payload)
    return out


def story(title: str, which: tuple[str, ...], place: str, cited: str = "the Korvel Post") -> str:
    """An article in plain text."""
    body = [
        f"VELDRA, 4 March 2024 ({cited}) - A flood damaged {len(which)} bridges of {place}, the ministry said.",
        *sentences(which, place),
        f"According to {cited}, two officials who asked not to be named said the repair could take 3 months.",
        f'The port authority of {place} declined to comment. "Nobody was in danger," its chairman Bram Oyelaran said.',
    ]
    return "\n\n".join([title, *body]) + "\n"


def everything() -> str:
    """All payloads in one line, as a field of a record holds them."""
    return " ".join(each.replace("\n", " ") for each in ALL)


def record(number: int, which: tuple[str, ...], place: str) -> dict[str, object]:
    """A record of an article with a payload in each of its fields, and in the names of fields that nobody knows."""
    payload = which[number % len(which)]
    return {
        "title": f"{payload} Bridges of {place} close {everything()}",
        "author": [f"Ola {each}" for each in which],
        "outlet": f"{payload} Gazette",
        "url": f"https://{SITE}/{number}?a='--&b=\"><script>window.{MARK}=9</script>{payload}",
        "section": everything(),
        "tags": list(ALL),
        "language": "en",
        "date": "2024-03-05",
        everything(): everything(),
        "text": story(f"{payload} Bridges of {place} close", which, place, f"the {payload.strip()} Courier"),
    }


def write_one(folder: Path) -> None:
    """Write one article with a payload of every medium in each of its fields."""
    which = (*HTML, *MARKDOWN, TERMINAL[4], CODE[2])
    (folder / f"{NAME}.jsonl").write_text(json.dumps(record(0, which, "Korvel")) + "\n", "utf-8")


def write_articles(folder: Path) -> None:
    """Write the articles, and files beside them that are none; their names are hostile too."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.txt").write_text(story(f"{HTML[0]} Korvel bridges close", (*HTML, *CODE), "Korvel"), "utf-8")
    (folder / f"{NAME}.md").write_text(story(f"# {MARKDOWN[0]} Sund", MARKDOWN, "Sund"), "utf-8")
    (folder / f"{NAME}.json.txt").write_text("", "utf-8")
    (folder / "\x1b[2Jbroken.txt").write_bytes(b"caf\xff\xfe \x1b[31m" + HTML[1].encode())
    groups: Mapping[str, tuple[str, ...]] = {"Tessel": TERMINAL, "Ostrava Vale": CELLS, "Port Ellis": CODE}
    lines = [json.dumps(record(number, which, place)) for number, (place, which) in enumerate(groups.items())]
    spoilt = [json.dumps({everything(): everything()}), "{" + everything().replace("\n", " ")]
    (folder / f"{NAME}.jsonl").write_text("\n".join([*lines, *spoilt]) + "\n", "utf-8")
    (folder / "=table.csv").write_text(_table(), "utf-8", newline="")
    (folder / f"{NAME}.csv").write_text(f'"{everything().replace(chr(34), "")}",=b\n1,2\n', "utf-8", newline="")
    (folder / "page.html").write_text(_page(), "utf-8")


def _table() -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["title", "text", "author", "outlet", everything(), "=1+1", "url"])
    text = story(f"{CELLS[0]} Korvel bridges close", (*HTML[:2], *CELLS[:2]), "Korvel")
    writer.writerow([CELLS[0], text, CELLS[1], CELLS[2], everything(), CELLS[3], CELLS[4]])
    return file.getvalue()


def _page() -> str:
    fields = {"og:title": HTML[1], "og:site_name": HTML[0], "author": HTML[2], "keywords": everything()}
    metas = "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in fields.items())
    body = "".join(f"<p>{escape(each)}</p>" for each in sentences(HTML, "Korvel"))
    told = {"@type": "NewsArticle", "headline": HTML[1], "author": {"name": HTML[3]}, "articleSection": HTML[0]}
    data = json.dumps(told).replace("</", "<\\/")
    return (
        f"<html><head><title>{escape(HTML[1])}</title>{metas}"
        f'<script type="application/ld+json">{data}</script></head>'
        f"<body><article><h1>{escape(HTML[0])} Korvel bridges close</h1>{body}</article></body></html>"
    )


def write_reference(folder: Path) -> None:
    """Write reference tables whose names are hostile: they become those of speakers, media and offices."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "entities.csv": [
            ("entity_id", "name", "kind", "country", "description"),
            ("anna-verin", f"Anna {HTML[1]}{TERMINAL[1]} Verin", "person", "", everything()),
            ("bram-oyelaran", f"=Bram {MARKDOWN[0]} {CODE[0]} | Oyelaran", "person", "", CELLS[0]),
            ("korvel", f"{TERMINAL[4]} {HTML[0]} Korvel", "place", "", MARKDOWN[1]),
        ],
        "aliases.csv": [
            ("entity_id", "alias", "language", "use"),
            ("anna-verin", "Anna Verin", "en", "name"),
            ("bram-oyelaran", "Bram Oyelaran", "en", "name"),
            ("korvel", "Korvel", "en", "name"),
            ("korvel", f"{CELLS[0]} {MARKDOWN[2]} Town", "en", "name"),
        ],
        "offices.csv": [
            ("office", "body", "holder_id", "from_date"),
            (f"mayor {HTML[0]} {TERMINAL[0]}", "korvel", "anna-verin", "2020-01-01"),
        ],
        "outlets.csv": [
            ("outlet_id", "name", "kind", "domain", "country", "aliases"),
            ("korvel-post", f"={HTML[0]} {TERMINAL[2]} Korvel {MARKDOWN[3]} Post", "newspaper", "", "", "Korvel Post"),
        ],
    }
    for name, rows in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


def write_corrections(file: Path, document: str) -> None:
    """Write a file of corrections that people gave hostile reasons and names, a line of it broken."""
    why = everything()
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        ("id", "made_at", "author", "action", "target", "value", "reason"),
        ("cur-2", "2031-05-06T07:08:10Z", CELLS[0], "retract", document, "", why),
        ("cur-3", "2031-05-06T07:08:11Z", MARKDOWN[0], HTML[1] + TERMINAL[1], why, why, why),
        (HTML[0], "never", TERMINAL[3], "reject", MARKDOWN[2], CODE[0], "\x1b[2J"),
    ]
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
