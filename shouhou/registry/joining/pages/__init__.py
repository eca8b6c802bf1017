"""免费注册 and 忘记密码 for visitors; 修改资料 and 申请 in the 个人中心."""

from __future__ import annotations

from django.urls import path

from shouhou.foundation.access import PUBLIC, SIGNED_IN, allow
from shouhou.registry.joining.pages.me import applications, facts, new_application, withdrawal
from shouhou.registry.joining.pages.recovery import forgotten, recovery_link
from shouhou.registry.joining.pages.registration import confirmation, form_page, name, sent

urlpatterns = [
    path("register/", allow(PUBLIC, form_page), name="register"),
    path("register/name/", allow(PUBLIC, name), name="register_name"),
    path("register/sent/", allow(PUBLIC, sent), name="register_sent"),
    path("register/<str:token>/", allow(PUBLIC, confirmation), name="register_confirmation"),
    path("recovery/", allow(PUBLIC, forgotten), name="recovery"),
    path("recovery/<str:secret>/", allow(PUBLIC, recovery_link), name="recovery_link"),
    path("me/facts/", allow(SIGNED_IN, facts), name="my_facts"),
    path("me/applications/", allow("joining.apply", applications), name="my_applications"),
    path("me/applications/new/", allow("joining.apply", new_application), name="new_application"),
    path("me/applications/<int:pk>/withdrawal/", allow("joining.apply", withdrawal), name="application_withdrawal"),
]
