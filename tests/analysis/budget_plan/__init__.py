"""Tests of the budget plan's analysis."""
