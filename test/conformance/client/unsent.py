"""The fields that no file of the corpus can contain, each with its reason (`unsent.json`).

`by` says who does not send them: `schema` (an earlier alternative takes every such value), `client` (it fails on them, as
the example shows) or `us` (refused by name; a test of ours reads the example).
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIST = HERE.parent / "unsent.json"
EXAMPLES = HERE.parent / "unsent"


@dataclass(frozen=True)
class Reason:
    by: str
    reason: str
    fields: list[str]
    example: str | None = None

    def covers(self, key: str) -> bool:
        return any(_matches(pattern, key) for pattern in self.fields)


def reasons() -> list[Reason]:
    return [Reason(**entry) for entry in json.loads(LIST.read_text(encoding="utf-8"))]


def needless(missing: list[str]) -> list[str]:
    """The patterns that match no missing field: what they spoke of has come into the corpus."""
    patterns = [pattern for reason in reasons() for pattern in reason.fields]
    return [pattern for pattern in patterns if not any(_matches(pattern, key) for key in missing)]


def _matches(pattern: str, key: str) -> bool:
    """Only `*` is a wildcard: alternatives hold brackets and question marks."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), key) is not None
