"""Write the synthetic table: invented persons in the schema of the Framingham heart study.

    python generate.py [FILE]

The same seed gives the same bytes. Nothing here is derived from a real person's record: the shapes of
the distributions, the shares of missing values and the risk are chosen by hand to look plausible.
"""

import csv
import io
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
SEED = 20
ROWS = 4240

DECIMALS = {"sysBP": 1, "diaBP": 1, "BMI": 2}
"""All other columns are whole numbers."""

MISSING_SHARE = {
    "education": 0.025,
    "cigsPerDay": 0.007,
    "BPMeds": 0.0125,
    "totChol": 0.012,
    "BMI": 0.0045,
    "heartRate": 0.0005,
    "glucose": 0.09,
}

SLIPS = {"sysBP": (1320.0, 0.0), "BMI": (2.6,), "heartRate": (750.0, 7.0), "totChol": (2340.0,)}
"""Values that no body can have, as typing errors leave them in real tables."""


def persons(rng: np.random.Generator, rows: int) -> dict[str, Column]:
    """Fifteen correlated columns of `rows` values each, complete and plausible."""

    def flag(share: Column | float) -> Column:
        return (rng.random(rows) < share).astype(float)

    male = flag(0.43)
    age = np.clip(rng.normal(49.6, 8.6, rows), 32, 70).round()
    decades = (age - 50) / 10
    education = 1 + (rng.random((rows, 3)) < (0.5, 0.3, 0.2)).sum(axis=1).astype(float)
    smoker = flag(np.clip(0.45 - 0.1 * decades + 0.15 * male, 0.05, 0.95))
    cigarettes = smoker * np.clip(rng.gamma(2.6, 7, rows) + 4 * male, 1, 70).round()
    bmi = np.clip(rng.normal(25.8 + 0.5 * decades, 4, rows), 15.5, 56).round(2)
    systolic = np.clip(
        rng.normal(131 + 9 * decades + 1.6 * (bmi - 26), 17, rows) * rng.lognormal(0, 0.06, rows), 84, 290
    )
    diastolic = np.clip(rng.normal(82 + 0.42 * (systolic - 132), 7, rows), 48, systolic - 15)
    hypertensive = ((systolic > 140) | (diastolic > 90)).astype(float)
    diabetic = flag(np.clip(0.025 + 0.015 * decades + 0.003 * (bmi - 26), 0.002, 0.3))
    glucose = np.clip(rng.normal(79, 11, rows) + diabetic * rng.gamma(3, 30, rows), 40, 390)
    return {
        "male": male,
        "age": age,
        "education": education,
        "currentSmoker": smoker,
        "cigsPerDay": cigarettes,
        "BPMeds": flag(0.09 * hypertensive),
        "prevalentStroke": flag(0.003 + 0.008 * hypertensive),
        "prevalentHyp": hypertensive,
        "diabetes": diabetic,
        "totChol": np.clip(rng.normal(236 + 11 * decades, 42, rows), 110, 600),
        "sysBP": systolic,
        "diaBP": diastolic,
        "BMI": bmi,
        "heartRate": np.clip(rng.normal(76 + 2 * smoker, 12, rows), 44, 143),
        "glucose": glucose,
    }


def outcome(rng: np.random.Generator, person: dict[str, Column]) -> Column:
    """1 for disease within ten years: a logistic risk, steeper where two risk factors meet."""
    decades = (person["age"] - 50) / 10
    pressure = (person["sysBP"] - 132) / 22
    packs = person["cigsPerDay"] / 20
    cholesterol = (person["totChol"] - 237) / 44
    logit = (
        -2.75
        + 0.75 * decades
        + 0.55 * person["male"]
        + 0.45 * pressure
        + 0.4 * packs
        + 0.25 * cholesterol
        + 0.9 * person["diabetes"]
        + 0.8 * person["prevalentStroke"]
        + 0.25 * packs * cholesterol
        + 0.2 * decades * pressure
    )
    return (rng.random(len(logit)) < 1 / (1 + np.exp(-logit))).astype(float)


def spoil(rng: np.random.Generator, columns: dict[str, Column]) -> None:
    """Put in, in place, a few slips of the pen and the gaps that examinations leave."""
    for name, wrong in SLIPS.items():
        columns[name][rng.choice(len(columns[name]), len(wrong), replace=False)] = wrong
    for name, share in MISSING_SHARE.items():
        columns[name][rng.random(len(columns[name])) < share] = np.nan


def to_csv(columns: dict[str, Column]) -> str:
    """The table as text: LF line ends, `NA` for a missing value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    cells = [[_cell(value, DECIMALS.get(name, 0)) for value in values] for name, values in columns.items()]
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue()


def _cell(value: float, decimals: int) -> str:
    if np.isnan(value):
        return "NA"
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def generate(seed: int = SEED, rows: int = ROWS) -> str:
    """The whole file."""
    rng = np.random.default_rng(seed)
    columns = persons(rng, rows)
    columns["TenYearCHD"] = outcome(rng, columns)
    spoil(rng, columns)
    return to_csv(columns)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("chd-synthetic.csv")
    target.write_text(generate(), encoding="utf-8", newline="\n")
