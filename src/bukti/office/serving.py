"""The office is ready and answers: its database as this version needs it, then one server on this machine."""

from __future__ import annotations

import errno
from typing import Any, Final

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from bukti.evidence import durable
from bukti.office.settings import Office, begin
from bukti.vocabulary.problems import refuse

HERE: Final = "127.0.0.1"
TRIED: Final = 20
THREADS: Final = 4
"""Of one process: on a file, one writer at a time is all that SQLite has."""


def ready(office: Office) -> None:
    """The database is there, in the shape of this version; decisions approved before a crash are laid."""
    durable.make_folder(office.folder)
    office.folder.chmod(0o700)
    begin(office)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    from bukti.office.desk.laying import lay_all

    lay_all()


def server(port: int) -> Any:
    """A server on the port, or on the next one free. Raises Refusal where none of many is."""
    from waitress import create_server

    application = get_wsgi_application()
    for tried in range(port, min(port + TRIED, 65536)):
        try:
            return create_server(application, host=HERE, port=tried, threads=THREADS, ident="bukti")
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise refuse("CLI-NO-PORT", found=str(port), expected=str(port + TRIED - 1))
