"""The verbs of this room."""

from shouhou.registry.joining.actions.apply import apply, withdraw
from shouhou.registry.joining.actions.decide import approve, refuse
from shouhou.registry.joining.actions.particulars import keep_particulars
from shouhou.registry.joining.actions.recover import ask_for_mail, offer, open_recovery, recover
from shouhou.registry.joining.actions.register import confirm, open_account, register
from shouhou.registry.joining.actions.wishes import keep_admission, keep_fields

__all__ = ["apply", "approve", "ask_for_mail", "confirm", "keep_admission", "keep_fields", "keep_particulars", "offer", "open_account", "open_recovery",
           "recover", "refuse", "register", "withdraw"]
