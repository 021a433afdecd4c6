"""Columns and dtypes of the frames of targets (rates, chain, dates, chances), declared once; rates are 0 to 1."""
