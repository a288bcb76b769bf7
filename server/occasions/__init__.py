"""Occasions: birthdays, the day one joined, dates, and a long silence, that bring something by themselves."""
