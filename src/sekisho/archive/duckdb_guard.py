"""Whether a text is one SELECT over known views: decided on DuckDB's own parse tree, before it runs.

The engine's lock is not enough. `allowed_paths` allows to write as well as to read, and a WITH clause may
hold `COPY ... TO` or `INSERT` while the statement as a whole counts as a SELECT: such a question would
overwrite the very records it asks about. So the tree is walked, and what is not known to be harmless is
refused. Kinds of nodes, tables and table functions go by what is allowed; scalar functions, of which there
are hundreds that only compute, by what is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import Any

import duckdb

from sekisho.archive.engines import BadQuery, Forbidden, NotReadOnly

LONGEST = 20_000
"""Characters of the longest question that is looked at."""

DEEPEST = 100
"""Brackets open at once. What the parser needs grows with their square, and it can be neither limited nor stopped:
50,000 open ones took all the memory of a machine with 24 GiB.
"""

KINDS = frozenset(
    {
        *("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"),
        *(
            "EMPTY",
            "BASE_TABLE",
            "SUBQUERY",
            "JOIN",
            "TABLE_FUNCTION",
            "EXPRESSION_LIST",
            "PIVOT",
            "SHOW_REF",
        ),
        *("ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER"),
        *("ORDER_DEFAULT", "ASCENDING", "DESCENDING"),
    }
)
"""What a tree consists of besides expressions. An INSERT or a COPY in a WITH clause has a kind of its own."""

TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})

REFUSED_FUNCTIONS = frozenset(
    {
        *("nextval", "currval", "setval", "setseed", "sleep_ms", "write_log"),  # do more than compute
        *("current_setting", "getenv", "getvariable"),  # tell about the machine
        *("json_serialize_plan", "json_execute_serialized_sql"),  # carry a second question past this check
    }
)
"""Besides these every function named `pg_...` but `pg_typeof`: they stand for such functions or for the catalogue."""

_WORD = re.compile(r"\w+\Z")

Node = dict[str, Any]  # Any: JSON


def check(connection: duckdb.DuckDBPyConnection, sql: str, names: Collection[str]) -> None:
    """Refuse `sql` unless it is one statement that only reads the views `names`.

    `connection` parses and runs nothing of it. Raises NotReadOnly, Forbidden or BadQuery.
    """
    nodes = list(_nodes(_tree(connection, sql)))
    views = {name.lower() for name in names}
    ctes = {_cte(entry["key"], views) for node in nodes for entry in _entries(node)}
    for node in nodes:
        if "class" in node:
            _check_expression(node)
        elif isinstance(kind := node.get("type"), str):
            _check_kind(kind, node, views | ctes)


def _tree(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    _check_text(sql)
    row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    try:
        answer = json.loads(row[0] if row else "")
    except RecursionError as error:
        raise BadQuery("The question is nested too deeply.") from error
    if answer["error"]:
        message = str(answer["error_message"]).partition("\n")[0]
        raise NotReadOnly(message) if answer["error_type"] == "not implemented" else BadQuery(message)
    if not answer["statements"]:
        raise BadQuery("Nothing is asked.")
    if len(answer["statements"]) > 1:
        raise NotReadOnly("More than one statement is asked.")
    return answer["statements"][0]


def _check_text(sql: str) -> None:
    """Refuse what should not even be parsed."""
    if len(sql) > LONGEST:
        raise BadQuery(f"The question is longer than {LONGEST} characters.")
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in sql):
        raise BadQuery("The question contains what is no character.")
    if _depth(sql) > DEEPEST:
        raise BadQuery(f"The question has more than {DEEPEST} brackets open at once.")


def _depth(sql: str) -> int:
    """The most brackets open at once, those in texts and comments counted too."""
    steps = ((char in "([{") - (char in ")]}") for char in sql)
    return max(accumulate(steps, initial=0))


def _nodes(tree: object) -> Iterator[Node]:
    """Every JSON object in the tree, without recursion: its depth is the asker's choice."""
    left = [tree]
    while left:
        match left.pop():
            case dict() as node:
                yield node
                left.extend(node.values())
            case list() as nodes:
                left.extend(nodes)


def _entries(node: Node) -> list[Node]:
    """The WITH clauses of a node."""
    ctes: Node = node.get("cte_map") or {}
    return list(ctes.get("map", ()))


def _cte(name: str, views: Collection[str]) -> str:
    """A name that a WITH clause gives. It must not be one that means something outside of the clause."""
    found = name.lower()
    if found not in views and (not _WORD.match(found) or _is_internal(found)):
        raise Forbidden(f'A WITH clause cannot be named "{name}".')
    return found


def _is_internal(name: str) -> bool:
    """Whether the engine may know a table of that name by itself, in its own catalogue."""
    return name.startswith(("duckdb_", "pragma_", "sqlite_", "pg_", "information_schema"))


def _check_expression(node: Node) -> None:
    name = str(node.get("function_name", "")).lower()
    if name in REFUSED_FUNCTIONS or (name.startswith("pg_") and name != "pg_typeof"):
        raise Forbidden(f"The function {name} is not available.")


def _check_kind(kind: str, node: Node, tables: Collection[str]) -> None:
    if kind not in KINDS:
        raise NotReadOnly(f"Only reading is answered, not {kind.lower()}.")
    if kind == "TABLE_FUNCTION" and _path(node["function"])[-1] not in TABLE_FUNCTIONS:
        raise Forbidden(f"The table function {node['function'].get('function_name')} is not available.")
    if kind == "BASE_TABLE":
        _check_table(_path(node), tables)
    if kind == "SHOW_REF" and node.get("query") is None and node.get("table_name") != '"tables"':
        raise Forbidden("Only SHOW TABLES, DESCRIBE and SUMMARIZE of a view are available.")


def _path(node: Node) -> list[str]:
    return [str(part).lower() for part in node["qualified_name"]["path"]]


def _check_table(path: list[str], tables: Collection[str]) -> None:
    *outer, name = path
    if not outer and name in tables:
        return
    if outer or not _WORD.match(name) or _is_internal(name):
        raise Forbidden(f'Only views can be read, not "{".".join(path)}".')
    raise BadQuery(f'There is no view "{name}". There are: {", ".join(sorted(tables))}.')
