"""Telling people: who, once, by what, and what happens when it does not go out."""

from __future__ import annotations

import pytest

from shouhou.aftercare.notifications import Away, breaker, tell
from shouhou.aftercare.notifications.breaker import BREAKER
from shouhou.aftercare.notifications.models import Delivery, Notice, Preference
from shouhou.aftercare.notifications.transports import _transports, transports
from shouhou.aftercare.notifications.wording import fill
from shouhou.foundation import jobs
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Term

pytestmark = pytest.mark.django_db


class Post:
    """A transport of the tests: keeps what it was given, fails as often as it is told."""

    code, label = "post", "信件"

    def __init__(self):
        self.got, self.fails, self.away, self.tries = [], 0, False, 0

    def is_ready(self):
        return True

    def addresses(self, user):
        return [f"{user.username}@post"]

    def send(self, delivery):
        self.tries += 1
        if self.away:
            raise Away("邮局搬走了")
        if self.fails:
            self.fails -= 1
            raise jobs.Retry("邮局关门")
        self.got.append((delivery.address, delivery.notice.title, delivery.dedup))
        return "r1"


@pytest.fixture
def post(monkeypatch):
    found = Post()
    BREAKER.answered("post")
    monkeypatch.setattr("shouhou.aftercare.notifications.transports._transports", {"post": found})
    return found


def want(user, kind="ticket.asked"):
    Preference.objects.create(user=user, kind=kind, transport="post", is_wanted=True)


def ask(cast, **more):
    return actions.ask(cast.jiahe_company if hasattr(cast, "jiahe_company") else cast.jiahe.memberships.get().organization, by=cast.jiahe, asker=cast.jiahe,
                       title="凭证模板", description="<p>不能生成凭证</p>", contact_name="王敏", contact_phone="13907101234", product=cast.product, **more)


@pytest.mark.requirement("HJ-2-07")
def test_a_new_question_reaches_all_who_can_accept_it(cast, post):
    for person in (cast.guwen, cast.guwen2, cast.zhuguan):
        want(person)
    ticket = ask(cast)
    jobs.work_off()
    told = set(Notice.objects.filter(kind="ticket.asked").values_list("user__username", flat=True))
    assert {cast.guwen.username, cast.guwen2.username, cast.zhuguan.username} <= told
    assert cast.jiahe.username not in told
    assert cast.yuanfang.username not in told
    assert {(address, title) for address, title, _ in post.got} == {
        (f"{person.username}@post", f"新问题 {ticket.number}") for person in (cast.guwen, cast.guwen2, cast.zhuguan)}


@pytest.mark.requirement("HJ-4-01")
def test_acceptance_and_completion_are_pushed_to_the_asker(cast, post):
    for kind in ("ticket.accepted", "ticket.resolved"):
        want(cast.jiahe, kind)
    ticket = ask(cast)
    actions.accept(ticket, by=cast.guwen, note="马上处理")
    actions.handle(ticket, by=cast.guwen, body="<p>好了</p>", outcome=Term.objects.get(label="完全处理"))
    jobs.work_off()
    assert [title for _, title, _ in post.got] == [f"提单 {ticket.number} 已被接收", f"提单 {ticket.number} 已处理完成"]


@pytest.mark.requirement("HJ-4-01")
def test_others_of_the_company_hear_of_questions_they_may_see(cast, post):
    for person in (cast.jiahe2, cast.jiahe_boss, cast.yuanfang):
        want(person, "colleague.accepted")
    ticket = ask(cast)
    actions.accept(ticket, by=cast.guwen, note="马上处理")
    jobs.work_off()
    assert [address for address, _, _ in post.got] == ["jiahe-boss@post"]  # 嘉禾 does not share questions among its users
    assert set(Notice.objects.filter(kind__endswith="accepted").values_list("user__username", flat=True)) == {"jiahe", "jiahe-boss"}


def again_due():
    jobs.Job.objects.filter(state=jobs.State.FAILED).update(due_at="2026-01-01T00:00:00Z")


@pytest.mark.durability("D24")
def test_a_way_that_does_not_answer_is_left_alone_and_catches_up_later(cast, post, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(breaker, "monotonic", lambda: clock[0])
    want(cast.jiahe, "ticket.accepted")
    post.away = True
    for number in range(20):
        tell([cast.jiahe], "ticket.accepted", title="甲", dedup=str(number))
    jobs.work_off()
    assert post.tries == 1, "one has waited for it, nineteen have not"
    clock[0] += breaker.REST + 1
    again_due()
    jobs.work_off()
    assert post.tries == 2
    post.away = False
    clock[0] += breaker.REST + 1
    again_due()
    jobs.work_off()
    assert len(post.got) == len(set(post.got)) == 20
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.SENT}


def test_who_is_disabled_meanwhile_is_not_written_to(cast, post):
    want(cast.jiahe, "ticket.accepted")
    tell([cast.jiahe], "ticket.accepted", title="甲", dedup="x")
    type(cast.jiahe).objects.filter(pk=cast.jiahe.pk).update(is_active=False)
    jobs.work_off()
    assert post.got == []
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == (Delivery.State.DEAD, "用户已停用。")


