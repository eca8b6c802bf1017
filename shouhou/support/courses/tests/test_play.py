"""What readers see: the list, the player's bytes, counting, going on, 收藏, 足迹 (LC-9, LC-10, LC-2c)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shouhou.foundation.files.tests.uploads import content
from shouhou.support.courses import actions, portal
from shouhou.support.courses.models import Course, Visit
from shouhou.support.courses.tests.lessons import lesson
from shouhou.support.knowledge.actions import add_category
from shouhou.support.shelf import sealing

TODAY = timezone.localdate()
LONG = "总账期末结账操作演示：" + "凭证检查、结转汇兑损益、" * 6


@pytest.fixture
def one(cast):
    return lesson(cast, product=cast.product, title=LONG)


def address(client, one):
    return client.get(f"/courses/{one.pk}/address/").json()["url"]


@pytest.mark.requirement("LC-9-02", "LC-9-03")
def test_the_list_has_the_manuals_columns_and_the_whole_title_on_hover(cast, one):
    page = cast.client(cast.jiahe).get("/courses/").content.decode()
    assert all(f"<th>{word}</th>" in page or f'<th class="num">{word}</th>' in page for word in ("视频标题", "播放次数", "发布日期", "收藏", "下载"))
    assert f'title="{LONG}"' in page and "1:00" in page


@pytest.mark.requirement("LC-9-01")
def test_keyword_product_tree_and_category_narrow_together(cast, one):
    top = add_category("财务", by=None)
    other = lesson(cast, title="装载机每日检查", product=cast.product2, category=add_category("设备", parent=top, by=None))
    client = cast.client(cast.jiahe)

    def found(**asked):
        page = client.get("/courses/", asked).content.decode()
        return [f"/courses/{c.pk}/" in page for c in (one, other)]

    assert found(q="期末结账") == [True, False] and found(q="期末结账", product=cast.product.pk) == [True, False]
    assert found(product=cast.product.pk, module=cast.module.pk) == [False, False] and found(category=top.pk) == [False, True]
    assert "没有找到" in client.get("/courses/", {"q": "绝无此词"}).content.decode()


@pytest.mark.abuse(48)
@pytest.mark.parametrize("facts", [{"state": "pending"}, {"published_on": TODAY + timedelta(days=1)}, {"expires_on": TODAY - timedelta(days=1)}])
def test_what_is_not_published_today_is_nowhere(cast, one, facts):
    client = cast.client(cast.jiahe)
    seal = address(client, one)
    assert client.get(seal, headers={"Range": "bytes=0-9"}).status_code == 206
    Course.objects.filter(pk=one.pk).update(**facts)
    assert f"/courses/{one.pk}/" not in client.get("/courses/").content.decode() + client.get("/courses/?q=期末结账").content.decode()
    for path in ("", "address/", "poster/", "captions/", "download/"):
        assert client.get(f"/courses/{one.pk}/{path}").status_code == 404
    assert client.get(seal, headers={"Range": "bytes=0-9"}).status_code == 404
    for path in ("favourite/", "played/"):
        assert client.post(f"/courses/{one.pk}/{path}").status_code == 404
    assert cast.client(cast.zhishi).get(f"/courses/{one.pk}/").status_code == 200


@pytest.mark.requirement("LC-9-04")
@pytest.mark.abuse(79)
def test_the_player_gets_ranges_a_few_bytes_at_a_time_and_nothing_opens_by_itself(cast, one, monkeypatch):
    client = cast.client(cast.yuanfang)
    page = client.get(f"/courses/{one.pk}/").content.decode()
    assert "data-lesson" in page and f"/courses/{one.pk}/bytes/" in page
    url, size = address(client, one), one.film.size
    answer = client.get(url, headers={"Range": "bytes=0-99"})
    assert answer.status_code == 206 and len(content(answer)) == 100 and answer["Content-Range"] == f"bytes 0-99/{size}"
    assert answer["Content-Type"] == "video/webm" and answer["Cache-Control"] == "private, no-store" and answer["Accept-Ranges"] == "bytes"
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Security-Policy"].endswith("sandbox")
    assert client.get(url, headers={"Range": "bytes=5-9", "If-Range": answer["ETag"]}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=-50"})["Content-Range"] == f"bytes {size - 50}-{size - 1}/{size}"
    assert client.get(url).status_code == 403, "the whole of it"
    assert client.get(url, headers={"Range": "bytes=0-9,20-29"}).status_code == 403
    assert client.get(url, headers={"Range": f"bytes={size}-"}).status_code == 416
    assert client.head(url).status_code == 200
    monkeypatch.setattr(portal, "MOST_AT_ONCE", 1000)
    cut = client.get(url, headers={"Range": "bytes=10-"})
    assert cut["Content-Range"] == f"bytes 10-1009/{size}" and len(content(cut)) == 1000
    for name, value in (("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Site", "cross-site")):
        assert client.get(url, headers={"Range": "bytes=0-9", name: value}).status_code == 403


def test_another_film_is_never_glued_to_the_one_that_plays(cast, one):
    client = cast.client(cast.jiahe)
    answer = client.get(address(client, one), headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert answer.status_code == 200 and answer["ETag"].strip('"').startswith(one.film.sha256[:32]), "the browser begins anew"


@pytest.mark.requirement("LC-9-05")
@pytest.mark.abuse(52)
def test_the_players_address_is_one_persons_in_one_session_for_some_hours(cast, one, monkeypatch):
    client = cast.client(cast.jiahe)
    url, asked = address(client, one), {"Range": "bytes=0-9"}
    assert client.get(url, headers=asked).status_code == 206
    assert cast.client(cast.yuanfang).get(url, headers=asked).status_code == 404
    elsewhere = Client()
    elsewhere.force_login(cast.jiahe)
    assert elsewhere.get(url, headers=asked).status_code == 404, "the same person in another browser"
    assert client.get(url[:-1] + ("A" if url[-1] != "A" else "B"), headers=asked).status_code == 404
    assert client.get(url.replace("/bytes/", "/file/"), headers=asked).status_code == 404
    other = lesson(cast)
    assert client.get(url.replace(f"/{one.pk}/", f"/{other.pk}/"), headers=asked).status_code == 404
    for person in (cast.jiahe, cast.guwen, cast.shenji):
        assert cast.client(person).get(one.file.url).status_code == 404, "the file itself"
    monkeypatch.setitem(sealing.GOOD_FOR, "play", -1)
    assert client.get(url, headers=asked).status_code == 404


@pytest.mark.requirement("LC-9-03", "LC-9-04")
def test_a_playing_counts_when_it_begins_once_a_person_and_day_and_goes_on_where_it_stopped(cast, one):
    client = cast.client(cast.jiahe)
    client.get(f"/courses/{one.pk}/")
    one.refresh_from_db()
    assert one.play_count == 0, "opening is not playing"
    for second in ("0", "15", "31"):
        assert client.post(f"/courses/{one.pk}/played/", {"second": second}).status_code == 204
    cast.client(cast.yuanfang).post(f"/courses/{one.pk}/played/", {"second": "nonsense"})
    one.refresh_from_db()
    assert one.play_count == 2
    assert 'data-second="31"' in client.get(f"/courses/{one.pk}/").content.decode()
    Visit.objects.filter(user=cast.jiahe).update(day=TODAY - timedelta(days=1))
    assert 'data-second="31"' in client.get(f"/courses/{one.pk}/").content.decode(), "the next day too"
    client.post(f"/courses/{one.pk}/played/", {"second": "58"})
    assert 'data-second="0"' in client.get(f"/courses/{one.pk}/").content.decode(), "seen to the end"
    client.post(f"/courses/{one.pk}/played/", {"second": "9" * 30})
    one.refresh_from_db()
    assert one.play_count == 3


@pytest.mark.requirement("LC-10-01", "LC-10-02")
def test_kept_classes_stand_among_the_favourites_and_are_gone_when_withdrawn(cast, one):
    client = cast.client(cast.jiahe)
    client.post(f"/courses/{one.pk}/favourite/", {"undo": "0"})
    client.post(f"/courses/{one.pk}/favourite/")
    one.refresh_from_db()
    assert one.favourite_count == 1 and LONG in client.get("/favourites/").content.decode()
    actions.withdraw(one, by=cast.zhishi)
    page = client.get("/favourites/").content.decode()
    assert LONG not in page and "内容已下架或不再公开" in page and LONG not in client.get("/footprints/").content.decode()
    client.post(f"/courses/{one.pk}/favourite/", {"undo": "1", "back": "/favourites/"})
    one.refresh_from_db()
    assert one.favourite_count == 0 and "内容已下架" not in client.get("/favourites/").content.decode()


@pytest.mark.abuse(76)
def test_titles_names_and_captions_are_shown_as_they_are(cast):
    bad = "<img src=x onerror=alert(1)>"
    one = lesson(cast, title=bad, brief=bad, name="<script>.webm")
    for client, path in ((cast.client(cast.jiahe), "/courses/"), (cast.client(cast.jiahe), f"/courses/{one.pk}/"),
                         (cast.client(cast.zhishi), f"/workbench/courses/{one.pk}/"), (cast.client(cast.zhishi), "/workbench/courses/")):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page and "<script>." not in page and "&lt;img src=x" in page


@pytest.mark.django_db(transaction=True)
def test_lists_and_pages_ask_little(cast):
    kept = add_category("财务", by=None)
    made = [lesson(cast, title=f"{number} {LONG[:40]}", product=cast.product, category=kept) for number in range(31)]
    client = cast.client(cast.jiahe)
    for path, most, largest in (("/courses/", 11, 40 << 10), (f"/courses/{made[0].pk}/", 10, 40 << 10)):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        shown = [q["sql"][:90] for q in asked.captured_queries if q["sql"].startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))]
        assert answer.status_code == 200 and len(shown) <= most, shown
        assert len(answer.content) <= largest, len(answer.content)
