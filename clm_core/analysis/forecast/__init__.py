"""Forecast of leads, MQLs, SQLs, won deals and revenue, and how good it has been."""
