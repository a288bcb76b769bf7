"""Mail: written with what it tells of, delivered later, and seen in the inbox where nothing leaves."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import aiosmtplib
import pytest
from jinja2 import UndefinedError

from server import mail, storage
from server.jobs import Job
from server.mail.templates import render

from .conftest import MailServer

LINK = "/verify#token=hemlig"
CONTEXT: dict[str, dict[str, Any]] = {
    "verification": {"name": "Elsa"},
    "recovery": {"name": "Elsa"},
    "completion": {"name": None, "shop": "Linneas Livs", "card": "9123 4567 8901 2345"},
    "already_member": {"name": "Elsa", "shop": None},
}


async def write(to: str = "elsa@kvarteret.example", **more: Any) -> int:
    given = {"template": "verification", "language": "sv", "context": {"name": "Elsa"}, "link": LINK, **more}
    async with storage.transaction() as tx:
        return await mail.send(tx, to=to, **given)


async def message(message_id: int) -> Any:
    return await storage.row("SELECT * FROM mail_message WHERE id = :id", id=message_id)


async def run_jobs() -> None:
    """Each delivery that waits, once."""
    rows = await storage.rows("SELECT payload FROM job WHERE kind = :kind ORDER BY id", kind=mail.DELIVER)
    for row in rows:
        await mail.deliver(Job(1, mail.DELIVER, json.loads(row["payload"]), None, 1, 0, ""))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("template", CONTEXT)
def test_every_template_says_the_same_in_text_and_html(template: mail.Template, language: Any) -> None:
    link = f"https://kvarteret.example{LINK}"

    words = render(template, language, {"programme": "Kvarteret", **CONTEXT[template]}, link=link)

    assert words.subject
    assert "\n" not in words.subject
    assert "None" not in words.text
    assert "{" not in words.text
    assert link in words.text
    assert f'href="{link}"' in words.html
    shown = " ".join(unescape(words.html).split())
    for paragraph in words.text.split("\n\n"):
        assert all(line in shown for line in paragraph.rstrip().removesuffix(link).rstrip(":\n").splitlines())
    assert f'lang="{language}"' in words.html


def test_a_name_cannot_write_markup_or_another_line_of_the_subject() -> None:
    name = 'Elsa</p><script>alert("x")</script>\nBcc: all@kvarteret.example'

    words = render("verification", "sv", {"programme": "K\r\nBcc: x", "name": name}, link="/")

    assert "<script>" not in words.html
    assert "&lt;script&gt;" in words.html
    assert "\n" not in words.subject
    assert "\nBcc" not in words.text


def test_a_template_that_misses_a_word_says_so() -> None:
    with pytest.raises(UndefinedError):
        render("recovery", "sv", {"programme": "Kvarteret"}, link="/")


async def test_where_nothing_leaves_the_inbox_shows_it(database: str) -> None:
    mail.configure(mail.Post(public_url="https://kvarteret.example", sender="Kvarteret <hej@kvarteret.example>"))
    made = [await write(f"n{n}@kvarteret.example") for n in range(5)]

    first = await mail.inbox(first=3)
    rest = await mail.inbox(first=3, after=first.cursors[-1])

    assert [m.id for m in first.items] == made[:1:-1]
    assert [m.id for m in rest.items] == made[1::-1]
    assert (first.has_next, rest.has_next) == (True, False)
    assert first.items[0].link == f"https://kvarteret.example{LINK}"
    assert first.items[0].text.endswith("Kvarteret\n")
    assert await storage.rows("SELECT id FROM job") == []


async def test_a_mail_is_written_only_with_what_it_tells_of(database: str) -> None:
    async def half() -> None:
        async with storage.transaction() as tx:
            await mail.send(tx, to="e@x.se", template="recovery", language="sv", context={"name": "E"}, link=LINK)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await half()

    assert (await mail.inbox()).items == []


async def test_a_mail_is_delivered_and_then_forgets_its_link(database: str, post_office: MailServer) -> None:
    mail.configure(
        mail.Post("https://kvarteret.example", "Kvarteret på torget <hej@kvarteret.example>", post_office.url)
    )
    message_id = await write()
    assert (await message(message_id))["state"] == "waiting"

    await run_jobs()
    await run_jobs()

    [taken] = post_office.taken
    assert taken["from"] == "Kvarteret på torget <hej@kvarteret.example>"
    assert (taken["to"], taken["subject"]) == ("elsa@kvarteret.example", "Bekräfta din e-postadress")
    assert taken["message-id"] == f"<{message_id}@kvarteret.example>"
    assert taken["auto-submitted"] == "auto-generated"
    assert [part.get_content_type() for part in taken.iter_parts()] == ["text/plain", "text/html"]
    body = taken.get_body(("plain",))
    assert body is not None
    assert f"https://kvarteret.example{LINK}" in body.get_content()
    row = await message(message_id)
    assert (row["state"], row["attempts"], row["text"], row["html"], row["link"]) == ("sent", 1, "", "", None)
    assert row["sent_at"] is not None
    assert (await mail.inbox()).items == []


async def test_a_mail_server_that_is_busy_is_asked_again(database: str, post_office: MailServer) -> None:
    mail.configure(mail.Post("https://kvarteret.example", "K <hej@kvarteret.example>", post_office.url))
    message_id = await write()
    post_office.answers["RCPT"] = "451 later"

    with pytest.raises(aiosmtplib.SMTPException):
        await run_jobs()
    waiting = await message(message_id)
    post_office.answers.clear()
    await run_jobs()

    assert (waiting["state"], waiting["attempts"]) == ("waiting", 1)
    assert (await message(message_id))["state"] == "sent"
    assert len(post_office.taken) == 1


async def test_a_mail_server_that_is_away_is_asked_again(database: str) -> None:
    mail.configure(mail.Post("https://kvarteret.example", "K <hej@kvarteret.example>", "smtp://127.0.0.1:1"))
    message_id = await write()

    with pytest.raises((aiosmtplib.SMTPException, OSError)):
        await run_jobs()

    row = await message(message_id)
    assert row["state"] == "waiting"
    assert "hemlig" in row["text"]
    assert "hemlig" not in row["problem"]


@pytest.mark.parametrize("verb", ["RCPT", "MAIL"])
async def test_a_mail_that_is_refused_for_good_is_not_sent_again(
    database: str, post_office: MailServer, verb: str
) -> None:
    mail.configure(mail.Post("https://kvarteret.example", "K <hej@kvarteret.example>", post_office.url))
    message_id = await write()
    post_office.answers[verb] = "550 nobody here by that name"

    await run_jobs()

    row = await message(message_id)
    assert (row["state"], row["text"], row["link"], post_office.taken) == ("failed", "", None, [])
    assert "elsa" not in row["problem"]


def test_a_password_never_goes_over_an_open_line() -> None:
    from server.mail.delivery import _server

    open_, upgraded, closed = map(_server, ("smtp://relay", "smtp://u:%40@relay", "smtps://u:p@relay"))

    assert (open_["port"], open_["start_tls"], open_["username"]) == (25, None, None)
    assert (upgraded["port"], upgraded["start_tls"], upgraded["password"]) == (587, True, "@")
    assert (closed["port"], closed["use_tls"], closed["start_tls"]) == (465, True, None)