def test_after_an_outage_all_that_failed_goes_out_again(cast, post):
    want(cast.jiahe, "ticket.accepted")
    for number in range(3):
        tell([cast.jiahe], "ticket.accepted", title="甲", dedup=str(number))
    jobs.Job.objects.all().delete()
    Delivery.objects.update(state=Delivery.State.DEAD, error="坏了")
    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(created_at="2026-01-01T00:00:00Z")
    page = cast.client(cast.admin)
    assert "全部重发" in page.get("/workbench/notifications/?state=dead").content.decode()
    assert "已重新发送 2 条" in page.post("/workbench/notifications/tries/", follow=True).content.decode()
    jobs.work_off()
    assert len(post.got) == 2
    assert cast.client(cast.shenji).post("/workbench/notifications/tries/").status_code in {403, 404}


def test_imported_questions_disturb_nobody(cast, post):
    ask(cast, source="import")
    jobs.work_off()
    assert not Notice.objects.exists()


def test_the_same_occasion_tells_once(cast, post):
    want(cast.jiahe, "ticket.accepted")
    for _ in range(3):
        tell([cast.jiahe, cast.jiahe], "ticket.accepted", title="甲", dedup="x")
    assert Notice.objects.count() == Delivery.objects.count() == 1


@pytest.mark.durability("D13")
def test_a_crash_after_the_other_side_took_it_repeats_with_the_same_mark(cast, post, monkeypatch):
    want(cast.jiahe, "ticket.accepted")
    tell([cast.jiahe], "ticket.accepted", title="甲", dedup="x")
    delivery = Delivery.objects.get()
    post.send(delivery)  # taken, and then the process died before it was written down
    jobs.work_off()
    assert [mark for _, _, mark in post.got] == [delivery.dedup] * 2
    assert Delivery.objects.get().state == Delivery.State.SENT


def test_what_fails_is_kept_with_its_reason_and_can_be_sent_again(cast, post, client):
    want(cast.jiahe, "ticket.accepted")
    post.fails = 1
    tell([cast.jiahe], "ticket.accepted", title="甲", dedup="x")
    jobs.work_off()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error, delivery.attempts) == (Delivery.State.FAILED, "邮局关门", 1)
    client.force_login(cast.admin)
    page = client.get("/workbench/notifications/?state=failed").content.decode()
    assert "邮局关门" in page
    assert client.post(f"/workbench/notifications/{delivery.pk}/tries/").status_code == 302
    jobs.work_off()  # the next try was to come later; it comes now
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (Delivery.State.SENT, 2)


def test_without_wish_or_default_nothing_goes_out(cast, post):
    tell([cast.jiahe], "ticket.accepted", title="甲", dedup="x")
    assert not Delivery.objects.exists()
    assert transports() == {"post": post}


@pytest.mark.abuse(85)
def test_what_customers_write_is_never_a_template():
    known = {"title": "{settings.SECRET_KEY} {0.__class__} {who}", "who": "甲"}
    assert fill("{who}：{title} {unknown}", known) == "甲：{settings.SECRET_KEY} {0.__class__} {who} {unknown}"


def test_own_notices_only(cast, client):
    tell([cast.jiahe], "ticket.accepted", title="给王敏的", dedup="x")
    notice = Notice.objects.get()
    client.force_login(cast.yuanfang)
    assert "给王敏的" not in client.get("/notices/").content.decode()
    assert client.get(f"/notices/{notice.pk}/").status_code == 404
    client.force_login(cast.jiahe)
    assert "给王敏的" in client.get("/notices/").content.decode()
    client.post("/notices/reading/")
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.requirement("X-06")
def test_notices_are_a_list_in_which_many_are_read_at_once(cast):
    for name in ("甲", "乙", "丙"):
        tell([cast.jiahe], "ticket.accepted", title=f"{name}被接收", dedup=name)
    tell([cast.yuanfang], "ticket.accepted", title="别家的", dedup="x")
    browser, mine = cast.client(cast.jiahe), list(Notice.objects.filter(user=cast.jiahe).order_by("pk").values_list("pk", flat=True))
    page = browser.get("/notices/?sort=title&c=title~has~甲*").content.decode()
    assert "甲被接收" in page
    assert "乙被接收" not in page
    assert "别家的" not in browser.get("/notices/").content.decode()

    def change(rows):
        return browser.post("/grids/notices/change/", {"address": "?", "back": "/notices/", "pk": rows})

    where = change(mine[:2]).headers["Location"]
    browser.post(where, {"column": "state", "value": "read"})
    assert Notice.objects.filter(user=cast.jiahe).unread().count() == 1
    assert browser.get("/notices/?c=state~is~unread").content.decode().count("data-pk") == 1
    browser.post(where + "undo/")
    assert Notice.objects.filter(user=cast.jiahe).unread().count() == 3
    theirs = Notice.objects.get(user=cast.yuanfang)
    assert change([theirs.pk]).status_code == 404
    assert Notice.objects.get(pk=theirs.pk).read_at is None


def test_preferences_are_kept(cast, client, post):
    client.force_login(cast.jiahe)
    page = client.get("/notices/preferences/").content.decode()
    assert "提单被接收" in page
    assert "信件" in page
    assert "有新的问题" not in page
    client.post("/notices/preferences/", {"wanted": ["ticket.accepted|post"]})
    wishes = dict(Preference.objects.filter(user=cast.jiahe).values_list("kind", "is_wanted"))
    assert wishes == {"ticket.accepted": True, "ticket.resolved": False, "ticket.answered": False, "colleague.accepted": False,
                      "colleague.resolved": False, "application.decided": False, "application.made_here": False}


def test_every_transport_keeps_the_contract():
    for code, transport in _transports.items():
        assert transport.code == code
        assert transport.label
