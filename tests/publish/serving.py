"""Servers run over a published folder as an office would run them, as whoever runs the tests, on free ports.

Of each sample only what an office changes is changed: the ports, the name, the certificate, the folder, and the places
of its own files.
"""

from __future__ import annotations

import contextlib
import datetime
import http.client
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.needs import ROOT, need_tool

from bukti.cli.server import server as bukti_server

SAMPLES = ROOT / "docs" / "servers"
NAME = "kpu.example.org"
CURRENT = "/srv/bukti/site/current"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Running:
    """A server that answers: where over TLS (0 where it does not speak it), where without."""

    tls: int
    plain: int
    certificate: Path

    def ask(self, path: str, method: str = "GET", secure: bool = True, **headers: str) -> Answer:
        """What it says to one request; names of headers in lower case."""
        if secure and self.tls:
            trusting = ssl.create_default_context(cafile=str(self.certificate))
            trusting.check_hostname = False
            asking: http.client.HTTPConnection = http.client.HTTPSConnection(
                "localhost", self.tls, timeout=10, context=trusting
            )
        else:
            asking = http.client.HTTPConnection("localhost", self.plain, timeout=10)
        with contextlib.closing(asking):
            asking.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": "localhost", **headers}.items():
                asking.putheader(name.replace("_", "-"), value)
            asking.endheaders()
            got = asking.getresponse()
            return Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine's own name, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "fullchain.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return pem, secret


def changed(sample: str, changes: Mapping[str, str]) -> str:
    """The sample with each text exchanged, each of which is in it."""
    text = (SAMPLES / sample).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(current: Path, at: Path, tls: int, plain: int, pem: Path, secret: Path) -> list[str]:
    """The command that runs nginx over the folder."""
    program = need_tool("nginx")
    changes = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{tls} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        f"/etc/ssl/{NAME}/fullchain.pem": str(pem),
        f"/etc/ssl/{NAME}/key.pem": str(secret),
        CURRENT: str(current),
    }
    (at / "site.conf").write_text(changed("nginx.conf", changes), encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {at}/{kind};" for kind in kinds)
    main = f"""daemon off; master_process off; pid {at}/nginx.pid; error_log {at}/error.log;
        events {{}} http {{ access_log off; {places} include {at}/site.conf; }}"""
    (at / "nginx.conf").write_text(main, encoding="utf-8")
    return [program, "-p", str(at), "-e", str(at / "error.log"), "-c", str(at / "nginx.conf")]


def caddy(current: Path, at: Path, tls: int, plain: int, pem: Path, secret: Path) -> list[str]:
    """The command that runs Caddy over the folder; its own fetching of a certificate is all that is turned off."""
    program = need_tool("caddy")
    changes = {f"{NAME} {{": f"localhost {{\n\ttls {pem} {secret}\n\tbind 127.0.0.1", CURRENT: str(current)}
    own = f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {tls}\n\tdefault_bind 127.0.0.1\n}}\n"
    (at / "Caddyfile").write_text(own + changed("Caddyfile", changes), encoding="utf-8")
    return [program, "run", "--config", str(at / "Caddyfile"), "--adapter", "caddyfile"]


def lighttpd(current: Path, at: Path, tls: int, plain: int, pem: Path, secret: Path) -> list[str]:
    """The command that runs lighttpd over the folder."""
    program = need_tool("lighttpd")
    changes = {
        "server.port = 80\n": f'server.port = {plain}\nserver.bind = "127.0.0.1"\n',
        'server.username = "www-data"\n': "",
        'server.groupname = "www-data"\n': "",
        "/run/lighttpd.pid": f"{at}/pid",
        "/var/log/lighttpd/error.log": f"{at}/error.log",
        '":80"': f'"127.0.0.1:{plain}"',
        '":443"': f'"127.0.0.1:{tls}"',
        f"/etc/ssl/{NAME}/fullchain.pem": str(pem),
        f"/etc/ssl/{NAME}/key.pem": str(secret),
        CURRENT: str(current),
    }
    (at / "lighttpd.conf").write_text(changed("lighttpd.conf", changes), encoding="utf-8")
    return [program, "-D", "-f", str(at / "lighttpd.conf")]


COMMANDS = {"nginx": nginx, "caddy": caddy, "lighttpd": lighttpd}


@contextlib.contextmanager
def running(name: str, current: Path, at: Path) -> Iterator[Running]:
    """The server of this name answers over the folder."""
    pem, secret = certificate(at)
    if name == "bukti":
        with bukti_server(current, 0) as own:
            threading.Thread(target=own.serve_forever, daemon=True).start()
            yield Running(0, int(own.server_address[1]), pem)
            own.shutdown()
        return
    tls, plain = free_port(), free_port()
    command = COMMANDS[name](current, at, tls, plain, pem, secret)
    home = {**os.environ, "HOME": str(at), "XDG_DATA_HOME": str(at), "XDG_CONFIG_HOME": str(at)}
    with (at / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=home)
    try:
        await_port(process, tls, at)
        await_port(process, plain, at)
        yield Running(tls, plain, pem)
    finally:
        process.terminate()
        process.wait(10)


def await_port(process: subprocess.Popen[bytes], port: int, at: Path) -> None:
    """Whoever connects to the port is heard."""
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError((at / "said").read_text(encoding="utf-8", errors="replace")[-2000:])


def copied(published: Path, to: Path) -> Path:
    """A published site with one file of every kind, and with what nobody may get; the link to it."""
    shutil.copytree(published, to, symlinks=True)
    folder = (to / "current").resolve()
    more = ("data/a.parquet", "data/a.xlsx", "data/a.geojson", "embed/president/index.html", "404.html", "x.png",
            ".hidden/index.html", "x.jsonld", "x.ttl", "x.webmanifest", "x.woff2")  # fmt: skip
    for file in more:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(f"<!doctype html><title>{file}</title>", encoding="utf-8")
    (folder / "out").symlink_to("/etc/passwd")
    (folder / "bare").mkdir()
    (folder / "bare" / "a.css").write_text("a {}", encoding="utf-8")
    return to / "current"
