"""Outputs at a URL: the same as in a folder, written once, read back by DuckDB; fsspec's memory is the store."""

import pickle
import uuid
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pyarrow as pa
import pytest

from pipelines.engines import Bucket, Engine, Folder, InProcess, Job, Place, Processes, ShardError, Work, map_shards
from pipelines.engines.spark import do_shard, end_children, inputs_written
from pipelines.storage import Mark, StorageError, open_store
from pipelines.warehouse import WarehouseError, read_parquet

WORK = Work("batch_functions:double")
TABLES = [pa.table({"number": part}) for part in ([1, 2], [3], [5, 6, 7])]
DOUBLED = [2, 4, 6, 10, 12, 14]


@pytest.fixture
def url() -> Iterator[str]:
    name = f"shards-{uuid.uuid4().hex[:8]}"
    yield f"memory://{name}/out"
    memory = fsspec.filesystem("memory")
    if memory.exists(f"/{name}"):
        memory.rm(f"/{name}", recursive=True)


def read(place: Bucket, names: list[str]) -> list[int]:
    rows: list[int] = read_parquet(place.store, [f"{name}.parquet" for name in names])["number"].to_pylist()
    return rows


@pytest.mark.parametrize("engine", [InProcess(), Processes(2)])
def test_outputs_are_those_of_a_folder_and_done_once(url: str, tmp_path: Path, engine: Engine) -> None:
    place, told = Bucket(url), list[tuple[int, int]]()
    names = map_shards(WORK, TABLES, place, engine=engine, progress=lambda *rows: told.append(rows))
    assert names == map_shards(WORK, TABLES, Folder(tmp_path), engine=engine)
    assert read(place, names) == DOUBLED
    assert (told[0], told[-1]) == ((0, 6), (6, 6))
    assert set(place.store.entries(below=True)) == {f"{name}.parquet" for name in names}
    before = place.present()
    assert map_shards(WORK, TABLES, place, engine=engine) == names
    assert place.present() == before


def test_a_folder_by_its_address_serves_too(tmp_path: Path) -> None:
    place = Bucket(f"file://{tmp_path}/out")
    names = map_shards(WORK, TABLES, place, engine=InProcess())
    assert read(place, names) == DOUBLED
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == sorted(names)


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"no Parquet at all, but long enough to be one", None])
def test_a_damaged_output_is_made_again_and_a_whole_one_is_left(url: str, damage: bytes | None) -> None:
    place = Bucket(url)
    names = map_shards(WORK, TABLES, place, engine=InProcess())
    files = [f"{name}.parquet" for name in names]
    whole = place.store.read(files[0])
    assert whole is not None
    place.store.replace(files[0], whole[:-9] if damage is None else damage)
    assert place.whole(names) == set(names[1:])
    assert not place.has(names[0])
    others = {name: place.store.read(name) for name in files[1:]}
    assert read(place, map_shards(WORK, TABLES, place, engine=InProcess())) == DOUBLED
    place.write(names[0], pa.table({"number": [0]}))
    assert place.store.read(files[0]) == whole
    assert {name: place.store.read(name) for name in files[1:]} == others


def test_a_footer_longer_than_what_is_fetched_first_is_fetched_whole(url: str) -> None:
    place = Bucket(url)
    place.write("wide", pa.table({f"a_column_with_a_long_name_{number}": [number] for number in range(2000)}))
    assert place.whole({"wide"}) == {"wide"}
    assert place.has("wide")
    assert not place.has("missing")


