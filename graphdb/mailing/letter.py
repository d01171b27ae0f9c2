"""A letter as plain text, and as HTML that says the same: from a person who can be rung, without pictures."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr

from graphdb.errors import InvalidValue
from graphdb.mailing.addresses import address, line
from graphdb.message import DANISH, Text, message, say


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: ``name`` and telephone of a person, the ``address`` that mail comes from, and the one that
    answers go to. What nobody is to be rung about has no telephone: "".
    """

    name: str
    address: str
    reply_to: str
    phone: str

    @classmethod
    def of(cls, name: str, mail_from: str, reply_to: str, phone: str) -> "Sender":
        """The sender by what was typed; ``mail_from`` may have a name besides. InvalidValue for a part."""
        if not name.strip():
            raise InvalidValue(message("mailing.no_name"), field="name")
        if not phone.strip():
            raise InvalidValue(message("mailing.no_phone"), field="phone")
        own = address(parseaddr(mail_from)[1], "mail_from")
        return cls(line(name, "name"), own, address(reply_to or own, "reply_to"), line(phone, "phone"))


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom, about what, in paragraphs; ``link`` stands on a line of its own after the first of them."""

    to: str
    subject: Text
    paragraphs: Sequence[Text]
    link: str
    sender: Sender


def mail_of(letter: Letter) -> EmailMessage:
    """The letter as a mail, in Danish. InvalidValue for what does not go into a header."""
    from email.headerregistry import Address  # 4 ms of each start, which writes no letters

    sender, subject = letter.sender, line(say(letter.subject, DANISH), "subject")
    mail = EmailMessage()
    mail["From"] = Address(sender.name, addr_spec=sender.address)
    mail["To"] = Address(addr_spec=address(letter.to, "to"))
    mail["Reply-To"] = Address(sender.name, addr_spec=sender.reply_to)
    mail["Subject"] = subject
    mail["Message-ID"] = make_msgid(domain=sender.address.rpartition("@")[2])
    first, *others = [say(text, DANISH) for text in letter.paragraphs]
    signature = [sender.name]
    if sender.phone:
        signature.append(say(message("mailing.phone", phone=sender.phone), DANISH))
    mail.set_content("\n\n".join([first, letter.link, *others, "\n".join(signature)]) + "\n")
    link = html.escape(letter.link)
    paragraphs = [html.escape(first), f'<a href="{link}">{link}</a>', *map(html.escape, others)]
    paragraphs.append("<br>".join(map(html.escape, signature)))
    mail.add_alternative(
        f'<!doctype html><html lang="da"><head><meta charset="utf-8"><title>{html.escape(subject)}</title>'
        f"</head><body>{''.join(f'<p>{text}</p>' for text in paragraphs)}</body></html>\n",
        subtype="html",
    )
    return mail
