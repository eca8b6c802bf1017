"""What the customer fills in."""

from shouhou.support.tickets.forms.answering import FollowUpForm, SendBackForm
from shouhou.support.tickets.forms.asking import AskForm

__all__ = ["AskForm", "FollowUpForm", "SendBackForm"]
