"""What a server says of each file of a site: the samples in `docs/servers/` say the same, as a test shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types bukti; frame-ancestors "
)
OFF: Final = (
    *("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
    *("payment", "publickey-credentials-get", "serial", "usb", "xr-spatial-tracking"),
)
"""What a browser could offer and no page asks for."""
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
}
FRAMED: Final = "embed/"
"""The one folder whose pages others may frame."""
OPEN: Final = ("data/", "log/", "receipts/")
OPEN_KINDS: Final = frozenset(
    (".json", ".csv", ".parquet", ".xlsx", ".geojson", ".atom", ".tlog-proof", ".jsonld", ".ttl", ".py")
)
"""What programs on other sites may read."""
TILES: Final = "log/tile/"
TEXTS: Final = ("text/", "application/", "image/svg+xml")
PARQUET: Final = "application/vnd.apache.parquet"
SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTES: Final = "application/octet-stream"
WITHOUT_ENCODING: Final = (PARQUET, SHEETS, BYTES)
TYPES: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".py": "text/plain",
    ".tlog-proof": "text/plain",
    ".ttl": "text/turtle",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".jsonld": "application/ld+json",
    ".webmanifest": "application/manifest+json",
    ".atom": "application/atom+xml",
    ".xml": "application/xml",
    ".parquet": PARQUET,
    ".xlsx": SHEETS,
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
"""What files of a site are, whatever the machine's own list of types says."""


def content_type(file: str) -> str:
    """The content type of a file by its path from the site's root, of texts with their encoding.

    A log's checkpoint is text, its tiles are bytes (C2SP tlog-tiles).
    """
    name = PurePosixPath(file).name
    kind = "text/plain" if name == "checkpoint" else TYPES.get(PurePosixPath(name).suffix, BYTES)
    if file.startswith(TILES):
        kind = BYTES
    return f"{kind}; charset=utf-8" if kind.startswith(TEXTS) and kind not in WITHOUT_ENCODING else kind


def headers(file: str) -> Mapping[str, str]:
    """The headers of an answer about a file, named by its path from the site's root."""
    framed = file.startswith(FRAMED)
    is_open = file.startswith(OPEN) or PurePosixPath(file).suffix in OPEN_KINDS
    found = {
        "Content-Security-Policy": POLICY + ("*" if framed else "'none'"),
        **ALWAYS,
        "Cross-Origin-Resource-Policy": "cross-origin" if framed or is_open else "same-origin",
        "Cache-Control": "public, max-age=31536000, immutable" if file.startswith(TILES) else "no-cache",
    }
    return {**found, "Access-Control-Allow-Origin": "*"} if is_open and not framed else found
