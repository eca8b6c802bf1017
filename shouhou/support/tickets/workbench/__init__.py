"""The staff's pages of a question: queues, one question with its verbs, asking for a customer, ageing, settings."""

from __future__ import annotations

from functools import partial, update_wrapper
from typing import Any

from django.urls import URLPattern, path

from shouhou.foundation.access import allow
from shouhou.support.tickets.workbench.acting import act
from shouhou.support.tickets.workbench.ageing import ageing
from shouhou.support.tickets.workbench.configuring import ask_form, terms
from shouhou.support.tickets.workbench.filing import companies, new
from shouhou.support.tickets.workbench.listing import conditions, listed
from shouhou.support.tickets.workbench.reading import acting, history, ticket
from shouhou.support.tickets.workbench.verbs import VERBS


def _address(name: str) -> URLPattern:
    """POST tickets/<number>/<noun>/ for one verb."""
    view: Any = update_wrapper(partial(act, name=name), act)
    return path(f"tickets/<str:number>/{VERBS[name].noun}/", allow(VERBS[name].capability, view), name=f"desk-{name}")


urlpatterns = [
    path("tickets/", allow("tickets.desk", listed), name="desk-tickets"),
    path("tickets/new/", allow("tickets.file_for", new), name="desk-new"),
    path("tickets/new/customers/", allow("tickets.file_for", companies), name="desk-customers"),
    path("tickets/conditions/", allow("tickets.desk", conditions), name="desk-conditions"),
    path("tickets/ageing/", allow("tickets.ageing", ageing), name="desk-ageing"),
    path("tickets/<str:number>/", allow("tickets.desk", ticket), name="desk-ticket"),
    path("tickets/<str:number>/act/<str:name>/", allow("tickets.desk", acting), name="desk-act"),
    path("tickets/<str:number>/history/", allow("tickets.desk", history), name="desk-history"),
    *(_address(name) for name in VERBS),
    path("settings/ask-form/", allow("tickets.configure", ask_form), name="desk-ask-form"),
    path("settings/terms/", allow("tickets.configure", terms), name="desk-terms"),
]
