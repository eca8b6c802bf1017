"""Fill django-helpdesk with the questions of a generated Shouhou database: `load.py shouhou.sqlite3`. Runs in django-helpdesk's environment."""

import itertools
import os
import re
import sqlite3
import sys
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
import django

django.setup()
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket, UserSettings  # noqa: E402

STATUS = {"waiting": Ticket.OPEN_STATUS, "working": Ticket.REOPENED_STATUS, "resolved": Ticket.RESOLVED_STATUS, "closed": Ticket.CLOSED_STATUS}
MANY = 2000


def when(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def plain(html):
    return re.sub(r"<[^>]+>", " ", html).strip()


def main(source):
    call_command("migrate", verbosity=0)
    db = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    word = make_password("measured-2026")
    users = {pk: User(username=name, email=f"{name}@example.com", first_name=shown[:30], password=word, is_staff=True)
             for pk, name, shown in db.execute("select id, username, name from accounts_user")}
    User.objects.bulk_create(users.values(), batch_size=MANY)
    for user in users.values():
        UserSettings.objects.get_or_create(user=user)
    queues = {pk: Queue.objects.create(title=name, slug=f"q{pk}", allow_public_submission=True)
              for pk, name in db.execute("select id, name from products_product")}
    other = Queue.objects.create(title="其他", slug="other", allow_public_submission=True)
    rows = db.execute("select id, title, description, created_at, updated_at, state, product_id, asker_id, assignee_id from tickets_ticket order by id")
    for part in itertools.batched(rows, MANY):
        Ticket.objects.bulk_create(
            Ticket(id=pk, title=title, queue=queues.get(product, other), description=plain(body), created=when(created), modified=when(updated),
                   status=STATUS.get(state, Ticket.OPEN_STATUS), submitter_email=users[asker].email if asker else "x@example.com",
                   assigned_to=users.get(assignee), priority=3, secret_key=f"k{pk}")
            for pk, title, body, created, updated, state, product, asker, assignee in part)
    rows = db.execute("select ticket_id, at, body, author_id, is_internal from tickets_entry order by id")
    for part in itertools.batched(rows, MANY):
        FollowUp.objects.bulk_create(FollowUp(ticket_id=ticket, date=when(at), title="已更新", comment=plain(body), public=not internal, user=users.get(author))
                                     for ticket, at, body, author, internal in part)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('helpdesk_ticket', 'id'), (SELECT max(id) FROM helpdesk_ticket))")
        cursor.execute("ANALYZE")
    print(Ticket.objects.count(), "questions,", FollowUp.objects.count(), "follow-ups")


main(sys.argv[1])
