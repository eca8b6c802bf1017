"""Every text people see is written in Chinese, goes through translation, and has its English."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import trans_real

from shouhou.aftercare.notifications.models import Notice
from shouhou.channels.wechat.mapping import FACTS
from shouhou.faces.centre.models import Contact
from shouhou.foundation import jobs
from shouhou.foundation.accounts.models import User
from shouhou.registry.agreements.models import Agreement, CodeFormat, Level
from shouhou.registry.joining.catalogue import FIELDS
from shouhou.registry.joining.models import Asked
from shouhou.registry.organizations.models import Organization, Vendor
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Term
from tests.abuse.addresses import plain
from tests.cast import Cast
from tests.tree import ROOT, of_kind, parsed, product, text

TRANSLATED = re.compile(r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}|{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", re.S)
CHINESE = re.compile(r"[\u3400-\u9fff][^<>{}]*")
WRITTEN = re.compile(r"[\u3000-\u9fff\uff00-\uffef][^<>\"]*")
"""Chinese characters and the wide punctuation that goes with them."""
OF_MAPPINGS = re.compile(rf"(?:(?:\w+=)?(?:{"|".join(FACTS)})[,.\s]*)+\Z")
"""The words with which an administrator maps a message template: a small language of its own, the same in every tongue."""
SWITCH = re.compile(r'<button name="language" value="zh-hans".*?</button>')
SAID = re.compile(r"\bsay\(\s*([`\"'])((?:(?!\1).)*)\1\s*,\s*([`\"'])((?:(?!\3).)*)\3")
PARTS = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
COMMENT = re.compile(r"^\s*(//|\*|/\*).*|\s//\s.*$|/\*.*?\*/", re.M)


def tool() -> ModuleType:
    """bin/strings as a module."""
    loader = SourceFileLoader("strings_tool", str(ROOT / "bin" / "strings"))
    spec = spec_from_loader("strings_tool", loader)
    assert spec
    made = module_from_spec(spec)
    loader.exec_module(made)
    return made


@pytest.fixture(scope="session")
def strings() -> ModuleType:
    return tool()


@pytest.fixture(scope="session", autouse=True)
def compiled(strings: ModuleType) -> None:
    """The catalogue as it is written now, whatever was compiled before."""
    strings.assets().compile_catalogues()
    trans_real._translations = {}
    trans_real._default = None


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    """The language of the last request stays with the thread: the next test begins with ours."""
    yield
    translation.deactivate()


# --- the catalogue ---------------------------------------------------------------------------------------------------


def test_the_english_catalogue_is_complete() -> None:
    done = subprocess.run([sys.executable, ROOT / "bin" / "strings", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, "run bin/strings and fill in the empty translations of locale/en:\n" + (done.stdout + done.stderr)[-3000:]


def test_what_varies_is_the_same_in_both_languages(strings: ModuleType) -> None:
    wrong = [f"{key[1]!r} → {form!r}" for key, forms in strings.read(strings.file_of("en")).items() if key[1]
             for form in forms if sorted(PARTS.findall(form)) != sorted(PARTS.findall(key[1]))]
    assert not wrong, "\n".join(wrong)


def test_english_is_written_in_english(strings: ModuleType) -> None:
    quoted = re.compile(r"“[^”]*”")  # words an administrator finds in Chinese elsewhere are quoted as they stand there
    wrong = [f"{key[1]!r} → {form!r}" for key, forms in strings.read(strings.file_of("en")).items() if key[1]
             for form in forms if WRITTEN.search(quoted.sub("", form)) or (len(key[1]) > 1 and form != form.strip())]
    assert not wrong, "\n".join(wrong)


def test_the_catalogue_compiles(strings: ModuleType) -> None:
    with translation.override("en"):
        assert translation.gettext("接单") == "Accept" and translation.ngettext("%d 天", "%d 天", 1) == "%d day"
    with translation.override("zh-hans"):
        assert translation.gettext("接单") == "接单"


# --- the sources -----------------------------------------------------------------------------------------------------


def test_templates_translate_what_they_say() -> None:
    bare = []
    for path in of_kind(".html", ".txt", under="shouhou/"):
        if "templates" not in path.parts or "tests" in path.parts:
            continue
        without = TRANSLATED.sub(lambda found: "\n" * found[0].count("\n"), text(path))
        bare += [f"{path}:{n}: {found[0].strip()[:60]}" for n, line in enumerate(without.splitlines(), 1) if (found := CHINESE.search(line))]
    assert not bare, 'write {% translate "…" %} around what people read:\n' + "\n".join(bare[:40])


def frozen(tree: ast.Module, strings: ModuleType) -> Iterator[int]:
    """Lines on which a text is translated while the file is read, long before anybody's language is known."""
    called = {id(node): (node, name) for node, name in strings.calls(tree)}

    def walk(node: ast.AST) -> Iterator[int]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            found = called.get(id(child))
            if found and not found[1].endswith(("_lazy", "_noop")):
                yield found[0].lineno
            if isinstance(child, ast.BinOp) and isinstance(child.op, ast.Mod) and id(child.left) in called:
                yield child.lineno  # a lazy text with `%` is an ordinary one at once
            yield from walk(child)

    yield from walk(tree)


