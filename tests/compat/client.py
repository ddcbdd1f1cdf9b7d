"""What an older DuckDB client does with published files; run by its own interpreter, standard library and duckdb alone.

usage: client.py rows FILE…            every row of each Parquet file, one JSON list a file
       client.py describe DATABASE     tables, columns and comments of the published database
       client.py hold DATABASE         counts claims before and after a line on standard input, over one connection
"""

import json
import sys

import duckdb


def rows(*files: str) -> None:
    for file in files:
        connection = duckdb.connect()
        found = connection.execute("SELECT * FROM read_parquet(?)", [file])
        types = [str(column[1]) for column in found.description]
        print(json.dumps({"types": types, "rows": found.fetchall()}, default=str))


def describe(database: str) -> None:
    connection = duckdb.connect(database, read_only=True)
    queries = {
        "version": "SELECT version()",
        "tables": "SELECT schema_name, table_name, comment FROM duckdb_tables() ORDER BY ALL",
        "views": "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
        "columns": "SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns()"
        " WHERE NOT internal ORDER BY ALL",
        "states": "SELECT count(*) FROM claims_as_of((SELECT max(version) FROM versions))",
        "claims": "SELECT count(*) FROM claims",
    }
    print(json.dumps({name: connection.execute(query).fetchall() for name, query in queries.items()}))


def hold(database: str) -> None:
    connection = duckdb.connect(database, read_only=True)
    for _ in range(2):
        print(connection.execute("SELECT count(*) FROM claims").fetchone()[0], flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    {"rows": rows, "describe": describe, "hold": hold}[sys.argv[1]](*sys.argv[2:])
