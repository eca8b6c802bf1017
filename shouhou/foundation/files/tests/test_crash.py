"""D18: uploading is killed at any moment. Every row has its bytes; after the sweep every byte has its row."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.tree import ROOT

STORY = """
import json, os, random, signal, sys, time
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections
from shouhou.foundation.accounts.models import User
from shouhou.foundation.files import File, blobs, receive
from shouhou.foundation.files.jobs import swept

call_command("migrate", verbosity=0)
person = User.objects.create(username="up", username_key="up", name="x")
random.seed(18)
for turn in range(20):
    connections.close_all()
    child = os.fork()
    if child == 0:
        random.seed(turn)
        while True:
            receive(SimpleUploadedFile("log.txt", random.randbytes(20).hex().encode() * random.randrange(1, 40000)), by=person)
    time.sleep(random.uniform(0.02, 0.25))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
named = set(File.objects.values_list("sha256", flat=True))
before = [digest for digest in named if not blobs.path_of(digest).exists()]
left = sum(1 for _ in blobs.all_blobs()) - len(named)
found = swept(now=time.time() + 10, young=0)
json.dump({"rows": len(named), "missing": len(before) + found["missing"], "left": left, "blobs": found["blobs"],
           "odd": sorted({p.name for p in blobs.all_blobs()} ^ named)}, sys.stdout)
"""


@pytest.mark.durability("D18")
def test_no_row_without_bytes_and_after_the_sweep_no_bytes_without_a_row(tmp_path):
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "shouhou.config.settings"}
    done = subprocess.run([sys.executable, "-c", STORY], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["rows"] > 0
    assert said["missing"] == 0 and said["odd"] == []
    assert said["left"] == said["blobs"]
