"""Seconds for a client's own edition, and for its page alone, set by WeasyPrint: a line of both."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from weasyprint import HTML

from marketwrap.app import dispatch, pipeline, schedule
from marketwrap.base.settings import MailSettings, Settings
from marketwrap.base.templates import environment, template_dir
from marketwrap.delivery import approval, personal
from marketwrap.delivery.compose import Maker
from marketwrap.delivery.model import Client, ClientList, Message, Position
from marketwrap.facts import Day
from marketwrap.metrics.panel import Panel
from marketwrap.render import fonts
from marketwrap.render.views import view

CLIENTS = 20
NOW = datetime(2026, 1, 14, 22, tzinfo=UTC)


def main() -> None:
    """Make the sample's brief, then the editions of clients who each hold ten of its instruments."""
    settings = Settings(mail=MailSettings(host="localhost", sender="brief@example.com"))
    made = pipeline.run(settings, None, NOW)
    symbols = [fact.subject for fact in made.article.facts.values() if fact.metric == "change_1d"]
    held = [s for s in dict.fromkeys(symbols) if s.isalpha()]
    clients = tuple(
        Client(f"Client {n}", f"c{n}@example.com", holdings=tuple(Position(s, 7.0 + n) for s in held[:10]))
        for n in range(CLIENTS + 1)
    )
    assert settings.mail is not None
    files = approval.collected(made.folder)
    slot = schedule.slot("close", made.article.session, "XNYS")
    listed = ClientList(clients)
    maker, _ = dispatch._maker(settings, settings.mail, slot.brief, files, listed, NOW)
    assert isinstance(maker.make(clients[0]), Message)
    start = time.process_time()
    for client in clients[1:]:
        assert isinstance(maker.make(client), Message)
    whole = (time.process_time() - start) / CLIENTS
    print(whole, alone(maker, clients[1:]))


def alone(maker: Maker, clients: tuple[Client, ...]) -> float:
    """Seconds for the page of one client as any program would set it: a page, a style sheet, fonts."""
    style = (template_dir() / "personal.css").read_text("utf-8")
    panel = Panel(maker.prices, maker.universe)
    pages = []
    for client in clients:
        article = personal.page(Day(panel, maker.session), client, maker.own)
        content = view(article, bare=True) | {"publisher": ""}
        pages.append(environment().get_template("personal.html.jinja").render(content))
    style += "".join(
        f'@font-face {{ font-family: "{f.family}"; font-weight: {f.weight};'
        f" src: url(data:font/ttf;base64,{f.data}) }}"
        for f in fonts.embedded("".join(pages))
    )
    start = time.process_time()
    for page in pages:
        styled = page.replace("</head>", f"<style>{style}</style></head>")
        HTML(string=styled).write_pdf(pdf_variant="pdf/ua-1")
    return (time.process_time() - start) / len(pages)


if __name__ == "__main__":
    main()
