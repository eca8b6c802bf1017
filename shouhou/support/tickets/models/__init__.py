"""The nouns of a question and what they answer."""

from shouhou.support.tickets.models.entry import Entry
from shouhou.support.tickets.models.form import AskField
from shouhou.support.tickets.models.term import Term
from shouhou.support.tickets.models.ticket import Ticket

__all__ = ["AskField", "Entry", "Term", "Ticket"]
