"""The whole picture: history, peers, agreement between returns, and the gate of a release."""
