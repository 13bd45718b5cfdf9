"""A simulated tablet: the rules of the floor's outbox (static/src/shop_floor)."""

import asyncio
import json
import random
import uuid

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar

# Shorter than the tablets' so that a run takes minutes, not hours.
LONGEST_WAIT_S = 3.0
TIMEOUT_S = 20
RETRIED = {408, 409, 425, 429}
FINAL = {"accepted", "refused", "duplicate"}


def judge(status, text):
    """(kind, answer) of one try, as `judgeResponse` of transport.js."""
    try:
        body = json.loads(text)
    except ValueError:
        return "retry", None
    if status == 200:
        final = isinstance(body, dict) and body.get("status") in FINAL
        return ("final", body) if final else ("retry", body)
    if status in (401, 403):
        return "auth", body
    if status >= 500 or status in RETRIED:
        return "retry", body
    return "attention", body


class Tablet:
    """Reports of some cards, each card's in order; photos go their own way."""

    def __init__(self, number, address, login, cards, reports_per_card, photo):
        self.number, self.address, self.photo = number, address, photo
        self.login, self.cards, self.count = login, cards, reports_per_card
        self.random = random.Random(number)
        self.session = None
        self.token = None
        # card -> [good pieces in the order told]
        self.told = {card: [] for card in cards}
        self.photos = []
        self.tries = self.retries = 0
        self.problems = []

    async def open(self, direct):
        """Log in and identify while the network is still good."""
        # unsafe: the address is a number, and cookies are kept for names only
        self.session = ClientSession(
            timeout=ClientTimeout(total=TIMEOUT_S), cookie_jar=CookieJar(unsafe=True)
        )
        name, device, badge, database = self.login
        body = {"params": {"db": database, "login": name, "password": name}}
        async with self.session.post(
            f"{direct}/web/session/authenticate", json=body
        ) as answer:
            assert (await answer.json())["result"]["uid"]
        body = {"badge": badge, "device": device}
        async with self.session.post(
            f"{direct}/poms/floor/identify", json=body
        ) as answer:
            found = await answer.json()
            assert found.get("status") == "accepted", found
            self.token = found["token"]

    async def work(self):
        """Tell everything; returns when the outbox is empty."""
        lanes = [self.work_on(card) for card in self.cards]
        await asyncio.gather(*lanes)
        if self.photos:
            await asyncio.gather(*self.photos)

    async def work_on(self, card):
        for number in range(self.count):
            await asyncio.sleep(self.random.uniform(0, 0.5))
            good = self.random.randint(1, 3)
            act = str(uuid.uuid4())
            self.told[card].append(good)
            params = {
                "uuid": act,
                "card": card,
                "token": self.token,
                "good": str(good),
                "run_min": 1,
                "note": str(number),
            }
            answer = await self.deliver("report", json_body=params)
            if answer["status"] == "refused":
                self.problems.append((card, number, answer))
            self.photos.append(asyncio.ensure_future(self.send_photo(act)))

    async def send_photo(self, owner):
        query = {"uuid": str(uuid.uuid4()), "owner": owner, "kind": "photo"}
        query["taken_at"] = "2026-03-02T06:00:00Z"
        headers = {"Content-Type": "image/jpeg", "X-Poms-Token": self.token}
        content = self.photo + owner.encode()
        answer = await self.deliver("photo", query, headers, content)
        if answer["status"] == "refused":
            self.problems.append((owner, "photo", answer))

    async def deliver(
        self, method, query=None, headers=None, content=None, json_body=None
    ):
        """Send the same until there is a final answer, as `Outbox._deliver`."""
        tries = 0
        while True:
            self.tries += 1
            kind, body = await self.send(method, query, headers, content, json_body)
            if kind == "final":
                return body
            if kind == "attention":
                self.problems.append((method, json_body or query, body))
                return {"status": "refused", "answer": body}
            tries += 1
            self.retries += 1
            if json_body is not None:
                json_body = {**json_body, "queued": True}
            limit = min(LONGEST_WAIT_S, 0.2 * 2**tries)
            await asyncio.sleep(self.random.uniform(0, limit))

    async def send(self, method, query, headers, content, json_body):
        try:
            async with self.session.post(
                f"{self.address}/poms/floor/{method}",
                params=query,
                headers=headers,
                data=content,
                json=json_body,
            ) as answer:
                return judge(answer.status, await answer.text())
        except (ClientError, asyncio.TimeoutError, OSError):
            return "retry", None

    async def close(self):
        await self.session.close()
