"""Columns and dtypes of the frames of decisions and their verdicts, declared once; rates are 0 to 1."""
