"""onrecord: a versioned dataset of claims in the news, from Python.

    >>> import onrecord
    >>> dataset = onrecord.open_dataset("data/demo")
    >>> claims = dataset.table("claims")

Heavy libraries are imported when they are first needed, so that importing this costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.reader import Dataset, DatasetError, open_dataset

    __version__: str

__all__ = ["Dataset", "DatasetError", "__version__", "open_dataset"]


def __getattr__(name: str) -> Any:
    """Import what is asked for on its first use (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("onrecord")
    if name in __all__:
        from pipelines import reader

        return getattr(reader, name)
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List what can be imported from here."""
    return sorted(__all__)
