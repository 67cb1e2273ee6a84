"""Personal data stands only where it is listed, and it is read only by the one function that writes the reading down."""

from __future__ import annotations

import re

import pytest
from personal_sql import FILES, PLANNED, SILENT, STORE, read_through

from domain.privacy.book_file import BadPrivacy, parse_privacy
from store.pool import Pool
from store.shipped import privacy
from store.sql import load_sql


async def test_every_text_column_is_listed_as_personal_or_as_not(pool: Pool):
    rows = await pool.fetch(
        """
        SELECT columns.table_name, columns.column_name, columns.data_type, columns.udt_name
          FROM information_schema.columns
          JOIN information_schema.tables USING (table_schema, table_name)
         WHERE columns.table_schema = 'public'
           AND tables.table_type = 'BASE TABLE'
        """
    )
    there = {(row["table_name"], row["column_name"]) for row in rows}
    free = {(row["table_name"], row["column_name"]) for row in rows if _may_hold_words(row)}
    personal = {(table, column) for table, columns in privacy().columns.items() for column in columns}
    impersonal = {(table, column) for table, columns in privacy().impersonal.items() for column in columns}

    assert free - personal - impersonal == set(), "say in domain/data/privacy.toml whether this is personal"
    assert (personal | impersonal) - there == set(), "there is no such column"


async def test_the_tables_with_personal_data_are_marked_so_in_the_database(pool: Pool):
    rows = await pool.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND obj_description(oid, 'pg_class') = 'personal data'"
    )

    assert {row["relname"] for row in rows} == set(privacy().columns)


async def test_whoever_reads_personal_data_is_written_down(pool: Pool):
    async with pool.acquire() as connection:
        await connection.execute(PLANNED)
        found = {}
        for path in FILES:
            for name, statement in load_sql(str(path.with_suffix(".py"))).items():
                plan = await connection.fetchval("SELECT planned($1)", statement)
                if shown := _answers(plan[0]["Plan"]) and _personal_columns(plan[0]["Plan"]):
                    found[name] = shown
    through = set().union(*(read_through(path.with_suffix(".py")) for path in FILES))

    assert {name: columns for name, columns in found.items() if name not in through | set(SILENT)} == {}
    assert set(SILENT) - set(found) == set(), "these show nothing personal"
    assert through & set(SILENT) == set()
    assert through <= set(found)


def test_a_list_that_contradicts_itself_is_refused_whole():
    text = (STORE.parent / "domain" / "data" / "privacy.toml").read_text(encoding="utf-8")

    with pytest.raises(BadPrivacy, match="personal and not personal"):
        parse_privacy(text.replace('asker = ["id"', 'asker = ["phone", "id"'))
    with pytest.raises(BadPrivacy, match="periods are missing"):
        parse_privacy(text.replace('id = "account"', 'id = "letter"'))


def _may_hold_words(row) -> bool:
    return row["data_type"] in ("text", "json", "jsonb", "bytea", "character varying") or row["udt_name"] == "_text"


def _answers(plan) -> bool:
    """Does a statement answer anything?"""
    return plan["Node Type"] != "ModifyTable" or "Output" in plan


def _personal_columns(plan) -> list[str]:
    """The personal columns in what a statement answers, by its plan: of the top node, and of queries within expressions."""
    listed, tables, shown = privacy().columns, {}, []

    def walk(node, *, is_answer: bool) -> None:
        if node.get("Relation Name"):
            tables[node["Alias"]] = node["Relation Name"]
        if is_answer:
            shown.extend(node.get("Output", []))
        for inner in node.get("Plans", []):
            passes_on = is_answer and node["Node Type"] in ("Append", "Merge Append", "Result")
            walk(inner, is_answer=passes_on or inner.get("Parent Relationship") in ("InitPlan", "SubPlan"))

    walk(plan, is_answer=True)
    found = set()
    for alias, table in tables.items():
        name = (
            rf"{re.escape(alias)}\." if len(tables) > 1 else rf"(?:{re.escape(alias)}\.)?"
        )  # of a single table it stands alone
        for column in listed.get(table, ()):
            if any(re.search(rf"(?<![\w.]){name}{column}(?!\w)", expression) for expression in shown):
                found.add(f"{table}.{column}")
    return sorted(found)
