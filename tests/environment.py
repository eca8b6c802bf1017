"""Read before Django's settings (`-p tests.environment`): tests never touch the data of a checkout."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "SHOUHOU_TEST_DATA" not in os.environ:  # workers of one run share the folder of its controller
    _folder = tempfile.mkdtemp(prefix="shouhou-test-")
    os.environ["SHOUHOU_TEST_DATA"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ["DATA_DIR"] = os.path.join(os.environ["SHOUHOU_TEST_DATA"], os.environ.get("PYTEST_XDIST_WORKER", "here"))
os.makedirs(os.path.join(os.environ["DATA_DIR"], "static"), exist_ok=True)  # WhiteNoise looks for it
os.environ.setdefault("SECRET_KEY", "a key for tests only, long enough to be accepted")
for _name in ("PUBLIC_URL", "HOST", "PORT", "EMAIL_URL", "DEBUG", "METRICS_TOKEN"):
    os.environ.pop(_name, None)
