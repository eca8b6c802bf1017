"""What is done before anything runs."""

from __future__ import annotations

import os
import time

from shouhou.config.preparing import sweep


def test_what_a_killed_process_left_is_swept_and_what_is_young_stays(tmp_path):
    old, young = tmp_path / "old.upload", tmp_path / "young.upload"
    for path in (old, young):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 90000,) * 2)
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["young.upload"]
