"""Charts: each function turns rows into a Vega-Lite specification, a plain dictionary."""
