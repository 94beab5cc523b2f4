"""The corpus: every `*.yml` right in a folder of a type is a file of that type, what lies deeper belongs to one."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
FIXTURES = HERE.parent / "fixtures"


def files() -> list[str]:
    return sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/*.yml"))


def fixture_of(file: str) -> str:
    return file.removesuffix(".yml") + ".json"
