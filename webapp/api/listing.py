"""Vocabularies and areas as lists."""

from graphdb.model import Node, code_of
from graphdb.vocabulary.catalogue import Vocabulary, valid
from webapp.api.answers import Area, Areas, Term, Terms


def terms(vocabulary: Vocabulary, version: int) -> Terms:
    """Every table of terms, by kind; rows in the order that pages show them."""
    kinds = {str(kind): [_term(node) for node in vocabulary.list_terms(kind)] for kind in vocabulary.terms}
    return Terms(version=version, kinds={kind: kinds[kind] for kind in sorted(kinds) if kinds[kind]})


def areas(vocabulary: Vocabulary, version: int, today: str) -> Areas:
    """The areas that exist on a day, in code order."""
    nodes = sorted(vocabulary.areas.items())
    return Areas(version=version, items=[_area(code, node) for code, node in nodes if valid(node, today)])


def _term(node: Node) -> Term:
    columns = {
        name: list(value) if isinstance(value, tuple) else value for name, value in sorted(node.props.items())
    }
    named = {"code": code_of(node.id), "label_da": node.text("label_da"), "label_en": node.text("label_en")}
    return Term.model_validate({**columns, **named})


def _area(code: str, node: Node) -> Area:
    return Area(code=code, name=node.text("name"), level=node.text("level"))
