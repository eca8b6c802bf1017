"""One view an operation: the same statements, the same rows, a minimal template."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from shouhou.foundation import files, numbering, search
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs.models import Job
from shouhou.support.tickets.models import Entry, Ticket


def rows(request: HttpRequest) -> HttpResponse:
    """The newest fifty questions with all their names."""
    found = Ticket.objects.with_names().order_by(F("created_at").desc(), F("id").desc())[:50]
    return render(request, "list.html", {"rows": found})


def hits(request: HttpRequest) -> HttpResponse:
    """The newest fifty that hold a word."""
    found = search.matching(Ticket.objects.with_names(), ["ticket", "ticket.note"], request.GET["q"])
    return render(request, "list.html", {"rows": found.order_by(F("created_at").desc(), F("id").desc())[:50]})


def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One question with its conversation and files."""
    ticket = get_object_or_404(Ticket.objects.with_names(), number=number)
    entries = Entry.objects.filter(ticket=ticket).select_related("author", "classification", "outcome", "recipient").order_by("id")
    return render(request, "detail.html", {"ticket": ticket, "entries": entries, "files": files.of(ticket)})


@csrf_exempt
def ask(request: HttpRequest) -> HttpResponse:
    """A question with number, event, index and outbox in one transaction."""
    with transaction.atomic():
        ticket = Ticket.objects.create(
            number=numbering.take("OD"), organization_id=request.POST["organization"], asker_id=request.POST["asker"],
            title=request.POST["title"], description=request.POST["description"], contact_name="王敏", contact_phone="13900000000",
            product_id=request.POST["product"], created_at=timezone.now())
        search.index("ticket", ticket.pk, f"{ticket.number}\n{ticket.title}\n{ticket.description}")
        Event.objects.create(verb="ticket.asked", subject=f"ticket:{ticket.pk}", by_id=request.POST["asker"], data={})
        Job.objects.create(name="floor.none", payload={}, state="done", due_at=None)
    return HttpResponse(ticket.number, status=201)


urlpatterns = [path("list", rows), path("search", hits), path("detail/<str:number>", detail), path("ask", ask)]
