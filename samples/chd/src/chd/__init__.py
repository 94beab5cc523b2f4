"""Ten-year risk of coronary heart disease: the parts that training, evaluation and scoring share."""
