"""Binding: the two steps of manual 000 §四, by whom it can be done and undone."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from shouhou.aftercare.notifications.models import Notice
from shouhou.channels.wechat import account, jobs
from shouhou.channels.wechat.models import Account, AuthorizationState, Binding, SceneCode
from shouhou.channels.wechat.transport import Wechat
from shouhou.foundation import jobs as queue
from tests.cast import PASSWORD
from tests.doubles.wechat import event

PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 MicroMessenger/8.0.50"}
ME = "oVisitor0000000000000000001"


def authorized(wechat, browser=None, openid=ME):
    """A browser inside WeChat whose user is known to us."""
    browser = browser or Client()
    away = browser.get("/wechat/bind/", **PHONE)
    assert away.status_code == 302 and away["Location"].startswith(wechat.url + "/connect/oauth2/authorize?appid=" + wechat.appid)
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert (asked["response_type"], asked["scope"], asked["redirect_uri"]) == (["code"], ["snsapi_base"], [account.binding_url() + "return/"])
    back = browser.get("/wechat/bind/return/", {"code": wechat.code_for(openid), "state": asked["state"][0]}, **PHONE)
    assert (back.status_code, back["Location"]) == (302, "/wechat/bind/")
    return browser


def bind(browser, username="jiahe", password=PASSWORD):
    return browser.post("/wechat/bind/", {"username": username, "password": password}, **PHONE)


@pytest.mark.requirement("HJ-4-02", "HJ-4-03")
def test_two_steps_and_success(cast, wechat):
    page = cast.client(cast.jiahe).get("/wechat/").content.decode()
    assert "第一步：关注公众号" in page and "已经关注的可以跳过" in page and "第二步：绑定用户名" in page
    assert "汇吉信息" in page and "data:image/png;base64," in page and "还没有绑定微信" in page
    browser = authorized(wechat)
    form = browser.get("/wechat/bind/", **PHONE).content.decode()
    assert "用户名" in form and "密码" in form and re.search(r"<button[^>]*>绑定</button>", form)
    done = bind(browser)
    assert done.status_code == 302
    assert "绑定成功" in browser.get(done["Location"], **PHONE).content.decode()
    assert Wechat().addresses(cast.jiahe) == [ME]
    assert browser.get("/tickets/").status_code in (302, 404) and "_auth_user_id" not in browser.session  # nobody was signed in
    assert "oVis…0001" in cast.client(cast.jiahe).get("/wechat/").content.decode()


@pytest.mark.abuse(35)
def test_the_person_is_told_of_a_binding(cast, wechat):
    bind(authorized(wechat))
    assert "绑定了一个微信" in Notice.objects.get(user=cast.jiahe).title
    bind(authorized(wechat))
    assert Notice.objects.count() == 1  # the same again is nothing new


@pytest.mark.requirement("HJ-4-04")
def test_many_to_many_and_unbinding_from_either_side(cast, wechat):
    mine, other = authorized(wechat), authorized(wechat, openid="oOther000000000000000000002")
    for browser in (mine, other):
        assert bind(browser).status_code == 302
    assert bind(mine, "yuanfang").status_code == 302
    assert len(Wechat().addresses(cast.jiahe)) == 2 and Wechat().addresses(cast.yuanfang) == [ME]
    first = Binding.objects.get(openid=ME, user=cast.jiahe)
    assert other.post(f"/wechat/bound/{first.pk}/removal/", **PHONE).status_code == 404
    assert cast.client(cast.yuanfang).post(f"/wechat/bindings/{first.pk}/removal/").status_code == 404
    assert mine.post(f"/wechat/bound/{first.pk}/removal/", **PHONE).status_code == 302
    assert Wechat().addresses(cast.jiahe) == ["oOther000000000000000000002"] and Wechat().addresses(cast.yuanfang) == [ME]
    second = Binding.objects.get(openid="oOther000000000000000000002")
    assert cast.client(cast.jiahe).post(f"/wechat/bindings/{second.pk}/removal/").status_code == 302
    assert Wechat().addresses(cast.jiahe) == []
    bind(mine)
    assert Wechat().addresses(cast.jiahe) == [ME] and Binding.objects.filter(user=cast.jiahe).count() == 2


@pytest.mark.requirement("HJ-4-04")
def test_unfollowing_stops_and_following_again_goes_on(cast, wechat, say):
    bind(authorized(wechat))
    say(event(ME, "unsubscribe", at=1))
    assert Wechat().addresses(cast.jiahe) == []
    assert "没有关注公众号" in cast.client(cast.jiahe).get("/wechat/").content.decode()
    say(event(ME, "subscribe", at=2))
    assert Wechat().addresses(cast.jiahe) == [ME]


@pytest.mark.requirement("HJ-4-04")
def test_the_second_code_carries_a_scene_once_callbacks_reach_us(cast, wechat, say):
    queue.work_off()
    made = SceneCode.objects.get()
    assert made.scene == jobs.SCENE and wechat.asked[-1][1]["action_info"]["scene"]["scene_str"] == "bind"
    client = cast.client(cast.jiahe)
    before = client.get("/wechat/").context["code"]
    say(event("oSomebody", "subscribe"))
    assert Account.objects.get().heard_at and client.get("/wechat/").context["code"] != before
    asked = len(wechat.asked)
    queue.enqueue("wechat.scene", {})
    queue.work_off()
    assert len(wechat.asked) == asked  # it holds for weeks


@pytest.mark.parametrize("password", ["", "falsch", "x" * 5000, "\x00"])
def test_wrong_words_are_told_and_the_name_stays(cast, wechat, password):
    browser = authorized(wechat)
    answer = bind(browser, "jiahe", password)
    assert answer.status_code in (400, 401) and 'value="jiahe"' in answer.content.decode() and not Binding.objects.exists()


def test_tries_are_budgeted_together_with_those_of_signing_in(cast, wechat):
    browser = authorized(wechat)
    answers = [bind(browser, password="falsch").status_code for _ in range(12)]
    assert answers[0] == 401 and answers[-1] == 429
    refused = bind(browser)
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0 and not Binding.objects.exists()
    assert Client().post("/login", {"username": "jiahe", "password": PASSWORD}).status_code == 429


def test_who_may_not_be_bound_is_told(cast, wechat):
    answer = bind(authorized(wechat), "shenji")
    assert answer.status_code == 409 and "不能绑定微信" in answer.content.decode()


@pytest.mark.abuse(35)
def test_state_is_of_one_browser_and_good_once(cast, wechat):
    mine, victim = Client(), Client()
    away = mine.get("/wechat/bind/", **PHONE)["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    victim.get("/wechat/bind/", **PHONE)
    for browser, given in ((victim, state), (Client(), state), (mine, ""), (mine, state[:-1]), (mine, "x" * 40)):
        assert browser.get("/wechat/bind/return/", {"code": wechat.code_for(ME), "state": given}, **PHONE).status_code == 403
    assert mine.get("/wechat/bind/return/", {"code": wechat.code_for(ME), "state": state}, **PHONE).status_code == 302
    for _ in range(5):
        assert mine.get("/wechat/bind/return/", {"code": wechat.code_for("oEvil"), "state": state}, **PHONE).status_code == 403
    AuthorizationState.objects.update(expires_at="2020-01-01T00:00:00Z")
    late = parse_qs(urlsplit(victim.get("/wechat/bind/", **PHONE)["Location"]).query)["state"][0]
    AuthorizationState.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert victim.get("/wechat/bind/return/", {"code": wechat.code_for(ME), "state": late}, **PHONE).status_code == 403


@pytest.mark.abuse(35)
def test_another_site_cannot_bind(cast, wechat):
    browser = authorized(wechat, Client(enforce_csrf_checks=True))
    assert bind(browser).status_code == 403 and not Binding.objects.exists()
    page = browser.get("/wechat/bind/", **PHONE).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    given = {"username": "jiahe", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/wechat/bind/", given, **PHONE).status_code == 302


@pytest.mark.abuse(36)
def test_a_code_is_good_once(cast, wechat):
    browser = Client()
    code = wechat.code_for(ME)
    for expected in (302, 403, 403):
        state = parse_qs(urlsplit(browser.get("/wechat/bind/", **PHONE).get("Location", "")).query).get("state", [""])[0]
        answer = browser.get("/wechat/bind/return/", {"code": code, "state": state}, **PHONE)
        assert answer.status_code == expected
        session = browser.session
        session.pop("wechat_openid", None)
        session.save()
    state = parse_qs(urlsplit(browser.get("/wechat/bind/", **PHONE)["Location"]).query)["state"][0]
    assert browser.get("/wechat/bind/return/", {"code": "made up", "state": state}, **PHONE).status_code == 403


def test_outside_wechat_there_is_a_code_to_scan(wechat, client):
    page = client.get("/wechat/bind/").content.decode()
    assert "请用微信扫描" in page and not AuthorizationState.objects.exists() and not client.session.keys()
    assert client.post("/wechat/bind/", {"username": "jiahe", "password": PASSWORD}).status_code == 200 and not Binding.objects.exists()


def test_without_an_account_the_pages_say_so(cast, client):
    account.forget()
    assert "还没有接入公众号" in cast.client(cast.jiahe).get("/wechat/").content.decode()
    assert "还没有接入公众号" in client.get("/wechat/bind/", **PHONE).content.decode()
    assert client.get("/wechat/bind/return/?code=1&state=1").status_code == 404
    assert 'href="/wechat/"' not in cast.client(cast.jiahe).get("/").content.decode()


def test_with_an_account_the_menu_leads_there(cast, wechat):
    assert 'href="/wechat/"' in cast.client(cast.jiahe).get("/").content.decode()
    assert 'href="/wechat/"' in cast.client(cast.guwen).get("/workbench/").content.decode()
