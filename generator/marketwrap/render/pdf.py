"""WeasyPrint behind one function: a page in, a tagged PDF out, nothing fetched."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final

from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from marketwrap.base.errors import MarketwrapError
from marketwrap.base.model import Article
from marketwrap.base.templates import text_of

_VARIANT: Final = "pdf/ua-1"
#: id of the element that ends the page
_END: Final = "colophon"
_NEARLY_EMPTY: Final = 0.4
#: sheets of a brief that is not to be made shorter
_FEWEST: Final = 3


class _NothingOutside(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Reads what the page holds itself, as ``data:``, and fails the run on anything else."""

    def __init__(self) -> None:
        super().__init__()
        #: WeasyPrint swallows every error inside a drawing, so that raising one is not enough
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        self.refused.append(url)
        raise FatalURLFetchingError(url)


def write(html_text: str, article: Article, attachments: Mapping[str, bytes]) -> bytes:
    """The page as PDF/UA-1; the same bytes for the same page and attachments.

    Attachments are dated to the session's close. Raises MarketwrapError when the page asks for a
    file or an address, and when WeasyPrint has to leave something out.
    """
    return _written(html_text, article, attachments, _laid_out)


class StyleSheets:
    """Style sheets and fonts that are read once, for many pages of one sheet each."""

    def __init__(self, style: str, tight: str) -> None:
        """``tight`` comes on top where a page would run over onto another sheet."""
        self._fonts, fetcher = FontConfiguration(), _NothingOutside()
        self._plain, self._tight = (
            CSS(string=part, font_config=self._fonts, url_fetcher=fetcher) for part in (style, tight)
        )

    def write(
        self, html_text: str, article: Article, attachments: Mapping[str, bytes], *, tight: bool = False
    ) -> bytes:
        """As the function ``write``, of a page that brings no style of its own.

        ``tight`` says that it would run over, which saves finding that out.
        """
        return _written(html_text, article, attachments, partial(self._laid_out, tight=tight))

    def _laid_out(self, page: HTML, _fetcher: URLFetcher, *, tight: bool) -> Document:
        document = self._set(page, tight=tight)
        if tight or len(document.pages) == 1:
            return document
        other = self._set(page, tight=True)
        return other if len(other.pages) < len(document.pages) else document

    def _set(self, page: HTML, *, tight: bool) -> Document:
        sheets = [self._plain, self._tight] if tight else [self._plain]
        return page.render(stylesheets=sheets, font_config=self._fonts, pdf_variant=_VARIANT)


_LayOut = Callable[[HTML, URLFetcher], Document]


def _written(html_text: str, article: Article, attachments: Mapping[str, bytes], lay_out: _LayOut) -> bytes:
    fetcher = _NothingOutside()
    with _complaints() as complaints, suppress(FatalURLFetchingError):
        document = lay_out(HTML(string=html_text, url_fetcher=fetcher), fetcher)
        files = [_attachment(article, name, content, fetcher) for name, content in attachments.items()]
        pdf: bytes = document.write_pdf(pdf_variant=_VARIANT, attachments=files)
    for url in fetcher.refused:
        what = f"the page asks for {url[:200]}, which is outside it"
        raise MarketwrapError(
            what, where="brief.pdf", remedy="a template or a style sheet may use data: only"
        )
    for complaint in complaints:
        what = f"the page cannot be set: {complaint}"
        raise MarketwrapError(
            what, where="brief.pdf", remedy="mend the template, or the setting that it comes from"
        )
    return pdf


def _laid_out(page: HTML, fetcher: URLFetcher) -> Document:
    """The page's sheets; set anew where the last is nearly empty.

    More tightly where that saves it; with more air, to fill it, where too few would be left.
    """
    plain, tight, loose = (
        CSS(string=text_of(name), url_fetcher=fetcher)
        for name in ("paper.css", "paper-tight.css", "paper-loose.css")
    )
    document = page.render(stylesheets=[plain], pdf_variant=_VARIANT)
    sheets, end = len(document.pages), _end(document)
    if sheets == 1 or end >= _NEARLY_EMPTY:
        return document
    few = sheets == _FEWEST
    other = page.render(stylesheets=[plain, loose if few else tight], pdf_variant=_VARIANT)
    better = len(other.pages) == sheets and _end(other) > end if few else len(other.pages) < sheets
    return other if better else document


def _end(document: Document) -> float:
    """How far down its last sheet a document ends, as a share of the sheet."""
    last = document.pages[-1]
    end: float = last.anchors[_END][1] / last.height if _END in last.anchors else 1.0
    return end


def _attachment(article: Article, name: str, content: bytes, fetcher: URLFetcher) -> Attachment:
    return Attachment(
        string=content,
        name=name,
        description=article.headline.text,
        created=article.closed_at,
        modified=article.closed_at,
        relationship="Source",
        url_fetcher=fetcher,
    )


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What WeasyPrint only logs, though the page would lack something: a chart, a font, a rule of style."""
    said: list[str] = []
    logger = logging.getLogger("weasyprint")
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    before = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [handler], False
    try:
        yield said
    finally:
        logger.handlers, logger.propagate = before