def test_texts_are_translated_when_they_are_shown(strings: ModuleType) -> None:
    wrong = [f"{path}:{line}" for path in product() for line in frozen(parsed(path), strings)]
    assert not wrong, "outside of a function use gettext_lazy, or gettext_noop and translate where it is shown:\n" + "\n".join(wrong)


def test_scripts_say_everything_in_both_languages() -> None:
    wrong = []
    for path in of_kind(".js", under="shouhou/foundation/ui/assets/"):
        source = COMMENT.sub("", text(path))
        wrong += [f"{path}: {pair[3]}" for pair in SAID.findall(source) if CHINESE.search(pair[3]) or not pair[3].strip()]
        wrong += [f"{path}: {found[0][:60]}" for found in CHINESE.finditer(SAID.sub("", source))]
    assert not wrong, 'in scripts write say("中文", "English"):\n' + "\n".join(wrong)


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def world(cast: Cast) -> Cast:
    """The cast with names in Latin letters, so that whatever is Chinese on a page is a text of ours."""
    for n, user in enumerate(cast.people.values()):
        user.name, user.language = f"Person {n}", "en"
    User.objects.bulk_update(cast.people.values(), ["name", "language"])
    for n, company in enumerate(cast.companies.values()):
        company.name, company.short_name = f"Company {n}", f"C{n}"
    Organization.objects.bulk_update(cast.companies.values(), ["name", "short_name"])
    for n, term in enumerate(cast.terms.values()):
        term.label = f"Word {n}"
    Term.objects.bulk_update(cast.terms.values(), ["label"])
    for model in (Product, Module, Version):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(name=f"{model.__name__} {row.pk}")
    for thing in (cast.product, cast.product2, cast.module, cast.version):
        thing.refresh_from_db()
    Vendor.objects.update(name="Vendor", short_name="V", platform_name="Service", sign_in_hint="Ask us.", terms="Be kind.")
    Agreement.objects.update(name="Service")
    Contact.objects.create(tips="Save your work.")
    for row in (*Level.objects.all(), *CodeFormat.objects.all()):
        type(row).objects.filter(pk=row.pk).update(name=f"{type(row).__name__} {row.pk}")
    Asked.objects.bulk_create([Asked(key=field.key, label=field.key, is_required=field.is_required, longest=field.longest) for field in FIELDS])
    cache.clear()
    said = {"title": "Cannot close the month", "description": "<p>It fails.</p>"}
    cast.ask(**said)
    cast.tickets = [cast.accepted(**said), cast.resolved(**said)]  # type: ignore[attr-defined]
    actions.accept(cast.ask(**said), by=cast.guwen, note="Seen.", promised_on=timezone.localdate() + timedelta(days=1))
    for ticket in cast.tickets:  # type: ignore[attr-defined]
        ticket.entries.update(body="<p>Done.</p>")
    return cast


def objects(cast: Any) -> list[str]:
    """Pages of single things."""
    customer, numbers = cast.jiahe_company.pk, [ticket.number for ticket in cast.tickets]
    pages = [f"/workbench/customers/{customer}/{rest}" for rest in ("", "facts/", "people/new/", "products/", "agreements/new/")]
    pages += [f"/workbench/customers/{customer}/people/{cast.jiahe.pk}/", f"/workbench/products/{cast.product.pk}/",
              f"/workbench/people/{cast.guwen.pk}/", "/tickets/open/conditions/"]
    for number in numbers:
        pages += [f"/tickets/{number}/", f"/tickets/{number}/activity/", f"/tickets/{number}/handlings/1/", f"/workbench/tickets/{number}/",
                  f"/workbench/tickets/{number}/history/"]
        pages += [f"/workbench/tickets/{number}/act/{verb}/" for verb in ("accept", "handle", "reply", "transfer", "note", "close", "reopen")]
    return pages


def chinese(html: str) -> list[str]:
    return [found[0].strip()[:80] for found in WRITTEN.finditer(SWITCH.sub("", html))]


