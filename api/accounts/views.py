"""What the counters of accounts take in and show: bodies with every length stated, and rows without a secret."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.bodies import Id, Instant, Label, PersonId
from domain.accounts.passwords import MOST
from domain.accounts.sessions import Stage
from domain.roles import Role

Password = Annotated[str, StringConstraints(min_length=1, max_length=4 * MOST)]
Code = Annotated[str, StringConstraints(max_length=40)]
_STRICT = ConfigDict(extra="forbid")
_FROM_ROW = ConfigDict(from_attributes=True)


class LoginBody(BaseModel):
    """Who signs in."""

    model_config = _STRICT

    person: PersonId = Field(description="The person's id.", examples=["p-204"])
    password: Password = Field(description="The password.")
    code: Code = Field(default="", description="The code of the second factor, or a recovery code, if there is one.")


class AcceptBody(BaseModel):
    """Somebody takes an invitation up and chooses a password."""

    model_config = _STRICT

    person: PersonId = Field(description="The person's id.", examples=["p-204"])
    code: Code = Field(description="The code of the invitation.")
    password: Password = Field(description="The password that the person chooses: 12 to 128 characters.")


class LanguageBody(BaseModel):
    """The language of one's pages and messages."""

    model_config = _STRICT

    language: Literal["zh", "mn", "en"] = Field(description="Chinese, Mongolian or English.", examples=["mn"])


class PasswordBody(BaseModel):
    """Another password."""

    model_config = _STRICT

    present: Password = Field(description="The present password.")
    new: Password = Field(description="The new one: 12 to 128 characters.")


class BeginFactorBody(BaseModel):
    """A second factor, or another one instead of the present one."""

    model_config = _STRICT

    code: Code = Field(default="", description="A code of the present second factor, where there is one.")
    password: Annotated[str, StringConstraints(max_length=4 * MOST)] = Field(
        default="", description="The present password, where there is none."
    )


class CodeBody(BaseModel):
    """A code, to show that the authenticator has the secret."""

    model_config = _STRICT

    code: Code = Field(description="The code that the authenticator shows.", examples=["492039"])


class TokenBody(BaseModel):
    """A token for a program."""

    model_config = _STRICT

    label: Label = Field(description="What it is for; name no person.", examples=["备份程序"])
    scope: list[Id] = Field(max_length=200, description="The acts for which it is made.", examples=[["read_inbox"]])
    expires_at: Instant = Field(description="When it ends: within a year.")


class OwnTokenBody(TokenBody):
    """A token for a program of one's own; whoever only holds the session cannot make one."""

    password: Annotated[str, StringConstraints(max_length=4 * MOST)] = Field(
        default="", description="The present password; or else `code`."
    )
    code: Code = Field(default="", description="A code of the second factor, instead of the password.")


class SessionView(BaseModel):
    """The session of whoever asks; `csrf` goes with everything that it changes, as the header X-CSRF-Token."""

    person: str
    role: Role
    stage: Stage = Field(description="`password`: choose your own; `factor`: set up the second factor; `full`.")
    csrf: str
    ends_at: datetime


class OpenSessionView(BaseModel):
    """A session of one's own, with where it was begun."""

    model_config = _FROM_ROW

    id: str
    started_at: datetime
    seen_at: datetime
    agent: str
    address: str
    is_this: bool = False


class FactorView(BaseModel):
    """What is put into an authenticator; shown once."""

    secret: str
    uri: str = Field(examples=["otpauth://totp/Chengnuo:p-204?secret=…&issuer=Chengnuo"])


class RecoveryView(BaseModel):
    """Codes for whoever has lost the second factor; each is taken once, and they are shown once."""

    recovery_codes: list[str]


class TokenView(BaseModel):
    """A token, without itself."""

    model_config = _FROM_ROW

    id: str
    label: str
    scope: list[str] = Field(description="The acts for which it was made.")
    made_by: str | None
    created_at: datetime
    expires_at: datetime


class NewTokenView(BaseModel):
    """A new token: shown now and never again."""

    id: str
    token: str
    expires_at: datetime
