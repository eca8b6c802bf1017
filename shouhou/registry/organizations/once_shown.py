"""A password that is shown once, to be handed to its person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouhou.foundation.accounts.models import User


def show_password(request: HttpRequest, user: User, password: str, *, back: str, title: str) -> HttpResponse:
    """The page with user name and one-time password. It is the answer to the POST itself: the password is kept nowhere."""
    return render(request, "organizations/once_shown.html", {"person": user, "password": password, "back": back, "said": title})
