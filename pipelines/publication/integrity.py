"""Whether the files of a snapshot are those that its manifest names: bytes and hashes alone."""

from pathlib import Path

from pipelines.ids import sha256_file
from pipelines.publication.manifest import MANIFEST, read_manifest


def damaged_files(folder: Path) -> list[str]:
    """Return what is wrong with the files of a snapshot, one sentence each; nothing if it is whole.

    Looks at the files as bytes: those missing, those altered, those that nobody listed, and a
    manifest that belongs to another folder.
    """
    try:
        manifest = read_manifest(folder)
        listed = {each["path"]: (each["bytes"], each["hash"]) for each in manifest["resources"] + manifest["documents"]}
        version = manifest["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{folder.name}/{MANIFEST}: cannot be read: {error}"]
    problems = []
    if version != folder.name:
        problems.append(f"{folder.name}/{MANIFEST}: describes version {version}")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    problems += [f"{folder.name}/{name}: missing" for name in sorted(set(listed) - present)]
    problems += [
        f"{folder.name}/{name}: not listed in the manifest" for name in sorted(present - set(listed) - {MANIFEST})
    ]
    for name in sorted(present & set(listed)):
        size, expected = listed[name]
        if (folder / name).stat().st_size != size:
            problems.append(f"{folder.name}/{name}: is {(folder / name).stat().st_size} bytes long, listed {size}")
        elif f"sha256:{sha256_file(folder / name)}" != expected:
            problems.append(f"{folder.name}/{name}: its SHA-256 is not the one listed")
    return problems
