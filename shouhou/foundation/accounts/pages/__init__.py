"""Signing in and out, 密码修改, language and appearance: the same pages for customers and staff."""

from __future__ import annotations

from django.urls import path

from shouhou.foundation.accounts.entrance import public, signed_in
from shouhou.foundation.accounts.pages import second
from shouhou.foundation.accounts.pages.devices import devices, devices_end, proof
from shouhou.foundation.accounts.pages.password import change
from shouhou.foundation.accounts.pages.preferences import preferences
from shouhou.foundation.accounts.pages.sign_in import sign_in, sign_out

urlpatterns = [
    path("login", public(sign_in), name="sign_in"),
    path("logout", public(sign_out), name="sign_out"),
    path("login/second/", public(second.step), name="second_step"),
    path("login/second/challenge/", public(second.step_challenge), name="second_challenge"),
    path("login/second/passkey/", public(second.step_passkey), name="second_passkey"),
    path("me/proof/", signed_in(proof), name="proof"),
    path("me/devices/", signed_in(devices), name="devices"),
    path("me/devices/end/", signed_in(devices_end), name="devices_end"),
    path("me/second-factor/", signed_in(second.settings), name="second_factor"),
    path("me/second-factor/codes/", signed_in(second.codes), name="second_codes"),
    path("me/second-factor/removal/", signed_in(second.removal), name="second_removal"),
    path("me/second-factor/paper/", signed_in(second.paper), name="second_paper"),
    path("me/passkeys/challenge/", signed_in(second.passkey_challenge), name="passkey_challenge"),
    path("me/passkeys/", signed_in(second.new_passkey), name="new_passkey"),
    path("password/", signed_in(change), name="password"),
    path("preferences/", public(preferences), name="preferences"),
]
