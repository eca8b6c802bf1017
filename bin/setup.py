#!/usr/bin/env python3
"""Install what a checkout needs, using nothing but a Python 3 and a package index.

    setup.py run     the product: .venv with the packages of requirements/run.lock, and the built browser assets
    setup.py test    the same, and the packages of requirements/test.lock

Every step is stamped with the hash of what it was made from, so a second call returns at once.
Works under any Python from 3.8 on; the virtual environment itself gets Python 3.12 or newer.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("SHOUHOU_VENV", str(ROOT / ".venv")))
PYTHON = VENV / "bin" / "python"
LEAST = (3, 12)


def say(text):
    print("· " + text, file=sys.stderr, flush=True)


def version_of(command):
    """The (major, minor) of a Python command, or None when it does not start."""
    try:
        done = subprocess.run([*command, "-c", "import sys,venv,ensurepip;print(*sys.version_info[:2])"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=str(ROOT), timeout=30)
        major, minor = done.stdout.split()
        return (int(major), int(minor)) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def find_python():
    """A Python of 3.12 or newer: this one, one on PATH, or one of pyenv's."""
    wanted = (ROOT / ".python-version").read_text().strip()
    candidates = [[sys.executable], ["python" + wanted], ["python3"], ["python3.14"], ["python3.13"], ["python3.12"]]
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    if pyenv.is_dir():
        candidates += [[str(p / "bin" / "python3")] for p in sorted(pyenv.iterdir(), reverse=True)]
    for command in candidates:
        if (version_of(command) or (0, 0)) >= LEAST:
            return command
    return None


def digest(*paths):
    h = hashlib.sha256()
    for path in paths:
        h.update(path.name.encode() + path.read_bytes())
    return h.hexdigest()


def stamped(name, value):
    stamp = VENV / ("." + name + ".stamp")
    return stamp.exists() and stamp.read_text() == value


def stamp(name, value):
    (VENV / ("." + name + ".stamp")).write_text(value)


def make_venv():
    if PYTHON.exists() and (version_of([str(PYTHON)]) or (0, 0)) >= LEAST:
        return
    shutil.rmtree(str(VENV), ignore_errors=True)
    python = find_python()
    if python is None:  # uv knows where to get one
        say("no Python 3.12 or newer here: asking uv for one")
        tools = ROOT / ".tools"
        subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
        subprocess.run([str(tools / "bin" / "pip"), "install", "-q", "uv"], check=True)
        subprocess.run([str(tools / "bin" / "uv"), "venv", "-q", "--seed", "--python", "3.13", str(VENV)], check=True)
    else:
        say("making .venv with " + python[0])
        subprocess.run([*python, "-m", "venv", str(VENV)], check=True)


def install(name):
    """Install requirements/<name>.lock: by uv, which is fast, or by pip where uv cannot be had."""
    lock = ROOT / "requirements" / (name + ".lock")
    value = digest(lock)
    if stamped(name, value):
        return
    say("installing the packages of requirements/%s.lock" % name)
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        subprocess.run([str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "uv"])
    done = uv.exists() and subprocess.run([str(uv), "pip", "install", "-q", "--python", str(PYTHON), "-r", str(lock)]).returncode == 0
    if not done:
        subprocess.run([str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(lock)], check=True)
    stamp(name, value)


def assets():
    """Build the browser assets with the Node that the build requirements bring, and compile the catalogues."""
    sources = sorted(p for p in (ROOT / "shouhou/foundation/ui/assets").rglob("*") if p.is_file())
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    sources += [ROOT / "package.json", ROOT / "package-lock.json", *catalogues]
    value = digest(*sources)
    made = [ROOT / "shouhou/foundation/ui/static/ui/dist", *(c.with_suffix(".mo") for c in catalogues)]
    if stamped("assets", value) and all(path.exists() for path in made):
        return
    install("build")
    say("building the browser assets and the catalogues")
    subprocess.run([str(PYTHON), str(ROOT / "bin" / "assets.py")], check=True, cwd=str(ROOT))
    stamp("assets", value)


def bytecode(what):
    """Compile everything ahead, also where Python is told not to write bytecode: a start without it takes three times as long."""
    value = digest(*(ROOT / "requirements" / (name + ".lock") for name in (("run", "test") if what == "test" else ("run",))))
    if not stamped("bytecode-" + what, value):
        say("compiling the packages")
        packages = next((VENV / "lib").glob("python3*")) / "site-packages"
        subprocess.run([str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(packages)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stamp("bytecode-" + what, value)
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", str(ROOT / "shouhou")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main(what):
    make_venv()
    install("run")
    link = next((VENV / "lib").glob("python3*")) / "site-packages" / "shouhou-checkout.pth"
    if not link.exists() or link.read_text() != str(ROOT) + "\n":
        link.write_text(str(ROOT) + "\n")
    assets()
    if what == "test":
        install("test")
    bytecode(what)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except subprocess.CalledProcessError as failed:
        sys.exit("could not finish: %s (exit %s)" % (" ".join(map(str, failed.cmd)), failed.returncode))
