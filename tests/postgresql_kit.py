"""A PostgreSQL server of our own: made where needed, on a port of its own, and thrown away."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MISSING = (
    "PostgreSQL's server is missing: install it with `apt-get install postgresql`, or name one in "
    "MUSTER_TEST_POSTGRESQL_URL (postgresql+psycopg://...)."
)
# The server refuses to run as root: whoever is root gives it to one of these.
NOT_ROOT = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder of Debian's newest server, or of the one on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    beside = shutil.which("initdb")
    return Path(beside).resolve().parent if beside else None


def _version(path: Path) -> float:
    return float(path.parts[-3]) if path.parts[-3].replace(".", "").isdigit() else 0.0


class Server:
    """One cluster. It can be stopped at once, as a power cut would, and started again."""

    def __init__(self, folder: Path) -> None:
        found = programs()
        if found is None:
            raise RuntimeError(MISSING)
        self._programs = found
        self._folder = folder
        self._data = folder / "data"
        self._user = next((u for u in NOT_ROOT if _exists(u)), None) if os.geteuid() == 0 else None
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = int(listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://muster@127.0.0.1:{self.port}/postgres"

    def make(self, *, durable: bool) -> None:
        if self._user:
            shutil.chown(self._folder, self._user)
        self._run("initdb", "-D", str(self._data), "-U", "muster", "-A", "trust", "-E", "UTF8",
                  "--no-sync", "--no-instructions")  # fmt: skip
        settings = {
            "listen_addresses": "'127.0.0.1'",
            "port": str(self.port),
            "unix_socket_directories": "''",
            "max_connections": "200",
            "shared_buffers": "'32MB'",
            "fsync": "on" if durable else "off",
            "log_min_messages": "fatal",
        }
        text = "".join(f"{name} = {value}\n" for name, value in settings.items())
        with (self._data / "postgresql.conf").open("a") as configuration:
            configuration.write(text)

    def start(self) -> None:
        log = str(self._folder / "server.log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-w", "-t", "60", "start")

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is a crash: nothing is flushed, and the next start replays the log."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if self._user:
            command = ["runuser", "-u", self._user, "--", *command]
        done = subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            cwd=self._folder,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}")


def _exists(user: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return user != getpass.getuser()


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A running server in a folder that goes away with it. Tests of its crashes want it durable."""
    folder = Path(tempfile.mkdtemp(prefix="muster-postgresql-"))
    folder.chmod(0o755)
    made = Server(folder)
    try:
        made.make(durable=durable)
        made.start()
        yield made
    finally:
        _end(made, folder)


def _end(made: Server, folder: Path) -> None:
    with suppress(RuntimeError):  # it never started, or was stopped by its test
        made.stop("immediate")
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)


def new_schema(url: str, name: str) -> str:
    """The URL of an empty schema of that name on the server."""
    from sqlalchemy import create_engine, make_url, text

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{name}"'))
    engine.dispose()
    own = make_url(url).update_query_dict({"options": f"-csearch_path={name}"})
    return own.render_as_string(hide_password=False)
