"""Staff's pages: 申请, 找回密码 for the hotline, 注册设置."""

from __future__ import annotations

from django.urls import path

from shouhou.foundation.access import allow
from shouhou.registry.joining.workbench import queue, recovering, wishes

urlpatterns = [
    path("applications/", allow("joining.decide", queue.queue), name="applications"),
    path("applications/<int:pk>/", allow("joining.decide", queue.application), name="application"),
    path("recovery/", allow("joining.recover", recovering.search), name="hotline_recovery"),
    path("recovery/<int:user>/", allow("joining.recover", recovering.person), name="hotline_person"),
    path("settings/registration/", allow("joining.configure", wishes.settings_page), name="registration_settings"),
    path("settings/registration/terms/", allow("joining.configure", wishes.publication), name="terms_publication"),
]
