"""Packs what reads articles into one archive for the workers of a Spark cluster: code, tables, model, packages.

usage: python deploy/spark/pack.py environment.tar.gz

Run it with the Python of the environment that onrecord is installed in. What goes in is found from the imports of the
code that workers run, and from what those packages say they need; Spark itself does not, since the cluster has it. The
archive is a virtual environment: machines need the same Python at the place where this environment has it, and the same
kind of processor and system. ``docs/engines.md`` shows how a run names it.
"""

import ast
import importlib.metadata
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import pipelines
from pipelines.languages import LANGUAGES
from pipelines.settings import PROJECT_ROOT, SEEDS

_ROOMS = {"engines", "extraction"}
"""What workers are told to import by name."""
_LEFT_OUT = {"pyspark", "onrecord"}
_BY_ADDRESS = {"s3fs"}
"""What no code imports by name, since an address such as s3://… asks for it; packed where it is installed."""


def main(archive: Path) -> None:
    """Write the archive; it is there whole or not at all."""
    folder = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    unfinished = archive.with_name(f".tmp-{archive.name}")
    with tarfile.open(unfinished, "w:gz", compresslevel=1) as packed:
        for place, inside in {**_code(), **_packages()}.items():
            packed.add(place, f"{folder}/{inside}", recursive=False)
        for name in ("python", "python3"):
            link = tarfile.TarInfo(f"bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, str(Path(sys.executable).resolve())
            packed.addfile(link)
        packed.add(Path(sys.prefix) / "pyvenv.cfg", "pyvenv.cfg")
    unfinished.replace(archive)
    print(f"{archive}: {archive.stat().st_size / 1e6:.0f} MB")


def _code() -> dict[Path, str]:
    """The project's own files and where they go: all of its code, so that workers can say whether it is the same."""
    roots = (Path(pipelines.__file__).parent, SEEDS)
    files = (path for root in roots for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path: path.relative_to(PROJECT_ROOT).as_posix() for path in files}


def _packages() -> dict[Path, str]:
    """The files of the packages that workers need and where they go."""
    found = {}
    for package in _needed(_imported() | _BY_ADDRESS | {language.model for language in LANGUAGES.values()}):
        for file in package.files or ():
            place = Path(str(file.locate()))
            if place.is_file() and ".." not in file.parts and "__pycache__" not in file.parts:
                found[place] = file.as_posix()
    return found


def _imported() -> set[str]:
    """The modules of others that the code of the workers imports, anywhere in it."""
    root, others = Path(pipelines.__file__).parent, set()
    todo, seen = set(_ROOMS), set[str]()
    while todo:
        own = todo.pop()
        seen.add(own)
        for path in [root / f"{own}.py"] if (root / f"{own}.py").exists() else (root / own).rglob("*.py"):
            for module in _imports(ast.parse(path.read_text(encoding="utf-8"))):
                top, _, rest = module.partition(".")
                if top == "pipelines":
                    todo |= {rest.partition(".")[0]} - seen - {""}
                else:
                    others.add(top)
    return others - set(sys.stdlib_module_names)


def _imports(tree: ast.AST) -> Iterator[str]:
    """The full names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _needed(modules: Iterable[str]) -> list[importlib.metadata.Distribution]:
    """The distributions that hold the modules, and all that these need."""
    holders = importlib.metadata.packages_distributions()
    todo = [(name, "") for module in modules for name in holders.get(module, ())]
    seen: dict[tuple[str, str], importlib.metadata.Distribution | None] = {}
    while todo:
        name, extra = todo.pop()
        key = (canonicalize_name(name), extra)
        if key in seen or key[0] in _LEFT_OUT:
            continue
        seen[key] = package = _installed(name)
        for line in (package.requires or ()) if package else ():
            needs = Requirement(line)
            if needs.marker is None or needs.marker.evaluate({"extra": extra}):
                todo += [(needs.name, each) for each in ("", *needs.extras)]
    return [package for package in seen.values() if package is not None]


def _installed(name: str) -> importlib.metadata.Distribution | None:
    """A distribution, if it is installed: what a package may use it need not have."""
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].endswith(".tar.gz"):
        sys.exit("usage: python deploy/spark/pack.py environment.tar.gz")
    main(Path(sys.argv[1]))
