"""What happens in the simulated company; every planted parameter stands in streams.py, quality.py and lags.py."""
