"""The command line: it reads what was typed, calls the pipeline, and says what came of it."""

from __future__ import annotations

import errno
from typing import Annotated

import typer

from contracts.errors import MusterError
from muster import (
    answering,
    cli_access,
    cli_local,
    cli_platform,
    cli_publishing,
    cli_reference,
    cli_returns,
    cli_running,
    cli_submissions,
    cli_validate,
    cli_windows,
    stopping,
)
from muster.answering import UnwrittenError

app = typer.Typer(
    name="muster",
    help="Checks, keeps, models and compares the returns of the forces of England and Wales.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
cli_validate.register(app)
cli_returns.register(app)
cli_submissions.register(app)
cli_windows.register(app)
cli_local.register(app)
cli_platform.register(app)
cli_access.register(app)
cli_running.register(app)
cli_publishing.register(app)
cli_reference.register(app)


@app.callback()
def options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option(help="Show where Muster itself failed.")] = False,
) -> None:
    """Options that hold for every command."""
    _Debug.on = debug
    if context.invoked_subcommand in ("app", "worker"):
        stopping.leave()


class _Debug:
    on = False


def main() -> None:
    """Run the command. Exit code 2 where it is wrong or a file cannot be read as the return."""
    answering.watch()
    stopping.watch()
    code = _ended()
    if (told := stopping.code_of_signal()) and code:
        code = told
        typer.echo(stopping.SENTENCE, err=True)
    try:
        answering.written()
    except UnwrittenError as error:
        typer.echo(str(error), err=True)
        code = 2
    stopping.end_by_signal(code)
    raise SystemExit(code)


def _ended() -> str | int | None:
    """The exit code of the command, after what has to be said of its end."""
    try:
        app()
    except SystemExit as end:
        return end.code
    except KeyboardInterrupt:
        return stopping.INTERRUPTED
    except (MusterError, UnwrittenError) as error:
        if not stopping.code_of_signal():
            typer.echo(str(error), err=True)
    except BaseException as error:
        if stopping.code_of_signal():
            return stopping.code_of_signal()
        if _Debug.on:
            raise
        said = _NO_PLATFORM if _lacks_the_platform(error) else _refused(error)
        said = said or _of_another_version(error) or _sentence(error)
        typer.echo(said, err=True)
    else:
        return 0
    return 2


_NO_PLATFORM = (
    "This command needs the inspectorate's platform, and only the validator is installed here. "
    "Install Muster with its extra `platform` from where this one came from; what a public package "
    "index calls muster is another program."
)


def _lacks_the_platform(error: BaseException) -> bool:
    """Whether a package is missing that only the extras bring; our own rooms are never missing."""
    ours = ("app", "contracts", "dbt_project", "expectations", "ledger", "mappings", "muster")
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    return missing is not None and missing.split(".")[0] not in (*ours, "validators")


def _refused(error: BaseException) -> str | None:
    """What a person is told where a folder is not as it has to be; None, where it is not that."""
    if isinstance(error, IsADirectoryError):
        return f"{error.filename or 'What was named'} is a folder, and has to be a file."
    if not isinstance(error, PermissionError | FileExistsError | NotADirectoryError) and not (
        isinstance(error, OSError) and error.errno in (errno.EROFS, errno.ENOSPC, errno.EDQUOT)
    ):
        return None
    return (
        f"{error.filename or 'A folder'} cannot be used ({error.strerror}): MUSTER_HOME, and what "
        "is written to, have to be folders of whoever runs Muster, with room in them."
    )


def _of_another_version(error: BaseException) -> str | None:
    """What a person is told where the release was built by other code; None, where it is not that.

    The validator alone knows of no release.
    """
    from muster.settings import home

    try:
        from muster.release.older import lacks

        return lacks(error, home())
    except ModuleNotFoundError:
        return None


def _sentence(error: BaseException) -> str:
    """What a person is told when Muster itself is wrong."""
    from muster.failures import record

    reference = record(error)
    return (
        f"Muster itself failed (reference {reference}). What was accepted or changed until then "
        "stands: look at `muster submissions list` before you run the command again, as "
        "`muster --debug ...` to see where."
    )


if __name__ == "__main__":
    main()
