"""Orchestration: thin Dagster assets over the rooms of ``pipelines``, and the command line.

The only package that imports Dagster. An asset reads its inputs, calls one function of its
room, writes the table and says what it did; asset modules never import each other.
"""

import os

# What polars frees is the system's again at once, in this process and in its workers; it would keep it, and a stage
# takes other memory than the one before it. Read when polars is loaded; what somebody set holds.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")
