"""Many at once, on a file and on PostgreSQL: nothing is lost, one chain, and of two who decide only one does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.needs import need_tool

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
AT_ONCE = """
import sys, threading
from pathlib import Path
from bukti.evidence.workspace import Workspace
from bukti.office.settings import office_of
from bukti.office.serving import ready
ready(office_of(Workspace(Path(sys.argv[1]))))
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from bukti.office.approvals.deciding import NotDecided, ask, decide
from bukti.office.approvals.models import Approval
from bukti.office.caller import Caller
from bukti.office.people.accounts import username_of
from bukti.office.people.models import AskedRole, Person, RoleGrant
from bukti.office.trail.chain import broken
from bukti.office.trail.models import Entry

print(connection.vendor)
faults = []

def together(acts):
    def run(act):
        try:
            act()
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            connection.close()
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    [t.start() for t in threads]
    [t.join() for t in threads]

def some(who):
    for n in range(12):
        Person(username=f"p-{who}-{n}", title=f"P {who} {n}", password="!").save()

together([lambda who=who: some(who) for who in range(8)])
print(Person.objects.count(), Entry.objects.count(), broken(), faults)

people = list(Person.objects.order_by("pk")[:4])
today = timezone.localdate()
for one in people[2:]:
    RoleGrant(person=one, role="approver", begins=today).save()
callers = [Caller(one, list(RoleGrant.objects.in_force().filter(person=one))) for one in people]
done = []

def answer(approval, caller):
    try:
        decide(approval.pk, caller, True, approval.digest)
        done.append(approval.pk)
    except NotDecided:
        pass

for n in range(25):
    asked = AskedRole(person=people[0], role="editor", begins=today)
    asked.save()
    approval = ask("role", str(asked.pk), people[0], people[1])
    together([lambda a=approval, c=c: answer(a, c) for c in callers[2:]])
print(sorted(done) == sorted(Approval.objects.values_list("pk", flat=True)), len(done))
print(RoleGrant.objects.filter(role="editor").count(), broken(), faults)

refused = 0
for decider in people[:2]:
    row = Approval(kind="role", subject="x", author=people[0], asker=people[1], decider=decider, state="granted",
        picture="{}", digest="0" * 64, asked_at=timezone.now(), decided_at=timezone.now())
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        refused += 1
print(refused)
"""


def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A PostgreSQL of its own in a folder of its own, run by a user without rights; its address."""
    if not BINARIES:
        need_tool("initdb")
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        yield from run_in(Path(folder), BINARIES[-1].parent)


def run_in(folder: Path, programs: Path) -> Iterator[str]:
    alone: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        alone = [need_tool("setpriv"), "--reuid=nobody", "--clear-groups"]
    where, at = folder / "cluster", port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": "/"}
    make = [*alone, str(programs / "initdb"), "-D", str(where), "-U", "kantor", "-A", "trust", "--no-sync"]
    subprocess.run(make, check=True, **quiet)  # type: ignore[call-overload]
    options = ["-p", str(at), "-h", "127.0.0.1", "-k", str(folder), "-F"]
    running = subprocess.Popen([*alone, str(programs / "postgres"), "-D", str(where), *options], **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(300):
            ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(at)]
            if subprocess.run(ready, check=False, **quiet).returncode == 0:  # type: ignore[call-overload]
                break
            time.sleep(0.1)
        yield f"postgresql://kantor@127.0.0.1:{at}/postgres"
    finally:
        running.terminate()
        running.wait()


def told(folder: Path, database: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", AT_ONCE, str(folder)], env={**os.environ, "BUKTI_DATABASE": database},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


# 8 x 12 accounts; of 25 approvals each decided once, each granting one role; both of two persons refused as the second.
AFTER = ["96 96 [] []", "True 25", "25 [] []", "2"]


def test_on_a_file_nothing_is_lost_when_many_write_at_once(tmp_path: Path) -> None:
    assert told(tmp_path, "") == ["sqlite", *AFTER]


def test_on_postgresql_nothing_is_lost_when_many_write_at_once(tmp_path: Path, cluster: str) -> None:
    assert told(tmp_path, cluster) == ["postgresql", *AFTER]
