"""The house keeps its own rules: a pure law, rooms that explain themselves, small modules, data that is there in time."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.catalogue_file import parse
from store.shipped import calendar_files, catalogue_file

ROOT = Path(__file__).parents[2]
DOORS = ("worker.py", "local.py", "verify.py")
EXPLAINED = ("domain", "store", "activities", "workflows", "history")
SHORT = (*EXPLAINED, "api", "system")
MOST_LINES = 299
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
FIELD_CASES = ["T01", "T05", "T07", "T13", "T14", "T32", "T41", "T47", "T50", "T56", "T59", "T71", "T77", "T79"]

# What would make the law answer differently tomorrow, or look at the world.
IMPURE_CALLS = {"open", "input", "print", "exec", "eval"}
IMPURE_ATTRIBUTES = {"now", "utcnow", "today", "environ", "getenv", "open", "read_text", "read_bytes", "write_text"}
IMPURE_MODULES = {
    *("time", "random", "secrets", "uuid", "os", "io", "pathlib", "shutil", "tempfile", "socket", "subprocess"),
    *("asyncio", "threading", "logging", "sqlite3", "urllib", "http", "importlib", "locale", "platform", "getpass"),
}

NO_CALENDAR = """
domain/data/calendars/{year}.toml is missing, and no term that reaches into {year} can be counted without it.

The State Council publishes the days of the next year between 25 October and 16 December, on its own site: search gov.cn
for "国务院办公厅关于{year}年部分节假日安排的通知". Write the file as the one of the year before is written, with the notice's
number and date, status "official". If the notice is late, write the weekends and statutory holidays with status
"provisional": dates are then shown as provisional, and silence does not act on them.
"""


def modules(*rooms: str) -> list[Path]:
    """The modules of some rooms."""
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def tree(path: Path) -> ast.Module:
    """A module, read."""
    return ast.parse(path.read_text(encoding="utf-8"))


def shown(path: Path) -> str:
    """A file's place in the repository."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """The names of the modules that a module imports, wherever in it."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name


def called(node: ast.AST) -> str:
    """The last name of what is called: `today` of `date.today()`; empty if it is no call."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name
    return ""


def impurities(module: ast.Module) -> set[str]:
    """What a module calls or names that looks at the world."""
    named = {node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute)}
    return {called(node) for node in ast.walk(module)} & IMPURE_CALLS | named & IMPURE_ATTRIBUTES


def repository_files() -> list[Path]:
    """The files that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("path", modules("domain"), ids=shown)
def test_the_law_is_pure(path):
    names = {name.partition(".")[0] for name in imports(path)}
    impure = impurities(tree(path))

    assert names <= sys.stdlib_module_names | {"domain"}
    assert not names & IMPURE_MODULES
    assert not impure


@pytest.mark.parametrize(
    "line",
    ["datetime.now(UTC)", "date.today()", "datetime.utcnow()", "f(make=datetime.now)", "open('x')", "os.environ['A']"],
)
def test_the_test_of_purity_sees_what_is_impure(line):
    assert impurities(ast.parse(line))


@pytest.mark.parametrize("path", modules("workflows"), ids=shown)
def test_a_workflow_asks_the_clock_of_the_workflow_only(path):
    for node in ast.walk(tree(path)):
        if called(node) in {"now", "utcnow", "today", "uuid4", "random", "sleep"}:
            assert isinstance(node.func, ast.Attribute)
            assert ast.unparse(node.func.value) == "workflow"


@pytest.mark.parametrize("path", modules("workflows"), ids=shown)
def test_a_workflow_knows_neither_store_nor_cellar(path):
    assert not {name.partition(".")[0] for name in imports(path)} & {"store", "system", "api", "asyncpg", "worker"}


@pytest.mark.parametrize("path", modules("workflows"), ids=shown)
def test_every_activity_call_has_a_start_to_close_timeout(path):
    for node in ast.walk(tree(path)):
        if re.fullmatch(r"(execute|start)_(local_)?activity(_class|_method)?", called(node)):
            named = {keyword.arg for keyword in node.keywords}
            assert "start_to_close_timeout" in named, f"{shown(path)}:{node.lineno}"


def test_there_are_activity_calls():
    assert any("activity" in called(node) for path in modules("workflows") for node in ast.walk(tree(path)))


@pytest.mark.parametrize("path", modules(*EXPLAINED), ids=shown)
def test_what_is_public_says_what_it_is(path):
    silent = [shown(path)] if not ast.get_docstring(tree(path)) else []
    public = [tree(path)]
    while public:
        for node in public.pop().body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
                if not ast.get_docstring(node) and not _is_run(node):
                    silent.append(f"{shown(path)}:{node.lineno} {node.name}")
                if isinstance(node, ast.ClassDef) and not _is_protocol(node):
                    public.append(node)

    assert not silent


def _is_protocol(node: ast.ClassDef) -> bool:
    """Is it a shape only? Its docstring says it; what has that shape explains its parts."""
    return any(ast.unparse(base) == "Protocol" for base in node.bases)


def _is_run(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Is it the `run` of a workflow? Its class says what it does."""
    return any(ast.unparse(decorator) == "workflow.run" for decorator in node.decorator_list)


@pytest.mark.parametrize("path", [*modules(*SHORT), *(ROOT / door for door in DOORS)], ids=shown)
def test_a_module_is_short_and_named_for_what_it_holds(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert not set(path.stem.split("_")) & NO_NAMES


def test_the_calendar_of_the_next_year_is_there():
    today = datetime.now(UTC).date()
    year = (today + timedelta(days=31)).year  # from 1 December on the next one

    assert str(year) in calendar_files(), NO_CALENDAR.format(year=year)


@pytest.mark.parametrize(
    ("today", "year"), [(date(2026, 11, 30), 2026), (date(2026, 12, 1), 2027), (date(2027, 1, 1), 2027)]
)
def test_the_next_year_begins_on_the_first_of_december(today, year):
    assert (today + timedelta(days=31)).year == year


def test_the_catalogue_has_33_items_of_11_departments():
    catalogue = parse(catalogue_file())

    assert len(catalogue.items) == 33
    assert len(catalogue.departments) == 11
    assert {item.department for item in catalogue.items.values()} == set(catalogue.departments)


@pytest.mark.parametrize("case", FIELD_CASES)
def test_each_field_case_of_the_chain_has_a_test_that_names_it(case):
    named = re.compile(rf"#.*\b{case}\b")

    assert any(named.search(path.read_text(encoding="utf-8")) for path in modules("tests") if path != Path(__file__))


def test_no_file_names_a_registry_or_a_place_of_this_machine():
    hosts = r"pypi\.|pythonhosted\.|npmjs\.|crates\.io|golang\.org|artifact[o]ry|index-url\s*=|://[^\s\"]+/simple\b"
    places = "|".join(
        rf"(?<![\w.<-])/{name}/[\w.-]"
        for name in ("home", "root", "work/main", "work/shared", r"work/\.library", "Users", "workspace")
    )
    forbidden = re.compile(f"{hosts}|{places}", re.IGNORECASE)
    found = []
    for path in repository_files():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{shown(path)}: {match[0]}" for match in forbidden.finditer(text)]
        if str(ROOT) in text:
            found.append(f"{shown(path)}: the folder of this copy")

    assert not found
