"""A long run of one target: python -m tests.fuzz rich_text --seconds 600

With atheris, which sees which branches are new (pip install atheris); without it by chance alone, and it says so. What is found is written
to tests/fuzz/corpus/<target>/ and is tried by every bin/test from then on. Exit code 1 when something was found.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random

HAS_ATHERIS = importlib.util.find_spec("atheris") is not None
INSTRUMENTED = ["shouhou.foundation.kit", "shouhou.foundation.grid", "shouhou.foundation.files.names", "shouhou.foundation.files.serving",
                "shouhou.channels.kingdee.signatures", "shouhou.channels.wechat.envelope", "shouhou.foundation.accounts.next_page"]


def begin() -> None:
    """Django with an empty database of its own."""
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="shouhou-fuzz-data-")
    os.environ.setdefault("SECRET_KEY", "a key for tests only, long enough to be accepted")
    os.environ["DJANGO_SETTINGS_MODULE"] = "shouhou.config.settings"
    os.environ.pop("DATABASE_URL", None)
    import django
    django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)


def keep(name: str, data: bytes) -> Path:
    folder = Path(__file__).with_name("corpus") / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(data).hexdigest()[:12]
    path.write_bytes(data)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=600, help="of the processor's time")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--blind", action="store_true", help="by chance alone, also where atheris is there")
    given = parser.parse_args()
    guided = HAS_ATHERIS and not given.blind
    if guided:
        import atheris
        with atheris.instrument_imports(include=INSTRUMENTED):
            begin()
    else:
        begin()
    from tests.fuzz.changing import changed
    from tests.fuzz.seeds import SEEDS
    from tests.fuzz.targets import TARGETS
    act, seeds = TARGETS[given.target], SEEDS[given.target]
    turns = findings = 0
    until = resource.getrusage(resource.RUSAGE_SELF).ru_utime + given.seconds
    seen: set[str] = set()

    def told() -> int:
        how = "guided by atheris" if guided else "by chance alone"
        print(f"{given.target}: {turns} inputs in {given.seconds} s of processor time, {how}; {findings} kinds of findings", flush=True)
        return 1 if findings else 0

    def one(data: bytes) -> None:
        nonlocal turns, findings
        turns += 1
        began = time.process_time()
        try:
            act(data)
            if time.process_time() - began > 2:
                raise TimeoutError("more than two seconds")
        except Exception as why:  # every kind is told once, the run goes on
            last = traceback.extract_tb(why.__traceback__)[-1]
            kind = f"{type(why).__name__} {last.filename}:{last.lineno}"
            if kind not in seen:
                seen.add(kind)
                findings += 1
                print(f"{kind}: {why}\n  {keep(given.target, data)}: {data[:200]!r}", flush=True)
        if turns % 64 == 0 and resource.getrusage(resource.RUSAGE_SELF).ru_utime > until:
            code = told()
            sys.stdout.flush()
            os._exit(code)

    for data in seeds:
        one(data)
    if guided:
        corpus = Path(tempfile.mkdtemp(prefix="shouhou-fuzz-corpus-"))
        for number, data in enumerate(seeds):
            (corpus / str(number)).write_bytes(data)
        atheris.Setup([sys.argv[0], str(corpus), "-max_len=4096", f"-seed={given.seed or 1}", "-verbosity=0"], one)
        atheris.Fuzz()
    random = Random(given.seed)
    while True:
        one(changed(random, seeds))


if __name__ == "__main__":
    sys.exit(main())
