"""A frame that is too large closes the socket of a real server, packed or not, and nobody else notices (security row 110)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from shouhou.config.serve import LARGEST_FRAME
from tests.crash.test_serve import signed_in
from tests.crash.under_fire import house


async def told(url: str, origin: str, cookie: str, frame: str | bytes) -> tuple[int, str]:
    """The close code for a frame (0 while it stays open), and the extensions that were agreed on."""
    async with connect(url, origin=origin, additional_headers={"Cookie": cookie}, compression="deflate", max_size=None) as page:
        agreed = page.response.headers.get("Sec-WebSocket-Extensions", "") if page.response else ""
        try:
            await page.send(frame)
            await asyncio.wait_for(page.recv(), 5)
        except ConnectionClosed:
            return page.close_code or -1, agreed
        return 0, agreed


@pytest.mark.abuse(110)
def test_a_frame_of_a_megabyte_and_one_that_unpacks_to_more_are_refused(tmp_path: Path) -> None:
    with house(tmp_path / "data") as target:
        cookie = f"session={signed_in(target)}"
        url, origin = f"ws://127.0.0.1:{target.port}/live", f"http://127.0.0.1:{target.port}"
        assert asyncio.run(told(url, origin, cookie, json.dumps({"subscribe": ["me"]})))[0] == 0, "the control"
        code, agreed = asyncio.run(told(url, origin, cookie, json.dumps({"subscribe": ["x" * 1_000_000]})))
        assert (code, agreed) == (1009, ""), "too large, and nothing is ever unpacked"
        assert asyncio.run(told(url, origin, cookie, "[" * (LARGEST_FRAME - 10)))[0] == 1008, "nonsense"
        assert asyncio.run(told(url, origin, cookie, json.dumps({"subscribe": ["me"]})))[0] == 0
