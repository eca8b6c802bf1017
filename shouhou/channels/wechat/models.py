"""The 公众号, who is bound to it, and what it told us."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.channels.wechat.secrets import SealedText

API = "https://api.weixin.qq.com"
OPEN = "https://open.weixin.qq.com"
FIELDS = "character_string1=单号\nthing2=标题\nthing3=处理人\nthing4=说明"
SHORTLY = timedelta(minutes=5)


class Account(models.Model):
    """The one 公众号 of the vendor: a verified 服务号 with its secrets. At most one row, with id 1."""

    class Mode(models.TextChoices):
        PLAIN = "plain", _("明文模式")
        ENCRYPTED = "encrypted", _("安全模式（推荐）")

    class Way(models.TextChoices):
        TEMPLATE = "template", _("模板消息")
        SUBSCRIBE = "subscribe", _("订阅通知")

    name = models.CharField(_("公众号名称"), max_length=60, blank=True)
    appid = models.CharField("AppID", max_length=40)
    secret = SealedText("AppSecret", blank=True)
    token = SealedText(_("Token（令牌）"), blank=True)
    aes_key = SealedText("EncodingAESKey", blank=True)
    mode = models.CharField(_("消息加解密方式"), max_length=10, choices=Mode.choices, default=Mode.ENCRYPTED)
    way = models.CharField(_("推送方式"), max_length=10, choices=Way.choices, default=Way.TEMPLATE)
    accepted_template = models.CharField(_("提单被接收：模板编号"), max_length=80, blank=True)
    accepted_fields = models.TextField(_("提单被接收：字段对应"), default=FIELDS)
    resolved_template = models.CharField(_("处理完成：模板编号"), max_length=80, blank=True)
    resolved_fields = models.TextField(_("处理完成：字段对应"), default=FIELDS)
    other_template = models.CharField(_("其他通知：模板编号"), max_length=80, blank=True)
    other_fields = models.TextField(_("其他通知：字段对应"), default=FIELDS)
    api_base = models.CharField(_("接口地址"), max_length=120, default=API)
    open_base = models.CharField(_("网页授权地址"), max_length=120, default=OPEN)
    heard_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name or self.appid

    @property
    def is_ready(self) -> bool:
        """Whether it can push at all."""
        return bool(self.appid and self.secret)

    @property
    def can_hear(self) -> bool:
        """Whether its callbacks can be checked."""
        return bool(self.token and (self.mode == self.Mode.PLAIN or self.aes_key))


class AccessToken(models.Model):
    """The one access token all processes share; row 1. `leased_until` says that somebody is fetching a new one."""

    value = SealedText(blank=True)
    expires_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"

    @property
    def is_good(self) -> bool:
        """Whether it holds for five more minutes."""
        return bool(self.value) and self.expires_at > timezone.now() + SHORTLY


class SceneCode(models.Model):
    """The QR code with a scene parameter that WeChat made for us: what it says, and until when."""

    scene = models.CharField(max_length=64, unique=True)
    url = models.CharField(max_length=200)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.scene


class Binding(models.Model):
    """A WeChat user (openid of this 公众号) is told what one of our users is told. Either may have several of the other."""

    openid = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    follows = models.BooleanField(_("关注"), default=True)
    bound_at = models.DateTimeField(_("绑定时间"), default=timezone.now)
    unbound_at = models.DateTimeField(_("解除时间"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["openid", "user"], name="one_wechat_binding")]

    def __str__(self) -> str:
        return f"{self.masked} {self.user_id}"

    @property
    def masked(self) -> str:
        """Enough of the openid to tell two apart, not enough to use it."""
        return f"{self.openid[:4]}…{self.openid[-4:]}" if len(self.openid) > 10 else "…" + self.openid[-2:]


class Received(models.Model):
    """A callback, as it was taken in (decrypted). `dedup` is its MsgId, or sender and time: WeChat sends it up to three times."""

    dedup = models.CharField(max_length=160, unique=True)
    raw = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.dedup


class Nonce(models.Model):
    """A signed address that was used: it may come again with the same body (a retry), with another body never."""

    key = models.CharField(max_length=64, primary_key=True)
    body = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key


class AuthorizationState(models.Model):
    """A trip to WeChat's authorization page and back: by one browser, once, within ten minutes."""

    digest = models.CharField(max_length=64, primary_key=True)
    browser = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:8]
