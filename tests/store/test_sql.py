"""Every statement of the store is sound: it prepares against the migrated schema, is explained, used, and read in order."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
from collections import Counter
from pathlib import Path

import asyncpg
import pytest

import store
from domain.commit import Receipt
from domain.standing import Standing
from store import (
    acknowledgements,
    cases,
    dossiers,
    outbox,
    people,
    readers,
    reference,
    rosters,
    unreached,
    upkeep,
    watch,
)
from store.pool import Pool
from store.sql import load_sql

STORE = Path(store.__file__).parent
FILES = sorted(STORE.glob("*.sql"))
HEADER = re.compile(r"^-- ([a-z_]+): (.+)$", re.MULTILINE)
MODULES = [path for path in sorted(STORE.glob("*.py")) if "SQL" in path.read_text(encoding="utf-8")]

# Rows that are read by position: the statement, and what is made of its row.
READ = {
    ("readers", "public_projects"): readers.PublicProject,
    ("readers", "public_project"): readers.PublicProject,
    ("readers", "public_items"): readers.PublicItem,
    ("readers", "public_events"): readers._event,
    ("readers", "inbox"): readers.InboxItem,
    ("readers", "inbox_of_all"): readers.InboxItem,
    ("readers", "late"): readers.LateAct,
    ("readers", "late_clocks"): readers.LateClocks,
    ("readers", "standing"): readers.Where,
    ("readers", "note"): readers.Note,
    ("reference", "calendars"): reference.CalendarRow,
    ("cases", "receipt"): Receipt,
    ("dossiers", "dossier"): dossiers.Dossier,
    ("watch", "messages"): watch.Told,
    ("outbox", "messages_newest"): outbox.Message,
    ("outbox", "one_message"): outbox.Message,
    ("outbox", "one_letter"): outbox.SentLetter,
    ("outbox", "fates_of_message"): outbox.Happened,
    ("outbox", "receipts_of_letter"): outbox.Reported,
    ("outbox", "notices_of_case"): outbox.Said,
    ("unreached", "unreached"): unreached.Unreached,
    ("upkeep", "outages_newest"): upkeep.Outage,
    ("upkeep", "alarms_newest"): upkeep.Alarm,
    ("upkeep", "post_health"): upkeep.PostHealth,
    ("rosters", "absences_to_come"): rosters.Absence,
    ("rosters", "one_absence"): rosters.Absence,
    ("rosters", "duties_to_come"): rosters.Duty,
    ("rosters", "one_duty"): rosters.Duty,
    ("acknowledgements", "lines_of_letter"): acknowledgements.Line,
}
# Values that are written by position: the statement, how many columns stand before them, and whose fields they are.
WRITTEN = [
    (cases.SQL["save_item"], 2, Standing),
    (dossiers.SQL["add_dossier"], 0, dossiers.Dossier),
    (people.SQL["save_person"], 0, people.Person),
]
# All other tables are only ever added to.
MAY_CHANGE = {"project", "item", "outbox", "department", "person", "absence", "duty", "inbound", "notice"} | {
    "letter", "alarm", "delivery_receipt", "outage", "postroom"
}  # fmt: skip
MAY_VANISH = {"start_texts"}  # who stopped our texts may take it back


def statements(path: Path) -> dict[str, str]:
    """The statements of one .sql file by name."""
    return load_sql(str(path.with_suffix(".py")))


def used_names(path: Path) -> dict[str, set[str]]:
    """For each function of a module, the names that it asks its SQL for."""
    return {
        function.name: {
            node.slice.value
            for node in ast.walk(function)
            if isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and node.value.id == "SQL"
            and isinstance(node.slice, ast.Constant)
        }
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def owner(path: Path) -> str:
    """The module whose statements a module uses: its own, or those that it imports."""
    borrowed = re.search(r"^from store\.(\w+) import .*\bSQL\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    return borrowed[1] if borrowed else path.stem


def read_by_position(path: Path) -> set[tuple[str, str, str]]:
    """Where a function says `Row(*row)`: module, statement, and the name of what is called."""
    found = set()
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                match node:
                    case ast.Call(func=ast.Name(id=maker), args=[ast.Starred(value=ast.Name(id="row"))]):
                        (name,) = used_names(path)[function.name]
                        found.add((path.stem, name, maker))
    return found


async def test_every_statement_prepares_against_the_migrated_schema(pool: Pool):
    faults = []
    async with pool.acquire() as connection:
        for path in FILES:
            for name, statement in statements(path).items():
                try:
                    await connection.prepare(statement)
                except asyncpg.PostgresError as fault:
                    faults.append(f"{path.name}: {name}: {fault}")

    assert not faults


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_statement_has_a_name_and_a_sentence_on_what_it_answers(path: Path):
    text = path.read_text(encoding="utf-8")
    heads = HEADER.findall(text)

    assert path.with_suffix(".py").exists()
    assert len(heads) == len(re.findall(r";$", text, re.MULTILINE)) == len(statements(path))
    for name, sentence in heads:
        assert re.fullmatch(r"[A-Z].*[.?]", sentence), f"{path.name}: {name}"


def test_no_two_statements_share_a_name():
    names = Counter(name for path in FILES for name, _ in HEADER.findall(path.read_text(encoding="utf-8")))

    assert [name for name, count in names.items() if count > 1] == []


def test_every_statement_is_used_and_every_used_one_exists():
    used = {(owner(path), name) for path in MODULES for names in used_names(path).values() for name in names}
    written = {(path.stem, name) for path in FILES for name in statements(path)}

    assert used == written


def test_what_is_on_record_is_only_ever_added_to():
    changed = set()
    for path in FILES:
        for name, statement in statements(path).items():
            assert name in MAY_VANISH or not re.search(r"\b(DELETE|TRUNCATE|DROP|ALTER)\b", statement), name
            changed |= set(re.findall(r"^UPDATE (\w+)", statement, re.MULTILINE))
            if "DO UPDATE" in statement:
                changed |= set(re.findall(r"^INSERT INTO (\w+)", statement, re.MULTILINE))

    assert changed == MAY_CHANGE


def test_the_list_of_rows_that_are_read_by_position_is_complete():
    found = set().union(*(read_by_position(path) for path in MODULES))

    assert found == {(module, name, maker.__name__) for (module, name), maker in READ.items()}


async def test_what_is_made_of_a_row_has_the_columns_of_the_statement_in_order(pool: Pool):
    async with pool.acquire() as connection:
        for (module, name), maker in READ.items():
            prepared = await connection.prepare(importlib.import_module(f"store.{module}").SQL[name])
            columns = [attribute.name for attribute in prepared.get_attributes()]

            assert columns == list(inspect.signature(maker).parameters), f"{module}.sql: {name}"


@pytest.mark.parametrize(("statement", "before", "values"), WRITTEN)
def test_what_is_written_has_the_columns_of_the_statement_in_order(statement, before, values):
    listed = re.match(r"INSERT INTO \w+ \(([^)]+)\)", statement)[1]
    columns = [column.strip().strip('"') for column in listed.split(",")]

    assert columns[before:] == [field.name for field in dataclasses.fields(values)]
