"""Coverage-guided fuzzing of whatever reads what strangers send; `make fuzz`."""
