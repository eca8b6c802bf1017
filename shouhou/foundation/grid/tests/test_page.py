"""A list on its page, shown by the list of customers: what stands there, what links ask, what scripts get."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from shouhou.registry.agreements.actions import issue
from shouhou.registry.agreements.models import CodeFormat

LIST = "/workbench/customers/"


@pytest.fixture
def shown(cast):
    """`shown("?sort=name")` → the text of the list for a member of staff."""
    browser = cast.client(cast.guwen)

    def get(address="", status=200):
        answer = browser.get(LIST + address)
        assert answer.status_code == status
        get.context = answer.context
        return answer.content.decode()

    return get


@pytest.fixture
def many(cast):
    """210 more customers in three regions."""
    kind = type(cast.jiahe_company)
    kind.objects.bulk_create(kind(name=f"客户{n:03d}", name_key=f"客户{n:03d}", sort_key=f"ke4hu4{n:03d} kehu{n:03d}", code=f"2BY.{n:04d}.1044.1",
                                  region=("湖北省", "重庆市", "")[n % 3]) for n in range(210))


def names(text):
    return re.findall(r'<td data-key="name"[^>]*>(?:<a [^>]*>)?([^<]+)', text)


def heads(text):
    return re.findall(r'<th scope="col" data-key="(\w+)"', text)


def follow(text, pattern):
    return unescape(re.search(pattern, text)[1])


def test_it_is_a_real_table(shown):
    text = shown("?sort=name")
    assert "<caption" in text and heads(text)[0] == "name" and 'scope="col"' in text
    assert re.search(r'<th scope="col" data-key="name" aria-sort="ascending">', text) and text.count("aria-sort=") == 1
    assert re.search(r'<tr id="row-customers-\d+" data-pk="\d+" data-href="/workbench/customers/\d+/">', text)
    assert 'data-label="责任顾问"' in text


@pytest.mark.requirement("HX-1.2.1-04")
def test_heads_link_to_their_order_and_to_the_other_way_round(shown):
    text = shown("?sort=name")
    other = follow(text, r'data-key="name"[^>]*><div class="grid-head"><a href="([^"]+)"')
    assert other == "?sort=-name" and names(shown(other)) == names(text)[::-1]
    marks = re.findall(
        r'data-key="(\w+)"[^>]*><div class="grid-head"><a [^>]*>[^<]*</a><span class="grid-order"><svg.*?</svg>(\d)</span>', shown("?sort=kind,-name"))
    assert marks == [("name", "2"), ("kind", "1")]


@pytest.mark.requirement("HX-1.2.5-03")
def test_two_hundred_are_shown_and_it_says_so(shown, many):
    text = shown("?sort=name")
    assert len(names(text)) == 200 and "共 212 项，最多一次只显示200项" in text
    rest = shown(follow(text, r'rel="next" href="([^"]+)"'))
    assert len(names(rest)) == 12 and not set(names(rest)) & set(names(text))
    assert names(shown(follow(rest, r'rel="prev" href="([^"]+)"'))) == names(text)
    assert "最多一次" not in shown("?q=客户00*")


@pytest.mark.requirement("HX-1.2.5-03")
def test_how_many_are_shown_is_a_setting(shown, many, settings):
    settings.GRID_MAX_ROWS = 30
    text = shown("?sort=name&size=500")
    assert len(names(text)) == 30 and "最多一次只显示30项" in text


@pytest.mark.requirement("HX-1.2.5-01")
@pytest.mark.parametrize("words", ["2by*0084*4*1", "*y.00*4.10*4", "2BY.0084.1044.1"])
def test_stars_find_the_example_of_the_manual(shown, many, words):
    assert "客户084" in names(shown(f"?q={words}"))


@pytest.mark.requirement("HX-1.2.5-02")
def test_the_form_of_conditions_leads_to_the_plain_address(shown, cast, many):
    lines = "fc=code&fo=has&fv=0084&fj=and&fc=region&fo=is&fv=重庆市&fj=or&fc=&fo=has&fv=&fj=and"
    answer = cast.client(cast.guwen).get(f"{LIST}?{lines}&sort=-name&group=kind")
    assert answer.status_code == 302 and answer.url == LIST + "?c=code~has~0084&c=or~region~is~%E9%87%8D%E5%BA%86%E5%B8%82&sort=-name&group=kind"
    text = shown(answer.url.removeprefix(LIST).replace("&group=kind", ""))
    assert len(names(text)) == 71 and "OR" in text and "客户编码 包含 0084" in text
    fewer = shown(follow(text, r'href="([^"]+)" aria-label="去掉条件 客户编码 包含 0084"'))
    assert len(names(fewer)) == 70
    assert shown(f"?part=grid&{lines}").lstrip().startswith('<div class="grid"')


def test_groups_fold_and_page_without_scripts(shown, many):
    text = shown("?group=region&sort=name")
    assert "region" not in heads(text) and 'aria-expanded="false"' in text and "（空）" in text
    assert not names(text) and "共 3 类" in text
    opened = shown(follow(text, r'aria-expanded="false" href="([^"]+)"'))
    assert len(names(opened)) == 50 and 'aria-expanded="true"' in opened
    rest = shown(follow(opened, r'<tr class="grid-rest"[^>]*><td[^>]*><a href="([^"]+)"'))
    assert 0 < len(names(rest)) <= 200 and not set(names(rest)) & set(names(opened)) and "返回全部分类" in rest


@pytest.mark.requirement("HX-1.2.2-03")
def test_groups_have_count_and_sums_over_the_whole_result(shown, many):
    text = shown("?group=kind&sort=name")
    row = re.search(r'<tr class="grid-group".*?</tr>', text)[0]
    assert '<span class="count">212</span>' in row and re.search(r'data-label="用户">5<', row)
    inner = shown("?group=kind,region&open=customer")
    assert len(re.findall('data-level="2"', inner)) == 3


def test_a_script_gets_parts(shown, many, cast):
    whole = shown("?part=grid&sort=name")
    assert whole.lstrip().startswith('<div class="grid" id="grid"') and "<html" not in whole
    inner = shown("?part=group&group=region&path=重庆市")
    assert inner.startswith("<tr id=") and inner.count("<tr ") == 51 and "data-rest" in inner
    row = shown(f"?part=row&row={cast.jiahe_company.pk}")
    assert row.count("<tr ") == 1 and "嘉禾实业" in row
    own = cast.companies["厂商"].pk if "厂商" in cast.companies else 0
    assert shown(f"?part=row&row={own}") == "" and shown("?part=row&row=999999") == ""
    assert shown(f"?part=row&row={cast.jiahe_company.pk}&q=远方") == ""


@pytest.mark.requirement("HX-1.2.2-11")
def test_equal_neighbours_are_marked_and_stay_readable(shown, many):
    text = shown("?sort=region,name&merge=region")
    assert len(re.findall(r'<td data-key="region"[^>]*class="same"', text)) > 150 and text.count(">重庆市</td>") > 50


def test_columns_their_order_and_widths_come_from_the_address(shown):
    text = shown("?cols=code,name,phone&w=code:300,name:80")
    assert heads(text) == ["code", "name", "phone"] and '<col data-key="code" width="300">' in text and "is-sized" in text
    columns = json.loads(follow(text, r'data-columns="([^"]+)"'))
    assert [c["key"] for c in columns if c["shown"]] == ["name", "code", "phone"]
    assert "<a href=" in re.search(r'<td data-key="name" .*?</td>', text)[0]


@pytest.mark.abuse(65)
@pytest.mark.parametrize("address", ["?sort=password", "?c=name__regex~is~x", "?c=name~regex~x", "?group=name", "?cols=user__password", "?path=a~b~c",
                                     "?after=AAAA", "?fc=x&fo=has&fv=1&fj=and", "?view=9999999"])
def test_what_a_list_cannot_read_is_said_on_the_whole_list(shown, address):
    text = shown(address, status=404 if "view" in address else 400)
    assert 'role="alert"' in text and "嘉禾实业" in names(text)
    assert 'role="alert"' not in shown("?sort=name")


@pytest.mark.abuse(65)
def test_a_script_is_refused_what_cannot_be_read(shown):
    for address in ("?part=grid&sort=password", "?part=row&row=x", "?part=row&row=٣", "?part=row", "?part=group&group=region&path=a~b"):
        assert "#grid" not in shown(address, status=400)


@pytest.mark.abuse(23)
def test_what_people_typed_is_only_text(shown, cast):
    cast.jiahe_company.name = '<script>alert(1)</script>"&'
    cast.jiahe_company.region = "<b>x</b>"
    cast.jiahe_company.save()
    for address in ("?sort=name", "?group=region&open=<b>x</b>", "?q=<script>alert(1)</script>", "?c=region~is~<b>x</b>", '?part=grid&q="><b>x'):
        text = shown(address)
        assert "<script>alert" not in text and "<b>x" not in text


def test_the_layout_last_kept_comes_back(shown, cast):
    browser = cast.client(cast.guwen)
    assert browser.post("/grids/customers/layout/", {"address": "?sort=-name&cols=name,code"}).status_code == 204
    text = shown("")
    assert heads(text) == ["name", "code"] and 'aria-sort="descending"' in text
    assert heads(shown("?sort=name")) != ["name", "code"]


@pytest.mark.requirement("HX-1.2.5-01")
def test_searches_that_are_no_grid_know_the_star_too(cast):
    issue(cast.jiahe_company, by=cast.admin, form=CodeFormat.objects.get(is_default=True))
    codes, customers = cast.client(cast.admin), cast.client(cast.zhuguan)
    name = cast.jiahe_company.name
    assert f'value="{name}"' in customers.get("/workbench/tickets/new/customers/?q=" + name[0] + "*" + name[-2:]).content.decode()
    assert name not in customers.get("/workbench/tickets/new/customers/?q=" + name[-1] + "*" + name[0]).content.decode()
    assert name in codes.get("/workbench/service-codes/?q=" + name[0] + "*" + name[-2:]).content.decode()
    assert name not in codes.get("/workbench/service-codes/?q=" + name[-1] + "*" + name[0]).content.decode()
    for nothing in ("%25", "_"):
        assert name not in codes.get("/workbench/service-codes/?q=" + nothing).content.decode()
    assert codes.get("/workbench/service-codes/?q=" + "a*" * 40).status_code == 400
