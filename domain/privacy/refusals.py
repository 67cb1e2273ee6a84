"""The answers "no" when something is to be erased."""

from __future__ import annotations

from domain.refusals import Refusal


class SecondPersonNeeded(Refusal):
    """Whoever proposes what is erased cannot confirm it: a second person must."""

    code = "second_person_needed"
    status = 403


class PlanChanged(Refusal):
    """Something of this plan may not be erased any more, so nothing was; make a new one."""

    code = "plan_changed"


class PlanDone(Refusal):
    """This plan was confirmed before."""

    code = "plan_done"


class UnknownPlan(Refusal):
    """There is no such plan."""

    code = "unknown_plan"
    status = 404


class DataHeld(Refusal):
    """A law keeps this, so it cannot be erased; until then it is only stored and protected (个人信息保护法第四十七条)."""

    code = "data_held"
