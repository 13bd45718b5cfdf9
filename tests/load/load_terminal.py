"""Open-loop terminals: each act starts when it is due, whatever the others do."""

import asyncio
import base64
import json
import random
import time
import uuid
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from load_figures import Figures, first_slow, percentile

ACT_EVERY_S = 15.0
# Shares of the acts; what is left of the reports comes with a photo.
MIX = (("report", 0.60), ("stop_and_go", 0.20), ("queue", 0.20))
PHOTO_SHARE = 0.05
# One of so many reports finishes a like order, and Odoo's own way does one too.
FULL_EVERY = 3
PHOTO = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 400).decode()
PATIENCE_S = 120


class Caller:
    """JSON-2 calls that are sent again until they are answered."""

    def __init__(self, addresses, database, key):
        # a file: nodes come and go during the run
        self.file = Path(addresses)
        self.addresses = json.loads(self.file.read_text())
        self.headers = {
            "Authorization": f"bearer {key}",
            "X-Odoo-Database": database,
        }
        self.session = None
        self.turn = 0
        self.reader = None

    async def __aenter__(self):
        self.session = ClientSession(
            connector=TCPConnector(limit=0),
            timeout=ClientTimeout(total=30),
            headers=self.headers,
        )
        self.reader = asyncio.ensure_future(self.read_addresses())
        return self

    async def __aexit__(self, *_error):
        self.reader.cancel()
        await self.session.close()

    async def read_addresses(self):
        while True:
            await asyncio.sleep(1)
            self.addresses = json.loads(self.file.read_text())

    async def call(self, path, body):
        """Return (answer, retries); raise `AssertionError` when it never comes."""
        end, retries, text = time.monotonic() + PATIENCE_S, 0, ""
        while time.monotonic() < end:
            self.turn += 1
            address = self.addresses[self.turn % len(self.addresses)]
            wait = 0.0
            try:
                async with self.session.post(
                    f"{address}/json/2/{path}", json=body
                ) as answer:
                    text = await answer.text()
                    if answer.status == 200:
                        return json.loads(text), retries
                    wait = float(answer.headers.get("Retry-After", 0))
            except (ClientError, asyncio.TimeoutError, OSError) as error:
                text = repr(error)
            retries += 1
            limit = min(3.0, 0.2 * 2**retries)
            await asyncio.sleep(max(wait, random.uniform(0, limit)))  # noqa: S311
        raise AssertionError(f"{path}: no answer in {PATIENCE_S} s; last: {text[:300]}")


