"""Incidents from the first alarm to the report to the governor: joint report, instructions, disconnection, drills."""
