"""Where the API is, and the names that server and client share."""

PREFIX = "/api/v1"
# 0 passes (warnings allowed), 1 read with errors, 2 not readable: as the command line exits.
EXIT_CODE = "Muster-Exit-Code"
