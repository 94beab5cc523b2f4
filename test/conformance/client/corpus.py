"""The corpus: every `*.yml` right in a folder of a job type is a job file, what lies deeper belongs to one."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
FIXTURES = HERE.parent / "fixtures"


def job_files() -> list[str]:
    return sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/*.yml"))


def fixture_of(file: str) -> str:
    return file.removesuffix(".yml") + ".json"
