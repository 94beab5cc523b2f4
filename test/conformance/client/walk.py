"""Holds the corpus against the client's own schemas, and prints every field that no file of the corpus contains.

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

from azure.ai.ml import load_job  # noqa: E402
from azure.ai.ml._version import VERSION  # noqa: E402

from client import quiet  # noqa: E402
from corpus import CORPUS, HERE, job_files  # noqa: E402
from schemas import walk  # noqa: E402
from watching import Trace  # noqa: E402

FIELDS = HERE.parent / "fields.json"
UNREACHED = HERE.parent / "unreached.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=FIELDS)
    options = parser.parse_args()
    quiet()
    filled = _filled_by_file()
    classes = walk()
    unwalked = sorted(key for key in filled if "." not in key and key not in classes)
    if unwalked:
        sys.exit(f"The corpus loads schemas that the walk does not reach: {', '.join(unwalked)}.")
    fields = {f"{name}.{key}": filled.get(f"{name}.{key}", []) for name, keys in classes.items() for key in keys}
    _write(options.into, fields)
    _tell(fields)


def _filled_by_file() -> dict[str, list[str]]:
    """Key -> the first file that fills it."""
    trace = Trace()
    trace.watch()
    filled: dict[str, list[str]] = {}
    for file in job_files():
        load_job(CORPUS / file)
        for key in trace.filled():
            filled.setdefault(key, [file])
    return filled


def _write(target: Path, fields: dict[str, list[str]]) -> None:
    result = {
        "client": VERSION,
        "corpus": _digest(),
        "fields": {key: (files[0] if files else None) for key, files in fields.items()},
    }
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _digest() -> str:
    """Of all files of the corpus, side files too: a list that was made of another corpus is stale."""
    digest = hashlib.sha256()
    for path in sorted(path for path in CORPUS.rglob("*") if path.is_file()):
        digest.update(path.relative_to(CORPUS).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _tell(fields: dict[str, list[str]]) -> None:
    missing = [key for key, files in fields.items() if not files]
    for key in missing:
        print(key)
    print(f"{len(fields)} fields and alternatives, {len(fields) - len(missing)} of them in the corpus.")


if __name__ == "__main__":
    main()
