"""How plausible a submission is, asked in the background, never while a force waits.

A submission that is kept is put in the place of what is live, over a copy of the present release.
The expectations of history, peers and other returns are asked of it by a worker that has loaded
Great Expectations once. What they find is written into the ledger and joins its report.
"""
