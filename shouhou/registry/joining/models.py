"""What people told about themselves, what they agreed to, and what they apply for."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.people import managed_companies


class Admission(models.Model):
    """Whether and how people register: one row, or none while registration was never opened."""

    class Proof(models.TextChoices):
        MAIL = "mail", _("确认邮箱后开通")
        PHONE = "phone", _("验证手机号后开通")
        NONE = "none", _("提交后直接开通")

    is_open = models.BooleanField(_("开放免费注册"), default=False)
    proof = models.CharField(_("开通方式"), max_length=8, choices=Proof.choices, default=Proof.MAIL)
    makes_companies = models.BooleanField(_("没有登记过的单位自动新建"), default=False)

    def __str__(self) -> str:
        return str(self.is_open)


class Asked(models.Model):
    """A field of the registration form where it differs from the manual's. `key` is one of `catalogue.FIELDS`."""

    class Rule(models.TextChoices):
        ANY = "any", _("不限")
        HANZI = "hanzi", _("必须是汉字")

    key = models.CharField(max_length=20, unique=True)
    label = models.CharField(_("名称"), max_length=40)
    is_shown = models.BooleanField(_("显示"), default=True)
    is_required = models.BooleanField(_("必填"), default=False)
    shortest = models.PositiveSmallIntegerField(_("最少字数"), default=0)
    longest = models.PositiveSmallIntegerField(_("最多字数"), default=60)
    rule = models.CharField(_("规则"), max_length=10, choices=Rule.choices, default=Rule.ANY)
    choices = models.TextField(_("选项"), blank=True, help_text="one a line")

    def __str__(self) -> str:
        return self.label


class Particulars(models.Model):
    """What a person told about himself beside name, mail and telephone."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="particulars")
    company = models.CharField(_("单位名称"), max_length=120, blank=True)
    product = models.CharField(_("使用产品"), max_length=120, blank=True)
    region = models.CharField(_("所属区域"), max_length=60, blank=True)
    qq = models.CharField(_("QQ号码"), max_length=15, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    serial = models.CharField(_("产品序列号"), max_length=60, blank=True)
    service_code = models.CharField(_("服务编号"), max_length=60, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.user)


class Terms(models.Model):
    """The terms as they stood when somebody agreed to them: a new text is a new version. `asked_since` says that this version was
    published: whoever has not agreed to it is asked at the next sign-in."""

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    since = models.DateTimeField(default=timezone.now)
    asked_since = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class Consent(models.Model):
    """A person agreed to a version of the terms."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=45, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}:{self.terms_id}"


class Pending(models.Model):
    """A registration that waits for its mail address to be confirmed. It goes when confirmed, or after three days."""

    digest = models.CharField(max_length=64, unique=True)
    username_key = models.CharField(max_length=64, db_index=True)
    password = models.CharField(max_length=128)
    facts = models.JSONField(default=dict)
    source = models.CharField(max_length=45, blank=True)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.username_key


class Applications(models.QuerySet["Application"]):
    def visible_to(self, user: object) -> Self:
        """All for whoever decides about customers; those to the own companies for their 管理员; one's own for everybody."""
        if not isinstance(user, User):
            return self.none()
        if can(user, "joining.decide"):
            return self
        own = models.Q(user=user)
        if can(user, "joining.decide_own"):
            own |= models.Q(organization__memberships__user=user, organization__memberships__is_admin=True,
                            kind__in=[Application.Kind.JOIN, Application.Kind.ADMIN])
        return self.filter(pk__in=self.model._default_manager.filter(own).values("pk"))

    def waiting(self) -> Self:
        return self.filter(state=Application.State.WAITING)


class Application(models.Model):
    """Somebody asks for something that another person has to give."""

    class Kind(models.TextChoices):
        JOIN = "join", _("加入单位")
        VIP = "vip", _("申请VIP")
        ADMIN = "admin", _("申请管理员")
        ERASURE = "erasure", _("注销账号")

    class State(models.TextChoices):
        WAITING = "waiting", _("待审批")
        APPROVED = "approved", _("已同意")
        REFUSED = "refused", _("未同意")
        WITHDRAWN = "withdrawn", _("已撤回")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications", verbose_name=_("申请人"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="applications")
    company = models.CharField(_("单位名称"), max_length=120, blank=True)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    service_code = models.CharField(_("服务编号"), max_length=60, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.CharField(_("审批意见"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("申请时间"), default=timezone.now)

    objects: ClassVar[Any] = Applications.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="application_by_state")]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], condition=models.Q(state="waiting"), name="one_waiting_application")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.user}"


class Recovery(models.Model):
    """A one-time way back in, kept as a digest. `offered_by` is who checked the person's identity on the telephone; None by mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recoveries")
    digest = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64, help_text="of password, mail and telephone: another one of these and it is void")
    way = models.CharField(max_length=12)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.way}"


class PhoneCode(models.Model):
    """A code of six digits that was sent to a telephone, or would have been. It is bound to purpose, person, number and browser, counts
    its tries, and is kept as a keyed digest. Where nobody was meant `digest` stays empty and nothing matches."""

    class Purpose(models.TextChoices):
        RECOVER = "recover", _("找回密码")
        REGISTER = "register", _("注册")
        CHANGE = "change", _("更换手机号")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    target = models.CharField(max_length=20)
    session = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    pending = models.ForeignKey(Pending, null=True, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Invitations(models.QuerySet["Invitation"]):
    def visible_to(self, user: object) -> Self:
        """Those into the companies in which this person is 管理员."""
        return self.filter(organization__in=managed_companies(user)) if can(user, "joining.invite") else self.none()  # type: ignore[arg-type]


class Invitation(models.Model):
    """A colleague is asked to come in. The secret is kept as a digest; sending again makes another one, and the old link is dead."""

    class Way(models.TextChoices):
        MAIL = "email", _("邮箱")
        PHONE = "sms", _("手机")
        LINK = "link", _("自己转发链接")

    class State(models.TextChoices):
        OPEN = "open", _("等待接受")
        ACCEPTED = "accepted", _("已加入")
        WITHDRAWN = "withdrawn", _("已撤回")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("单位名称"))
    name = models.CharField(_("同事姓名"), max_length=60, blank=True)
    way = models.CharField(_("邀请方式"), max_length=6, choices=Way.choices)
    address = models.CharField(_("邮箱或手机号"), max_length=254, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("邀请人"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("加入的用户"))
    created_at = models.DateTimeField(_("邀请时间"), default=timezone.now)
    sent_at = models.DateTimeField(_("最近发送"), default=timezone.now)
    expires_at = models.DateTimeField(_("有效期至"))

    objects: ClassVar[Any] = Invitations.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "state"], name="invitation_by_company")]

    def __str__(self) -> str:
        return self.name or self.address or str(self.pk)
