"""A private question never appears to others; a public one without who asked (LC-4b, security rows on private questions)."""

import pytest
from django.utils import timezone

from shouhou.support.board import actions
from shouhou.support.board.models import Publicity, Tally
from shouhou.support.tickets import actions as tickets
from shouhou.support.tickets.models import Ticket

EVERY = ("mine", "hot", "solved", "open")


@pytest.fixture
def everybody(cast):
    return actions.set_publicity("customers", with_earlier=True, by=cast.admin)


def page(client, **asked):
    return client.get("/board/", asked).content.decode()


@pytest.mark.requirement("LC-4b-01", "LC-4b-05", "LC-4b-06")
def test_the_four_tabs(cast, everybody):
    own, private = cast.ask(title="自己的问题"), cast.ask(title="自己的私密问题", is_private=True)
    solved, waiting = cast.resolved(cast.yuanfang, title="别人的已解决"), cast.ask(cast.yuanfang, title="别人的待解决")
    client = cast.client(cast.jiahe)
    assert own.title in page(client, tab="mine") and private.title in page(client, tab="mine") and waiting.title not in page(client, tab="mine")
    assert solved.title in page(client, tab="solved") and waiting.title not in page(client, tab="solved")
    shown = page(client, tab="open")
    assert waiting.title in shown and own.title in shown and solved.title not in shown and private.title not in shown


@pytest.mark.requirement("LC-4b-04")
def test_the_hottest_thirty(cast, everybody):
    made = [cast.resolved(cast.yuanfang, title=f"热点{n:02d}") for n in range(2)]
    for n in range(32):
        Ticket.objects.create(number=f"OD8{n:08d}", organization=cast.yuanfang_company, asker=cast.yuanfang, title=f"冷门{n:02d}",
                              description="<p>x</p>", state="closed")
    for who in (cast.jiahe, cast.jiahe2, cast.jiahe_boss):
        actions.look(made[1], by=who)
    actions.look(made[0], by=cast.jiahe)
    for ticket in Ticket.objects.filter(title__startswith="冷门"):
        actions.look(ticket, by=cast.guwen)
    shown = page(cast.client(cast.jiahe), tab="hot")
    assert shown.index("热点01") < shown.index("冷门")
    assert shown.count('<td class="title">') == 30 and "热点01" in shown


@pytest.mark.abuse(60)
@pytest.mark.parametrize("reach", Publicity.Reach.values)
def test_a_private_question_is_nowhere(cast, reach):
    actions.set_publicity(reach, with_earlier=True, by=cast.admin)
    secret = cast.resolved(cast.yuanfang, title="工资保密问题", description="<p>薪酬口径</p>", is_private=True)
    actions.look(secret, by=cast.yuanfang)
    for who in (cast.jiahe, cast.jiahe_boss, cast.jiahe2):
        client = cast.client(who)
        for tab in EVERY:
            assert secret.number not in page(client, tab=tab)
            for words in ("薪酬口径", "工资保密问题", secret.number):
                found = client.get("/board/", {"tab": tab, "q": words}).context
                assert found["lines"] == [] and found["pager"]["count_text"] == "共 0 条"
        assert client.get(f"/board/{secret.number}/").status_code == 404
        assert client.post(f"/board/{secret.number}/favourite/").status_code == 404
        assert "工资保密" not in client.post("/likely-answers/", {"title": "工资保密问题"}).content.decode()
    assert Tally.objects.get(ticket=secret).read_count == 1


def test_a_question_that_becomes_private_is_gone_from_lists_favourites_and_footprints(cast, everybody):
    one = cast.resolved(cast.yuanfang, title="曾经公开的问题")
    client = cast.client(cast.jiahe)
    client.get(f"/board/{one.number}/")
    client.post(f"/board/{one.number}/favourite/")
    assert "曾经公开的问题" in client.get("/favourites/").content.decode() and "曾经公开的问题" in client.get("/footprints/").content.decode()
    Ticket.objects.filter(pk=one.pk).update(is_private=True)
    kept = client.get("/favourites/").content.decode()
    assert "曾经公开的问题" not in kept and "不再公开" in kept and "曾经公开的问题" not in client.get("/footprints/").content.decode()
    client.post(f"/board/{one.number}/favourite/", {"undo": "1"})
    assert "不再公开" not in client.get("/favourites/").content.decode()


@pytest.mark.abuse(61)
def test_others_read_no_names_numbers_pictures_or_files(cast, everybody):
    one = cast.resolved(cast.yuanfang, title="远方公司的账套打不开", contact_name="钱多多", contact_phone="13911112222")
    Ticket.objects.filter(pk=one.pk).update(
        description='<p>我是李远，电话13911112222，邮箱a.b@yuanfang.cn，请找周方。<img src="/files/abcdefghijklmnopqrstuv/a.png">'
                    '<a href="/files/abcdefghijklmnopqrstuv/b.xls">附件</a></p>')
    client = cast.client(cast.jiahe)
    shown = client.get(f"/board/{one.number}/").content.decode() + page(client, tab="solved")
    for word in ("远方公司", "李远", "钱多多", "周方", "13911112222", "yuanfang.cn", "/files/abcdef"):
        assert word not in shown
    assert "补录断号凭证后可以结账" in shown and "账套打不开" in shown
    for word in ("远方公司", "13911112222", "李远"):
        assert client.get("/board/", {"tab": "solved", "q": word}).context["lines"] == []


def test_until_the_vendor_says_so_questions_stay_with_colleagues(cast):
    one = cast.resolved(cast.yuanfang, title="只给本单位看")
    assert one.title not in page(cast.client(cast.jiahe), tab="solved")
    assert cast.client(cast.jiahe).get(f"/board/{one.number}/").status_code == 404
    cast.client(cast.admin).post("/workbench/board/settings/", {"reach": "customers"})
    assert one.title not in page(cast.client(cast.jiahe), tab="solved"), "asked before, under the narrower promise"
    later = cast.resolved(cast.yuanfang, title="之后提的")
    assert later.title in page(cast.client(cast.jiahe), tab="solved")
    assert Publicity.objects.get().since <= timezone.now()


def test_only_the_administrator_sets_it(cast):
    for who in (cast.jiahe_boss, cast.zhuguan, cast.zhishi):
        assert cast.client(who).post("/workbench/board/settings/", {"reach": "customers"}).status_code == 403
    assert cast.client(cast.admin).post("/workbench/board/settings/", {"reach": "all"}).status_code == 422
    assert not Publicity.objects.exists()


def test_imported_questions_are_never_public(cast, everybody):
    one = cast.ask(cast.yuanfang, title="旧系统的问题")
    Ticket.objects.filter(pk=one.pk).update(source="import")
    assert "旧系统的问题" not in page(cast.client(cast.jiahe), tab="open")


def test_notes_and_internal_files_stay_inside(cast, everybody):
    one = cast.resolved(cast.yuanfang, title="备注测试")
    tickets.note(one, by=cast.guwen, body="<p>内部口径不外传</p>")
    client = cast.client(cast.jiahe)
    assert "内部口径" not in client.get(f"/board/{one.number}/").content.decode()
    assert one.number not in page(client, tab="solved", q="内部口径")
