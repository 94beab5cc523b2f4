"""A virtual environment that holds the official client, and nothing but what requirements.txt names."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
REQUIREMENTS = HERE / "requirements.txt"


def enter() -> None:
    """Goes on in the virtual environment: makes it where it is missing, and starts this program in it again."""
    folder = _folder()
    if Path(sys.prefix) == folder:
        return
    interpreter = _make(folder)
    arguments = [str(interpreter), "-I", "-B", *sys.argv]
    raise SystemExit(subprocess.run(arguments, check=False).returncode)


def _folder() -> Path:
    """Another list of packages or another Python is another environment; an interrupted one is never used."""
    identity = REQUIREMENTS.read_bytes() + sys.version.encode()
    return ROOT / "out" / "conformance" / hashlib.sha256(identity).hexdigest()[:12]


def _make(folder: Path) -> Path:
    interpreter = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    ready = folder / "ready"
    if ready.exists():
        return interpreter
    shutil.rmtree(folder, ignore_errors=True)
    print(f"Installing the official client into {folder.relative_to(ROOT)} ...", file=sys.stderr)
    venv.create(folder, with_pip=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", str(REQUIREMENTS)]
    if subprocess.run([str(interpreter), *install], check=False).returncode != 0:
        sys.exit("The packages of requirements.txt could not be installed; pip said why above.")
    ready.touch()
    return interpreter