class Run:
    """One measured run: arrivals, acts and what they should have come to."""

    def __init__(self, caller, plan, figures, seconds, factor, seed=5):
        self.caller, self.plan, self.figures = caller, plan, figures
        self.seconds, self.factor = seconds, factor
        self.random = random.Random(seed)
        self.tokens = []
        self.running = set()
        self.reported = 0
        # card -> pieces told and accepted
        self.told = {}
        self.photos = 0
        self.finished = []
        self.begin = 0.0

    async def identify(self):
        for badge in self.plan["badges"]:
            answer, _retries = await self.caller.call(
                "poms.task.card/identify", {"badge": badge}
            )
            self.tokens.append(answer["token"])

    def arrivals(self):
        """[(due, terminal, kind)]: evenly in the mean, at random in the small."""
        every = ACT_EVERY_S / self.factor
        acts = []
        for terminal in range(len(self.tokens)):
            due = self.random.uniform(0, every)
            while due < self.seconds:
                acts.append((due, terminal, self.choose()))
                due += self.random.expovariate(1 / every)
        return sorted(acts)

    async def ramp(self, steps, seconds):
        """Raise the rate step by step until the reports are slow.

        :param steps: how many times the rate of the run, rising
        :param seconds: of each step
        :return: ``[{"rate": acts a second, "p95": of reports}]``
        """
        normal, first, done = self.factor, self.figures, []
        self.seconds = seconds
        # like orders are used up: reports of pieces only
        self.plan["ours"] = []
        for step in steps:
            self.factor, self.figures = normal * step, Figures()
            await self.arrive()
            first.failures += self.figures.failures
            p95 = percentile(self.figures.seconds("report"), 0.95)
            rate = len(self.tokens) * self.factor / ACT_EVERY_S
            done.append({"rate": round(rate, 1), "p95": p95})
            if first_slow(done):
                break
        return done

    def choose(self):
        dice = self.random.random()
        for kind, share in MIX:
            dice -= share
            if dice < 0:
                return kind
        return MIX[0][0]

    async def run(self):
        await self.identify()
        await self.arrive()

    async def arrive(self):
        """All acts of `seconds` at the present rate."""
        self.begin = time.monotonic()
        tasks = []
        for due, terminal, kind in self.arrivals():
            await asyncio.sleep(max(0.0, self.begin + due - time.monotonic()))
            tasks.append(asyncio.ensure_future(self.act(due, terminal, kind)))
        await asyncio.gather(*tasks)

    async def act(self, due, terminal, kind):
        try:
            await getattr(self, f"do_{kind}")(due, terminal)
        except AssertionError as error:
            self.figures.failures.append(f"{kind}: {error}")

    async def timed(self, kind, due, path, body):
        answer, retries = await self.caller.call(path, body)
        self.figures.add(kind, due, time.monotonic() - self.begin - due, retries)
        return answer

    async def card_call(self, kind, due, method, terminal, card, **values):
        body = {
            "uuid": str(uuid.uuid4()),
            "card": card,
            "token": self.tokens[terminal],
            **values,
        }
        answer = await self.timed(kind, due, f"poms.task.card/{method}", body)
        return body["uuid"], answer

    async def do_queue(self, due, terminal):
        machine = self.plan["long"][terminal]["machine"]
        body = {"token": self.tokens[terminal], "workcenter": machine}
        answer = await self.timed("queue", due, "poms.task.card/station_queue", body)
        assert answer["cards"], answer

    async def do_stop_and_go(self, due, terminal):
        card = self.plan["long"][terminal]["card"]
        method = "pause" if terminal in self.running else "start"
        self.running ^= {terminal}
        _uuid, answer = await self.card_call(
            method, due, method, terminal, card, queued=False
        )
        # two acts of one terminal may overtake each other: then the rules say so
        late = ("card_not_running", "card_not_paused")
        assert answer["status"] != "refused" or answer["code"] in late, answer

    async def do_report(self, due, terminal):
        self.reported += 1
        if self.reported % FULL_EVERY == 0 and self.plan["ours"]:
            await asyncio.gather(
                self.finish_ours(due, terminal), self.finish_theirs(due)
            )
            return
        card = self.plan["long"][terminal]["card"]
        await self.report("report", due, terminal, card, "1")

    async def report(self, kind, due, terminal, card, good):
        act, answer = await self.card_call(
            kind, due, "report", terminal, card, good=good, run_min=1
        )
        assert answer["status"] in ("accepted", "duplicate"), answer
        self.told[card] = self.told.get(card, 0) + int(good)
        if self.random.random() < PHOTO_SHARE:
            body = {
                "uuid": str(uuid.uuid4()),
                "owner": act,
                "content": PHOTO,
                "token": self.tokens[terminal],
            }
            path = "poms.task.card/keep_photo"
            begin = time.monotonic() - self.begin
            answer = await self.timed("photo", begin, path, body)
            assert answer["status"] in ("accepted", "duplicate"), answer
            self.photos += 1

    async def finish_ours(self, due, terminal):
        """Start, quantity and finish of a step in one report."""
        order = self.plan["ours"].pop()
        good = str(order["quantity"])
        await self.report("report_full", due, terminal, order["card"], good)

    async def finish_theirs(self, due):
        """The same by Odoo's own methods, one after the other."""
        if not self.plan["theirs"]:
            return
        order = self.plan["theirs"].pop()
        ids, retries = {"ids": [order["workorder"]]}, 0
        for method, values in (
            ("button_start", {}),
            ("write", {"vals": {"qty_produced": order["quantity"]}}),
            ("button_finish", {}),
        ):
            _answer, again = await self.caller.call(
                f"mrp.workorder/{method}", {**ids, **values}
            )
            retries += again
        seconds = time.monotonic() - self.begin - due
        self.figures.add("odoo_own", due, seconds, retries)
        self.finished.append(order)
