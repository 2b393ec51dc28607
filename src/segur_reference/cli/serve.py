"""`serve`: the portal of the environment's settings, in one process or several."""

from __future__ import annotations

import click

from segur_reference.cli.failures import opened, read_settings
from segur_reference.cli.listening import end_on_terminate, listen, options_of, run, url_of

log_format_option = click.option(
    "--log-format",
    type=click.Choice(("json", "text")),
    default="json",
    show_default=True,
    help="How each line of the log is written.",
)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@log_format_option
def serve_command(*, host: str, port: int, workers: int, log_format: str) -> None:
    """Serve the portal until SIGINT or SIGTERM; calls under way are answered.

    The database has its form already: `segur-reference migrate` gives it.
    """
    from segur_reference.app import served
    from segur_reference.services.portail import Portail

    settings = read_settings()
    with opened(settings):
        # What would keep each process from starting is said here, once.
        listening = listen(host, port)
    end_on_terminate()
    url, port = url_of(listening), listening.getsockname()[1]
    if workers > 1:
        # They open it again, together.
        listening.close()
    click.echo(f"Listening at {url}")
    if workers > 1:
        _serve_together(host, port, workers, log_format)
    else:
        run(served(Portail.open(settings)), listening, log_format)


def _serve_together(host: str, port: int, workers: int, log_format: str) -> None:
    import uvicorn

    # Each process reads the environment itself.
    uvicorn.run(
        "segur_reference.app:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        **options_of(log_format),
    )
