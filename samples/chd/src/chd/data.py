"""From a CSV file to a clean table, and from that to a training part and a test part."""

import hashlib
import logging
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from chd.schema import FEATURES, FIELDS, LABEL

log = logging.getLogger(__name__)

COLUMNS = (*FEATURES, LABEL)
TEST_SHARE = 0.2
SPLIT_SEED = 14
"""Share and seed of the published experiment, so that figures can be compared with it."""


class TableError(ValueError):
    """The file is not a table of this experiment; the message says what is wrong and what is expected."""


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV of the experiment: sixteen float columns in schema order, every row with a label.

    Line ends may be LF, CRLF or a bare CR (as the table was published), a byte order mark is ignored,
    an empty cell or `NA` is a missing value. Rows without a label teach nothing and are dropped.
    """
    text = _read_text(path)
    missing = [name for name in COLUMNS if name not in text.columns]
    if missing:
        raise TableError(
            f"{path.name}: missing column {', '.join(missing)}. Found: {', '.join(map(str, text.columns))}. "
            f"Expected a header line with {', '.join(COLUMNS)}."
        )
    table = pd.DataFrame({name: _numbers(text[name], path) for name in COLUMNS})
    return _labelled_rows(table, path)


def _read_text(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(
            path,
            dtype=str,
            encoding="utf-8-sig",
            keep_default_na=False,
            na_values=["", "NA"],
            skipinitialspace=True,
        )
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise TableError(f"{path.name} is not a readable CSV file: {error}") from error


def _numbers(column: pd.Series, path: Path) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = column[numbers.isna() & column.notna()]
    if not wrong.empty:
        row = int(wrong.index[0]) + 1
        raise TableError(
            f"{path.name}, row {row}, column {column.name}: {wrong.iloc[0]!r} is not a number. "
            "Write a number, or leave the cell empty (or NA) when it is unknown."
        )
    return numbers.astype(float)


def _labelled_rows(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    labelled = table[table[LABEL].notna()].reset_index(drop=True)
    if dropped := len(table) - len(labelled):
        log.warning("%d rows without %s are left out", dropped, LABEL)
    values = set(labelled[LABEL].unique())
    if values != {0.0, 1.0}:
        found = ", ".join(f"{value:g}" for value in sorted(values)) or "no labelled row"
        raise TableError(f"{path.name}, column {LABEL}: expected both 0 and 1, found {found}.")
    return labelled


def clean(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Blank out what no body can have; the model's imputer fills it in like any other missing value.

    Returns a copy of the same shape and, for each column where it happened, the count of blanked values.
    """
    result = table.copy()
    for field in FIELDS:
        column = result[field.name]
        possible = column.between(field.low, field.high)
        if field.whole:
            possible &= column == np.floor(column)
        result[field.name] = column.where(possible)
    upside_down = result["diaBP"] >= result["sysBP"]
    result.loc[upside_down, ["sysBP", "diaBP"]] = np.nan
    blanked = table.notna().sum() - result.notna().sum()
    return result, {str(name): int(count) for name, count in blanked.items() if count}


def split(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Training part (80 % of the rows) and test part (20 %), the same rows whenever the table is the same."""
    train, test = train_test_split(table, test_size=TEST_SHARE, random_state=SPLIT_SEED)
    return train, test


def load_and_split(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read, clean, split, and log what was found on the way."""
    table, blanked = clean(read_table(path))
    log.info("%s: %d rows, %.1f %% with disease", path.name, len(table), 100 * table[LABEL].mean())
    log.info("implausible values blanked: %s", blanked or "none")
    log.info("missing values: %s", {name: int(n) for name, n in table.isna().sum().items() if n} or "none")
    return split(table)


def fingerprint(path: Path) -> str:
    """SHA-256 of the file, in hex: which data a model was made from."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