def test_a_damaged_output_that_somebody_else_mends_meanwhile_stays_theirs(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, other = Bucket(url), Bucket(url)
    place.store.create("a.parquet", b"damaged")
    swap = type(place.store).swap

    def late(self: object, name: str, before: Mark, content: bytes) -> None:
        monkeypatch.undo()
        other.write("a", pa.table({"number": [1]}))
        swap(place.store, name, before, content)

    monkeypatch.setattr(type(place.store), "swap", late)
    place.write("a", pa.table({"number": [2]}))
    assert read(place, ["a"]) == [1]


def test_a_task_takes_its_input_from_the_place_and_the_inputs_are_removed(url: str) -> None:
    place: Place = Bucket(url)
    jobs = [
        Job(at + 1, f"{at:032x}", table.num_rows, 3, place, lambda at=at: TABLES[at]) for at, table in enumerate(TABLES)
    ]
    try:
        with inputs_written(jobs) as names:
            assert sorted(open_store(f"{url}/inputs").entries()) == [f"{name}.arrow" for name in names]
            sent = pickle.loads(pickle.dumps(place))
            assert [do_shard(WORK, sent, name) for name in [*names, names[0]]] == [2, 1, 3, 2]
    finally:
        end_children()
    assert read(Bucket(url), names) == DOUBLED
    assert open_store(f"{url}/inputs").entries() == {}
    with pytest.raises(ShardError, match=r"there is no memory://.*/inputs/0+.arrow: the run that put it has ended"):
        do_shard(WORK, place, names[0])


def test_a_shard_that_brought_this_process_down_is_done_in_a_child(url: str) -> None:
    place = Bucket(url)
    (name,) = map_shards(WORK, TABLES[:1], place, engine=InProcess())
    place.store.remove([f"{name}.parquet", "never-there.parquet"])
    place.begin(name)
    told = place.begun({name, "another"})
    map_shards(WORK, TABLES[:1], place, engine=InProcess())
    assert (told, place.begun({name})) == ({name}, set())
    assert read(place, [name]) == DOUBLED[:2]


def test_keys_are_shown_nowhere() -> None:
    place = Bucket("memory://somebody:hush@shelf/out", {"secret": "hush"})
    assert "hush" not in f"{place!r} {place.address} {place.store.shown}"
    assert place.address == "memory://shelf/out"


def test_what_cannot_be_written_names_the_shard_and_the_place(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Bucket(url)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("the bucket is not yours")

    monkeypatch.setattr(place.store.filesystem, "pipe_file", refuse)
    with pytest.raises(
        ShardError, match=r"shard a: memory://.*/out/a.parquet cannot be written: the bucket is not yours"
    ):
        place.write("a", TABLES[0])


def test_an_output_that_is_gone_is_an_error_that_says_what_to_do(url: str) -> None:
    with pytest.raises(WarehouseError, match=r"shards at memory://.* cannot be read .*run again"):
        read_parquet(Bucket(url).store, ["gone.parquet"])


class RefusedError(Exception):
    """As S3 refuses a write whose condition does not hold, or beside which another is under way."""

    def __init__(self, status: int) -> None:
        self.response = {"ResponseMetadata": {"HTTPStatusCode": status}}


@pytest.mark.parametrize(("answers", "is_written"), [([409, 409], True), ([409, 412], False), ([412], False)])
def test_two_writes_at_once_are_settled_by_asking_again(
    url: str, monkeypatch: pytest.MonkeyPatch, answers: list[int], is_written: bool
) -> None:
    store, left = open_store(url), list(answers)
    really = store.filesystem.pipe_file

    def answer(path: str, content: bytes, **options: str) -> None:
        assert options == {"mode": "create"}
        if left:
            raise RefusedError(left.pop(0))
        really(path, content, **options)

    monkeypatch.setattr("pipelines.storage._PAUSE", 0.0)
    monkeypatch.setattr(store.filesystem, "pipe_file", answer)
    assert store.offer("a", b"1") is is_written
    assert (store.read("a"), left) == (b"1" if is_written else None, [])


def test_a_write_that_is_refused_again_and_again_is_an_error(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(url)

    def refuse(*_: object, **__: object) -> None:
        raise RefusedError(409)

    monkeypatch.setattr("pipelines.storage._PAUSE", 0.0)
    monkeypatch.setattr(store.filesystem, "pipe_file", refuse)
    with pytest.raises(StorageError, match="a cannot be written"):
        store.offer("a", b"1")
