"""Orchestration: thin Dagster assets over the rooms of ``pipelines``, and the command line.

The only package that imports Dagster. An asset reads its inputs, calls one function of its
room, writes the table and says what it did; asset modules never import each other.
"""
