"""From a revenue target back to the funnel that it needs, when that must exist, and the chance that it is reached."""
