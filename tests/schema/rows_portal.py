"""The portal's rows: its verbs are for a partner's people, none of whom is among the table's askers. What each seat
opens is asked in `domain/test_portal.py`."""

from __future__ import annotations

from tests.schema.rows import Row, people, plain, verb

ROWS = (
    Row(
        "rotateSecret", verb("rotateSecret", "input", "RotateSecretInput!"),
        plain({"clientId": "linneas-livs-till", "oldLivesHours": 24}), people("NotFoundProblem"),
    ),
    Row(
        "endOldSecret", verb("endOldSecret", "clientId", "String!"), plain("linneas-livs-till"),
        people("NotFoundProblem"),
    ),
    Row(
        "confirmPassword", verb("confirmPassword", "password", "String!"), plain("fel fel fel"),
        people("WrongCredentialsProblem"),
    ),
)  # fmt: skip

FOLLOWING = {
    "partnerAwards": (
        'subscription { partnerAwards(partner: "linneas-livs") { awards { key } } }', people("followed"),
    ),
}  # fmt: skip
