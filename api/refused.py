"""What people are told on a page when an act is refused: what is wrong, and what can be done instead; a word of the pages for each code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from api.speech import Fact, Sentence
from api.wordbook import N_
from domain.refusals import Refusal

_OTHERWISE = N_("现在不能这样办理，未作任何更改。")
_BY_SENTENCE = {
    N_("系统暂时繁忙，未作任何更改，请稍后再试。"): "temporal_away postgres_away away",
    N_("系统出现故障，未作任何更改；请联系系统管理员。"): "case_not_running factor_locked",
    N_("登录已失效，请重新登录后再办理。"): "token_missing token_unknown session_needed unknown_session",
    N_("本页已失效，未作任何更改；请刷新页面后再提交。"): "csrf_wrong foreign_origin proof_wrong",
    N_(
        "填写的内容不符合要求，请检查后再提交。"
    ): "invalid_request invalid_json invalid_form unsupported_media_type not_a_form not_a_form_with_files not_bytes not_lines",
    N_("提交的内容过大，请删减或分次提交。"): "body_too_large",
    N_("网络过慢，没有收全，未作任何更改；请换个网络再提交。"): "too_slow",
    N_("这张表已经提交过，内容却不同；请刷新页面查看，需要时重新填写。"): "key_reused",
    N_("该版本已经发布，内容与此不同；请使用新的版本号。"): "catalogue_exists hotline_exists legal_exists",
    N_("该编号已有登记，内容与此不同；请核对编号，原有登记不变。"): "project_exists programme_exists",
    N_(
        "所需的规则尚未发布，暂不能办理；请联系系统管理员。"
    ): "catalogue_missing hotline_missing legal_missing root_missing",
    N_("期限涉及的年份尚未发布工作日历，暂不能计算；请联系系统管理员发布日历。"): "calendar_missing",
    N_("文件有误，整份未接收，现有内容不变；请按所列各处改正后再发布。"): "file_refused rows_refused",
    N_("此诉求已经关联到本项目，请刷新页面查看。"): "linked_before",
    N_("您的角色不能办理此事，请由有权限的人员办理。"): "not_allowed",
    N_("这一组的件数太少，指标和办件都不显示。"): "held_back",
    N_("全旗指标只按已结月份查看，只有合计和各单位；本单位的指标不限，请改选本单位。"): "only_kept_months",
    N_("此件不由您办理：属于其他部门、其他村镇或其他申请人。"): "not_yours",
    N_("没有此编号的办件，或者您不能查看；请核对编号。"): "unknown_project unknown_request unknown_case",
    N_("编号或查询码不正确，请按登记时收到的内容填写。"): "unknown_tracking unknown_subscription unknown_complainant",
    N_("请填写查询码；没有查询码的，请到援助中心办理。"): "code_missing",
    N_(
        "没有这条记录，或者已经结束；请刷新页面查看。"
    ): "no_such_finding unknown_entry unknown_fact unknown_figure unknown_plan unknown_message unknown_activity unknown_link unknown_token unknown_programme",
    N_("项目目录中没有此事项，或者此事项与本项目无关；请核对事项编号。"): "unknown_item",
    N_("没有可以承担此事的这个人，请从在岗人员中另选。"): "unknown_person",
    N_("机构名录中没有此单位，请从名录中选择。"): "unknown_body",
    N_("所选内容不在规则所列范围内，请从所列各项中选择。"): "unknown_choice not_in_policy",
    N_("没有这个账号，请核对。"): "unknown_account",
    N_("没有这份材料，请刷新页面查看。"): "unknown_document",
    N_("没有这一编号的体检发现，请核对编号。"): "unknown_finding",
    N_("这次上传已经失效，请重新上传文件。"): "unknown_upload upload_expired",
    N_("不能这样建立账号：姓名、角色或部门不符合要求，或者该账号已在使用；请核对。"): "account_refused",
    N_("此期间该村已有其他村法律顾问，不能重叠；请先结束原来的聘期。"): "adviser_overlap",
    N_("此诉求已由他人受理，请刷新页面查看。"): "already_accepted",
    N_("此件已经作出决定，不能再改；请刷新页面查看。"): "already_decided",
    N_("承诺期限已满，此事项已按超时默许处理；您的办理已列入复核清单，由监督员处理。"): "already_deemed",
    N_("此件已经延期一次，不能再次延期。"): "already_extended",
    N_("此材料已经提交过，不能重复索要；有问题的，请按“材料有误”告知。"): "already_handed_in",
    N_("此事项的申请已经收件，请刷新页面查看。"): "already_received",
    N_("这次办结已经评价过，每次办结只评价一次。"): "answered_before",
    N_("压缩包不能接收：里面有不允许的内容，或者损坏、加密；请解开后逐个上传。"): "archive_not_allowed",
    N_("刚才未能接通，请换个时段再回访。"): "called_too_soon",
    N_("此件已经办结，不能再办理。"): "case_closed",
    N_("正在等待申请人补正，补正提交后才能办理。"): "correction_open",
    N_("补正内容只能一次性告知，本次申报已经告知过；请就现有材料继续办理。"): "corrections_told_once",
    N_("同样的活动已经登记，数量不同；请先撤下原来的登记。"): "counted_before",
    N_("依法须保存此信息，期满前不能删除；期满前只保存、不作他用。"): "data_held",
    N_("请按目录中的名称指明缺少或有误的材料，仅有文字说明不能作为补正要求。"): "demand_unnamed",
    N_("文件在传送中出错，请重新上传。"): "digest_wrong piece_damaged piece_too_long piece_too_short offset_wrong",
    N_("此件的材料已达上限，不能再添加。"): "documents_enough",
    N_("办结依据不全，请补上所需的照片、说明或联系记录后再办结。"): "evidence_missing",
    N_("令牌的有效期须在今后一年之内，请改选日期。"): "expiry_not_allowed",
    N_("依规定此件不能延期，或者延期超过允许的时长；请缩短后再试。"): "extension_not_allowed",
    N_("您的角色须先设置第二重验证，请到“我的账号”设置。"): "factor_due",
    N_("文件不完整或无法读取，请检查后重新上传。"): "file_cut_off picture_not_allowed",
    N_("文件过大，请压缩或缩小后再上传。"): "file_too_large",
    N_("所选情形须与另一情形同时选择，请补选。"): "flag_missing",
    N_("此材料的有效期自签发日起算，请填写签发日期。"): "issue_missing",
    N_("此处不接收这类文件，请换成 PDF、图片等允许的格式。"): "kind_not_allowed",
    N_("此材料由部门自行取得，不能向申请人索要。"): "made_by_department",
    N_("对方诉求暂时不能并入，本诉求照常办理；请稍后再试。"): "merge_pending",
    N_("文件名不能使用，请改名后再上传。"): "name_not_allowed",
    N_("已是最高一级，没有可以上报的上级；请在本级办理。"): "no_level_above",
    N_("本站没有启用统一身份认证，请用密码登录。"): "no_provider",
    N_("该单位及其上级目前无人值班，请指定一名经办人。"): "nobody_there",
    N_("目前没有需要评价的事项，未作记录。"): "not_asked",
    N_("场次尚未开始，开始后才能登记结果。"): "not_begun",
    N_("受理前须选定类别、承办单位和经办人，请补全。"): "not_classified",
    N_("此材料尚未提交，不能按“有误”告知；请按“缺少”告知。"): "not_handed_in",
    N_("事项目录没有列出此材料，任何人不得索要。"): "not_in_catalogue",
    N_("这条消息不在待人工告知之列，可能已由他人处理；请刷新页面查看。"): "not_on_the_list",
    N_("此人不具备办理此件的资格，请另选人员。"): "not_qualified",
    N_("此事项的申请尚未收件，请先收件。"): "not_received",
    N_("只有此件的承办人和援助中心可以这样办理。"): "not_the_holder",
    N_("必须写明说明或理由，请补写。"): "note_missing",
    N_("目前没有人提出这样的请求，不需要决定；请刷新页面查看。"): "nothing_asked",
    N_("未举办的场次没有参加人数和录像，请不要填写。"): "nothing_to_count",
    N_("此人手中没有此件，或者移交对象就是本人；请另选。"): "nothing_to_move",
    N_("此征询已经结束，或者不是向您提出的；请刷新页面查看。"): "offer_gone",
    N_("此人是对方当事人的代理人或与此件有利害关系，须回避；请另选人员。"): "other_side",
    N_("不能更改自己的权限，请由另一名安全员办理。"): "own_rights",
    N_("需要补充的材料只能一次性告知，此前已经告知过。"): "papers_told_once",
    N_("请先在“我的账号”设置自己的密码，再办理其他事项。"): "password_due",
    N_("计划结束日超过此类暂停的上限，或者早于开始日；请改选日期。"): "pause_end_not_allowed",
    N_("此事项不允许这类暂停，请从所列各类中选择。"): "pause_kind_not_allowed",
    N_("期限最后一天不能再暂停计时，请在今天作出决定。"): "pause_too_late",
    N_("结束时间须晚于开始时间，并且不能已经过去；请改选时间。"): "period_not_allowed",
    N_("清单中有内容现在不能删除，未作任何删除；请重新生成清单。"): "plan_changed",
    N_("此清单已经确认过。"): "plan_done",
    N_("此前的承诺经核查不实，现在不能再作承诺；请提交证明材料。"): "pledge_barred",
    N_("更改权限、更改数据、保管记录，任何人不得兼有其中两项；请另选角色。"): "powers_together",
    N_("前置事项尚未批准，须先办结前置事项。"): "prerequisite_open",
    N_("申请人已就此作出承诺，不得再索要此项证明。"): "proof_waived",
    N_("此诉求已经结束，不能再办理。"): "request_ended",
    N_("这个单位就是被反映的单位，不能把此件交给它承办或协办；请另选单位。"): "body_complained_of",
    N_("此件须为反映人保密，不能与其他诉求并案，也不能关联到项目。"): "kept_anonymous",
    N_("旗中心已确定由本单位承办，不能再退单；请继续办理。"): "return_not_allowed",
    N_("已超过可以退单的时间，请继续办理，或联系旗中心。"): "return_too_late",
    N_("此人在这段时间已有其他安排，请先结束原来的安排。"): "roster_overlap",
    N_("专项联合治理任务没有诉求人，单独办理，类别不变；这样的办理只适用于群众诉求。"): "joint_task",
    N_("此问题已有正在办理的专项联合治理任务，请到该件办理。"): "joint_task_open",
    N_("这一时期没有人反映这个问题，不能开展专项联合治理；请核对事项、村镇和时期。"): "no_such_problem",
    N_("专项联合治理由多个单位办理，请至少指定一个协办单位。"): "nobody_assists",
    N_("诉求不能并入自身，也不能并入已被并案的诉求；请核对编号。"): "same_request",
    N_("令牌的权限不能超出本人权限，且至少要有一项；请重新选择。"): "scope_not_allowed scope_too_narrow",
    N_("提出删除的人不能自己确认，须由另一人确认。"): "second_person_needed",
    N_("此场次已取消或节目已暂停，不能登记结果。"): "session_skipped",
    N_("代班人须是同一部门、具有相应权限的另一人；请另选。"): "stand_in_not_allowed",
    N_("此件已由他人接办，请刷新页面查看。"): "taken_before",
    N_("期限已经届满，延期须在届满前提出。"): "term_over",
    N_("所填时间不能晚于现在，也不能早于前一步；请改正时间。"): "time_not_allowed",
    N_("尝试次数过多，请一分钟后再试。"): "too_many_guesses too_many_requests too_many_streams",
    N_("文件内容与其格式不符，不能接收；请另存为普通文件后再上传。"): "two_things_in_one",
    N_("此人没有登记电话和邮箱，请当面交付邀请码。"): "unreachable",
    N_("文件还没有传完，请继续上传。"): "upload_incomplete",
    N_("同时上传的文件过多，请先完成其中一个。"): "uploads_enough",
    N_("办理此事的时间已过，未作记录。"): "window_over",
    N_("此人手中还有未办结的件，须先移交他人。"): "work_open",
    N_("此件现在的状态下不能这样办理，请刷新页面查看现状。"): "wrong_state",
    N_("账号、密码或验证码不正确。"): "login_refused",
    N_("尝试次数过多，请稍后再试；使用登录过的设备，或同时填写动态验证码，可以立即登录。"): "too_many_attempts",
    N_("登录人数较多，请稍后再试。"): "too_many_sign_in",
    N_("当前密码不正确。"): "password_wrong",
    N_("新密码过短、过于常见，或包含您的个人信息。"): "password_weak",
    N_("验证码不正确、已过期或已使用。"): "code_wrong",
    N_("邀请码不正确、已使用或已过期，请重新索取。"): "invitation_gone",
    N_("统一身份认证暂时无法连接，请使用密码登录。"): "provider_away",
    N_("此次登录不是在本浏览器发起、已过期、已使用，或认证结果无效，请重新开始。"): "outside_refused",
    N_("该认证账号未关联本站账号。请用密码登录后自行关联，或联系安全管理员。"): "outside_unknown",
    N_("该认证账号已关联其他账号。"): "link_taken",
}
SENTENCES: dict[str, str] = {code: sentence for sentence, codes in _BY_SENTENCE.items() for code in codes.split()}
# Said instead where the refusal states this fact.
WITH_FACT: dict[str, tuple[str, str]] = {
    "called_too_soon": ("next_at", N_("刚才未能接通，请在 %(next_at)s 之后再回访。")),
    "pause_end_not_allowed": ("latest", N_("暂停最迟到 %(latest)s，且不能早于开始日；请改选日期。")),
    "return_too_late": ("latest", N_("退单须在 %(latest)s 之前提出，现已超过；请继续办理，或联系旗中心。")),
    "pledge_barred": ("until", N_("此前的承诺经核查不实，%(until)s（含当日）前不能再作承诺；请提交证明材料。")),
    "prerequisite_open": ("open", N_("前置事项 %(open)s 尚未批准，须先办结。")),
    "request_ended": ("into", N_("此诉求已并入 %(into)s，请到该件办理。")),
    "joint_task_open": ("ref", N_("此问题已有正在办理的专项联合治理任务 %(ref)s，请到该件办理。")),
    "password_weak": ("least", N_("密码太短，至少 %(least)s 个字符；请换一个较长的密码。")),
    "term_over": ("ended", N_("期限已于 %(ended)s 届满，延期须在届满前提出。")),
    "window_over": ("until", N_("办理此事的时间已于 %(until)s 截止，未作记录。")),
    "not_begun": ("starts_at", N_("场次将于 %(starts_at)s 开始，开始后才能登记结果。")),
    "too_many_attempts": (
        "minutes",
        N_("尝试次数过多，请 %(minutes)s 分钟后再试；使用登录过的设备，或同时填写动态验证码，可以立即登录。"),
    ),
}
_PLAIN = re.compile(r"[0-9A-Z][0-9A-Z, -]{0,199}")  # a number, or numbers of items and cases
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(rf"{_DAY.pattern}T[\d:.]+[+-]\d\d:\d\d")


def sentence_of(refusal: Refusal) -> str:
    """The sentence for a refusal, with its fact where one helps."""
    name, sentence = WITH_FACT.get(refusal.code, ("", ""))
    fact = _fact(refusal.facts, name)
    return Sentence(sentence, {name: fact}) if fact else SENTENCES.get(refusal.code, _OTHERWISE)


def _fact(facts: Mapping[str, str], name: str) -> Fact | None:
    """A fact as people may be told it: an instant, a day, or what is a number; nothing else."""
    said = facts.get(name, "")
    if _INSTANT.fullmatch(said):
        return datetime.fromisoformat(said)
    if _DAY.fullmatch(said):
        return date.fromisoformat(said)
    return said if _PLAIN.fullmatch(said) else None
