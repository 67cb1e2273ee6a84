"""The words of the public page, and the API's description sorted for reading."""

from __future__ import annotations

from typing import Any

from api.wordbook import N_
from domain.item import State
from domain.promise import Light
from domain.record import Step
from domain.signs import PublicStatus

STATES = {
    State.WAITING: N_("等待前置事项"),
    State.READY: N_("可以申报"),
    State.RECEIVED: N_("已收件，待受理"),
    State.CORRECTING: N_("待申请人补正"),
    State.ACCEPTED: N_("办理中"),
    State.PAUSED: N_("已暂停计时"),
    State.APPROVED: N_("已批准"),
    State.DEEMED: N_("超时默许"),
    State.REFUSED: N_("不予批准"),
    State.WITHDRAWN: N_("已撤回"),
    State.DECLINED: N_("不予受理"),
    State.NOT_APPLICABLE: N_("不适用"),
}

STATUSES = {
    PublicStatus.IN_TIME: ("green", "●", N_("按时办结")),
    PublicStatus.IN_PROCESS: ("yellow", "◐", N_("办理中")),
    PublicStatus.OVER_TIME: ("red", "▲", N_("超时")),
    PublicStatus.NOT_STARTED: ("grey", "○", N_("未开始")),
    PublicStatus.WITHDRAWN: ("grey", "–", N_("已撤回")),
    PublicStatus.NOT_APPLICABLE: ("grey", "–", N_("不适用")),
}

SIGNS: dict[str, tuple[str, str, str]] = {
    **{status.value: sign for status, sign in STATUSES.items()},
    Light.YELLOW.value: ("yellow", "◑", N_("黄牌：即将到期")),
    Light.RED.value: ("red", "◆", N_("红牌：今日到期")),
    Light.STOPPED.value: ("blue", "‖", N_("暂停计时")),
    "silence": ("red", "▽", N_("超时默许")),
}

STEPS = {
    Step.YELLOW.value: N_("黄牌提醒"),
    Step.RED.value: N_("红牌警告"),
    Step.REDATED.value: N_("期限更正"),
    Step.PAUSE_LATE.value: N_("暂停超期"),
    Step.BREACHED.value: N_("逾期督办"),
    Step.WITHHELD.value: N_("暂缓默许"),
    Step.DEEMED.value: N_("超时默许"),
}

WHY_ENDED = {
    "case_moved": N_("事项已有新进展"),
    "closed": N_("事项已办结或终止"),
    "expired": N_("提醒已过时效"),
    "gone": N_("事项已撤销"),
    "overtaken": N_("已有新的提醒"),
    "paused": N_("事项已暂停计时"),
    "reassigned": N_("事项已改派"),
    "redated": N_("期限已更正，以新的提醒为准"),
    "resumed": N_("事项已恢复计时"),
    "revoked": N_("超时默许已撤销"),
    "superseded": N_("已有新的提醒"),
}

DOCUMENTED = {"path": "in the path", "query": "in the query", "header": "as a header"}


def documented(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations of an OpenAPI description by tag, each with its method, path, parameters, body and answers."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            entry = {
                "method": method.upper(),
                "path": path,
                "parameters": operation.get("parameters", []),
                "fields": _fields(schema, operation),
                **{key: operation[key] for key in ("operationId", "summary", "description", "responses")},
            }
            groups.setdefault(operation["tags"][0], []).append(entry)
    return groups


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> list[tuple[str, bool, str]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    body = schema["components"]["schemas"].get(name, {})
    required = body.get("required", [])
    return [
        (field, field in required, about.get("description", "")) for field, about in body.get("properties", {}).items()
    ]
