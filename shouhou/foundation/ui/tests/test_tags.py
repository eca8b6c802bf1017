"""The tags page authors use."""

from django import forms
from django.template import Context, Template

from shouhou.foundation.ui import says, states
from shouhou.foundation.ui.markup import fields, frame, marks


class Person(forms.Form):
    name = forms.CharField(label="联系人", help_text="真实姓名")
    phone = forms.CharField(label="联系电话", required=False)
    urgency = forms.ChoiceField(label="紧急程度", choices=[("1", "一般"), ("2", "紧急")], widget=forms.RadioSelect)
    private = forms.BooleanField(label="不公开", required=False)


def test_a_field_ties_label_help_and_error_to_the_control():
    html = fields.field(Person({"name": ""})["name"])
    assert 'for="id_name"' in html and "联系人" in html and "（必填）" in html
    assert 'aria-invalid="true"' in html
    assert html.count('aria-describedby="id_name-help id_name-error"') == 1
    assert 'id="id_name-error"' in html


def test_a_field_keeps_what_was_typed_and_escapes_it():
    html = fields.field(Person({"name": "x", "phone": '"><script>'})["phone"])
    assert "<script>" not in html and "&quot;&gt;&lt;script&gt;" in html
    assert 'inputmode="tel"' in html


def test_radio_buttons_are_a_group_with_a_legend():
    html = fields.field(Person()["urgency"])
    assert html.startswith("<fieldset") and "<legend" in html and html.count('type="radio"') == 2


def test_a_checkbox_has_its_words_beside_it():
    html = fields.field(Person()["private"])
    assert html.index("<input") < html.index("不公开")


def test_a_field_that_is_switched_off_shows_nothing():
    assert Template("{% field form.absent %}").render(Context({"form": Person()})) == ""


def test_a_state_always_has_its_word():
    states.declare({"tests.waiting": "amber"})
    assert marks.state("tests.waiting", "待接单") == '<span class="state state-amber">待接单</span>'
    assert "state-grey" in marks.state("never heard of", "?")
    assert "&lt;b&gt;" in marks.state("red", "<b>")


def test_a_state_cannot_have_a_fifth_colour():
    try:
        states.declare({"x": "purple"})
    except ValueError as refused:
        assert "purple" in str(refused)
    else:
        raise AssertionError("purple was taken")


def test_people_are_shown_by_the_end_of_their_name():
    assert ">晓明</span>" in marks.avatar("张晓明")
    assert ">AL</span>" in marks.avatar("alice")


def test_files_become_chips_and_hostile_names_stay_text():
    html = marks.files([{"token": "t", "name": '<img src=x onerror=1>.png', "size": 2048, "kind": "image/png"}])
    assert "<img src=x" not in html and "2 KB" in html and "data-picture" in html
    assert marks.files([]) == ""


def test_sizes():
    assert [marks.size(n) for n in (None, 512, 18_000, 2_500_000, 3 << 30)] == ["0 B", "512 B", "18 KB", "2.4 MB", "3.0 GB"]


def test_tabs_lead_to_their_panels():
    html = Template('{% tabs "a" "甲" "b" "乙" active="b" %}').render(Context())
    assert 'href="#a"' in html and 'href="#b" aria-current="true"' in html


def test_the_pager_has_words_and_dead_ends():
    html = frame.pager({"previous_url": "", "next_url": "?after=3", "count_text": "共 9 条"})
    assert 'aria-disabled="true"' in html and 'href="?after=3"' in html and "共 9 条" in html
    assert frame.pager({"previous_url": None, "next_url": None}) == ""


def test_a_chart_is_a_table_first():
    html = frame.chart({"kind": "pie", "heading": "类型", "rows": [{"label": "操作<咨询>", "value": 3, "href": "/x/?k=1"}]})
    assert "操作&lt;咨询&gt;" in html and 'href="/x/?k=1"' in html and '<td class="num">3</td>' in html
    assert "还没有" in frame.chart({"kind": "bar", "rows": []})


def test_a_chart_of_several_series():
    html = frame.chart({"kind": "line", "labels": ["1 月"], "series": [{"name": "提问", "values": [4]}, {"name": "完成", "values": [2]}]})
    assert html.count('<td class="num">') == 2 and "完成" in html


def test_a_behaviour_is_loaded_once():
    html = Template('{% behaviour "editor" "draft" %}{% behaviour "editor" %}').render(Context())
    assert html.count("<script") == 2


def test_form_keys_differ():
    page = Template("{% form_key %}")
    assert page.render(Context()) != page.render(Context())


def test_what_is_said_is_said_once(rf):
    request = rf.get("/")
    says.say(request, "已提交。")
    assert says.take(request) == [["已提交。", "green"]]
    assert says.take(request) == []
