"""Columns and dtypes of the frames of promises kept and pacing, declared once; rates are 0 to 1."""
