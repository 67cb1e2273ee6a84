"""The rules of hotline and legal circle in the database: versions are added, never changed, and no service sees another's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from domain.toml_file import BadFile
from store.policies import HOTLINE, LEGAL, Policies, PolicyMissing
from store.pool import Pool
from store.shipped import hotline_file, legal_file
from system.converter import data_converter

NEXT = "2026-01-01"


@dataclass(frozen=True)
class Sample:
    """The rules of a service as they ship, with a line and what a test makes of it."""

    policies: Policies[Any]
    text: str
    line: str
    other: str

    @property
    def version(self) -> str:
        """The version that ships."""
        return str(self.policies.parse(self.text).policy.version)

    @property
    def changed(self) -> str:
        """Other rules under the shipped version."""
        return self.text.replace(self.line, self.other)

    @property
    def following(self) -> str:
        """Other rules under another version."""
        return self.changed.replace(f'version = "{self.version}"', f'version = "{NEXT}"')


HOTLINES = Sample(HOTLINE, hotline_file(), "most = 2", "most = 1")
LEGALS = Sample(LEGAL, legal_file(), "urgent_days = 7", "urgent_days = 6")


@pytest.fixture
async def connection(pool: Pool):
    """A connection to a database without any rules."""
    async with pool.acquire() as taken:
        yield taken


@pytest.fixture(params=[HOTLINES, LEGALS], ids=["hotline", "legal"])
def sample(request) -> Sample:
    return request.param


async def newest(connection, sample: Sample) -> Any:
    """The rules with which new cases begin."""
    return await sample.policies.book(connection, await sample.policies.newest_version(connection))


async def test_what_was_loaded_is_read_as_it_was_written(connection, sample):  # H31
    book = await sample.policies.add(connection, sample.text, by="root")

    assert book == sample.policies.parse(sample.text)
    assert await sample.policies.book(connection, sample.version) == await newest(connection, sample) == book
    assert await sample.policies.text(connection, sample.version) == sample.text


async def test_the_rules_that_were_loaded_last_are_the_newest_whatever_their_version_is_called(connection, sample):
    await sample.policies.add(connection, sample.text, by="root")
    await sample.policies.add(connection, sample.following, by="root")

    assert await newest(connection, sample) == sample.policies.parse(sample.following)
    assert await sample.policies.book(connection, sample.version) == sample.policies.parse(sample.text)


async def test_the_same_rules_again_change_nothing(connection, sample):
    await sample.policies.add(connection, sample.text, by="root")
    await sample.policies.add(connection, sample.following, by="root")
    before = await connection.fetch("SELECT * FROM policy ORDER BY version")

    assert await sample.policies.add(connection, sample.text, by="other") == sample.policies.parse(sample.text)

    assert await connection.fetch("SELECT * FROM policy ORDER BY version") == before
    assert await sample.policies.newest_version(connection) == NEXT


async def test_other_rules_under_a_known_version_are_not_taken(connection, sample):
    await sample.policies.add(connection, sample.text, by="root")

    kept = await sample.policies.add(connection, sample.changed, by="root")

    assert kept == await newest(connection, sample) == sample.policies.parse(sample.text)
    assert await sample.policies.text(connection, sample.version) == sample.text


async def test_rules_with_faults_leave_nothing_behind(connection, sample):
    with pytest.raises(BadFile):
        await sample.policies.add(connection, sample.text + "slip = 1\n", by="root")

    assert await sample.policies.text(connection, sample.version) is None


async def test_rules_that_are_not_there_are_none_or_an_error(connection, sample):
    assert await sample.policies.newest_version(connection) is None
    with pytest.raises(PolicyMissing, match=sample.version):
        await sample.policies.book(connection, sample.version)


async def test_what_ships_later_displaces_what_shipped_before(connection, sample):
    assert (await sample.policies.load(connection, sample.following)).policy.version == NEXT
    for _ in range(2):
        assert (await sample.policies.load(connection, sample.text)).policy.version == sample.version

    assert (
        await sample.policies.load(connection, sample.following)
    ).policy.version == sample.version  # an older program again
    assert await sample.policies.text(connection, NEXT) == sample.following
    assert await connection.fetchval("SELECT string_agg(loaded_by, ' ') FROM policy") == "shipped shipped"


async def test_what_ships_never_displaces_what_is_published(connection, sample):
    await sample.policies.load(connection, sample.text)
    await sample.policies.add(connection, sample.following, by="root")

    later = sample.text.replace(sample.version, "2030-01-01")
    assert (await sample.policies.load(connection, later)).policy.version == NEXT
    assert await sample.policies.text(connection, "2030-01-01") is None


async def test_two_services_may_have_rules_of_the_same_version(connection):
    for sample in (HOTLINES, LEGALS):
        await sample.policies.load(connection, sample.text)
    await HOTLINE.add(connection, HOTLINES.following, by="root")

    assert await HOTLINE.newest_version(connection) == NEXT
    assert await LEGAL.newest_version(connection) == LEGALS.version
    assert await LEGAL.text(connection, LEGALS.version) == LEGALS.text
    assert await LEGAL.text(connection, NEXT) is None


async def test_a_policy_travels_in_a_workflow_and_comes_out_the_same(sample):
    policy = sample.policies.parse(sample.text).policy

    (back,) = await data_converter.decode(await data_converter.encode([policy]), [type(policy)])

    assert back == policy
