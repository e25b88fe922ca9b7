"""Drivers of demand: daily counts of domestic abuse, modelled while a release is built."""
