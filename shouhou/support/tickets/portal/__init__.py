"""The customer's pages of a question: ask, follow, answer, count."""

from __future__ import annotations

from django.urls import path

from shouhou.foundation.access import SIGNED_IN, allow
from shouhou.support.tickets.portal.answering import close, follow_up, send_back
from shouhou.support.tickets.portal.asking import new
from shouhou.support.tickets.portal.lists import all_list, conditions, done_list, open_list
from shouhou.support.tickets.portal.reading import activity, handling, question
from shouhou.support.tickets.portal.statistics import statistics

urlpatterns = [
    path("tickets/", allow("tickets.read_own", all_list), name="tickets-all"),
    path("tickets/new/", allow("tickets.ask", new), name="tickets-new"),
    path("tickets/open/", allow("tickets.read_own", open_list), name="tickets-open"),
    path("tickets/done/", allow("tickets.read_own", done_list), name="tickets-done"),
    path("tickets/<str:which>/conditions/", allow("tickets.read_own", conditions), name="tickets-conditions"),
    path("tickets/<str:number>/", allow(SIGNED_IN, question), name="ticket"),
    path("tickets/<str:number>/activity/", allow("tickets.read_own", activity), name="ticket-activity"),
    path("tickets/<str:number>/handlings/<int:ordinal>/", allow("tickets.read_own", handling), name="ticket-handling"),
    path("tickets/<str:number>/follow-ups/", allow("tickets.follow_up", follow_up), name="ticket-follow-ups"),
    path("tickets/<str:number>/returns/", allow("tickets.send_back", send_back), name="ticket-returns"),
    path("tickets/<str:number>/closure/", allow("tickets.close_own", close), name="ticket-closure"),
    path("statistics/", allow("tickets.read_own", statistics), name="statistics"),
]
