"""Times as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shouhou.foundation.ui.markup import times

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=3), "3 分钟前"),
        (timedelta(hours=5), "5 小时前"),
        (timedelta(hours=20), "昨天 18:00"),
        (timedelta(days=21), "11-02 14:00"),
        (timedelta(days=400), "2025-10-19"),
        (timedelta(seconds=-20), "刚刚"),
    ],
)
def test_how_long_ago(back, words):
    assert times.ago_words(NOW - back, NOW) == words


def test_ago_carries_the_exact_time_of_shanghai():
    html = times.ago(NOW - timedelta(minutes=3), NOW)
    assert 'title="2026-11-23 13:57:00"' in html
    assert 'datetime="2026-11-23T05:57Z"' in html


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [
        (timedelta(hours=9), "plain", "还剩 9 小时"),
        (timedelta(hours=2, minutes=10), "amber", "还剩 2 小时 10 分"),
        (timedelta(hours=-5), "red", "已超 5 小时"),
        (timedelta(days=-4), "red", "已超 4 天"),
    ],
)
def test_due_turns_amber_at_a_quarter_and_red_when_past(left, tone, words):
    html = times.due(NOW + left, since=NOW + left - timedelta(hours=12), now=NOW)
    assert f"due-{tone}" in html
    assert words in html


def test_a_day_is_due_at_its_end():
    assert "今天到期" in times.due(date(2026, 11, 23), now=NOW)
    assert "due-red" in times.due(date(2026, 11, 22), now=NOW)
    assert "due-plain" in times.due(date(2026, 11, 25), now=NOW)


def test_done_things_do_not_warn():
    assert "due-red" not in times.due(NOW - timedelta(days=3), now=NOW, done=True)


@pytest.mark.parametrize("tag", [times.ago, times.when, times.due])
def test_no_time_is_a_dash(tag):
    assert "—" in tag(None)
