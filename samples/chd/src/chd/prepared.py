"""The prepared data as files, the way one step of the pipeline job hands it to the next."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

TRAIN_FILE = "train.csv"
TEST_FILE = "test.csv"
ORIGIN_FILE = "origin.json"


@dataclass(frozen=True)
class Prepared:
    """Both parts, each (rows, 16) with the columns of the schema, and the hash of the table they came from."""

    train: pd.DataFrame
    test: pd.DataFrame
    data_sha256: str


def write(rows: Prepared, folder: Path) -> None:
    """Write two CSV files and one note of origin; the folder is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    rows.train.to_csv(folder / TRAIN_FILE, index=False)
    rows.test.to_csv(folder / TEST_FILE, index=False)
    (folder / ORIGIN_FILE).write_text(json.dumps({"data_sha256": rows.data_sha256}) + "\n", encoding="utf-8")


def read(folder: Path) -> Prepared:
    """Read what `write` wrote: the same numbers, so a pipeline job trains the same model as a command job."""
    origin = json.loads((folder / ORIGIN_FILE).read_text(encoding="utf-8"))
    return Prepared(_read_rows(folder / TRAIN_FILE), _read_rows(folder / TEST_FILE), origin["data_sha256"])


def _read_rows(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=float)
