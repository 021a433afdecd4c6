"""Columns and dtypes of the frames of the funnel in time, declared once; rates are 0 to 1."""
