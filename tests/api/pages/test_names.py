"""Items, stages, departments and places are called by a name in the reader's language; a new one stays Chinese until somebody names it."""

import secrets
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from soundness import read

from api.language import Language
from api.speech import Speech
from domain.catalogue_file import parse
from store import shipped
from store.organisation import save_bodies
from store.policies import HOTLINE, LEGAL
from store.seed_circle import load_circle

CATALOGUE = parse(shipped.catalogue_file())
KINDS = [
    *(kind.values() for kind in (CATALOGUE.items, CATALOGUE.stages, CATALOGUE.departments, CATALOGUE.materials)),
    *(kind.values() for kind in (CATALOGUE.project_types, CATALOGUE.land_modes, CATALOGUE.flags)),
    *(kind.values() for kind in (CATALOGUE.pause_kinds, CATALOGUE.rule_sets)),
    shipped.organisation().bodies,
    shipped.circle().places,
]
OURS = {thing.name_zh for kind in KINDS for thing in kind}


def speech(language):
    return Speech(language, lambda at: at + timedelta(hours=8))


def test_everything_that_has_a_name_has_one_in_mongolian_and_says_that_it_is_a_draft():
    mongolian = speech(Language.MN)
    called = [(thing.name_zh, str(mongolian.name(thing))) for kind in KINDS for thing in kind]

    assert len(called) > 500
    assert [chinese for chinese, name in called if "<span" in name or name == chinese] == []
    assert mongolian.showed_draft


def test_what_nobody_has_named_stays_chinese_and_says_so():
    new = {"zh": "新设审批事项", "en": ""}

    assert speech(Language.MN).said(new) == '<span lang="zh-Hans">新设审批事项</span>'
    assert speech(Language.ZH).said(new) == "新设审批事项"


def test_a_name_of_the_data_goes_before_the_one_of_the_wordbook():
    item = {"zh": CATALOGUE.items["CP-06"].name_zh, "mn": "ᠨᠡᠷ\u180eᠡ"}

    assert speech(Language.MN).said(item) == "ᠨᠡᠷ\u180eᠡ"


def test_what_people_write_is_never_translated():
    written = CATALOGUE.departments["DRC"].name_zh

    assert speech(Language.MN).data(written) == f'<span lang="zh-Hans">{written}</span>'


@pytest.fixture
async def banner(office):
    """A banner with all its bodies and places, as they are shipped, and a project with an item in hand."""
    async with office.pool.acquire() as connection:
        await HOTLINE.add(connection, shipped.hotline_file(), by="root")
        await LEGAL.add(connection, shipped.legal_file(), by="root")
        await save_bodies(connection, shipped.organisation().bodies)
        await load_circle(connection, shipped.circle(), defaultdict(secrets.token_hex), now=datetime.now(UTC))
    ref = await office.open()
    await office.do("officer-DRC", ref, "PR-05", "receive")
    return office, ref


async def test_pages_for_everybody_call_what_is_ours_by_its_mongolian_name(banner):
    office, ref = banner
    project = f"/mn/projects/{ref}"
    items = [f"{project}/items/{item['id']}" for item in (await office.get(f"/projects/{ref}")).json()["items"]]

    for path in ("/mn/", "/mn/report", "/mn/legal", "/mn/legal/places?near=T1", project, f"{project}/cycle", *items):
        answer = await office.web.get(path)
        assert answer.status_code == 200, path
        page = read(answer.text)
        chinese = {text for element, text in page.texts if element.lang == "zh-Hans"}
        assert chinese & OURS == set(), path
