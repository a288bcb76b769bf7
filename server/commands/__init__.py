"""The commands, one file a verb. `terminal`, `texts`, `install` and `page` also run on a bare machine: they use the
standard library alone."""
