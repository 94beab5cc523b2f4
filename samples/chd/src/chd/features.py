"""From fifteen raw columns with gaps to the columns that carry signal."""

from sklearn.compose import ColumnTransformer
from sklearn.feature_selection import SelectFpr, f_classif
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline

from chd.schema import CATEGORIES, MEASUREMENTS

SIGNIFICANCE = 0.05
"""A feature stays when chance alone would show its association with the label less often than this."""


def feature_steps() -> Pipeline:
    """Impute, then select; fitted inside the model, so validation and test rows never shape it.

    In: a DataFrame (rows, 15) with NaN. Out: a DataFrame (rows, selected) without, column names kept.
    Measurements take their median, flags and grades their most frequent value.
    """
    impute = ColumnTransformer(
        [
            ("measurements", SimpleImputer(strategy="median"), list(MEASUREMENTS)),
            ("categories", SimpleImputer(strategy="most_frequent"), list(CATEGORIES)),
        ],
        verbose_feature_names_out=False,
    )
    steps = Pipeline([("impute", impute), ("select", SelectFpr(f_classif, alpha=SIGNIFICANCE))])
    return steps.set_output(transform="pandas")
