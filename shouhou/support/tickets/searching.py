"""What of a question is searched: for everybody who may see it, and what only the desk may read."""

from shouhou.foundation import search

search.declare("ticket", 1)
search.declare("ticket.note", 2)
