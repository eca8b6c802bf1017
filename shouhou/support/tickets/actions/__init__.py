"""The verbs of a question. Each is one transaction, serves page, API, WeChat door, job and import alike, and ends in `record`."""

from shouhou.support.tickets.actions.accept import accept
from shouhou.support.tickets.actions.ask import ask
from shouhou.support.tickets.actions.bring_in import bring_in
from shouhou.support.tickets.actions.close import close, reopen
from shouhou.support.tickets.actions.follow_up import follow_up
from shouhou.support.tickets.actions.handle import handle
from shouhou.support.tickets.actions.note import note
from shouhou.support.tickets.actions.send_back import send_back
from shouhou.support.tickets.actions.transfer import transfer

__all__ = ["accept", "ask", "bring_in", "close", "follow_up", "handle", "note", "reopen", "send_back", "transfer"]
