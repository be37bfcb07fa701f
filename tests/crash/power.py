"""What may be on a disk after the power failed: only what was synced is sure, and of the rest any part, in any order.

A trace of a build becomes operations on files and folders. Bytes of a file are sure once the file was synced; a name in
a folder, given, changed or taken away, once the folder was synced (POSIX promises no more; Pillai et al., OSDI 2014).
Of all else some operations are left out, and writes are torn. A rename is one operation, as on every journalling disk.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

CALLS = "openat,write,pwrite64,fsync,fdatasync,rename,unlink,mkdir,rmdir,ftruncate,lseek"
OPTIONS = ("-y", "-xx", "-s", "100000000")

OF_LINKS = f"{CALLS},link,linkat,symlink,symlinkat"

Kind = Literal["add", "move", "drop", "bytes", "cut", "sync"]


class Target(bytes):
    """Where a symbolic link leads."""


@dataclass(eq=False)
class Node:
    """A file with its first bytes, or a folder with its first entries."""

    content: bytes | None
    entries: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """`node` is the file or folder worked on; of names, `folder` and `name` are where it is to be found afterwards."""

    kind: Kind
    node: Node
    folder: Node | None = None
    name: str = ""
    was: tuple[Node, str] | None = None
    offset: int = 0
    data: bytes = b""


def read(folder: Path) -> Node:
    """What lies in the folder, all of it sure."""
    if folder.is_symlink():
        return Node(Target(os.fsencode(folder.readlink())))
    if folder.is_file():
        return Node(folder.read_bytes())
    return Node(None, {p.name: read(p) for p in folder.iterdir()})


_CALL = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)\) += (?P<result>-?\d+)")
_UNFINISHED = re.compile(r"^(?P<pid>\d+) +(?P<start>.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<end>.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPEN = re.compile(r"^(-?\w+)<((?:\\x[0-9a-f]{2})*)>")


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _whole_lines(trace: str) -> Iterator[re.Match[str]]:
    """Each call that succeeded; one that another thread interrupted in the trace is put together again."""
    started: dict[str, str] = {}
    for line in trace.splitlines():
        if begun := _UNFINISHED.match(line):
            started[begun["pid"]] = f"{begun['pid']} {begun['start']}"
            continue
        whole = line
        if ended := _RESUMED.match(line):
            whole = started.pop(ended["pid"]) + ended["end"]
        call = _CALL.match(whole)
        if call and int(call["result"]) >= 0:
            yield call


@dataclass
class Recorder:
    """Calls on paths below `root` become operations on nodes."""

    root: Path
    top: Node
    found: list[Operation] = field(default_factory=list)
    at: dict[tuple[str, str], int] = field(default_factory=dict)

    def place(self, path: str) -> tuple[Node, str] | None:
        """The folder that a path lies in and its name there; None outside the root."""
        if path == str(self.root) or not path.startswith(f"{self.root}/"):
            return None
        *above, name = path[len(str(self.root)) + 1 :].split("/")
        node = self.top
        for part in above:
            within, node = node, node.entries[part]
            if isinstance(node.content, Target):  # all lead to a folder beside them
                node = within.entries[os.fsdecode(node.content)]
        return node, name

    def node(self, path: str) -> Node | None:
        place = self.place(path)
        return (self.top if path == str(self.root) else None) if place is None else place[0].entries.get(place[1])

    def take(self, call: re.Match[str]) -> None:
        name, rest = call["name"], call["rest"]
        if name in ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "lseek"):
            opened = _OPEN.match(rest)
            if opened:
                self.of_file(name, opened[1], _bytes(opened[2]).decode(), rest, int(call["result"]))
        else:
            paths = [_bytes(t).decode() for t in _TEXT.findall(rest)]
            self.of_names(name, paths, rest, call["result"])

    def of_file(self, name: str, descriptor: str, path: str, rest: str, result: int) -> None:
        node = self.node(path)
        if node is None:
            return
        key = (descriptor, path)
        if name in ("fsync", "fdatasync"):
            self.found.append(Operation("sync", node))
        elif name == "ftruncate":
            self.found.append(Operation("cut", node, offset=int(rest.rpartition(", ")[2])))
        elif name == "lseek":
            self.at[key] = result
        else:
            text = _TEXT.search(rest)
            assert text, rest[:200]
            data = _bytes(text[1])[:result]
            offset = int(rest.rpartition(", ")[2]) if name == "pwrite64" else self.at.get(key, 0)
            if name == "write":
                self.at[key] = offset + len(data)
            self.found.append(Operation("bytes", node, offset=offset, data=data))

    def of_names(self, name: str, paths: Sequence[str], rest: str, result: str) -> None:
        place = self.place(paths[-1])
        if place is None:
            return
        folder, last = place
        if name == "openat":
            for key in [k for k in self.at if k[0] == result]:
                del self.at[key]
            if "O_CREAT" in rest and last not in folder.entries:
                self.give(Operation("add", Node(b""), folder, last))
            if "O_TRUNC" in rest:
                self.found.append(Operation("cut", folder.entries[last]))
        elif name == "mkdir":
            self.give(Operation("add", Node(None), folder, last))
        elif name in ("unlink", "rmdir"):
            self.found.append(Operation("drop", folder.entries.pop(last), folder, last))
        elif name.startswith("symlink"):
            self.give(Operation("add", Node(Target(paths[0].encode())), folder, last))
        elif name.startswith("link"):
            linked = self.node(paths[0])
            assert linked is not None
            self.give(Operation("add", linked, folder, last))
        elif name == "rename":
            was = self.place(paths[0])
            assert was is not None
            node = was[0].entries.pop(was[1])
            self.give(Operation("move", node, folder, last, was))
            moved = [k for k in self.at if k[1] == paths[0]]
            for key in moved:
                self.at[(key[0], paths[-1])] = self.at.pop(key)

    def give(self, operation: Operation) -> None:
        assert operation.folder is not None
        operation.folder.entries[operation.name] = operation.node
        self.found.append(operation)


@dataclass(frozen=True)
class Record:
    """A build's operations and the entries that each folder had before it."""

    top: Node
    entries: dict[Node, dict[str, Node]]
    operations: list[Operation]

    @staticmethod
    def of(trace: str, root: Path, before: Node) -> Record:
        entries = dict(_folders(before))
        recorder = Recorder(root, before)
        for call in _whole_lines(trace):
            recorder.take(call)
        return Record(before, entries, recorder.found)

    def sure(self, until: int) -> list[bool]:
        """Whether each of the first operations is on the disk for certain when the power fails after them."""
        synced: set[Node] = set()
        found = [False] * until
        for at in reversed(range(until)):
            operation = self.operations[at]
            if operation.kind == "sync":
                synced.add(operation.node)
                found[at] = True
            elif operation.kind in ("bytes", "cut"):
                found[at] = operation.node in synced
            else:
                found[at] = operation.folder in synced
        return found

    def after(self, until: int, draw: random.Random, keep: float) -> tuple[dict[str, bytes], int]:
        """Files by path as the power left them, and how many operations were left out; `keep` is the share that is."""
        entries = {folder: dict(names) for folder, names in self.entries.items()}
        content: dict[Node, bytearray] = {}
        lost = 0
        for operation, sure in zip(self.operations[:until], self.sure(until), strict=True):
            if not sure and draw.random() >= keep:
                lost += 1
                continue
            self._apply(operation, entries, content, draw if not sure and keep < 1 else None)
        return dict(_files(self.top, entries, content, "")), lost

    def _apply(
        self,
        operation: Operation,
        entries: dict[Node, dict[str, Node]],
        content: dict[Node, bytearray],
        torn: random.Random | None,
    ) -> None:
        node = operation.node
        if operation.kind in ("bytes", "cut"):
            held = content.setdefault(node, bytearray(node.content or b""))
            if operation.kind == "cut":
                del held[operation.offset :]
                held.extend(bytes(operation.offset - len(held)))
            else:
                data = operation.data
                if torn is not None and torn.random() < 0.5:
                    data = data[: torn.randrange(len(data) + 1)]
                held.extend(bytes(max(0, operation.offset - len(held))))
                held[operation.offset : operation.offset + len(data)] = data
        elif operation.kind == "drop":
            assert operation.folder is not None
            entries.setdefault(operation.folder, {}).pop(operation.name, None)
        elif operation.kind in ("add", "move"):
            if operation.was:
                entries.setdefault(operation.was[0], {}).pop(operation.was[1], None)
            assert operation.folder is not None
            entries.setdefault(operation.folder, {})[operation.name] = node


def _folders(node: Node) -> Iterator[tuple[Node, dict[str, Node]]]:
    if node.content is None:
        yield node, dict(node.entries)
        for below in node.entries.values():
            yield from _folders(below)


def _files(
    node: Node, entries: dict[Node, dict[str, Node]], content: dict[Node, bytearray], path: str
) -> Iterator[tuple[str, bytes]]:
    if node.content is not None:
        yield path, bytes(content[node]) if node in content else node.content
        return
    for name, below in entries.get(node, {}).items():
        yield from _files(below, entries, content, f"{path}/{name}" if path else name)


def laid_out(files: dict[str, bytes], folder: Path) -> None:
    """The folder holds exactly these files."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, Target):
            path.symlink_to(os.fsdecode(data))
        else:
            path.write_bytes(data)
