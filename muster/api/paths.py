"""Where the API is, and the names that server and client share."""

from urllib.parse import SplitResult, quote, urlsplit

from contracts.errors import UsageError

PREFIX = "/api/v1"
# 0 passes (warnings allowed), 1 read with errors, 2 not readable: as the command line exits.
EXIT_CODE = "Muster-Exit-Code"


def place(*parts: str) -> str:
    """An address below PREFIX. What somebody typed stays one part of it, whatever is in it."""
    return "".join(f"/{quote(part, safe='').replace('.', '%2E')}" for part in parts)


def parts_of(url: str) -> SplitResult:
    """The parts of a server's address. Raises UsageError where it is none, or has a path."""
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.port != 0 and url.rstrip("/").endswith(parts.netloc):
            return parts
    except ValueError:  # of its port, or of a bracket
        pass
    raise UsageError(
        f"{url} is no address of a server; write one such as https://muster.example, and no path."
    )
