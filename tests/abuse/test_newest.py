"""What was tried against the newest rooms as an attacker would, kept (docs/security/attempts.md)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouhou.foundation.grid.models import Change, Export, View
from shouhou.foundation.imports.models import Import
from shouhou.registry.agreements.actions import issue
from shouhou.registry.agreements.actions.pin import may_set_pin
from shouhou.registry.agreements.models import CodeFormat
from tests.cast import Cast


@pytest.mark.abuse(80, 102)
@pytest.mark.parametrize("name", ["a." + "x" * 240, "a.x/../../../etc/passwd", ".csv", "a.csv\u202e", "a." + "文" * 120, "a.\u0000csv", "a.b c;d\"e'"])
def test_the_name_of_an_import_names_no_place(cast: Cast, name: str) -> None:
    answer = cast.client(cast.admin).post("/workbench/imports/new/", {"kind": "knowledge", "file": SimpleUploadedFile(name, "标题,内容\na,b\n".encode())})
    assert answer.status_code in {302, 422}
    for made in Import.objects.all():
        assert "/imports/" in made.path and ".." not in made.path.rpartition("/")[2] and len(made.path.rpartition("/")[2]) < 60


@pytest.mark.abuse(80)
def test_an_endless_ending_breaks_no_upload(cast: Cast) -> None:
    answer = cast.client(cast.jiahe).post("/files/", {"file": SimpleUploadedFile("a." + "x" * 240, b"x"), "draft": "d"})
    assert answer.status_code in {201, 200, 400}


@pytest.mark.abuse(67, 68)
def test_what_one_person_keeps_of_a_list_opens_nothing_to_another(cast: Cast) -> None:
    boss, other = cast.client(cast.zhuguan), cast.client(cast.guwen)
    ticket = cast.ask()
    boss.post("/grids/tickets/change/", {"pk": [ticket.pk]})
    boss.post("/grids/tickets/export/", {"kind": "xlsx"})
    boss.post("/grids/tickets/views/", {"name": "我的", "address": "?sort=-created"})
    change, export, view = Change.objects.get(), Export.objects.get(), View.objects.exclude(name="").get()
    for address in (f"/changes/{change.pk}/", f"/exports/{export.pk}/", f"/exports/{export.pk}/file/"):
        assert other.get(address).status_code == 404, address
    for address in (f"/changes/{change.pk}/", f"/changes/{change.pk}/undo/", f"/views/{view.pk}/removal/"):
        assert other.post(address, {"column": "consultant", "value": cast.guwen.pk}).status_code == 404, address
    assert View.objects.filter(pk=view.pk).exists()


@pytest.mark.abuse(4, 63)
def test_a_view_is_not_shared_by_who_may_not_nor_with_who_does_not_see_the_list(cast: Cast) -> None:
    for who, role in ((cast.guwen, "supervisor"), (cast.zhuguan, "customer"), (cast.zhuguan, "nobody"), (cast.zhuguan, "admin'--")):
        cast.client(who).post("/grids/tickets/views/", {"name": f"给{role}", "role": role, "address": "?"})
        assert not View.objects.filter(role=role).exists(), role


@pytest.mark.abuse(68, 72)
def test_a_change_that_was_begun_is_refused_once_the_right_is_gone(cast: Cast) -> None:
    ticket = cast.accepted(cast.jiahe)
    client = cast.client(cast.zhuguan)
    chosen = client.post("/grids/tickets/change/", {"pk": [ticket.pk]})
    cast.zhuguan.grants.all().delete()
    assert client.post(chosen.url, {"column": "consultant", "value": cast.guwen2.pk}).status_code in {302, 403}
    ticket.refresh_from_db()
    assert ticket.assignee == cast.guwen


@pytest.mark.abuse(132)
def test_nobody_of_the_vendor_nor_a_plain_user_sets_a_pin(cast: Cast) -> None:
    code = issue(cast.jiahe_company, by=None, form=CodeFormat.objects.all()[0]).code
    assert [name for name, user in cast.people.items() if may_set_pin(user, code)] == ["jiahe-boss"]
    for name in ("jiahe", "yuanfang-boss", "admin", "guwen"):
        assert cast.client(cast.people[name]).post(f"/service-codes/{code.pk}/pin/", {"pin": "736152"}).status_code in {403, 404}
    code.refresh_from_db()
    assert not code.pin


@pytest.mark.abuse(65, 133)
@pytest.mark.parametrize("serial", ["%", "_", "*", "' OR 1=1 --", "\x00", "０１", "a" * 5000, "\ud83d\ude00", "<script>"])
def test_the_public_look_up_knows_whole_numbers_only(cast: Cast, serial: str) -> None:
    answer = Client().post("/genuine/", {"serial": serial.encode("utf-8", "surrogatepass").decode("utf-8", "replace")})
    assert answer.status_code in {200, 422, 429}
    assert "嘉禾" not in answer.content.decode() and "<script>" not in answer.content.decode().split("<main")[-1].replace("<script src", "")


@pytest.mark.abuse(2, 133)
def test_the_public_look_up_cannot_be_walked(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="192.0.2.9")
    statuses = [client.post("/genuine/", {"serial": f"SN-{n:06d}"}).status_code for n in range(80)]
    assert statuses[-1] == 422 and statuses.count(200) <= 60


@pytest.mark.abuse(74)
@pytest.mark.parametrize("address", ["/metrics", "/workbench/operations/", "/workbench/health/", "/workbench/jobs/"])
def test_pages_of_operation_are_not_for_strangers_nor_for_the_desk(cast: Cast, address: str) -> None:
    for client in (Client(REMOTE_ADDR="203.0.113.5"), cast.client(cast.jiahe_boss), cast.client(cast.guwen)):
        assert client.get(address, REMOTE_ADDR="203.0.113.5").status_code in {302, 401, 403, 404}
