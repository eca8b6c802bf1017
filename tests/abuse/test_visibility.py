"""Who sees which question, written by hand; and every single clause of the rule, taken away once, is noticed (security rows 46–75)."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import grant
from shouhou.foundation.accounts.models import User
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.models.ticket import Tickets
from tests.abuse.mutants import mutants
from tests.cast import Cast

ALL = "abcdefghijklmno"
SEEN = {  # a…o as made in `questions`
    "jiahe": "ab", "jiahe2": "c", "jiahe-boss": "abc", "yuanfang": "defg", "yuanfang-boss": "defg", "yuanfang2": "dfg", "both": "abcdfg",
    "guwen": "abcdhijklmno", "guwen2": "bdefghjklmno", "rexian": "bdhjklmno",
    "dept1": "jk", "dept1b": "j", "dept2": "l", "dept0": "m", "dept0b": "n", "diaodu": ALL, "zhuguan": ALL, "zhishi": ALL, "shenhe": ALL, "shenji": ALL,
    "caiwu": "", "admin": "", "nobody": "", "loose": "", "half": "",
}
SAME = {"condition answered False in: if not isinstance(user, User):"}
"""Changes after which the rule is the same: whoever is no User can do nothing, so that every later clause is empty too."""


def questions(cast: Cast) -> dict[str, Ticket]:
    """a, b, c of 嘉禾, which keeps its people apart; d, e, f, g of 远方, whose people see each other's; h and i of a third company;
    j … n of a fourth, whose people see those of their own department."""
    cast.yuanfang_company.share_questions = True
    cast.yuanfang_company.save()
    third = type(cast.yuanfang_company).objects.create(name="第三方公司")
    more = {name: User.objects.create(username=name, name=name) for name in ("yuanfang2", "both", "nobody", "loose", "half")}
    grant(more["yuanfang2"], "customer")
    grant(more["both"], "customer", "customer_admin")
    grant(more["loose"], "customer", "customer_admin")  # belongs to no company
    grant(more["half"], "customer")  # its company calls it an administrator, the vendor has not given the right
    cast.people.update(more)
    cast.yuanfang_company.memberships.create(user=more["yuanfang2"])
    cast.yuanfang_company.memberships.create(user=more["both"])
    cast.jiahe_company.memberships.create(user=more["both"], is_admin=True)
    cast.jiahe_company.memberships.create(user=more["half"], is_admin=True)
    cast.yuanfang_company.memberships.create(user=cast.guwen, is_admin=True)  # staff who are listed with a customer are no customers
    fourth = type(third).objects.create(name="第四方公司", share_in_department=True)
    for name, department in (("dept1", "财务"), ("dept1b", "财务"), ("dept2", "仓库"), ("dept0", ""), ("dept0b", "")):
        cast.people[name] = more[name] = User.objects.create(username=name, name=name)
        grant(more[name], "customer")
        fourth.memberships.create(user=more[name], department=department)
    cast.jiahe_company.memberships.update(department="财务")  # which decides nothing, as 嘉禾 keeps its people apart
    third.memberships.create(user=more["dept2"], department="财务")  # 财务 of another company
    made = {
        "a": cast.accepted(cast.jiahe), "b": cast.ask(cast.jiahe), "c": cast.accepted(cast.jiahe2),
        "d": cast.ask(cast.yuanfang), "e": cast.accepted(cast.yuanfang, consultant=cast.guwen2, is_private=True),
        "f": cast.accepted(cast.yuanfang_boss, consultant=cast.guwen2), "g": cast.accepted(cast.yuanfang_boss, consultant=cast.zhuguan),
        "h": cast.ask(cast.jiahe, organization=third, asker=None),
        "i": cast.accepted(cast.jiahe, organization=third),  # asked while 嘉禾's user belonged there
    }
    for letter, name, private in (("j", "dept1", False), ("k", "dept1", True), ("l", "dept2", False), ("m", "dept0", False), ("n", "dept0b", False)):
        made[letter] = cast.ask(more[name], organization=fourth, is_private=private)
    made["o"] = cast.ask(more["dept1"], organization=third)  # asked while somebody of the fourth belonged to the third
    actions.transfer(made["g"], by=cast.zhuguan, to=cast.guwen, reason="请看")
    actions.transfer(made["g"], by=cast.guwen, to=cast.zhuguan, reason="看过")  # who had it sees it no longer (row 56)
    return made


def seen(cast: Cast, made: dict[str, Ticket]) -> dict[str, frozenset[str]]:
    letters = {ticket.pk: letter for letter, ticket in made.items()}
    found = {}
    for name in SEEN:
        user = User.objects.get(pk=cast.people[name].pk)
        found[name] = frozenset(letters[pk] for pk in Ticket.objects.all().visible_to(user).values_list("pk", flat=True))
    return found


@pytest.mark.requirement("HJ-3-11")
@pytest.mark.abuse(46, 56, 57, 59)
def test_who_sees_which_question(cast: Cast) -> None:
    found = seen(cast, questions(cast))
    wanted = {name: frozenset(letters) for name, letters in SEEN.items()}
    wrong = {n: ("".join(sorted(found[n])), "".join(sorted(wanted[n]))) for n in wanted if found[n] != wanted[n]}
    assert not wrong, f"sees, should see: {wrong}"


@pytest.mark.abuse(75)
def test_every_clause_of_the_rule_is_needed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = questions(cast)
    right = seen(cast, made)
    survived, tried = [], 0
    for what, mutant in mutants(Tickets.visible_to):
        tried += 1
        monkeypatch.setattr(Tickets, "visible_to", mutant)
        try:
            if seen(cast, made) == right and what not in SAME:
                survived.append(what)
        except (AttributeError, TypeError, ValueError, KeyError):
            continue  # it broke loudly: noticed
    assert tried > 15
    assert not survived, "nobody notices when the rule is changed so:\n  " + "\n  ".join(survived)
