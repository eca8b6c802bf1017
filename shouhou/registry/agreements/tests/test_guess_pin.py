"""What a PIN must be, whose budget a guess costs, and that an unknown code costs as much work (found by planting mutants)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import hashing
from shouhou.foundation.accounts.models import Throttle
from shouhou.foundation.events.models import Event
from shouhou.registry.agreements.actions import ask_recovery, change_pin, checking, issue, recover, set_pin, verify
from shouhou.registry.agreements.actions.pin import LIFE, digest, open_recovery, shortest
from shouhou.registry.agreements.models import CodeFormat, Recovery, ServiceCode
from shouhou.registry.agreements.pins import LONGEST, check_pin, is_easy
from shouhou.registry.agreements.tests.test_verify import HERE, made, wrong

__all__ = ["made"]


@pytest.fixture
def other(cast):
    """A code of another company, older than `made` so that a forgotten condition finds it first."""
    return issue(cast.yuanfang_company, by=None, form=CodeFormat.objects.get(is_default=True), with_pin=True)


@pytest.mark.parametrize(("pin", "easy"), [("110011", True), ("112211", True), ("121212", True), ("123123", True), ("456789", True), ("987654", True),
                                           ("890123", True), ("102938", False), ("112233", False), ("334455", False), ("551904", True)])
def test_what_is_too_easy(pin, easy):
    assert is_easy(pin, "4455190477") is easy


@pytest.mark.parametrize(("pin", "fits"), [("10293", False), ("102938", True), ("102938475631", True), ("1029384756318", False), ("１０２９３８", False),
                                           ("²²²²²²", False), ("10293a", False), ("", False), ("102938 ", False)])
def test_six_to_twelve_digits(pin, fits):
    assert LONGEST == 12
    if fits:
        check_pin(pin, code="4455190477", length=6)
    else:
        with pytest.raises(Refused) as no:
            check_pin(pin, code="4455190477", length=6, field="new")
        assert set(no.value.fields) == {"new"}


def test_the_format_says_how_long(cast, made):
    assert shortest(made.code) == max(6, made.code.format.pin_length)
    CodeFormat.objects.update(pin_length=8)
    code = ServiceCode.objects.get(pk=made.code.pk)
    assert shortest(code) == 8
    with pytest.raises(Refused, match="8 到 12"):
        set_pin(code, by=cast.jiahe_boss, pin="102938")
    assert len(set_pin(code, by=cast.jiahe_boss)) == 8
    ServiceCode.objects.filter(pk=code.pk).update(format=None)
    assert shortest(ServiceCode.objects.get(pk=code.pk)) == 6


@pytest.mark.abuse(133)
def test_an_unknown_code_and_one_without_a_pin_cost_one_hash_each(cast, made, monkeypatch):
    without = issue(cast.jiahe_company, by=None, form=CodeFormat.objects.get(is_default=True)).code
    hashed = []
    for name in ("check_password", "make_password"):
        real = getattr(checking, name)
        monkeypatch.setattr(checking, name, lambda pin, *rest, real=real: (hashed.append(len(pin)), real(pin, *rest))[1])
    for code in (made.code.code, without.code, "8999999999"):
        hashed.clear()
        wrong(code, 102938)
        assert hashed == [6], code
    hashed.clear()
    with pytest.raises(Refused):
        verify(made.code.code, "1" * 1_000_000, source=HERE)
    assert hashed == [checking.LONGEST]


@pytest.mark.abuse(132)
def test_each_code_has_its_own_pin_and_its_own_lock(cast, other, made):
    assert verify(made.code.code, made.pin, source=HERE) == made.code
    wrong(made.code.code, int(other.pin))
    for n in range(12):
        wrong(made.code.code, n, source=f"198.51.100.{n}")
    made.code.refresh_from_db()
    other.code.refresh_from_db()
    assert made.code.is_locked and not other.code.is_locked
    assert verify(other.code.code, other.pin, source=HERE) == other.code


@pytest.mark.abuse(132)
def test_a_lock_is_told_once_a_day_and_again_the_next(made):
    told = Event.objects.filter(verb="code.locked", subject=f"servicecode:{made.code.pk}")
    for n in range(14):
        wrong(made.code.code, n, source=f"198.51.100.{n}")
    assert told.count() == 1
    ServiceCode.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    wrong(made.code.code, 1, source="198.51.100.90")
    assert told.count() == 2
    made.code.refresh_from_db()
    assert timedelta(hours=23, minutes=59) < made.code.locked_until - timezone.now() <= timedelta(days=1)


def test_a_right_pin_costs_the_caller_nothing_and_a_busy_house_neither(made, monkeypatch):
    for _n in range(40):
        verify(made.code.code, made.pin, source=HERE)
    assert not Throttle.objects.filter(key__startswith="pin.", count__gt=0).exists()

    def busy():
        raise hashing.Busy

    monkeypatch.setattr(checking.hashing, "core", busy)
    with pytest.raises(Refused, match="太多"):
        verify(made.code.code, made.pin, source=HERE)
    assert not Throttle.objects.filter(key__startswith="pin", count__gt=0).exists()


@pytest.mark.abuse(132)
def test_one_caller_has_thirty_guesses_an_hour_and_a_neighbourhood_three_hundred(db):
    for n in range(30):
        assert "太频繁" not in wrong(f"88{n:08d}", 102938)
    assert "太频繁" in wrong("8800000999", 102938)
    rows = {row.key.partition(":")[0]: row for row in Throttle.objects.filter(key__startswith="pin.")}
    for name, count in (("pin.from", 30), ("pin.near", 30)):
        assert rows[name].count == count and timedelta(minutes=59) < rows[name].until - timezone.now() <= timedelta(hours=1)


def test_the_record_says_what_happened_to_a_pin(cast, made):
    set_pin(made.code, by=cast.jiahe_boss, pin="736152")
    assert change_pin(made.code.code, "736152", "902746", source=HERE) == made.code
    with pytest.raises(Refused) as no:
        change_pin(made.code.code, "902746", "111111", source=HERE)
    assert set(no.value.fields) == {"new"}
    assert recover(open_recovery(made.code), "573920") == made.code
    subject = f"servicecode:{made.code.pk}"
    assert list(Event.objects.filter(subject=subject, verb__startswith="code.pin").order_by("pk").values_list("verb", "by")) == [
        ("code.pin_set", cast.jiahe_boss.pk), ("code.pin_changed", None), ("code.pin_recovered", None)]


@pytest.mark.abuse(132)
def test_an_easy_pin_by_the_link_is_refused_and_the_link_stays(cast, other, made):
    stranger, secret = open_recovery(other.code), open_recovery(made.code)
    with pytest.raises(Refused) as no:
        recover(secret, "111111")
    assert set(no.value.fields) == {"pin"}
    assert recover(secret, "573920") == made.code
    with pytest.raises(Refused):
        recover(secret, "573921")
    assert Recovery.objects.get(digest=digest(stranger)).used_at is None, "another's link was not used up"
    used = Recovery.objects.get(digest=digest(secret))
    open_recovery(made.code)
    assert Recovery.objects.filter(pk=used.pk).exists(), "what was used stays in the record"


@pytest.mark.abuse(132)
def test_of_two_who_use_a_link_at_once_one_wins(made, monkeypatch):
    """The second found the link unused, and the first was quicker."""
    secret = open_recovery(made.code)
    row = Recovery.objects.select_related("code__format").get(digest=digest(secret))
    recover(secret, "573920")
    monkeypatch.setattr("shouhou.registry.agreements.actions.pin.recovery_of", lambda given: row)
    with pytest.raises(Refused, match="失效"):
        recover(secret, "736152")
    assert verify(made.code.code, "573920", source=HERE) == made.code


def test_a_link_is_long_and_lives_half_an_hour(made):
    secret = open_recovery(made.code)
    assert len(secret) >= 32 and timedelta(minutes=30) == LIFE


def test_recovery_is_asked_for_one_company_s_code(cast, other, made):
    asked = Event.objects.filter(verb="code.recovery_asked")
    ask_recovery(made.code.code, cast.yuanfang_company.name, source=HERE)
    ask_recovery("8999999999", cast.yuanfang_company.name, source=HERE)
    assert not asked.exists()
    ask_recovery(made.code.code, cast.jiahe_company.name, source=HERE)
    assert [event.subject for event in asked] == [f"servicecode:{made.code.pk}"]
    for n in range(7):
        ask_recovery(f"777{n:07d}", "谁家", source=HERE)
    with pytest.raises(Refused, match="频繁"):
        ask_recovery("7779999999", "谁家", source=HERE)
    ask_recovery("7779999999", "谁家", source="203.0.113.9")
    budget = Throttle.objects.get(key__startswith="pin.recovery.from:", count=10)
    assert timedelta(minutes=59) < budget.until - timezone.now() <= timedelta(hours=1)
