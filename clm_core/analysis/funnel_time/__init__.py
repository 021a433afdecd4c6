"""The funnel in time: when people come on, how long they stay, what a day brings, and why a rate moved."""
