"""What fields and statuses are called on the actor's page."""

from typing import Final

from webapp.language import gettext, lazy_gettext

_FIELDS: Final = {
    "name": lazy_gettext("Navn"),
    "kind": lazy_gettext("Slags aktør"),
    "description": lazy_gettext("Beskrivelse"),
    "phone": lazy_gettext("Telefon"),
    "phone_hours": lazy_gettext("Telefontid"),
    "email": lazy_gettext("Mail"),
    "website": lazy_gettext("Hjemmeside"),
    "contacts": lazy_gettext("Andre kontakter"),
    "address": lazy_gettext("Adresse"),
    "postal_code": lazy_gettext("Postnummer"),
    "city": lazy_gettext("By"),
    "cvr": lazy_gettext("CVR-nummer"),
    "budget_area": lazy_gettext("Budgetområde"),
    "status": lazy_gettext("Status"),
    "secret_address": lazy_gettext("Hemmelig adresse"),
    "temporary_from": lazy_gettext("Midlertidig ændring fra"),
    "temporary_to": lazy_gettext("Midlertidig ændring til"),
    "temporary_text": lazy_gettext("Midlertidig ændring"),
    "min_age": lazy_gettext("Yngste alder"),
    "max_age": lazy_gettext("Ældste alder"),
    "fee": lazy_gettext("Pris"),
    "anonymous": lazy_gettext("Anonymt"),
    "capacity": lazy_gettext("Pladser"),
    "capacity_on": lazy_gettext("Pladser opgjort"),
    "waiting_days": lazy_gettext("Ventetid i dage"),
    "waiting_on": lazy_gettext("Ventetid opgjort"),
    "opening_hours": lazy_gettext("Åbningstid"),
    "exclusions": lazy_gettext("Hvem det ikke er for"),
    "documents": lazy_gettext("Det skal man have med"),
    "how_to_apply": lazy_gettext("Sådan søger man"),
    "apply_from": lazy_gettext("Kan søges fra"),
    "apply_by": lazy_gettext("Ansøgningsfrist"),
    "amount": lazy_gettext("Beløb"),
    "applicants": lazy_gettext("Hvem kan søge"),
}


def field_label(name: str) -> str:
    """What a field is called; its own name when it has no other."""
    return str(_FIELDS.get(name, name))


def status_text(status: str) -> str:
    """What a status means to somebody who wants to call; "" for an ordinary, active one."""
    return {
        "inactive": gettext("Tager ikke imod lige nu."),
        "defunct": gettext("Findes ikke længere."),
        "temporarily_closed": gettext("Midlertidigt lukket."),
    }.get(status, "")
