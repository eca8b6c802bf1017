"""Signing in and out, 密码修改, language and appearance: the same pages for customers and staff."""

from __future__ import annotations

from django.urls import path

from shouhou.foundation.accounts.entrance import public, signed_in
from shouhou.foundation.accounts.pages.password import change
from shouhou.foundation.accounts.pages.preferences import preferences
from shouhou.foundation.accounts.pages.sign_in import sign_in, sign_out

urlpatterns = [
    path("login", public(sign_in), name="sign_in"),
    path("logout", public(sign_out), name="sign_out"),
    path("password/", signed_in(change), name="password"),
    path("preferences/", public(preferences), name="preferences"),
]
