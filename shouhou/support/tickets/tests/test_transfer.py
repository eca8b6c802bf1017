"""转交."""

from __future__ import annotations

from shouhou.support.tickets.models import Entry
from tests.cast import Cast


def test_a_colleague_takes_over_and_the_customer_reads_no_reason(cast: Cast) -> None:
    ticket, browser = cast.accepted(cast.yuanfang, consultant=cast.guwen), cast.client(cast.guwen)
    form = browser.get(f"/workbench/tickets/{ticket.number}/act/transfer/").content.decode()
    assert "钱问" in form and "郑管" in form and "赵顾" not in form.split("<form")[1]
    answer = browser.post(f"/workbench/tickets/{ticket.number}/transfer/", {"transfer-to": cast.guwen2.pk, "transfer-reason": "休假三天", "_key": "1"})
    assert answer.status_code == 302
    ticket.refresh_from_db()
    assert ticket.assignee == cast.guwen2
    page = cast.client(cast.guwen2).get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "转交给钱问" in page and "休假三天" in page and "internal-word" in page
    assert "休假三天" not in cast.client(cast.yuanfang).get(f"/tickets/{ticket.number}/").content.decode()
    assert browser.get(f"/workbench/tickets/{ticket.number}/").status_code == 404  # whoever had it no longer sees it by having had it


def test_to_nobody_or_somebody_who_cannot_it_is_refused(cast: Cast) -> None:
    ticket, browser = cast.accepted(), cast.client(cast.guwen)
    for to, reason in (("", "原因"), (cast.rexian.pk, "原因"), (cast.jiahe.pk, "原因"), (cast.guwen2.pk, "")):
        answer = browser.post(f"/workbench/tickets/{ticket.number}/transfer/", {"transfer-to": to, "transfer-reason": reason})
        assert answer.status_code == 422, (to, reason)
    assert not Entry.objects.filter(ticket=ticket, kind="transfer").exists()
