"""Every text people see is written in Chinese, goes through translation, and has its English."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.tree import ROOT, of_kind, text

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
TRANSLATED = re.compile(r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}|{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", re.S)
CHINESE = re.compile(r"[\u3400-\u9fff][^<>{}]*")


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the English catalogue is not written yet")
def test_the_english_catalogue_is_complete() -> None:
    done = subprocess.run([sys.executable, ROOT / "bin" / "strings", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, "run bin/strings and fill in the empty translations of locale/en:\n" + (done.stdout + done.stderr)[-3000:]


def test_templates_translate_what_they_say() -> None:
    bare = []
    for path in of_kind(".html", ".txt", under="shouhou/"):
        if "templates" not in path.parts or "tests" in path.parts:
            continue
        without = TRANSLATED.sub(lambda found: "\n" * found[0].count("\n"), text(path))
        bare += [f"{path}:{n}: {found[0].strip()[:60]}" for n, line in enumerate(without.splitlines(), 1) if (found := CHINESE.search(line))]
    assert not bare, 'write {% translate "…" %} around what people read:\n' + "\n".join(bare[:40])
