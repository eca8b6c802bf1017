"""What people are entitled to: service agreements with level and products, prepaid balances, service codes with a PIN, and one answer
to "may this customer come in by this door, how soon is he served, and why" (`entitlement.decide`; for saving documents `may_download`).

Nouns: Agreement, Level, Allowance, ServiceCode, CodeFormat, Lead, Policy. Verbs: add_agreement, end_agreement, grant, spend, give_back,
issue, suspend, verify, set_pin, change_pin, recover, register_product, leave_lead, answer_lead.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.registry.agreements.entitlement import Decision, decide, is_vip, may_download

__all__ = ["Decision", "decide", "is_vip", "may_download"]
__getattr__ = facade(__name__, {"Decision": "entitlement", "decide": "entitlement", "is_vip": "entitlement", "may_download": "entitlement"})
