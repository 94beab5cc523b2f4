"""A scoring request: from the bytes of its body to rows for the model, or to a full list of what is wrong."""

import json
import math
from typing import Any

import pandas as pd

from chd.schema import FEATURES, FIELDS, Field

MOST_PROBLEMS = 20
SHAPE = (
    'Send {"data": [{"male": 1, "age": 54, ...}]} with all fifteen fields in every row, '
    'or the same as {"input_data": {"columns": [...], "data": [[...]]}}.'
)


class RequestError(ValueError):
    """The request cannot be answered. `problems` names each row (from 0), field, and what is expected there."""

    def __init__(self, message: str, problems: list[dict[str, object]] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []


def parse_request(raw: str) -> pd.DataFrame:
    """Read a request body into a float DataFrame (rows, 15), columns in schema order, NaN for null."""
    rows = _rows(raw)
    problems = [problem for number, row in enumerate(rows) for problem in _problems(number, row)]
    if problems:
        raise RequestError(_summary(problems), problems[:MOST_PROBLEMS])
    return pd.DataFrame(rows, columns=list(FEATURES)).astype(float)


def _rows(raw: str) -> list[dict[str, Any]]:
    try:
        body = json.loads(raw)
    except json.JSONDecodeError as error:
        raise RequestError(f"The request is not JSON ({error}). {SHAPE}") from error
    rows = _records(body)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise RequestError(f"The request holds no rows. {SHAPE}")
    return rows


def _records(body: object) -> object:
    """The rows as mappings, from either form; None when it is neither."""
    if not isinstance(body, dict):
        return None
    match body.get("input_data"):
        case {"columns": list(columns), "data": list(data)}:
            return [_record(number, columns, values) for number, values in enumerate(data)]
    return body.get("data")


def _record(number: int, columns: list[object], values: object) -> dict[str, Any]:
    if not isinstance(values, list) or len(values) != len(columns):
        raise RequestError(f"Row {number} does not have one value for each of the {len(columns)} columns. {SHAPE}")
    return {str(name): value for name, value in zip(columns, values, strict=True)}


def _problems(number: int, row: dict[str, Any]) -> list[dict[str, object]]:
    wrong = [
        {"row": number, "field": field.name, "problem": problem, "expected": field.expectation}
        for field in FIELDS
        if (problem := _problem(field, row))
    ]
    if not wrong and _upside_down(row):
        problem = f"is {row['diaBP']:g}, not below sysBP"
        wrong = [{"row": number, "field": "diaBP", "problem": problem, "expected": f"less than {row['sysBP']:g}"}]
    unknown = [
        {
            "row": number,
            "field": name,
            "problem": "is not a field of this model",
            "expected": ", ".join(FEATURES),
        }
        for name in row
        if name not in FEATURES
    ]
    return wrong + unknown


def _problem(field: Field, row: dict[str, Any]) -> str | None:
    if field.name not in row:
        return "is missing"
    value = row[field.name]
    if value is None:
        return None if field.may_be_missing else "is null"
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return f"is {json.dumps(value)}, not a number"
    if not field.low <= value <= field.high:
        return f"is {value:g}, out of range"
    return f"is {value:g}, not a whole number" if field.whole and value != int(value) else None


def _upside_down(row: dict[str, Any]) -> bool:
    """Training does not believe such a pair either (`clean` in data.py)."""
    return row["sysBP"] is not None and row["diaBP"] is not None and row["diaBP"] >= row["sysBP"]


def _summary(problems: list[dict[str, object]]) -> str:
    first = problems[0]
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"Row {first['row']}, field {first['field']} {first['problem']}; expected {first['expected']}{more}."
