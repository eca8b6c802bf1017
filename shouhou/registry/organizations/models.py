"""Companies, the people in them, and the vendor whose platform this is."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.foundation.kit.sounding import SoundKey
from shouhou.foundation.kit.text import normal_key


class Organizations(models.QuerySet["Organization"]):
    def visible_to(self, user: object) -> Self:
        """Staff who may read organizations see all; others see those they belong to."""
        if can(user, "organizations.read"):
            return self
        return self.filter(memberships__user_id=user.pk) if isinstance(user, User) else self.none()


class Organization(models.Model):
    """A company: the vendor itself, an agency of it, or a customer."""

    class Kind(models.TextChoices):
        VENDOR = "vendor", _("厂商")
        AGENCY = "agency", _("服务机构")
        CUSTOMER = "customer", _("客户")
        MERGED = "merged", _("已并入其他单位")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices, default=Kind.CUSTOMER)
    name = models.CharField(_("单位名称"), max_length=120)
    name_key = models.CharField(max_length=120, unique=True, editable=False)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    code = models.CharField(_("客户编码"), max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("上级机构"))
    consultant = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
                                   verbose_name=_("责任顾问"))
    share_questions = models.BooleanField(_("本单位用户互相可见问题"), default=False)
    share_in_department = models.BooleanField(_("同部门用户互相可见问题"), default=False)
    region = models.CharField(_("所属区域"), max_length=60, blank=True)
    region_key = SoundKey(of="region")
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = Organizations.as_manager()

    class Meta:
        verbose_name = _("单位")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = normal_key(self.name)
        self.sort_key = sort_key(self.name)[:400]
        super().save(*args, **kwargs)


class Membership(models.Model):
    """A person belongs to a company. One person may belong to several."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    is_admin = models.BooleanField(_("单位管理员"), default=False)
    department = models.CharField(_("部门"), max_length=60, blank=True)
    department_key = SoundKey(of="department")
    since = models.DateTimeField(default=timezone.now)
    chosen_at = models.DateTimeField(null=True, help_text="when the person last chose to act for this company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organization}"


class Region(models.Model):
    """A province, city or county by its official code (GB/T 2260): 42, 4206, 420602. The installation brings its own list."""

    code = models.CharField(_("行政区划代码"), max_length=6, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    full_name = models.CharField(_("全称"), max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.full_name


class Merge(models.Model):
    """Two entries of one company became one. What went over stands here by its id, so that it can go back."""

    source = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="merged_into")
    target = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="merged_from")
    kind = models.CharField(max_length=10, help_text="what the source was before")
    moved = models.JSONField(default=dict, help_text="app.model.field → ids")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class Vendor(models.Model):
    """Whose platform this is: one row. Screens take name, colour and contact from here."""

    name = models.CharField(_("公司名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    platform_name = models.CharField(_("平台名称"), max_length=60, default="在线服务中心")
    logo = models.CharField(_("标志"), max_length=80, blank=True, help_text="file token")
    colour = models.CharField(_("主色"), max_length=7, default="#2f6fde")
    website = models.URLField(_("网站"), blank=True)
    service_address = models.CharField(_("服务中心地址"), max_length=200, blank=True)
    hotlines = models.CharField(_("热线电话"), max_length=200, blank=True)
    email = models.EmailField(_("服务邮箱"), blank=True)
    wechat_name = models.CharField(_("公众号名称"), max_length=60, blank=True)
    wechat_qr = models.CharField(_("公众号二维码"), max_length=80, blank=True, help_text="file token")
    sign_in_hint = models.CharField(_("登录提示"), max_length=200, blank=True,
                                    default="如果不知道用户名，可以咨询公司内部管理人员或直接对接的实施顾问。")
    terms = models.TextField(_("服务条款"), blank=True)
    fee_warning_days = models.PositiveSmallIntegerField(_("服务费到期提前提醒天数"), default=30)
    auto_close_days = models.PositiveSmallIntegerField(_("处理完成后自动关闭天数"), default=7)
    escalate_days = models.PositiveSmallIntegerField(_("超过预计处理几天后提醒主管"), default=2)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
