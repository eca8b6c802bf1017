from __future__ import annotations

import asyncio
import json
import time
from types import SimpleNamespace

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.uri import parse_uri

from shouhou.foundation.live import hub as hubs
from shouhou.foundation.live.hub import Hub, framed
from shouhou.foundation.live.sockets import Socket


def page(hub: Hub, *, keeps_up: bool = True) -> Socket:
    """A socket whose page writes down what came, `wire` past the server's messages and `sent` through them."""
    wire: list[bytes] = []
    sent: list[dict] = []

    async def send(message):
        await asyncio.sleep(0)
        sent.append(message)

    def at_once(frame):
        if keeps_up:
            wire.append(frame)
        return keeps_up

    socket = Socket(hub, send, SimpleNamespace(pk=1), None, "s", at_once)  # type: ignore[arg-type]
    socket.topics["t"] = time.monotonic()
    hub.subscribe(socket, "t")
    socket.user.wire, socket.user.sent = wire, sent
    return socket


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536])
def test_a_frame_is_what_a_page_reads(size):
    text = "好" + "x" * (size - 3) if size >= 3 else "x" * size
    client = ClientProtocol(parse_uri("ws://x/"))
    client.state = client.state.OPEN
    client.parser = client.parse()
    next(client.parser)
    client.receive_data(framed(text))
    [found] = client.events_received()
    assert isinstance(found, Frame)
    assert (found.fin, found.opcode, bytes(found.data).decode()) == (True, 1, text)


def test_many_pages_get_each_message_in_order_and_some_at_a_time(monkeypatch):
    monkeypatch.setattr(hubs, "AT_A_TIME", 10)
    monkeypatch.setattr(hubs, "BREATH", 0)

    async def story():
        hub = Hub()
        hub.attach(asyncio.get_running_loop())
        pages = [page(hub) for _ in range(35)]
        for n in range(4):
            hub.publish("t", {"n": n})
        await asyncio.sleep(0)
        assert sum(len(p.user.wire) for p in pages) == 10, "the rest waits for the next turn"
        while sum(len(p.user.wire) for p in pages) < 140:
            await asyncio.sleep(0)
        for one in pages:
            assert [json.loads(frame[2:])["message"]["n"] for frame in one.user.wire] == [0, 1, 2, 3]
            assert json.loads(one.user.wire[-1][2:]) == {"topic": "t", "message": {"n": 3}, "mark": hub.mark}

    asyncio.run(asyncio.wait_for(story(), 5))


def test_nothing_overtakes_what_waits_for_a_page(monkeypatch):
    async def story():
        hub = Hub()
        hub.attach(asyncio.get_running_loop())
        slow, quick = page(hub, keeps_up=False), page(hub)
        writer = asyncio.create_task(quick.write())
        behind = asyncio.create_task(slow.write())
        quick.put("first")
        hub.publish("t", {"n": 1})
        await asyncio.sleep(0.02)
        assert quick.user.sent[0]["text"] == "first"
        assert len(quick.user.sent) == 2 and quick.user.wire == [], "it queued behind the first"
        assert json.loads(slow.user.sent[0]["text"])["message"] == {"n": 1}, "a page that is behind gets it when it has caught up"
        hub.publish("t", {"n": 2})
        await asyncio.sleep(0.02)
        assert len(quick.user.wire) == 1
        quick.close(4401)
        hub.publish("t", {"n": 3})
        await asyncio.sleep(0.02)
        assert len(quick.user.wire) == 1, "nothing after the end"
        assert quick.user.sent[-1] == {"type": "websocket.close", "code": 4401}
        for task in (writer, behind):
            task.cancel()

    asyncio.run(asyncio.wait_for(story(), 5))
