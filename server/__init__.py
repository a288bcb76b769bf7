"""Hemmaplan's server: one package a domain, imports pointing one way (README, "The map of the house")."""
