"""Every promise of reliability as a scenario: small in the tests, at full size in `make torture`.

A scenario takes its sizes and `safe`. With `safe=False` one safeguard is broken, and the scenario
must find the harm: a test that cannot fail shows nothing.
"""
