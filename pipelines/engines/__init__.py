"""How a batch function is mapped over shards: in this process, over local processes, or over an Apache Spark cluster.

The contract is a function from one Arrow table to one, pure, given by its dotted name; a shard's output is an immutable
Parquet file named by a hash of its input, in a folder or on an object store. Nothing here knows what the function does.
See ``docs/engines.md``.
"""

from pipelines.engines.bucket import Bucket
from pipelines.engines.folder import Folder
from pipelines.engines.in_process import InProcess
from pipelines.engines.mapping import map_batches, map_shards
from pipelines.engines.places import Place
from pipelines.engines.processes import Begun, Processes
from pipelines.engines.shards import shard_name
from pipelines.engines.spark import Spark
from pipelines.engines.work import Engine, Finished, Job, Progress, ShardError, Work

__all__ = [
    "Begun",
    "Bucket",
    "Engine",
    "Finished",
    "Folder",
    "InProcess",
    "Job",
    "Place",
    "Processes",
    "Progress",
    "ShardError",
    "Spark",
    "Work",
    "map_batches",
    "map_shards",
    "shard_name",
]
