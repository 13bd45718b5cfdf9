"""A network that loses, doubles and reorders: a proxy between tablets and Odoo."""

import asyncio
import random

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

LATE_S = (0.3, 3.0)


class FaultProxy:
    """Faults by chance, one per request; `is_cut` takes the whole network away.

    cut: nothing arrives. lost: it arrives and is booked, the answer does not come
    back. doubled: it arrives twice at once. late: it arrives once more, seconds
    later, when newer ones have passed. page: a proxy's own page instead.
    """

    def __init__(self, target, seed, rates):
        self.target, self.rates = target, rates
        self.random = random.Random(seed)
        self.is_cut = False
        self.counts = dict.fromkeys((*rates, "cut", "plain"), 0)
        self.session = self.runner = self.port = None
        self.late = set()

    async def start(self):
        self.session = ClientSession(
            connector=TCPConnector(limit=0), timeout=ClientTimeout(total=60)
        )
        app = web.Application(client_max_size=32 * 1024**2)
        app.router.add_route("*", "/{path:.*}", self.handle)
        self.runner = web.AppRunner(app, access_log=None)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.port = self.runner.addresses[0][1]

    async def stop(self):
        if self.late:
            await asyncio.wait(self.late)
        await self.runner.cleanup()
        await self.session.close()

    def choose(self):
        if self.is_cut:
            return "cut"
        dice = self.random.random()
        for name, rate in self.rates.items():
            dice -= rate
            if dice < 0:
                return name
        return "plain"

    async def handle(self, request):
        body = await request.read()
        fault = self.choose()
        self.counts[fault] += 1
        if fault == "cut":
            return self.hang_up(request)
        if fault == "page":
            return web.Response(status=404, text="<h1>Gateway</h1>")
        if fault == "late":
            task = asyncio.ensure_future(self.send_late(request, body))
            self.late.add(task)
            task.add_done_callback(self.late.discard)
        try:
            if fault == "doubled":
                twins = await asyncio.gather(
                    self.send(request, body), self.send(request, body)
                )
                return twins[self.random.randrange(2)]
            answer = await self.send(request, body)
        except (ClientError, asyncio.TimeoutError, OSError):
            return self.hang_up(request)
        return self.hang_up(request) if fault == "lost" or self.is_cut else answer

    async def send(self, request, body):
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() in ("content-type", "cookie", "x-poms-token")
        }
        url = f"{self.target}{request.rel_url}"
        async with self.session.request(
            request.method, url, data=body, headers=headers, allow_redirects=False
        ) as answer:
            content = await answer.read()
            kept = {
                name: answer.headers[name]
                for name in ("Retry-After",)
                if name in answer.headers
            }
            return web.Response(
                status=answer.status,
                body=content,
                content_type=answer.content_type,
                headers=kept,
            )

    async def send_late(self, request, body):
        await asyncio.sleep(self.random.uniform(*LATE_S))
        try:
            await self.send(request, body)
        except (ClientError, asyncio.TimeoutError, OSError):
            self.counts["late lost"] = self.counts.get("late lost", 0) + 1

    @staticmethod
    def hang_up(request):
        """Close the connection without a word."""
        request.transport.abort()
        return web.Response(status=500)
