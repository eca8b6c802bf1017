"""Lists of people, products and questions as a Chinese reader expects them: by pinyin, whichever way the rows came in."""

from __future__ import annotations

import pytest
from django.apps import apps as installed
from django.db import connection
from django.http import QueryDict

from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Asking, groups, page, the
from shouhou.foundation.kit.sounding import fill
from shouhou.registry.products.actions import add_part, add_product, edit_product, save_parts
from shouhou.registry.products.actions.save_parts import Wanted
from shouhou.registry.products.models import Module, Product
from shouhou.support.tickets.models import Ticket

WANTED = ["安宁", "仇英", "单雄信", "王安", "曾巩"]
"""By pinyin: an, qiu, shan, wang, zeng. By code points 仇 comes first and 单 before 安."""
pytestmark = [pytest.mark.requirement("HX-1.2.1-03"), pytest.mark.django_db]


def column(grid: str, user: User, name: str, address: str) -> list[str]:
    asking = Asking.read(the(grid), user, QueryDict(address))
    return [row[name] for row in page(the(grid), user, asking).rows if row[name] in WANTED]


def test_people(cast):
    for place, name in enumerate(sorted(WANTED)):
        user = User.objects.create(username=f"p{place}", name=name)
        user.grants.create(role="consultant")
    assert column("staff", cast.admin, "name", "sort=name") == WANTED
    assert column("staff", cast.admin, "name", "sort=-name") == WANTED[::-1]


def test_people_written_many_at_once(cast):
    made = User.objects.bulk_create(User(username=f"p{n}", username_key=f"p{n}", name=name) for n, name in enumerate(sorted(WANTED)))
    found = User.objects.filter(pk__in=[user.pk for user in made]).order_by("sort_key")
    assert [user.name for user in found] == WANTED


def test_products(cast):
    for name in sorted(WANTED):
        add_product(by=cast.admin, name=name)
    assert column("products", cast.admin, "name", "sort=name") == WANTED


def test_another_name_moves_a_product(cast):
    first = add_product(by=cast.admin, name="安宁")
    add_product(by=cast.admin, name="王安")
    edit_product(first, by=cast.admin, name="曾巩")
    assert column("products", cast.admin, "name", "sort=name") == ["王安", "曾巩"]


def test_another_name_moves_a_module(cast):
    product = Product.objects.get(pk=add_product(by=cast.admin, name="总账").pk)
    part = add_part(Module, product, by=cast.admin, name="安宁")
    save_parts(Module, product, [Wanted(part.pk, "曾巩")], by=cast.admin)
    assert Module.objects.get(pk=part.pk).sort_key.endswith(" zenggong")


def test_questions_by_title_and_by_the_names_beside(cast):
    for name in sorted(WANTED):
        ticket = cast.ask(title=name)
        Ticket.objects.filter(pk=ticket.pk).update(product=add_product(by=cast.admin, name=name))
    assert column("tickets", cast.zhuguan, "title", "sort=title") == WANTED
    assert column("tickets", cast.zhuguan, "product", "sort=product") == WANTED
    asking = Asking.read(the("tickets"), cast.zhuguan, QueryDict("group=product"))
    assert [group.value for group in groups(the("tickets"), cast.zhuguan, asking).items if group.value in WANTED] == WANTED


def test_rows_from_before_get_their_keys(cast):
    for name in sorted(WANTED):
        cast.ask(title=name)
    Ticket.objects.update(sort_key=None)
    fill("tickets", "Ticket")(installed, _Plain())
    assert not Ticket.objects.filter(sort_key=None).exists()
    assert list(Ticket.objects.filter(title__in=WANTED).order_by("sort_key").values_list("title", flat=True)) == WANTED


class _Plain:
    """What a migration hands over, without the switches SQLite allows outside a transaction only."""

    connection = connection

    def quote_name(self, name: str) -> str:
        return connection.ops.quote_name(name)
