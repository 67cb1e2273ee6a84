"""The forms with which people ask the legal circle for something: their words, and how each is read into the body of its JSON route."""

from __future__ import annotations

from dataclasses import dataclass

from api.filling import Unfit, filled
from api.forms import Form
from api.legal.asked import WEB
from api.legal.bodies import ApplyForAid, Asking, AskVisit, Inquire
from api.wordbook import N_
from domain.legal.policy import LegalPolicy
from domain.legal.record import Service
from domain.term import Term

PLEDGE, PAPERS = "pledge", "papers"
WAYS = ((PLEDGE, N_("作出承诺，不用交证明")), (PAPERS, N_("提交证明材料")))
_OF_STAFF = ("channel", "bars", "pledge.spoken", "pledge.witness")
_OF_EACH_WAY = {PLEDGE: ("pledge.",), PAPERS: ("proofs",)}
_EMPTY = N_("请填写此项。")
_CHOOSE = N_("请从所列各项中选择。")
_ALLOW = N_("不同意核查就不能用承诺代替证明；请勾选，或改为提交证明材料。")
_BETTER = {
    "phone": N_("请填写手机号，或带区号的电话号码。"),
    "mail": N_("请填写完整的电子邮箱。"),
}


@dataclass(frozen=True, slots=True)
class AskForm:
    """A form: its last part of the address, what it is read into, what it is called, what it promises, and what comes next."""

    path: str
    body: type[Asking]
    title: str
    lead: str
    question: str
    button: str
    follows: str


ASK_FORMS: dict[Service, AskForm] = {
    Service.INQUIRY: AskForm(
        "ask",
        Inquire,
        N_("问律师"),
        N_("写下您遇到的事。昼夜都有人值班，到时没有答复的会自动上报。"),
        N_("您想问什么？"),
        N_("提交问题"),
        N_("在此之前，您会得到答复，或者由一位法律服务人员接手办理。"),
    ),
    Service.AID: AskForm(
        "aid",
        ApplyForAid,
        N_("申请法律援助"),
        N_("请不起律师的，由国家提供律师，不收费。"),
        N_("发生了什么事？您希望怎样解决？"),
        N_("提交申请"),
        N_("在此之前，援助中心作出决定并指派律师；缺材料的，一次说清还缺什么。"),
    ),
    Service.VISIT: AskForm(
        "visit",
        AskVisit,
        N_("预约上门服务"),
        N_("行动不便、不能出门的，法律服务人员到家里来，不收费。"),
        N_("需要哪方面的帮助？"),
        N_("提交预约"),
        N_("在此之前，法律服务人员会联系您并上门。"),
    ),
}


def promises(policy: LegalPolicy) -> dict[Service, Term]:
    """What is promised for each form."""
    return {
        Service.INQUIRY: policy.inquiry.promise,
        Service.AID: policy.aid.promise,
        Service.VISIT: policy.visit.promise,
    }


def body_of(ask: AskForm, form: Form, *, at_station: bool) -> Asking:
    """What was filled in, as the body of the JSON route; what only somebody on duty says is read at the station alone.

    Raises:
        Unfit: it is not whole, or nothing that can be kept.
    """
    read, faults = _of_one_way(form, at_station=at_station), {}
    if ask.body is ApplyForAid:
        faults = _faults_of_the_way(read)
    more = {} if at_station else {"channel": WEB[0]}
    try:
        body = filled(read, ask.body, **more)
    except Unfit as unfit:
        rest = {place: _BETTER.get(place, words) for place, words in unfit.faults.items() if place != PLEDGE}
        raise Unfit(rest | faults) from unfit
    if faults:
        raise Unfit(faults)
    return body


def _of_one_way(form: Form, *, at_station: bool) -> Form:
    """The fields that count: those of the way that was chosen, and of staff at the station only."""
    other = [start for way, starts in _OF_EACH_WAY.items() if way != form.get("way", way) for start in starts]
    left_out = tuple(other if at_station else (*other, *_OF_STAFF))
    return Form([(name, value) for name, value in form.multi_items() if not name.startswith(left_out)])


def _faults_of_the_way(form: Form) -> dict[str, str]:
    """What is missing of a pledge, if that is the way; a body without it would be an application without any."""
    way = form.get("way")
    if way not in dict(WAYS):
        return {"way": _CHOOSE}
    if way == PAPERS:
        return {}
    spoken = form.get("pledge.spoken") == "yes"
    missing = {
        "pledge.means": "" if form.get("pledge.means", "").strip() else _EMPTY,
        "pledge.may_check": "" if form.get("pledge.may_check") == "yes" else _ALLOW,
        "pledge.witness": _EMPTY if spoken and not form.get("pledge.witness", "").strip() else "",
    }
    return {place: words for place, words in missing.items() if words}
