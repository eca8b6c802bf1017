"""People who sign in, and the tokens of their programs."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.kit.sounding import SoundKey
from shouhou.foundation.kit.text import normal_key
from shouhou.foundation.prepared import Prepared


class Users(BaseUserManager["User"]):
    """Makes people. A user name is unique after NFKC and case folding, so `Admin` and `ａｄｍｉｎ` are one name."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def by_name(self, username: str) -> User | None:
        """The person of this user name, however it was typed; None when there is none."""
        key = normal_key(username)
        found: User | None = _by_key.first(key) if "\0" not in key else None
        return found

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username_key=normal_key(username or ""))


class User(AbstractBaseUser):
    """A person who signs in. What a person may do stands in `access`, where a person belongs in `organizations`."""

    username = models.CharField(_("用户名"), max_length=64)
    username_key = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("真实姓名"), max_length=60)
    sort_key = SoundKey("name")
    email = models.EmailField(_("邮箱"), blank=True)
    phone = models.CharField(_("联系电话"), max_length=32, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("下次登录须修改密码"), default=False)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    theme = models.CharField(_("外观"), max_length=8, blank=True)
    has_second_factor = models.BooleanField(_("两步验证"), default=False)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "username_key"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("用户")
        indexes = [models.Index(fields=["phone"], name="user_by_phone")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username_key = normal_key(self.username)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name or self.username

    def get_username(self) -> str:
        return self.username


_by_key = Prepared(lambda key: User.objects.filter(username_key=key), str)


class Token(models.Model):
    """A program's key: shown once, kept as a hash. Its scopes only ever narrow what its owner may do."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("名称"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(secret: str) -> str:
        """How a secret is kept: SHA-256, in hex. The secret has 256 random bits, so a slow hash adds nothing."""
        return sha256(secret.encode()).hexdigest()

    @staticmethod
    def new_secret() -> str:
        return "sh_" + secrets.token_urlsafe(32)


class Throttle(models.Model):
    """How often something was tried, by key, in a window of time. Kept in the database so that a restart forgets nothing."""

    key = models.CharField(max_length=120, primary_key=True)
    count = models.IntegerField(default=0)
    until = models.DateTimeField(db_index=True)
    not_before = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key


class Rules(models.Model):
    """How people of this installation choose passwords: one row, or none for what is usual."""

    class Profile(models.TextChoices):
        SIX = "six", _("六位字符或数字（手册）")
        MODERN = "modern", _("至少 8 位，拦截常见密码（推荐）")
        GRADED = "graded", _("等保：至少 10 位、三类字符、定期更换")

    profile = models.CharField(_("密码规则"), max_length=10, choices=Profile.choices, default=Profile.MODERN)
    change_after_days = models.PositiveSmallIntegerField(_("等保规则下几天后须更换密码"), default=90)

    def __str__(self) -> str:
        return self.profile


class Visit(models.Model):
    """A browser in which a person is signed in: what 登录与设备 shows. It lives as long as the session of `session_key`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits")
    session_key = models.CharField(max_length=40, unique=True)
    source = models.CharField(_("来源"), max_length=45, blank=True)
    agent = models.CharField(_("设备"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("登录时间"), default=timezone.now)
    seen_at = models.DateTimeField(_("最近使用"), default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user} {self.source}"


class OneTimeCode(models.Model):
    """The secret an authenticator app shares with us (RFC 6238), sealed. `last_step` is the newest step that was used: none works twice."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="one_time_code")
    sealed = models.CharField(max_length=400)
    last_step = models.BigIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A code on paper that opens the door once when phone and keys are lost. Kept as a digest: it has 59 random bits."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_recovery_code")]

    def __str__(self) -> str:
        return str(self.user)


class Passkey(models.Model):
    """A key a browser or a security token holds for this person at the host `rp_id` (WebAuthn)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("名称"), max_length=60)
    credential_id = models.CharField(max_length=1400, help_text="base64url")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the credential id, in hex")
    public = models.BinaryField(help_text="attested credential data as the authenticator gave it")
    rp_id = models.CharField(max_length=253)
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
