"""`python -m tests.torture R1 R5`: see `runner`."""

from tests.torture.runner import main

if __name__ == "__main__":
    main()
