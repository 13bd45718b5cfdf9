"""--lan: HTTPS for tablets, by a certificate authority of this plant's own.

Camera, offline work and installing as an app need a secure context in the
browser. A tablet enrols once: it opens the enrolment page by its QR code, takes
the authority's certificate, and trusts the plant's address from then on.
"""

import contextlib
import os
import socket
import subprocess
from pathlib import Path

from .home import home, logs
from .terminal import Failure, die_with_parent, last_words, say, stop


@contextlib.contextmanager
def gateway(odoo, odoo_port, https_port=8443, enrol_port=8480):
    """An HTTPS gateway in front of Odoo for the length of a ``with`` block.

    :return: the address that tablets open
    :raise Failure: no network address, or the gateway does not start
    """
    host = lan_address()
    folder = home() / "lan"
    folder.mkdir(mode=0o700, exist_ok=True)
    log = logs() / "lan.log"
    program = Path(__file__).with_name("lan_gateway.py")
    words = [host, https_port, enrol_port, odoo_port, folder]
    command = [str(word) for word in (odoo.python, program, *words)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=out,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            text=True,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    try:
        if process.stdout.readline().strip() != "ready":
            process.wait(10)
            text = log.read_text(errors="replace")
            raise Failure(f"The HTTPS gateway does not start. {last_words(text)} {log}")
        say(f"Tablets enrol once at http://{host}:{enrol_port} (QR code there).")
        yield f"https://{host}:{https_port}"
    finally:
        stop(process)


def lan_address():
    """This machine's address on the network, without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # A datagram socket's connect only picks the route's own address;
            # the target is from the range kept for documentation.
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError as error:
            raise Failure(
                "--lan: this machine has no network address: connect it first, or "
                "start without --lan."
            ) from error
