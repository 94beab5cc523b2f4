"""What a row of the table holds: fifteen measurements of one person, and what happened in ten years."""

from dataclasses import dataclass

LABEL = "TenYearCHD"
"""1 when the person got coronary heart disease within ten years of the examination, else 0."""


@dataclass(frozen=True)
class Field:
    """One measurement. A value outside `low..high` (both inclusive) is taken for a slip of the pen."""

    name: str
    meaning: str
    low: float
    high: float
    whole: bool = False
    """Only whole numbers are possible: flags, grades and counts."""
    may_be_missing: bool = False
    """The examination sometimes lacks it, so training fills it in and scoring accepts null."""

    @property
    def is_category(self) -> bool:
        """Flags and grades: a value between two of them would mean nothing."""
        return self.whole and self.high <= 4

    @property
    def expectation(self) -> str:
        """What to tell a person who sent something else."""
        kind = "a whole number" if self.whole else "a number"
        missing = ", or null when unknown" if self.may_be_missing else ""
        return f"{kind} from {self.low:g} to {self.high:g} ({self.meaning}){missing}"


FIELDS: tuple[Field, ...] = (
    Field("male", "1 man, 0 woman", 0, 1, whole=True),
    Field("age", "years", 18, 110),
    Field("education", "1 some school to 4 college degree", 1, 4, whole=True, may_be_missing=True),
    Field("currentSmoker", "1 smokes, 0 does not", 0, 1, whole=True),
    Field("cigsPerDay", "cigarettes a day", 0, 100, may_be_missing=True),
    Field("BPMeds", "1 takes blood pressure medicine, 0 does not", 0, 1, whole=True, may_be_missing=True),
    Field("prevalentStroke", "1 had a stroke before, 0 had none", 0, 1, whole=True),
    Field("prevalentHyp", "1 hypertensive, 0 not", 0, 1, whole=True),
    Field("diabetes", "1 diabetic, 0 not", 0, 1, whole=True),
    Field("totChol", "total cholesterol, mg/dL", 50, 800, may_be_missing=True),
    Field("sysBP", "systolic blood pressure, mmHg", 50, 300, may_be_missing=True),
    Field("diaBP", "diastolic blood pressure, mmHg", 20, 200, may_be_missing=True),
    Field("BMI", "body mass index, kg/m2", 10, 80, may_be_missing=True),
    Field("heartRate", "beats a minute", 20, 250, may_be_missing=True),
    Field("glucose", "blood glucose, mg/dL", 20, 700, may_be_missing=True),
)

FEATURES: tuple[str, ...] = tuple(field.name for field in FIELDS)
CATEGORIES: tuple[str, ...] = tuple(field.name for field in FIELDS if field.is_category)
MEASUREMENTS: tuple[str, ...] = tuple(field.name for field in FIELDS if not field.is_category)
