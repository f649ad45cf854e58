"""Long campaigns: thousands of random cases against what must never fail. `python -m tests.campaigns --help`."""
