"""The demonstration data: returns of 43 forces that nobody sent, labelled as such everywhere."""
