"""Who stands in for somebody has their relations and rights at every route, and whoever keeps rosters their own only."""

from datetime import UTC, datetime, timedelta

import belongings
import pytest
from circle import CLERK, DIRECTOR
from knocking import ANYWHERE, OWN, OWN_LISTS, ROUTES, asked

from api.access import ACCESS
from domain.roles import RULES, Relation, Role
from store.rosters import add_absence

ref, request_ref = belongings.ref, belongings.request_ref
legal_ref, things = belongings.legal_ref, belongings.things
ROSTERS = {"add_absence", "add_duty", "end_absence", "end_duty"}  # those of the director and the leader are not NRB's


@pytest.mark.parametrize("who", [DIRECTOR, "leader"])
async def test_the_director_and_the_leader_keep_their_own_rosters_and_those_of_nobody_else(
    counter, project, ref, things, who
):
    person, department = {DIRECTOR: ("lee", "JUB"), "leader": ("dispatcher-2", "CENTRE")}[who]
    values = {"ref": ref, **things}
    routes = [route for route in ROUTES if route.name in ROSTERS]
    foreign = [await asked(counter, route, who, project, values) for route in routes]
    monday = {"person": person, "from_at": "2099-01-05T00:00:00+08:00", "until_at": "2099-01-06T00:00:00+08:00"}
    entered = [
        await counter.post("/absences", monday, who),
        await counter.post("/duties", monday | {"department": department}, who),
    ]
    own = [
        await asked(counter, route, who, project, values | things["rosters"][who])
        for route in routes
        if route.name.startswith("end_")
    ]

    assert foreign == ["not_yours"] * 4
    assert [answer.status_code for answer in entered] == [201, 201]
    assert own == ["yes", "yes"]


async def test_a_stand_in_has_the_relation_of_whoever_is_away_on_every_route_that_asks_for_it(
    counter, project, ref, things
):
    """What is ann's is a stranger's for the time for which they stand in, unless they stand on the other side."""
    counter.app.state.desk.temporal._client = None
    assigned = [
        route
        for route in ROUTES
        if RULES[ACCESS[route.name]].get(Role.LAWYER) is Relation.ASSIGNED
        and route.name not in OWN_LISTS | {"notice_page", "add_activity"}
    ]
    values, now = {"ref": ref, **things}, datetime.now(UTC)

    async def told():
        return {await asked(counter, route, "stranger", project, values) for route in assigned}

    assert len(assigned) > 15
    assert await told() == {"unknown_case"}
    async with counter.pool.acquire() as connection:
        entry, _ = await add_absence(
            connection, "ann", now - timedelta(days=1), now + timedelta(days=1), stand_in="stranger", by="root"
        )
    assert await told() == {"yes", "not_qualified"}  # which a stranger is not, for aid
    await counter.pool.execute("UPDATE legal_case SET ruled_out = '{stranger}'")
    assert await told() == {"unknown_case"}
    await counter.pool.execute("UPDATE legal_case SET ruled_out = '{}'")
    await counter.pool.execute("UPDATE absence SET until_at = now() WHERE id = $1", entry)
    assert await told() == {"unknown_case"}


async def test_a_deputy_has_the_rights_of_whoever_leads_them_on_every_route(counter, project, ref, things):
    """All that an officer, a clerk or a dispatcher may not, and the head, the director or the leader may, is theirs for the time."""
    counter.app.state.desk.temporal._client = None
    deputies = {"officer-NRB": ("head-NRB", Role.HEAD), CLERK: (DIRECTOR, Role.DIRECTOR)}
    deputies |= {"dispatcher-1": ("leader", Role.LEADER)}
    wrong, looked_at, values, now = [], 0, {"ref": ref, **things}, datetime.now(UTC)
    for deputy, (leader, role) in deputies.items():
        own = next(r for r, who in (OWN | ANYWHERE).items() if who == deputy)
        lent = [r for r in ROUTES if own not in RULES[ACCESS[r.name]] and role in RULES[ACCESS[r.name]]]
        mine = values | things["rosters"].get(leader, {})
        before = {await asked(counter, route, deputy, project, mine) for route in lent}
        async with counter.pool.acquire() as connection:
            await add_absence(
                connection, leader, now - timedelta(days=1), now + timedelta(days=1), stand_in=deputy, by="root"
            )
        lent = [
            route for route in lent if leader == "head-NRB" or not route.name.startswith("add_")
        ]  # bodies are NRB's
        wrong += [(deputy, route.name) for route in lent if await asked(counter, route, deputy, project, mine) != "yes"]
        wrong += [(deputy, "before")] if before != {"not_allowed"} else []
        looked_at += len(lent)

    assert not wrong
    assert looked_at > 12
