"""免费注册 and 忘记密码 for visitors; 修改资料 and 申请 in the 个人中心."""

from __future__ import annotations

from django.urls import path

from shouhou.foundation.access import PUBLIC, SIGNED_IN, allow
from shouhou.foundation.accounts.proving import freshly
from shouhou.registry.joining.pages.me import applications, facts, new_application, withdrawal
from shouhou.registry.joining.pages.phone import phone, phone_code, recovery_code, recovery_phone
from shouhou.registry.joining.pages.recovery import forgotten, recovery_link
from shouhou.registry.joining.pages.registration import code, confirmation, form_page, name, sent

urlpatterns = [
    path("register/", allow(PUBLIC, form_page), name="register"),
    path("register/name/", allow(PUBLIC, name), name="register_name"),
    path("register/sent/", allow(PUBLIC, sent), name="register_sent"),
    path("register/code/", allow(PUBLIC, code), name="register_code"),
    path("register/<str:token>/", allow(PUBLIC, confirmation), name="register_confirmation"),
    path("recovery/", allow(PUBLIC, forgotten), name="recovery"),
    path("recovery/phone/", allow(PUBLIC, recovery_phone), name="recovery_phone"),
    path("recovery/phone/code/", allow(PUBLIC, recovery_code), name="recovery_code"),
    path("recovery/<str:secret>/", allow(PUBLIC, recovery_link), name="recovery_link"),
    path("me/facts/", allow(SIGNED_IN, facts), name="my_facts"),
    path("me/phone/", allow(SIGNED_IN, freshly(phone, "/me/phone/")), name="my_phone"),
    path("me/phone/code/", allow(SIGNED_IN, phone_code), name="my_phone_code"),
    path("me/applications/", allow("joining.apply", applications), name="my_applications"),
    path("me/applications/new/", allow("joining.apply", new_application), name="new_application"),
    path("me/applications/<int:pk>/withdrawal/", allow("joining.apply", withdrawal), name="application_withdrawal"),
]
