"""JSON and tables that mean harm."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile.kinds import article, kind

MEGABYTE = 1_000_000


def line(number: int, **more: object) -> str:
    """Return a sound record as a line."""
    return json.dumps({"id": f"r{number}", "text": article(number), **more}, ensure_ascii=False) + "\n"


@kind("line_too_long", "too_large", reads=2, small=21, large=100)
def long_line(folder: Path, size: int) -> None:
    """One line of 100 MB between two sound ones, and a file of nothing else."""
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        file.write(line(100))
        file.write('{"id": "long", "text": "')
        for _ in range(size):
            file.write("x" * MEGABYTE)
        file.write('"}\n')
        file.write(line(101))


@kind("too_large", "too_long", small=1, large=100)
def long_text_line(folder: Path, size: int) -> None:
    with (folder / "a.txt").open("w", encoding="utf-8") as file:
        for _ in range(size):
            file.write("word " * (MEGABYTE // 5))


@kind("bad_json", "missing_text", "broken_encoding", reads=3)
def half_a_json_line(folder: Path, _size: int) -> None:
    (folder / "a.jsonl").write_text(line(110) + line(111)[:90] + "\n" + line(112), encoding="utf-8")
    (folder / "end.jsonl").write_text(line(113) + line(114)[:90], encoding="utf-8")


@kind(
    "bad_json", "unsupported_format", "no_body_text", "missing_text", "too_long", reads=1, small=5_000, large=1_000_000
)
def deep_json(folder: Path, size: int) -> None:
    (folder / "list.json").write_text("[" * size + "]" * size, encoding="utf-8")
    (folder / "object.json").write_text('{"text":' * size + '"a"' + "}" * size, encoding="utf-8")
    deep = '{"id": "d", "text": "a", "more": ' + "[" * size + "]" * size + "}\n"
    (folder / "a.jsonl").write_text(line(120) + deep, encoding="utf-8")


@kind("bad_json", "missing_text", reads=1, small=5_000, large=10_000_000)
def numbers_without_end(folder: Path, size: int) -> None:
    long = '{"id": ' + "9" * size + ', "text": "The mayor said so."}\n'
    (folder / "a.jsonl").write_text(line(130) + long, encoding="utf-8")


@kind("missing_text", "bad_json", "broken_encoding", reads=3)
def odd_json(folder: Path, _size: int) -> None:
    """Keys that stand twice, values that are no numbers, and types that are others than meant."""
    rows = [
        line(140, published_at=["2024", {"a": 1}], outlet={"name": {"name": 7}}, url=3.5, title=True),
        '{"text": "first", "text": ' + json.dumps(article(141)) + "}\n",
        line(142, more=0)[:-2] + ', "n": NaN, "i": Infinity}\n',
        '{"text": 5}\n',
        '{"text": null}\n',
        '{"text": ["a", "b"]}\n',
        '"text"\n',
        "[]\n",
        "null\n",
    ]
    (folder / "a.jsonl").write_text("".join(rows), encoding="utf-8")


@kind("broken_encoding", reads=2)
def lone_surrogates(folder: Path, _size: int) -> None:
    rows = [
        line(150),
        '{"id": "a", "text": "Half \\ud800 a pair, the mayor said."}\n',
        '{"id": "b\\udfff", "text": "Half a pair, the mayor said."}\n',
        '{"id": "c", "title": "\\udc00\\ud800", "text": "Turned round, the mayor said."}\n',
        line(151, title="\U0001f3d7 whole"),
    ]
    (folder / "a.jsonl").write_text("".join(rows), encoding="utf-8")


@kind("missing_text", "broken_table", reads=2, small=10_000, large=10_000)
def wide_table(folder: Path, size: int) -> None:
    names = ["text", *(f"c{number}" for number in range(size))]
    rows = [json.dumps(article(160 + number)).replace("\\n", " ").replace('\\"', '""') for number in range(2)]
    filler = "," * (size - 1) + ",x"
    (folder / "a.csv").write_text(
        "\n".join([",".join(names), *(row + filler for row in rows)]) + "\n", encoding="utf-8"
    )


@kind("broken_table", "too_long", "missing_text", "parser_out_of_memory", reads=1, small=21, large=45)
def huge_cell(folder: Path, size: int) -> None:
    sound = '"' + article(170).replace('"', '""') + '"'
    cell = '"' + "word " * (size * MEGABYTE // 5) + '"'
    (folder / "a.csv").write_text(f"id,text,title\n1,{sound},Pier\n2,{cell},Long\n", encoding="utf-8")


@kind("broken_table", "missing_text", "too_long", small=1, large=40)
def quote_that_never_closes(folder: Path, size: int) -> None:
    sound = '"' + article(180).replace('"', '""') + '"'
    rest = "3,text,title\n" * (size * MEGABYTE // 13)
    (folder / "a.csv").write_text(f'id,text,title\n1,{sound},Pier\n2,"{rest}', encoding="utf-8")


def _parquet(rows: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


@kind("broken_table")
def truncated_parquet(folder: Path, _size: int) -> None:
    sound = _parquet([{"text": article(190 + number)} for number in range(50)])
    (folder / "cut.parquet").write_bytes(sound[: len(sound) // 2])
    (folder / "head.parquet").write_bytes(b"PAR1")
    (folder / "flipped.parquet").write_bytes(sound[:-8] + b"\xff\xff\xff\x7f" + b"PAR1")


@kind("parser_out_of_memory", "too_long", "broken_table", small=5, large=2000)
def parquet_bomb(folder: Path, size: int) -> None:
    """A column of one value again and again, which costs nothing to store."""
    column = pa.DictionaryArray.from_arrays(pa.array([0] * (size * 2), pa.int32()), pa.array(["x" * MEGABYTE]))
    pq.write_table(pa.table({"text": column}), folder / "a.parquet", compression="zstd")
