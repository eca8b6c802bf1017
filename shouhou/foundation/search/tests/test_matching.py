"""Finding, against a plain Python model of what should be found."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouhou.foundation import search
from shouhou.foundation.accounts.models import User
from shouhou.foundation.search import frequency, kinds, newest
from shouhou.foundation.search.tokens import RUN, of_query, of_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind():
    kinds.CODES["tried"] = 15
    yield
    kinds.CODES.pop("tried", None)


def found(query: str) -> set[int]:
    return set(search.matching(User.objects.all(), "tried", query).values_list("pk", flat=True))


def people(*texts: str) -> list[int]:
    ids = []
    for n, text in enumerate(texts):
        user = User.objects.create(username=f"u{n}-{User.objects.count()}", name="x")
        search.index("tried", user.pk, text)
        ids.append(user.pk)
    return ids


@pytest.mark.parametrize(("query", "hit"), [
    ("凭", True), ("板", True), ("凭证", True), ("证模", True), ("凭证模板", True), ("模凭", False), ("板未", True), ("凭证 未设置", True),
    ("凭证 蓝屏", False), ("gl-0012", True), ("GL", True), ("0012", True), ("ＧＬ－００１２", True), ("12", False), ("2by.5084", True),
    ("，", False), ("", False), ("' OR 1=1", False), ('"', False), ("*", False), ("k3系统", True), ("K3 系统", True),
])
def test_one_text(query, hit):
    (pk,) = people("核销应收单的凭证模板未设置，单号 GL-0012，图号 2BY.5084.1044.1，K3系统")
    assert (pk in found(query)) is hit


def test_no_bridge_between_runs():
    (pk,) = people("总账，报表")
    assert not found("账报")
    assert found("总账") == {pk}


def test_index_again_forgets_what_was_there():
    (pk,) = people("蓝屏")
    search.index("tried", pk, "黑屏")
    assert not found("蓝屏")
    assert found("黑屏") == {pk}
    search.forget("tried", pk)
    assert not found("黑屏")


def contains(text: str, query: str) -> bool:
    """The plain model: each part's tokens stand side by side in the text's tokens, the last open one as a beginning."""
    tokens = of_text(text)
    for phrase in of_query(query):
        n = len(phrase.tokens)
        if not any(tokens[i : i + n - 1] == list(phrase.tokens[:-1]) and (
                tokens[i + n - 1].startswith(phrase.tokens[-1]) if phrase.is_open else tokens[i + n - 1] == phrase.tokens[-1])
                for i in range(len(tokens) - n + 1)):
            return False
    return bool(of_query(query))


LETTERS = st.text(alphabet="总账凭证模板ab1K ，.-", min_size=1, max_size=14)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(LETTERS, min_size=1, max_size=5), query=LETTERS)
def test_agrees_with_the_plain_model(texts, query):
    ids = people(*texts)
    hits = found(query) & set(ids)
    assert hits == {pk for pk, text in zip(ids, texts, strict=True) if contains(text, query)}


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="总账凭证模板", min_size=2, max_size=12), data=st.data())
def test_any_piece_of_a_chinese_run_is_found(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert contains(text, text[start:end])


@given(st.text(max_size=60))
def test_tokens_need_no_escaping(text):
    assert all(RUN.fullmatch(token) for token in of_text(text))


def test_highlight_escapes_and_marks():
    assert search.highlight("<b>凭证模板</b>", "凭证") == "&lt;b&gt;<mark>凭证</mark>模板&lt;/b&gt;"
    assert search.highlight("a" * 300 + "蓝屏" + "b" * 300, "蓝屏", around=5) == "…aaaaa<mark>蓝屏</mark>bbbbb…"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(LETTERS, min_size=1, max_size=5), query=LETTERS, threshold=st.sampled_from((0, 1, 10**6)))
def test_common_and_rare_words_are_found_alike(texts, query, threshold, monkeypatch):
    monkeypatch.setattr(frequency, "COMMON", threshold)
    monkeypatch.setattr(newest, "RECENT", threshold % 7)
    ids = people(*texts)
    held = {pk for pk, text in zip(ids, texts, strict=True) if contains(text, query)}
    assert found(query) & set(ids) == held
    page = search.newest_ids("accounts_user", ["tried"], query, wheres=["t.id >= %s"], params=[ids[0]], size=50)
    assert page is None or set(User.objects.filter(pk__in=page).values_list("pk", flat=True)) == held


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="总账凭证模板", min_size=1, max_size=12), query=st.text(alphabet="总账凭证模板", min_size=1, max_size=3), is_many=st.booleans())
def test_a_query_of_chinese_is_a_plain_search_for_a_piece_of_text(text, query, is_many, monkeypatch):
    monkeypatch.setattr(frequency, "COMMON", 0 if is_many else 10**6)
    (pk,) = people(text)
    assert (pk in found(query)) is (query in text)


def test_a_page_of_the_newest_goes_on_where_it_ended(monkeypatch):
    ids = people(*["总账"] * 7)
    for recent in (0, 3, 2000):
        monkeypatch.setattr(newest, "RECENT", recent)

        def page(**more):
            found = search.newest_ids("accounts_user", ["tried"], "总账", wheres=[], params=[], size=3, **more)
            return sorted(User.objects.filter(pk__in=found).values_list("pk", flat=True), reverse=True)

        assert page() == ids[:3:-1]
        assert page(beyond=ids[4]) == [ids[3], ids[2], ids[1]]
        assert page(beyond=ids[1], is_back=True) == [ids[4], ids[3], ids[2]]


def test_documents_of_several_kinds_belong_to_one_object():
    kinds.CODES["tried.note"] = 14
    try:
        pk, other = people("总账", "报表")
        search.index("tried.note", pk, "蓝屏")
        for threshold in (0, 10**6):
            frequency.COMMON, before = threshold, frequency.COMMON
            try:
                both = search.matching(User.objects.all(), ["tried", "tried.note"], "蓝屏")
                assert list(both.values_list("pk", flat=True)) == [pk] and not found("蓝屏") and found("报表") == {other}
            finally:
                frequency.COMMON = before
    finally:
        kinds.CODES.pop("tried.note")
