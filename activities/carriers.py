"""Which carrier takes the letters of each channel: the account that is configured, or else the local outbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from activities.carrier import Carrier
from activities.kept_carrier import KeptCarrier
from activities.mail_carrier import MailCarrier
from activities.mail_words import parse_mail_words
from activities.twilio_carrier import TwilioAccount, twilio_carriers
from activities.twilio_words import parse_words
from domain.fate import Channel
from store.shipped import mail_file, twilio_file
from system.settings import Settings

_THREADS = 40  # more than all senders of a process post at once: a letter that waits for a thread loses its life


class AccountIncomplete(ValueError):
    """An account is only half configured, so letters would seem to go and would not."""

    def __init__(self, setting: str, *, needed_by: str) -> None:
        super().__init__(f"Set CHENGNUO_{setting.upper()}, which CHENGNUO_{needed_by.upper()} needs.")


class Carriers(Mapping[Channel, Carrier]):
    """The carriers of SMS, voice and mail, with what they keep open; close it at the end (`contextlib.closing`)."""

    def __init__(self, by_channel: Mapping[Channel, Carrier], lines: ExitStack) -> None:
        self._by_channel, self._lines = by_channel, lines

    def __getitem__(self, channel: Channel) -> Carrier:
        """The channel's carrier."""
        return self._by_channel[channel]

    def __iter__(self) -> Iterator[Channel]:
        """The channels."""
        return iter(self._by_channel)

    def __len__(self) -> int:
        """How many channels there are."""
        return len(self._by_channel)

    def close(self) -> None:
        """Close the lines; letters that are under way end by themselves."""
        self._lines.close()


def carriers_of(settings: Settings) -> Carriers:
    """The carriers that the settings name, for a front door that has read them.

    A messaging service without a sender carries SMS only: calls then stay in the outbox.

    Raises:
        AccountIncomplete: an account lacks something that it cannot work without.
        NotAnAddress: the sender of mail is no plain mail address.
        OSError: the certificates to trust cannot be read.
    """
    kept = KeptCarrier()
    lines = ExitStack()
    by_channel: dict[Channel, Carrier] = {Channel.SMS: kept, Channel.VOICE: kept, Channel.MAIL: _mail(settings) or kept}
    if account := _twilio(settings):
        words = parse_words(twilio_file())
        by_channel |= lines.enter_context(
            twilio_carriers(account, words, public_base=settings.public_base_url, threads=_THREADS)
        )
    return Carriers(by_channel, lines)


def _mail(settings: Settings) -> Carrier | None:
    if settings.smtp_host is None:
        return None
    if settings.smtp_sender is None:
        raise AccountIncomplete("smtp_sender", needed_by="smtp_host")
    return MailCarrier(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.smtp_sender,
        page=f"{settings.public_base_url.rstrip('/')}/a",
        words=parse_mail_words(mail_file()),
        user=settings.smtp_user,
        password=settings.smtp_password,
        ca_file=settings.smtp_ca_file,
    )


def _twilio(settings: Settings) -> TwilioAccount | None:
    if settings.twilio_account_sid is None:
        return None
    if settings.twilio_api_key and not settings.twilio_api_secret:
        raise AccountIncomplete("twilio_api_secret", needed_by="twilio_api_key")
    secret = settings.twilio_api_secret if settings.twilio_api_key else settings.twilio_auth_token
    if not secret:
        raise AccountIncomplete("twilio_auth_token", needed_by="twilio_account_sid")
    if not (settings.twilio_sender or settings.twilio_service):
        raise AccountIncomplete("twilio_sender", needed_by="twilio_account_sid")
    return TwilioAccount(
        settings.twilio_account_sid,
        secret,
        key=settings.twilio_api_key or "",
        sender=settings.twilio_sender or "",
        service=settings.twilio_service or "",
        url=settings.twilio_url,
    )
