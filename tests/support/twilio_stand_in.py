"""A stand-in for Twilio: takes messages and calls over real HTTP, sends signed status callbacks, and knows every handset.

It honours the magic numbers of Twilio's test credentials, and does to any other number what its plan says. `make contract`
holds it against Twilio's own OpenAPI file. It runs in the loop of the test; other processes reach it at `url`.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx
from twilio.request_validator import RequestValidator
from twilio_things import VERSION, Plan, Reporting, Thing, new_sid, report_of, twiml
from twilio_wire import Wire

from system.web import free_port

PATIENCE = 15
SENDER = "+15005550006"
_COURSE = ("sending", "sent", "delivered")
_CALL_COURSE = ("initiated", "ringing", "in-progress")
_LANDS = {"sent", "delivered", "read", "in-progress"}  # a course that ends so has reached the handset
_STOP, _START = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}, {"START", "YES", "UNSTOP"}


@dataclass(frozen=True)
class Callback:
    """A webhook that was sent, and what we answered: 0 if nobody did."""

    url: str
    params: Mapping[str, str]
    status: int
    body: str


class TwilioStandIn:
    """Twilio, as far as a test needs it.

    `public_base` is the address under which Twilio reaches us, with which our webhooks are signed; `routes` says where
    such an address really is, for one behind an invented proxy. `asked` holds every request, `callbacks` every webhook.
    """

    def __init__(self, public_base: str = "") -> None:
        self.account, self.token = "AC" + secrets.token_hex(16), secrets.token_hex(16)
        self.logins = {self.account: self.token}
        self.public_base = public_base
        self.routes: dict[str, str] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.things: dict[str, Thing] = {}
        self.callbacks: list[Callback] = []
        self.stopped: set[str] = set()
        self.url = ""
        self.wire = Wire(self)
        self._always: dict[str, Plan] = {}
        self._once: dict[str, deque[Plan]] = defaultdict(deque)
        self._held: list[tuple[str, Mapping[str, str]]] = []
        self._released, self._moved = asyncio.Event(), asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[TwilioStandIn]:
        """Serve until the context ends."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as self._http, self.wire.serving(port):
            yield self
            self._released.set()
            await self.settled()

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a front door that uses this account."""
        named = {"ACCOUNT_SID": self.account, "AUTH_TOKEN": self.token, "SENDER": SENDER, "URL": self.url}
        return {f"CHENGNUO_TWILIO_{name}": value for name, value in named.items()}

    def always(self, number: str, plan: Plan) -> None:
        """Do this with everything to the number from now on."""
        self._always[number] = plan

    def once(self, number: str, *plans: Plan) -> None:
        """Do this with the next ones to the number, each plan once."""
        self._once[number].extend(plans)

    def next_plan(self, number: str) -> Plan:
        """What to do with the next one to the number."""
        queue = self._once[number]
        return queue.popleft() if queue else self._always.get(number, Plan())

    def posts(self, number: str) -> int:
        """How many messages and calls to the number were asked for, taken or not."""
        return sum(method == "POST" and form.get("To") == number for method, _, form in self.asked)

    def of(self, number: str) -> list[Thing]:
        """What was taken for the number, in order."""
        return [thing for thing in self.things.values() if thing.to == number]

    async def take(self, form: Mapping[str, str], plan: Plan, *, is_call: bool) -> Thing:
        """Take a message or a call, and let its course begin; with early reports it ends before the answer."""
        thing = Thing(
            sid=new_sid("CA" if is_call else "SM"),
            to=form["To"],
            sender=form.get("From", SENDER),
            service=form.get("MessagingServiceSid", ""),
            text=form.get("Twiml" if is_call else "Body", ""),
            callback=form.get("StatusCallback", ""),
            validity=int(form.get("ValidityPeriod", 36000)),
            plan=plan,
            status="accepted" if form.get("MessagingServiceSid") else "queued",
        )
        self.things[thing.sid] = thing
        await self.has_moved()
        if plan.reporting is Reporting.EARLY:
            await self._run(thing)
        else:
            self._later(self._run(thing))
        return thing

    async def answer_is_released(self) -> None:
        """Wait until answers that are held may go."""
        await self._released.wait()

    def release_answers(self) -> None:
        """Let held answers go."""
        self._released.set()

    async def release_reports(self) -> None:
        """Send the reports that were held, in their order."""
        held, self._held = self._held, []
        for report in held:
            await self.hook(*report)

    async def settled(self) -> None:
        """Wait until every course has come to its end."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def time_passes(self, span: timedelta) -> None:
        """Make everything older by a span: what waits longer than its validity period ends with 30036."""
        for thing in self.things.values():
            thing.created_at -= span
            if not thing.is_call and thing.status in ("queued", "accepted") and span.total_seconds() > thing.validity:
                thing.code = 30036
                await self.end(thing, "failed")

    async def end(self, thing: Thing, status: str) -> None:
        """Bring a message or a call to an end, with its report."""
        thing.goes_to(status)
        await self._report(thing, status, 9)

    async def inbound(self, number: str, text: str) -> Callback:
        """A person sends us a text; what we answer in TwiML goes to the handset. STOP and START work as Twilio's own."""
        word = text.strip().upper()
        if word in _STOP:
            self.stopped.add(number)
        if word in _START:
            self.stopped.discard(number)
        told = {"MessageSid": new_sid("SM"), "AccountSid": self.account, "From": number, "To": SENDER, "Body": text}
        more = {"NumMedia": "0", "NumSegments": "1", "SmsStatus": "received", "ApiVersion": VERSION}
        answer = await self.hook(f"{self.public_base}/hooks/twilio/inbound", told | more)
        if answer.status == 200 and answer.body:
            for message in twiml(answer.body).iterfind("Message"):
                await self.take({"To": number, "From": SENDER, "Body": message.text or ""}, Plan(), is_call=False)
        return answer

    async def key(self, call: Thing, digit: str) -> Callback:
        """The person who answered the call presses a key; then the call ends."""
        told = {"CallSid": call.sid, "AccountSid": self.account, "From": call.sender, "To": call.to, "Digits": digit}
        more = {"CallStatus": "in-progress", "Direction": "outbound-api", "ApiVersion": VERSION, "msg": "Gather End"}
        answer = await self.hook(call.key_url, told | more)
        await self.end(call, "completed")
        return answer

    async def hook(self, url: str, params: Mapping[str, str]) -> Callback:
        """Send a signed webhook; tried a second time only if nobody listens, as Twilio does."""
        signature = RequestValidator(self.token).compute_signature(url, params)
        headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": secrets.token_hex(16)}
        place = next((url.replace(seen, true, 1) for seen, true in self._places() if url.startswith(seen)), "")
        status, body = 0, ""
        for _ in range(2 if place else 0):
            with contextlib.suppress(httpx.ConnectError):
                answer = await self._http.post(place, data=dict(params), headers=headers)
                status, body = answer.status_code, answer.text
                break
        self.callbacks.append(Callback(url, params, status, body))
        await self.has_moved()
        return self.callbacks[-1]

    def _places(self) -> list[tuple[str, str]]:
        """Where our addresses lead; any other is an invented one, at which nobody listens."""
        return [*self.routes.items(), *([(self.public_base, self.public_base)] if self.public_base else [])]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so that changes with messages, calls, handsets or webhooks."""
        async with self._moved:
            await asyncio.wait_for(self._moved.wait_for(is_so), PATIENCE)

    async def has_moved(self) -> None:
        """Wake whoever waits for a change."""
        async with self._moved:
            self._moved.notify_all()

    async def _run(self, thing: Thing) -> None:
        plan, reports = thing.plan, []
        course = plan.course if plan.course is not None else _CALL_COURSE if thing.is_call else _COURSE
        for number, status in enumerate(course):
            thing.goes_to(status)
            if number + 1 == len(course):
                thing.code, thing.has_arrived = plan.code, status in _LANDS
            await self.has_moved()
            reports.append((status, number))
            if not plan.backwards:
                await self._report(thing, *reports.pop())
        for report in reversed(reports):
            await self._report(thing, *report)

    async def _report(self, thing: Thing, status: str, number: int) -> None:
        if thing.plan.reporting is Reporting.NEVER or not thing.callback:
            return
        params = report_of(thing, status, self.account, number)
        for _ in range(2 if thing.plan.doubled else 1):
            if thing.plan.reporting is Reporting.HELD:
                self._held.append((thing.callback, params))
            else:
                await self.hook(thing.callback, params)

    def _later(self, course: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(course)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
