"""人事異動: the list of transfers under embargo, what follows from it, and the day on which nobody who left can still get in."""
