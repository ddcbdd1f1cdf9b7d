"""The notebook of docs/: how it is run, and its outputs as they are kept."""

import base64
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from pipelines.settings import PROJECT_ROOT, Home

NOTEBOOK = PROJECT_ROOT / "docs" / "notebook.ipynb"
PICTURE = PROJECT_ROOT / "docs" / "repeated.png"
"""The notebook's chart, which the README shows."""
_SECONDS = 900
"""After so long a cell has failed; one of them runs the pipeline."""


def read() -> nbformat.NotebookNode:
    """Return the notebook as it is kept."""
    return nbformat.read(NOTEBOOK, as_version=4)


def executed(home: Home) -> nbformat.NotebookNode:
    """Return the notebook with the outputs that it has over a copy of ``home``; a cell that fails raises."""
    book = read()
    environment = {
        **os.environ,
        "ONRECORD_HOME": str(home.root),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT_ROOT),
    }
    place = {"metadata": {"path": str(NOTEBOOK.parent)}}
    client = NotebookClient(book, timeout=_SECONDS, kernel_name="python3", resources=place, record_timing=False)
    client.execute(env=environment)
    # what the machine adds about itself is none of the notebook's
    book.metadata = {name: book.metadata[name] for name in ("kernelspec",)} | {"language_info": {"name": "python"}}
    return book


def write(book: nbformat.NotebookNode) -> None:
    """Keep the notebook with its outputs, and its picture beside it."""
    nbformat.write(book, NOTEBOOK)
    PICTURE.write_bytes(pictures(book)[0])


def pictures(book: nbformat.NotebookNode) -> list[bytes]:
    """Return the pictures among the outputs, as PNG files."""
    outputs = [each for cell in book.cells if cell.cell_type == "code" for each in cell.outputs if "data" in each]
    return [base64.b64decode(each.data["image/png"]) for each in outputs if "image/png" in each.data]


def outputs(book: nbformat.NotebookNode) -> list[list[Any]]:
    """Return what each code cell puts out: its text, and of a picture that there is one."""
    return [[_output(each) for each in cell.outputs] for cell in book.cells if cell.cell_type == "code"]


def _output(output: nbformat.NotebookNode) -> Any:
    if output.output_type == "stream":
        return output.text
    return "a picture" if "image/png" in output.data else output.data["text/plain"]