@pytest.mark.parametrize("name", ["", "jiahe", "jiahe-boss", "guwen", "zhuguan", "admin", "shenji"])
def test_every_page_can_be_read_in_english(world: Any, name: str) -> None:
    client = Client(headers={"accept-language": "en-GB,en;q=0.9"})
    if name:
        client.force_login(world.people[name])
    read, wrong = 0, []
    for address in [*(r.pattern for r in plain() if not r.is_api and r.pattern != "/logout"), *objects(world), "/tickets/?q=nothing", "/nowhere"]:
        answer = client.get(address)
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code in {301, 302, 405} or not kind.startswith(("text/", "application/json")):
            continue
        read += 1
        wrong += [f"{address}: {words}" for words in chinese(answer.text) if not OF_MAPPINGS.match(words)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    assert read >= (3 if not name else 10)


@pytest.mark.parametrize(("name", "address", "fields"), [
    ("", "/login", {}), ("", "/login", {"username": "jiahe", "password": "no"}), ("jiahe", "/tickets/new/", {}), ("jiahe", "/password/", {}),
    ("jiahe", "/password/", {"old": "x", "new": "12345678", "again": "1"}), ("jiahe", "/tokens/", {}), ("admin", "/workbench/products/", {}),
    ("admin", "/workbench/customers/new/", {}), ("admin", "/workbench/people/new/", {}), ("admin", "/workbench/settings/vendor/", {}),
    ("admin", "/workbench/imports/new/", {}), ("admin", "/workbench/settings/kingdee/new/", {}), ("admin", "/workbench/settings/wechat/", {}),
    ("guwen", "/workbench/tickets/new/", {}), ("", "/preferences/", {"language": "xx"}),
])
def test_every_refusal_can_be_read_in_english(world: Any, name: str, address: str, fields: dict[str, str]) -> None:
    client = Client(headers={"accept-language": "en"})
    if name:
        client.force_login(world.people[name])
    answer = client.post(address, fields)
    assert answer.status_code != 302
    assert not [words for words in chinese(answer.text) if not OF_MAPPINGS.match(words)]


@pytest.mark.requirement("X-12")
def test_chinese_comes_first_and_times_are_those_of_shanghai(cast: Cast) -> None:
    ticket = cast.accepted()
    for languages in ("", "de,fr;q=0.5", "*", "zh-CN,en;q=0.8", "zh-TW"):
        page = Client(headers={"accept-language": languages} if languages else {}).get("/login").text
        assert '<html lang="zh-hans"' in page and "用户名" in page and "登录" in page
    page = cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/").text
    assert f"{timezone.localtime(ticket.created_at):%Y-%m-%d %H:%M:%S}" in page
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"


def test_english_keeps_dates_and_times_as_they_are(world: Any) -> None:
    ticket, client = world.tickets[0], world.client(world.jiahe)
    client.post("/preferences/", {"language": "en"})
    page = client.get(f"/tickets/{ticket.number}/").text
    assert '<html lang="en"' in page and f"{timezone.localtime(ticket.created_at):%Y-%m-%d %H:%M:%S}" in page


def test_the_chosen_language_wins_over_the_browser(cast: Cast) -> None:
    User.objects.filter(pk=cast.jiahe.pk).update(language="zh-hans")
    client = Client(headers={"accept-language": "en"})
    assert '<html lang="en"' in client.get("/login").text
    client.force_login(cast.jiahe)
    assert '<html lang="zh-hans"' in client.get("/").text


@pytest.mark.parametrize("name", ["jiahe", "guwen"])
def test_the_language_is_switched_under_the_avatar_without_a_script(cast: Cast, name: str) -> None:
    client, home = cast.client(cast.people[name]), "/" if name == "jiahe" else "/workbench/"
    assert '<button name="language" value="en"' in client.get(home).text
    answer = client.post("/preferences/", {"language": "en", "next": home})
    assert answer.headers["Location"] == home
    assert User.objects.get(pk=cast.people[name].pk).language == "en"
    page = client.get(home).text
    assert '<html lang="en"' in page and ">Sign out<" in page and ">简体中文</button>" in page


def test_the_language_is_switched_before_signing_in(db: None) -> None:
    client = Client()
    page = client.get("/login?next=/tickets/").text
    assert '<button name="language" value="en"' in page and '<input type="hidden" name="next" value="/tickets/">' in page
    client.post("/preferences/", {"language": "en", "next": "/tickets/"})
    assert ">Sign in<" in client.get("/login").text


def test_everybody_is_told_in_the_own_language(cast: Cast) -> None:
    User.objects.filter(pk=cast.jiahe.pk).update(language="en")
    ticket = cast.accepted()
    with translation.override("en"):
        actions.follow_up(ticket, by=cast.jiahe, body="<p>?</p>")
    jobs.work_off()
    told = dict(Notice.objects.values_list("user_id", "title"))
    assert told[cast.jiahe.pk] == f"Question {ticket.number} has been accepted"
    assert told[cast.guwen.pk] == f"{ticket.number} 客户追问"
