"""Starts the app: every setting is given here, so the working directory does not matter."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

from contracts.errors import MusterError, UsageError


def settings(host: str, port: int) -> dict[str, object]:
    """Streamlit's settings for a server on loopback that sends nothing anywhere."""
    from app import theme
    from muster.settings import page_upload_mb

    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.enableStaticServing": False,
        # What a file beside the process could turn: who is signed in is for the door to say.
        "server.enableAgentApi": False,
        "server.trustedUserHeaders": {},
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.scriptHealthCheckEnabled": False,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": page_upload_mb(),
        # A walk over all that the process holds, after every run of every page.
        "runner.postScriptGC": False,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": host,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        **theme.PAGE,
    }


def launch(home: Path, port: int = 8501, host: str = "127.0.0.1") -> None:
    """Serve the app over `home` until it is stopped.

    Raises UsageError for a port that is none, and for an address that others could reach: without
    an identity provider anyone who reaches the app is its administrator.
    """
    from muster.settings import identity_provider, logs_are_for_machines

    if not 1 <= port <= 65535:
        raise UsageError(f"The port is {port}; it is a number from 1 to 65535.")
    provider = identity_provider()
    if provider is None and not _is_loopback(host):
        raise UsageError(
            f"The app is in local mode and cannot be served on {host}: use 127.0.0.1, or configure "
            "an identity provider first."
        )
    os.environ["MUSTER_HOME"] = str(home.resolve())
    if logs_are_for_machines():
        from muster.logs import configure

        configure()
    if provider is not None:
        # It signs the state of a sign-in that is under way, before Streamlit reads our secrets.
        os.environ["STREAMLIT_SERVER_COOKIE_SECRET"] = provider.cookie_secret
    from app.server import application

    application(provider).run(config=settings(host, port))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def main() -> None:
    """`python -m app.launch --port 8501`: serve the app over MUSTER_HOME."""
    import argparse
    import sys

    from muster.settings import home

    parser = argparse.ArgumentParser(prog="muster app", description="Serve the app.")
    parser.add_argument("--port", type=int, default=8501, help="The port.")
    parser.add_argument("--host", default="127.0.0.1", help="The address to answer on.")
    asked = parser.parse_args()
    try:
        launch(home(), asked.port, asked.host)
    except MusterError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
