"""The page of the manual that says who may do what is what the law says."""

import subprocess
import sys
from pathlib import Path

from api.rights import rights_page
from domain.rights import SIGNS
from domain.roles import RULES, Act, Relation, Role

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"


def test_the_page_in_the_manual_is_the_one_that_the_law_prints():
    assert PAGE.read_text(encoding="utf-8") == f"{rights_page()}\n", "python -m local rights > docs/rights.md"


def test_every_relation_has_a_sign_of_its_own():
    assert set(SIGNS) == set(Relation)
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_the_page_says_of_each_role_what_the_law_says():
    rows = [line.strip("|").split("|") for line in rights_page().splitlines() if line.startswith("| ")]
    heads, *said = [[field.strip() for field in row] for row in rows if len(row) == len(Role) + 1]
    signs = {sign: relation for relation, sign in SIGNS.items()}
    table = {
        row[0]: {role: signs[sign] for role, sign in zip(heads[1:], row[1:], strict=True) if sign}
        for row in said
        if row[0] in set(Act)
    }

    assert table == {act.value: {role.value: relation for role, relation in RULES[act].items()} for act in Act}


def test_the_command_prints_the_page_and_starts_nothing():
    printed = subprocess.run(
        [sys.executable, "-m", "local", "rights"], cwd=PAGE.parents[1], capture_output=True, text=True, check=True
    )

    assert printed.stdout == PAGE.read_text(encoding="utf-8")
