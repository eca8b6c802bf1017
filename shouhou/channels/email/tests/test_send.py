"""Mail, against a server that speaks SMTP."""

from __future__ import annotations

import dataclasses
import socketserver
import threading
from email import message_from_bytes, policy

import pytest
from django.conf import settings

from shouhou.aftercare.notifications import Away
from shouhou.aftercare.notifications.models import Delivery, Notice
from shouhou.channels.email.server import Server
from shouhou.channels.email.transport import Email
from shouhou.foundation.jobs import GiveUp, Retry

pytestmark = pytest.mark.django_db


class Sink(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client that hands over one message needs."""

    def handle(self):
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT" and b"refused" in line:
                self.wfile.write(b"550 no such user\r\n")
            elif verb == b"RCPT" and b"greylisted" in line:
                self.wfile.write(b"450 try again later\r\n")
            elif verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                self.server.got.append(body)
                self.wfile.write(b"250 taken\r\n")
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def sink(monkeypatch):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        server.got = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"smtp://127.0.0.1:{server.server_address[1]}?from=service@huicheng.example"
        monkeypatch.setattr(settings, "ENV", dataclasses.replace(settings.ENV, email_url=url))
        yield server
        server.shutdown()


def delivery(user, address="wang@jiahe.example", title="提单 OD000000001 已被接收"):
    notice = Notice.objects.create(user=user, kind="ticket.accepted", title=title, text="赖江生 已接单", dedup=f"t{title}{address}")
    return Delivery.objects.create(notice=notice, transport="email", address=address, dedup="abc123", data={"link": "http://127.0.0.1/tickets/OD000000001/"})


def test_a_mail_arrives_whole(cast, sink):
    Email().send(delivery(cast.jiahe))
    mail = message_from_bytes(sink.got[0], policy=policy.default)
    assert mail["Subject"] == "提单 OD000000001 已被接收"
    assert mail["To"].addresses[0].addr_spec == "wang@jiahe.example"
    assert mail["Message-ID"] == "<abc123@huicheng.example>"
    assert "已接单" in mail.get_content()


@pytest.mark.abuse(89)
def test_a_name_cannot_add_headers_or_recipients(cast, sink):
    cast.jiahe.name = "王敏\r\nBcc: evil@example.com"
    cast.jiahe.save()
    Email().send(delivery(cast.jiahe, title="甲\r\nBcc: evil@example.com"))
    mail = message_from_bytes(sink.got[0], policy=policy.default)
    assert mail["Bcc"] is None
    assert len(mail["To"].addresses) == 1


def test_a_refused_address_is_given_up(cast, sink):
    with pytest.raises(GiveUp):
        Email().send(delivery(cast.jiahe, address="refused@jiahe.example"))


def test_a_refusal_for_now_is_tried_again(cast, sink):
    with pytest.raises(Retry, match="450"):
        Email().send(delivery(cast.jiahe, address="greylisted@jiahe.example"))


@pytest.mark.parametrize("address", ["", "wang", "wang@", "a@b@c", "王@嘉禾", "a b@c", "x@y\r\nBcc: z@z"])
def test_an_address_that_cannot_be_one_is_given_up(cast, sink, address):
    with pytest.raises(GiveUp):
        Email().send(delivery(cast.jiahe, address=address))
    assert sink.got == []


def use(monkeypatch, url):
    monkeypatch.setattr(settings, "ENV", dataclasses.replace(settings.ENV, email_url=url))


def test_a_server_that_is_away_is_tried_again(cast, monkeypatch):
    use(monkeypatch, "smtp://127.0.0.1:1")
    with pytest.raises(Away):
        Email().send(delivery(cast.jiahe))


def test_an_administrator_sees_the_server_and_tries_it(cast, sink):
    page = cast.client(cast.admin)
    assert "127.0.0.1:" in page.get("/workbench/settings/email/").content.decode()
    answer = page.post("/workbench/settings/email/trial/", {"address": "admin@huicheng.example"}, follow=True)
    assert "测试邮件已交给邮件服务器" in answer.content.decode()
    assert message_from_bytes(sink.got[0], policy=policy.default)["Subject"] == "测试邮件"
    for address, words in (("refused@x.example", "550"), ("x\r\nBcc: y@y.example", "邮箱地址不对"), ("", "请填写收件邮箱")):
        answer = page.post("/workbench/settings/email/trial/", {"address": address})
        assert answer.status_code == 400 and words in answer.content.decode()
    assert len(sink.got) == 1


@pytest.mark.abuse(44)
def test_the_password_is_shown_nowhere(cast, monkeypatch):
    use(monkeypatch, "smtp://post:s3cr3t-canary@127.0.0.1:1?from=a@b.example")
    page = cast.client(cast.admin)
    shown = page.get("/workbench/settings/email/").content + page.post("/workbench/settings/email/trial/", {"address": "a@b.example"}).content
    assert b"s3cr3t-canary" not in shown and "暂时不可用".encode() in shown


def test_only_administrators_come_here(cast, sink):
    for person in (cast.jiahe, cast.guwen, cast.zhuguan):
        assert cast.client(person).get("/workbench/settings/email/").status_code in {403, 404}
        assert cast.client(person).post("/workbench/settings/email/trial/", {"address": "a@b.example"}).status_code in {403, 404}
    assert sink.got == []


def test_without_a_server_the_page_says_so(cast, monkeypatch):
    use(monkeypatch, "")
    assert "没有配置邮件服务器" in cast.client(cast.admin).get("/workbench/settings/email/").content.decode()


def test_without_a_url_mail_is_not_offered(monkeypatch):
    monkeypatch.setattr(settings, "ENV", dataclasses.replace(settings.ENV, email_url=""))
    assert not Email().is_ready()


@pytest.mark.parametrize(("url", "port", "tls"), [("smtp://h", 25, False), ("smtps://u:p%40@h", 465, True), ("http://h", None, None), ("", None, None),
                                                  ("smtp://h:99999", None, None), ("smtp://[h", None, None), ("smtp://h:x", None, None)])
def test_reading_the_url(url, port, tls):
    server = Server.read(url)
    assert (server and server.port, server and server.is_tls) == (port, tls)
