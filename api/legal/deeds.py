"""The acts that are offered on cases of the legal circle: address, body, name for people, and the refusals that only they can meet."""

from __future__ import annotations

from dataclasses import dataclass

from api.legal import act_bodies as bodies
from api.legal import checkup_bodies
from api.legal.move_body import MoveTo
from api.refusals import UnknownPerson
from domain import refusals as law
from domain.legal import refusals as legal
from domain.refusals import Refusal
from domain.roles import Act


@dataclass(frozen=True, slots=True)
class LegalDeed:
    """An act as it is offered."""

    act: Act
    path: str
    body: type[bodies.LegalBody]
    summary: str
    refusals: tuple[type[Refusal], ...] = ()


_WORKING = (legal.NotTheHolder, legal.NotQualified)
_PERSON = (UnknownPerson, legal.NotQualified, legal.OtherSide, law.NotInPolicy)

DEEDS = (
    LegalDeed(
        Act.LEGAL_TAKE,
        "take",
        bodies.Take,
        "Take over (接办)",
        (legal.OfferGone, legal.TakenBefore, legal.NotQualified),
    ),
    LegalDeed(Act.LEGAL_REPLY, "reply", bodies.Reply, "Answer (答复)", (legal.NotTheHolder, legal.NotQualified)),
    LegalDeed(Act.LEGAL_REFER, "refer", bodies.Refer, "Hand on (转交)", (legal.NotTheHolder, *_PERSON)),
    LegalDeed(Act.LEGAL_ASSIGN, "assign", bodies.AssignTo, "Name a person (指定)", (legal.TakenBefore, *_PERSON)),
    LegalDeed(
        Act.LEGAL_MOVE,
        "move",
        MoveTo,
        "Move what somebody has in hand (移交)",
        (legal.NothingToMove, legal.TakenBefore, *_PERSON),
    ),
    LegalDeed(Act.LEGAL_DECLINE, "decline", bodies.DeclineCall, "Decline (谢绝)", (legal.OfferGone, law.NotInPolicy)),
    LegalDeed(Act.LEGAL_COMMENT, "comment", bodies.CommentLegal, "Comment (备注)"),
    LegalDeed(
        Act.AID_ASK_PAPERS,
        "papers",
        bodies.AskPapers,
        "Tell what is missing, once (一次性告知)",
        (legal.PapersToldOnce, legal.ProofWaived, law.NotInPolicy, law.NothingAsked),
    ),
    LegalDeed(Act.AID_GRANT, "grant", bodies.Grant, "Grant legal aid (给予援助)", (law.AlreadyDecided,)),
    LegalDeed(
        Act.AID_REFUSE,
        "refuse",
        bodies.RefuseAid,
        "Refuse legal aid (不予援助)",
        (law.AlreadyDecided, law.NotInPolicy),
    ),
    LegalDeed(Act.AID_HURRY, "hurry", bodies.Hurry, "Make it urgent: a lawyer first (先行援助)", (law.NotInPolicy,)),
    LegalDeed(
        Act.AID_ACCEPT,
        "accept-offer",
        bodies.AcceptOffer,
        "Accept an offer (承接)",
        (legal.OfferGone, legal.OtherSide, legal.NotQualified),
    ),
    LegalDeed(
        Act.AID_GRANT_CHANGE,
        "grant-change",
        bodies.GrantChange,
        "Grant another lawyer (同意更换)",
        (law.NothingAsked,),
    ),
    LegalDeed(Act.AID_DENY_CHANGE, "deny-change", bodies.DenyChange, "Keep the lawyer (不予更换)", (law.NothingAsked,)),
    LegalDeed(
        Act.AID_VERIFY,
        "verify",
        bodies.VerifyPledge,
        "Write down a verification (核查承诺)",
        (law.NothingAsked, legal.WindowOver),
    ),
    LegalDeed(Act.AID_WORK, "work", bodies.Work, "Write down work (办案记录)", (*_WORKING, law.NotInPolicy)),
    LegalDeed(Act.AID_CLOSE, "close", bodies.CloseAid, "Close with a report (结案)", _WORKING),
    LegalDeed(Act.AID_TERMINATE, "terminate", bodies.Terminate, "End legal aid (终止援助)", (law.NotInPolicy,)),
    LegalDeed(
        Act.AID_DECIDE_OBJECTION,
        "decide-objection",
        bodies.DecideObjection,
        "Decide an objection (异议决定)",
        (law.NothingAsked,),
    ),
    LegalDeed(
        Act.VISIT_CONFIRM,
        "confirm",
        bodies.ConfirmVisit,
        "Confirm a visit (确认上门)",
        (legal.OfferGone, legal.TakenBefore, legal.NotQualified),
    ),
    LegalDeed(
        Act.VISIT_DONE,
        "visited",
        bodies.Visited,
        "Say what a visit came to (上门结果)",
        (legal.NotTheHolder, law.NotInPolicy),
    ),
    LegalDeed(
        Act.CHECKUP_FIND,
        "find",
        checkup_bodies.Find,
        "Write down a finding (体检发现)",
        (legal.NotTheHolder, law.NotInPolicy),
    ),
    LegalDeed(
        Act.CHECKUP_REPORT,
        "report",
        checkup_bodies.ReportFindings,
        "Report the findings (体检报告)",
        (legal.NotTheHolder,),
    ),
    LegalDeed(
        Act.CHECKUP_FOLLOW,
        "follow",
        checkup_bodies.FollowUp,
        "Follow a finding up (整改跟进)",
        (legal.NotTheHolder, legal.UnknownFinding, law.NotInPolicy),
    ),
)
ASKERS_DEEDS = (
    LegalDeed(Act.LEGAL_WITHDRAW, "withdraw", bodies.WithdrawLegal, "Take it back (撤回)", (legal.NotTheHolder,)),
    LegalDeed(Act.LEGAL_RATE, "rate", bodies.Rate, "Did it help? (评价)", (law.NothingAsked,)),
    LegalDeed(Act.LEGAL_SAY, "say", bodies.Say, "Thanks or a complaint (感谢与投诉)", (law.NotInPolicy,)),
    LegalDeed(Act.AID_SUPPLY, "supply", bodies.SupplyPapers, "Hand in what was missing (补充材料)", (law.NotInPolicy,)),
    LegalDeed(Act.AID_ASK_CHANGE, "ask-change", bodies.AskChange, "Ask for another lawyer (申请更换)"),
    LegalDeed(Act.AID_OBJECT, "object", bodies.ObjectTo, "Object (提出异议)"),
)
