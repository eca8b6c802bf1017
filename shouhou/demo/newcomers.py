"""Somebody who registered alone and waits to be let in, so that the queue of applications shows something."""

from __future__ import annotations

from shouhou.foundation.access import grant
from shouhou.foundation.accounts.models import User
from shouhou.registry.joining.actions import apply, keep_admission
from shouhou.registry.joining.actions.apply import join
from shouhou.registry.joining.models import Admission, Consent, Particulars
from shouhou.registry.joining.opening import terms_now


def come_in(made: dict[str, User], password: str) -> None:
    """Registration is open; one newcomer waits for his company, a customer's user for 管理员. `password` is hashed."""
    keep_admission(by=made["admin"], is_open=True, proof=Admission.Proof.NONE, makes_companies=False, profile="modern", change_after_days=90)
    newcomer = User.objects.create(username="linxiao", name="林晓", email="linxiao@jiahe.example", phone="13971234567", password=password)
    grant(newcomer, "customer")
    Particulars.objects.create(user=newcomer, company="嘉禾实业有限公司", product="金蝶云·星空企业版", region="湖北省襄阳市")
    Consent.objects.create(user=newcomer, terms=terms_now())
    join(newcomer, "嘉禾实业有限公司")
    apply(made["jiangcheng"], "admin", text="公司由我负责 ERP，申请管理员。")
