"""uvicorn's WebSocket with a short way for what many pages get alike: a frame that is ready is written as it is."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from shouhou.foundation.live.sockets import AT_ONCE


class Open(WebSocketsSansIOProtocol):
    """Gives the application `write_frame` as the extension `AT_ONCE` of its scope."""

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        self.request = None  # type: ignore[assignment]
        if hasattr(self, "scope"):  # the handshake was in order
            self.scope["extensions"][AT_ONCE] = self.write_frame  # type: ignore[assignment,index,typeddict-unknown-key]

    def write_frame(self, frame: bytes) -> bool:
        """Write a whole frame; False, and nothing written, when the page is behind, leaving or gone."""
        if self.disconnected or self.close_sent or not self.handshake_complete or not self.writable.is_set() or self.transport.is_closing():
            return False
        self.transport.write(frame)
        return True
