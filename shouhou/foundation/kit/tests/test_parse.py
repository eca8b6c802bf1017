"""Times as other systems write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shouhou.foundation.kit.moments import HERE, parse


@pytest.mark.parametrize(("text", "moment"), [
    ("2018-01-23T08:15:42Z", datetime(2018, 1, 23, 8, 15, 42, tzinfo=UTC)), ("2018-01-23T08:15:42+02:00", datetime(2018, 1, 23, 6, 15, 42, tzinfo=UTC)),
    ("2023-08-28 11:53:23", datetime(2023, 8, 28, 11, 53, 23, tzinfo=HERE)), ("2023-08-28T11:53", datetime(2023, 8, 28, 11, 53, tzinfo=HERE)),
    ("2023/8/28", datetime(2023, 8, 28, tzinfo=HERE)), ("2023.8.28", datetime(2023, 8, 28, tzinfo=HERE)), ("2023年8月28日", datetime(2023, 8, 28, tzinfo=HERE)),
    ("2023年8月28日 11时53分23秒", datetime(2023, 8, 28, 11, 53, 23, tzinfo=HERE)), ("29-02-2016 01:16", datetime(2016, 2, 29, 1, 16, tzinfo=HERE)),
    ("3/4/2016", datetime(2016, 4, 3, tzinfo=HERE)), ("2023/8/28 下午 3:05", datetime(2023, 8, 28, 15, 5, tzinfo=HERE)),
    ("2023/8/28 上午 12:05:06", datetime(2023, 8, 28, 0, 5, 6, tzinfo=HERE)), ("2023-08-28 11:53:23.123456", datetime(2023, 8, 28, 11, 53, 23, tzinfo=HERE)),
    (" 20230828 ", datetime(2023, 8, 28, tzinfo=HERE)), ("?", None), ("", None), ("N/A", None), ("未知", None), ("--", None)])
def test_times(text, moment):
    found = parse(text)
    assert found == moment
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize("text", ["昨天", "2023-13-01", "2023-02-29", "31-02-2016", "2023-08-28 25:00", "13/13/2016", "2023", "45166", "0001-01-01",
    "9999-12-31",
                                  "0001-01-01T00:00:00+23:59", "2023-08-28 下午 13:00", "2023-8", "\x00", "2023-08-28 " * 3])
def test_what_is_no_time(text):
    with pytest.raises(ValueError):
        parse(text)
