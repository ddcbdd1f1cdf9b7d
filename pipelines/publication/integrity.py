"""Whether the files of a snapshot are those that its manifest names: bytes and hashes alone."""

from pathlib import Path

from pipelines.ids import sha256_file
from pipelines.publication.manifest import MANIFEST, files, read_manifest
from pipelines.publication.versions import INDEX, read_versions


def unlike_index(folder: Path) -> dict[str, str]:
    """Return what is wrong with the manifest of a snapshot by the index beside it; nothing where none names it.

    Raises:
        VersionError: the index cannot be read.
    """
    entry = read_versions(folder.parent).find(folder.name)
    if entry is None or entry.manifest_sha256 == sha256_file(folder / MANIFEST):
        return {}
    return {MANIFEST: f"its SHA-256 is not the one in {INDEX}"}


def damaged_files(folder: Path) -> dict[str, str]:
    """Return what is wrong with the files of a snapshot, by file name; nothing if it is whole.

    Looks at the files as bytes: those missing, those altered, those that nobody listed, and a
    manifest that belongs to another folder.
    """
    try:
        manifest = read_manifest(folder)
        listed = files(manifest)
        version = manifest["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return {MANIFEST: f"cannot be read: {error}"}
    problems = {} if version == folder.name else {MANIFEST: f"describes version {version}"}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    problems |= dict.fromkeys(sorted(set(listed) - present), "missing")
    problems |= dict.fromkeys(sorted(present - set(listed) - {MANIFEST}), "not listed in the manifest")
    for name in sorted(present & set(listed)):
        size, expected = listed[name]
        found = (folder / name).stat().st_size
        if found != size:
            problems[name] = f"is {found} bytes long, listed {size}"
        elif f"sha256:{sha256_file(folder / name)}" != expected:
            problems[name] = "its SHA-256 is not the one listed"
    return problems
