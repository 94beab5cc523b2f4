"""Holds the corpus against the client's own schemas, and prints every field that no file of the corpus contains and that
`unsent.json` does not explain.

    python3 test/conformance/client/walk.py [--into FILE]
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import environment  # noqa: E402

environment.enter()

from azure.ai.ml._version import VERSION  # noqa: E402

from client import load, quiet  # noqa: E402
from corpus import CORPUS, FIXTURES, HERE, fixture_of, files  # noqa: E402
from schemas import walk  # noqa: E402
from unsent import needless, reasons  # noqa: E402
from watching import Trace  # noqa: E402

FIELDS = HERE.parent / "fields.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=FIELDS)
    options = parser.parse_args()
    quiet()
    filled = _filled_by_file()
    classes = walk()
    fields = {f"{name}.{key}": filled.get(f"{name}.{key}") for name, keys in classes.items() for key in keys}
    missing = [key for key, file in fields.items() if file is None]
    problems = _unwalked(filled, classes) + _unexplained(missing) + [f"{key}: explained for nothing" for key in needless(missing)]
    result = {"client": VERSION, "corpus": _digest(), "fields": fields}
    options.into.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print("\n".join([*problems, f"{len(fields)} fields and alternatives of {len(classes)} classes, {len(missing)} of them not sent."]))
    sys.exit(1 if problems else 0)


def _filled_by_file() -> dict[str, str]:
    """Key -> the first file that fills it, of those that the client sends."""
    trace = Trace()
    trace.watch()
    filled: dict[str, str] = {}
    for file in files():
        if not (FIXTURES / fixture_of(file)).exists():
            sys.exit(f"{file} has no recording: run record.py first.")
        load(CORPUS / file)
        for key in trace.filled():
            filled.setdefault(key, file)
    return filled


def _unwalked(filled: dict[str, str], classes: dict[str, list[str]]) -> list[str]:
    loaded = (key for key in filled if "." not in key)
    return [f"{name}: loaded by {filled[name]}, but not reached by the walk" for name in loaded if name not in classes]


def _unexplained(missing: list[str]) -> list[str]:
    known = reasons()
    return [key for key in missing if not any(reason.covers(key) for reason in known)]


def _digest() -> str:
    """Of all files of the corpus, side files too: a list that was made of another corpus is stale."""
    digest = hashlib.sha256()
    names = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())
    for name in names:
        digest.update(name.encode() + b"\0" + (CORPUS / name).read_bytes() + b"\0")
    return digest.hexdigest()


if __name__ == "__main__":
    main()
