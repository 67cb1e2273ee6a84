"""The rights as people can read them: role × act × relation to the case, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.roles import LEADERS, RULES, Act, Relation, Role

SIGNS = {
    Relation.ANY: "●",
    Relation.OWN_PROJECT: "P",
    Relation.OWN_DEPARTMENT: "D",
    Relation.OWN_VILLAGE: "V",
    Relation.ASSIGNED: "A",
    Relation.PROVEN: "C",
}
_MEANINGS = {
    Relation.ANY: "whatever the case",
    Relation.OWN_PROJECT: "in their own project, as its applicant or its helper",
    Relation.OWN_DEPARTMENT: "in what is of their own department or body",
    Relation.OWN_VILLAGE: "in what is of their own village",
    Relation.ASSIGNED: "in what they were called for, offered, have in hand, host or counted themselves, and in what "
    "is open with somebody for whom they stand in; all else is not there for them",
    Relation.PROVEN: "with the code of the case or the message, or the carrier's signature",
}


def rights_page(addresses: Mapping[Act, Sequence[str]]) -> str:
    """The page of the manual, as Markdown: who may do what, and at which addresses each act is done."""
    roles = list(Role)
    legend = [f"- {SIGNS[relation]} {_MEANINGS[relation]}" for relation in Relation]
    lent = [f"{deputy} for {leader}" for deputy, leader in LEADERS.items()]
    return "\n".join(
        [
            "# Who may do what",
            "",
            "Printed by `python -m local rights` from `domain/roles.py`. An empty field is a refusal. The others may:",
            "",
            *legend,
            "",
            "As long as somebody is away, whoever stands in for them has their relation to their open cases, if no conflict of interest",
            "rules the stand-in out, and the rights of the own role; with those of the other one where it is the leader's:",
            f"{', '.join(lent)}. Each act is recorded as done for whoever is away.",
            "",
            *_table(["act", *roles], [[act, *(_sign(act, role) for role in roles)] for act in Act]),
            "",
            "## Where each act is done",
            "",
            *_table(["act", "addresses"], [[act, _listed(addresses.get(act, ()))] for act in Act]),
            "",
        ]
    )


def _sign(act: Act, role: Role) -> str:
    relation = RULES[act].get(role)
    return SIGNS[relation] if relation else ""


def _listed(addresses: Sequence[str]) -> str:
    """The addresses in a field; an act without one is done by the house itself, when a case meets another."""
    return "<br>".join(f"`{address}`" for address in addresses) or "within the house"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [_row(heads), _row(["---"] * len(heads)), *map(_row, rows)]


def _row(fields: Sequence[str]) -> str:
    return f"| {' | '.join(fields)} |"
