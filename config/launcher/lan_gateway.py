"""The HTTPS gateway of --lan: aiohttp in front of Odoo, websocket included.

    python lan_gateway.py HOST HTTPS_PORT ENROL_PORT ODOO_PORT FOLDER

Prints "ready" when both ports answer. FOLDER keeps the authority and its key.
"""

import sys

sys.path.pop(0)  # this folder must not hide anything that is imported

import asyncio
import datetime
import io
import ipaddress
import ssl
from pathlib import Path

import qrcode
import qrcode.image.svg
from aiohttp import ClientSession, ClientTimeout, TCPConnector, WSMsgType, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PER_CONNECTION = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
# Nobody outside may start a background job.
CLOSED = ("/queue_job/",)
DAY = datetime.timedelta(days=1)
ENROL_PAGE = """<!doctype html><html><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>POMS</title>
<style>body{font:18px/1.5 sans-serif;max-width:40em;margin:2em auto;padding:0 1em}
a.b{display:inline-block;padding:.7em 1.2em;background:#714b67;color:#fff;
border-radius:.4em;text-decoration:none}svg{width:14em;height:14em}</style></head>
<body><h1>POMS: enrol this tablet · 平板登记</h1>
<p>1. Open this page on the tablet (scan the code) · 用平板扫码打开本页</p>%(qr)s
<p>2. <a class="b" href="/poms-ca.crt">Certificate · 安装证书</a> and install it as a
CA certificate (Settings → Security → Install from storage; iPad: Settings → Profile,
then General → About → Certificate Trust).</p>
<p>3. <a class="b" href="%(address)s/odoo/floor">Open the floor · 打开车间</a></p>
<p><small>SHA-256 %(print)s</small></p></body></html>"""


def authority(folder):
    """The plant's certificate authority; made once, valid for ten years."""
    key_file, file = folder / "ca.key", folder / "ca.crt"
    if file.exists() and key_file.exists():
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        return x509.load_pem_x509_certificate(file.read_bytes()), key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "POMS plant authority")])
    certificate = (
        _builder(name, name, key, 3650)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, key, file, certificate)
    return certificate, key


def server_certificate(folder, host):
    """A certificate for one address, renewed at each start."""
    ca, ca_key = authority(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names = [x509.IPAddress(ipaddress.ip_address(host)), x509.DNSName("localhost")]
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    certificate = (
        _builder(name, ca.subject, key, 365)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(usage, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    files = folder / "server.key", folder / "server.crt"
    _write(files[0], key, files[1], certificate)
    return files


def _builder(subject, issuer, key, days):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + days * DAY)
    )


def _write(key_file, key, file, certificate):
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


class Gateway:
    """Passes requests and websockets on to Odoo on this machine."""

    def __init__(self, odoo_port):
        self.target = f"127.0.0.1:{odoo_port}"
        self.session = None

    async def handle(self, request):
        if request.path.startswith(CLOSED):
            raise web.HTTPNotFound()
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._websocket(request)
        url = f"http://{self.target}{request.rel_url.raw_path_qs}"
        async with self.session.request(
            request.method,
            url,
            headers=self._headers(request),
            data=request.content if request.body_exists else None,
            allow_redirects=False,
        ) as answer:
            response = web.StreamResponse(status=answer.status, reason=answer.reason)
            for key, value in answer.headers.items():
                if key.lower() not in PER_CONNECTION:
                    response.headers.add(key, value)
            await response.prepare(request)
            async for chunk in answer.content.iter_chunked(65536):
                await response.write(chunk)
            await response.write_eof()
            return response

    def _headers(self, request):
        headers = request.headers.copy()
        for key in PER_CONNECTION:
            headers.popall(key, None)
        headers["X-Forwarded-For"] = request.remote
        headers["X-Forwarded-Proto"] = "https"
        headers["X-Forwarded-Host"] = request.host
        return headers

    async def _websocket(self, request):
        headers = self._headers(request)
        for key in [key for key in headers if key.lower().startswith("sec-websocket")]:
            headers.popall(key, None)
        here = web.WebSocketResponse()
        url = f"ws://{self.target}{request.rel_url.raw_path_qs}"
        async with self.session.ws_connect(url, headers=headers) as there:
            await here.prepare(request)
            tasks = [
                asyncio.ensure_future(_pump(here, there)),
                asyncio.ensure_future(_pump(there, here)),
            ]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await here.close()
        return here


async def _pump(source, target):
    async for message in source:
        if message.type == WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await target.send_bytes(message.data)


def enrolment(folder, host, https_port, enrol_port):
    """The page that a tablet opens once, and the authority's certificate."""
    certificate, _key = authority(folder)
    picture = io.BytesIO()
    factory = qrcode.image.svg.SvgPathImage
    qrcode.make(f"http://{host}:{enrol_port}", image_factory=factory).save(picture)
    text = ENROL_PAGE % {
        "qr": picture.getvalue().decode().split("?>", 1)[-1],
        "address": f"https://{host}:{https_port}",
        "print": certificate.fingerprint(hashes.SHA256()).hex(":"),
    }

    async def page(_request):
        return web.Response(text=text, content_type="text/html")

    async def download(_request):
        return web.Response(
            body=(folder / "ca.crt").read_bytes(),
            content_type="application/x-x509-ca-cert",
            headers={"Content-Disposition": 'attachment; filename="poms-ca.crt"'},
        )

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/poms-ca.crt", download)
    return app


async def serve(host, https_port, enrol_port, odoo_port, folder):
    gateway = Gateway(odoo_port)
    app = web.Application(client_max_size=256 * 1024**2)
    app.router.add_route("*", "/{path:.*}", gateway.handle)
    key, certificate = server_certificate(folder, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    # Long polls and large downloads take their time; only connecting is timed.
    timeout = ClientTimeout(total=None, connect=30)
    connector = TCPConnector(limit=0)
    async with ClientSession(
        timeout=timeout, connector=connector, auto_decompress=False
    ) as session:
        gateway.session = session
        await _listen(app, host, https_port, context)
        page = enrolment(folder, host, https_port, enrol_port)
        await _listen(page, host, enrol_port, None)
        print("ready", flush=True)
        await asyncio.Event().wait()


async def _listen(app, host, port, context):
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port, ssl_context=context).start()


if __name__ == "__main__":
    HOST, HTTPS, ENROL, ODOO, FOLDER = sys.argv[1:6]
    asyncio.run(serve(HOST, int(HTTPS), int(ENROL), int(ODOO), Path(FOLDER)))
