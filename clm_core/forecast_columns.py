"""Columns and dtypes of the frames of forecasts and their back-test, declared once; rates are 0 to 1."""
