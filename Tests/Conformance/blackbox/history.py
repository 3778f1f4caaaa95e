"""The audit log as it is in the database, read through a connection that cannot write."""
import json
import sqlite3


def events(provider, action, **columns) -> list[dict]:
    """The events of one action, the oldest first, whose columns have these values."""
    with sqlite3.connect(f"file:{provider.database}?mode=ro", uri=True, timeout=10) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM audit_event WHERE action = ? ORDER BY sequence", [action])]
    found = [row | {"details": json.loads(row["details"])} for row in rows]
    return [row for row in found if all(row[name] == value for name, value in columns.items())]
