"""Records what the official client sends for each file of the corpus, into the folder `fixtures`; and sees that it fails
on what `unsent.json` says it fails on.

    python3 test/conformance/client/record.py [--into FOLDER] [FILE ...]
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import environment  # noqa: E402

environment.enter()

from client import quiet, submit  # noqa: E402
from corpus import CORPUS, FIXTURES, fixture_of, files  # noqa: E402
from normal import normal_names  # noqa: E402
from unsent import EXAMPLES, reasons  # noqa: E402
from workspace import Workspace  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=FIXTURES)
    parser.add_argument("files", nargs="*", metavar="FILE")
    options = parser.parse_args()
    chosen = options.files or files()
    into = options.into.resolve()
    quiet()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "corpus"
        shutil.copytree(CORPUS, copy)
        os.chdir(_named_folder(folder))
        failed = [file for file in chosen if not _record(copy, file, into)]
        sent = [] if options.files else _sent_after_all()
    if not options.files:
        _drop_strangers(into, set(chosen))
    print(f"{len(chosen) - len(failed)} of {len(chosen)} files recorded.")
    sys.exit(1 if failed or sent else 0)


def _named_folder(folder: str) -> Path:
    """The client names a job's experiment after the folder that it runs in, where the file names none."""
    named = Path(folder) / "EXPERIMENT"
    named.mkdir()
    return named


def _record(copy: Path, file: str, into: Path) -> bool:
    try:
        recording = _submit_twice(copy / file)
    except Exception as error:  # noqa: BLE001 - one file of many: say which, go on with the others
        print(f"{file}: {type(error).__name__}: {error}", file=sys.stderr)
        return False
    target = into / fixture_of(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(recording, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return True


def _submit_twice(file: Path) -> dict[str, Any]:
    """First into an empty workspace: uploads, code and environments. Then again: the bodies with their settled ids."""
    azure = Workspace()
    submit(azure, file)
    blobs = {name: blob.size for name, blob in sorted(azure.blobs.blobs.items())}
    registered = [sent for sent in azure.sent if "/codes/" in sent[1]]
    azure.sent = []
    submit(azure, file)
    if set(azure.blobs.blobs) != set(blobs):
        raise ValueError("the second submission uploaded something anew")
    return normal_names({"uploads": blobs, "sent": _named(registered) | _named(azure.sent)})


def _named(sent: list[tuple[str, str, Any]]) -> dict[str, Any]:
    return {f"{method} {path}": body for method, path, body in sent}


def _sent_after_all() -> list[str]:
    """The examples on which the client should fail and does not."""
    examples = [reason.example for reason in reasons() if reason.by == "client"]
    sent = [example for example in examples if _is_sent(EXAMPLES / example)]
    for example in sent:
        print(f"{example}: the client sends it after all; it belongs into the corpus.", file=sys.stderr)
    return sent


def _is_sent(file: Path) -> bool:
    azure = Workspace()
    try:
        submit(azure, file)
    except Exception:  # noqa: BLE001 - its failures are of every kind, many by accident
        return False
    return True


def _drop_strangers(into: Path, files: set[str]) -> None:
    """A fixture of a file that is gone must go too."""
    known = {into / fixture_of(file) for file in files}
    for fixture in into.rglob("*.json"):
        if fixture not in known:
            fixture.unlink()


if __name__ == "__main__":
    main()
