"""Earning: rules turn facts into points, inside their caps."""
