"""Columns and dtypes of the frames of the funnel in time (cohorts, waiting, velocity, bridge, ageing), declared once; rates are 0 to 1."""
