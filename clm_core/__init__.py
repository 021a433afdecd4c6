"""Closed-loop marketing: from campaign spend to deals, and back. Plain Python, knows nothing of the screen."""
