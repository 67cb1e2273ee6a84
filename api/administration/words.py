"""The words of administration: roles, what needs two, pieces of work, and what happened to accounts."""

from __future__ import annotations

from api.public.happenings import PARTS
from api.wordbook import N_
from domain.roles import Role
from store.account_plans import Needs
from store.open_work import Kind
from store.security_record import Done

ROLES = {
    **PARTS,
    Role.GRID_MEMBER: N_("网格员"),
    Role.DISPATCHER: N_("派单员"),
    Role.LEADER: N_("带班领导"),
    Role.LAWYER: N_("律师"),
    Role.CLERK: N_("援助中心工作人员"),
    Role.DIRECTOR: N_("援助中心主任"),
    Role.SECURITY: N_("安全管理员"),
    Role.AUDITOR: N_("审计员"),
}

NEEDS = {
    Needs.INVITE.value: N_("邀请"),
    Needs.FIRST_PASSWORD.value: N_("初始密码"),
    Needs.DROP_FACTOR.value: N_("解除第二因素"),
    Needs.TOKEN.value: N_("系统令牌"),
    Needs.LINK.value: N_("关联统一认证"),
}

PIECES = {
    Kind.ITEM.value: N_("审批事项"),
    Kind.REQUEST.value: N_("诉求"),
    Kind.LEGAL.value: N_("法律事项"),
    Kind.PROGRAMME.value: N_("普法活动"),
    Kind.VILLAGE.value: N_("村法律顾问"),
    Kind.DUTY.value: N_("值班"),
    Kind.STAND_IN.value: N_("代理"),
}

HAPPENED = {
    Done.SIGNED_IN.value: N_("登录"),
    Done.STOPPED.value: N_("多次输错，暂停登录"),
    Done.SIGNED_OUT.value: N_("退出登录"),
    Done.SESSION_ENDED.value: N_("结束一个会话"),
    Done.SESSIONS_ENDED.value: N_("结束全部会话"),
    Done.PASSWORD_CHANGED.value: N_("更改密码"),
    Done.FIRST_PASSWORD.value: N_("发放初始密码"),
    Done.FACTOR_SET.value: N_("设置第二因素"),
    Done.FACTOR_DROPPED.value: N_("解除第二因素"),
    Done.RECOVERY_USED.value: N_("使用恢复码"),
    Done.TOKEN_MADE.value: N_("生成令牌"),
    Done.TOKEN_ENDED.value: N_("停用令牌"),
    Done.PLANNED.value: N_("提出，待第二人"),
    Done.AGREED.value: N_("第二人同意"),
    Done.INVITED.value: N_("邀请"),
    Done.ROLE_CHANGED.value: N_("更改角色"),
    Done.DEPARTMENT_CHANGED.value: N_("更改部门"),
    Done.DETAILS_CHANGED.value: N_("更改资料"),
    Done.INVITATION_USED.value: N_("接受邀请"),
    Done.LINKED.value: N_("关联统一认证"),
    Done.UNLINKED.value: N_("解除统一认证"),
    Done.WORK_MOVED.value: N_("移交工作"),
    Done.CLOSED.value: N_("注销账号"),
}
