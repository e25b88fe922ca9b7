"""The same file and the same rules in other tools, each as its own manual shows it.

Every script here runs under its own environment, imports nothing of ours, and prints one JSON
object: seconds (reading included, imports not), peak_mb, findings, and what it cannot say.
"""
