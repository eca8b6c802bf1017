"""Panels: later rooms on the pages of earlier ones."""

from django.utils.html import format_html

from shouhou.foundation.ui import panels


def test_panels_stand_in_order_and_may_be_silent(rf, monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    panels.add("t", lambda request, subject: format_html("<p>{}</p>", subject), order=20)
    panels.add("t", lambda request, subject: format_html("<h3>{}</h3>", "先"), order=10)
    panels.add("t", lambda request, subject: None, order=15)
    assert panels.html("t", rf.get("/"), "<乙>") == "<h3>先</h3><p>&lt;乙&gt;</p>"
    assert panels.html("nobody", rf.get("/"), None) == ""


def test_the_same_panel_is_added_once(rf, monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})

    def once(request, subject):
        return format_html("<p>{}</p>", "一")

    panels.add("t", once)
    panels.add("t", once)
    assert panels.html("t", rf.get("/"), None) == "<p>一</p>"
