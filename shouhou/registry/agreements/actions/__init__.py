"""The verbs of this room."""

from shouhou.registry.agreements.actions.agreement import add_agreement, edit_agreement, end_agreement, renewal
from shouhou.registry.agreements.actions.balance import give_back, grant, spend
from shouhou.registry.agreements.actions.checking import verify
from shouhou.registry.agreements.actions.codes import Issued, format_for, issue, resume, suspend
from shouhou.registry.agreements.actions.configure import write_format, write_level, write_policy
from shouhou.registry.agreements.actions.lead import answer_lead, hand_lead, leave_lead
from shouhou.registry.agreements.actions.pin import ask_recovery, change_pin, may_set_pin, recover, recovery_of, set_pin
from shouhou.registry.agreements.actions.register_product import Registered, code_for, known, register_product

__all__ = [
    "Issued", "Registered", "add_agreement", "answer_lead", "ask_recovery", "change_pin", "code_for", "edit_agreement", "end_agreement",
    "format_for", "give_back", "grant", "hand_lead", "issue", "known", "leave_lead", "may_set_pin", "recover", "recovery_of",
    "register_product", "renewal", "resume", "set_pin", "spend", "suspend", "verify", "write_format", "write_level", "write_policy",
]
