from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chd.data import COLUMNS, TableError, clean, read_table, split

HEADER = ",".join(COLUMNS)
ILL = "1,61,1,1,30,0,0,1,0,225,150,95,28.58,65,103,1"
HEALTHY = "0,46,2,0,0,0,0,0,0,250,121,81,28.73,95,76,0"
GAPS = "0,43,NA,0,,0,0,0,0,228,180,110,30.3,77,NA,0"


def write(folder: Path, *lines: str, end: str = "\n", mark: bytes = b"") -> Path:
    path = folder / "table.csv"
    path.write_bytes(mark + end.join((*lines, "")).encode())
    return path


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_any_line_end_gives_the_same_table(tmp_path: Path, end: str, mark: bytes) -> None:
    table = read_table(write(tmp_path, HEADER, ILL, HEALTHY, end=end, mark=mark))
    assert list(table.columns) == list(COLUMNS)
    assert table["sysBP"].tolist() == [150, 121]
    assert table["TenYearCHD"].tolist() == [1, 0]


def test_na_and_empty_cells_are_missing_values(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, HEADER, ILL, GAPS))
    assert table.columns[table.iloc[1].isna()].tolist() == ["education", "cigsPerDay", "glucose"]


def test_columns_may_come_in_any_order_and_with_others(tmp_path: Path) -> None:
    shuffled = [",".join(reversed(line.split(","))) + ",x" for line in (HEADER, ILL, HEALTHY)]
    assert read_table(write(tmp_path, *shuffled))["age"].tolist() == [61, 46]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    lines = [line.partition(",")[2] for line in (HEADER, ILL, HEALTHY)]
    with pytest.raises(TableError, match=r"table\.csv: missing column male\. Found: age, .*Expected a header"):
        read_table(write(tmp_path, *lines))


def test_a_word_among_the_numbers_is_named_with_its_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="row 2, column sysBP: 'high' is not a number"):
        read_table(write(tmp_path, HEADER, ILL, HEALTHY.replace("121", "high")))


def test_a_table_of_one_class_cannot_be_learned_from(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="expected both 0 and 1, found 0"):
        read_table(write(tmp_path, HEADER, HEALTHY))


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe binary"], ids=["empty", "binary"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=r"table\.csv"):
        read_table(path)


def test_rows_without_a_label_are_left_out(tmp_path: Path) -> None:
    assert len(read_table(write(tmp_path, HEADER, ILL, HEALTHY, GAPS[:-1] + "NA"))) == 2


def test_impossible_values_become_missing_and_are_counted(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, HEADER, ILL.replace("150", "1500"), HEALTHY.replace("0,46,2", "0.5,46,2")))
    cleaned, blanked = clean(table)
    assert blanked == {"male": 1, "sysBP": 1}
    assert np.isnan(cleaned.loc[0, "sysBP"])
    assert table.loc[0, "sysBP"] == 1500, "the table that was handed in stays as it was"


def test_a_diastolic_pressure_above_the_systolic_discredits_both(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, HEADER, ILL.replace("150,95", "95,150"), HEALTHY))
    _, blanked = clean(table)
    assert blanked == {"sysBP": 1, "diaBP": 1}


def test_the_split_keeps_a_fifth_for_the_test_and_repeats() -> None:
    table = pd.DataFrame({"row": range(100)})
    train, test = split(table)
    assert (len(train), len(test)) == (80, 20)
    assert set(train["row"]) | set(test["row"]) == set(range(100))
    assert test["row"].tolist() == split(table)[1]["row"].tolist()
