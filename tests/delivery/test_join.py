"""A brief and a client's page in one file: nothing of either is lost, and it stays accessible."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from marketwrap.base.errors import MarketwrapError
from marketwrap.check import pages
from marketwrap.delivery import personal
from marketwrap.delivery.personal import NAME, Shared
from marketwrap.delivery.personal.join import join
from tests.builders import SESSION
from tests.check import brief
from tests.delivery.test_personal import ANNA, market


@cache
def parts() -> tuple[bytes, bytes]:
    return brief.pdf(), personal.edition(market(), SESSION, ANNA, Shared()).pdf


@cache
def both() -> bytes:
    return join(*parts())


def texts(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def toc(content: bytes) -> list[tuple[int, str]]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [(entry.level, entry.get_title()) for entry in document.get_toc()]
    finally:
        document.close()


def elements(found: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(found, pikepdf.Array):
        for one in found:
            yield from elements(one)
    elif isinstance(found, pikepdf.Dictionary) and "/S" in found:
        yield found
        yield from elements(found.get("/K", pikepdf.Array()))


def test_the_brief_comes_first_and_the_client_s_page_last_with_their_texts_as_they_were() -> None:
    shared, own = parts()
    assert texts(both()) == [*texts(shared), *texts(own)]


def test_bookmarks_lead_to_the_pages_of_both() -> None:
    shared, own = parts()
    assert toc(both()) == [*toc(shared), *toc(own)]
    document = pypdfium2.PdfDocument(both())
    last = [entry.get_dest().get_index() for entry in document.get_toc()][-len(toc(own)) :]
    assert set(last) == {len(document) - 1}
    document.close()


def test_what_both_have_attached_is_attached() -> None:
    shared, own = parts()
    files = pages.pdf("both.pdf", both())[1]
    assert files == {**pages.pdf("brief.pdf", shared)[1], **pages.pdf("own.pdf", own)[1]}
    assert set(files) == {"brief.json", NAME}


def test_the_bytes_depend_on_the_two_files_alone() -> None:
    assert join(*parts()) == both()


def test_one_tree_of_structure_holds_every_tagged_piece_of_every_page() -> None:
    with pikepdf.open(BytesIO(both())) as pdf:
        (document,) = pdf.Root.StructTreeRoot.K
        assert document.S == "/Document"
        parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        assert [int(page.obj.StructParents) for page in pdf.pages] == list(range(len(pdf.pages)))
        assert sorted(parents) == list(range(len(pdf.pages)))
        for page in pdf.pages:
            for parent in parents[int(page.obj.StructParents)]:
                assert parent.Pg.objgen == page.obj.objgen
        for element in elements(document):
            kids = element.get("/K", pikepdf.Array())
            for child in kids if isinstance(kids, pikepdf.Array) else [kids]:
                assert not isinstance(child, pikepdf.Dictionary) or child.P.objgen == element.objgen
        assert pdf.check_pdf_syntax() == []


def test_no_id_is_borne_twice_and_every_cell_finds_its_heads() -> None:
    with pikepdf.open(BytesIO(both())) as pdf:
        every = list(elements(pdf.Root.StructTreeRoot.K))
        ids = [str(element.ID) for element in every if "/ID" in element]
        heads = [
            str(head)
            for element in every
            if isinstance(element.get("/A"), pikepdf.Dictionary) and "/Headers" in element.A
            for head in element.A.Headers
        ]
    assert len(ids) == len(set(ids))
    assert heads
    assert set(heads) <= set(ids)


def test_title_language_and_conformance_are_the_brief_s() -> None:
    with pikepdf.open(BytesIO(both())) as pdf, pikepdf.open(BytesIO(parts()[0])) as shared:
        assert bytes(pdf.Root.Metadata.read_bytes()) == bytes(shared.Root.Metadata.read_bytes())
        assert b'pdfuaid:part="1"' in bytes(pdf.Root.Metadata.read_bytes())
        assert (str(pdf.Root.Lang), str(pdf.docinfo.Title)) == ("en", str(shared.docinfo.Title))
        assert pdf.Root.MarkInfo.Marked


def with_tree(content: bytes) -> bytes:
    """The same file with a register of its ids, a role and a class of its own."""
    with pikepdf.open(BytesIO(content)) as pdf:
        tree = pdf.Root.StructTreeRoot
        tree.IDTree = pikepdf.NameTree.new(pdf).obj
        pikepdf.NameTree(tree.IDTree).update({str(e.ID): e for e in elements(tree.K) if "/ID" in e})
        tree.RoleMap = pikepdf.Dictionary(Lead=pikepdf.Name.P)
        tree.ClassMap = pikepdf.Dictionary(Figure=pikepdf.Dictionary(O=pikepdf.Name.Layout))
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def test_registers_of_ids_roles_and_classes_are_merged() -> None:
    shared, own = parts()
    with pikepdf.open(BytesIO(join(with_tree(shared), own))) as pdf:
        tree = pdf.Root.StructTreeRoot
        borne = {str(element.ID) for element in elements(tree.K) if "/ID" in element}
        assert set(pikepdf.NameTree(tree.IDTree)) == borne
    with pikepdf.open(BytesIO(join(shared, with_tree(own)))) as pdf:
        tree = pdf.Root.StructTreeRoot
        assert (str(tree.RoleMap.Lead), str(tree.ClassMap.Figure.O)) == ("/P", "/Layout")


def untagged() -> bytes:
    out = BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


def test_a_file_that_cannot_be_joined_is_an_error_in_one_line() -> None:
    shared, own = parts()
    for one, other in ((b"no pdf", own), (shared, b"no pdf"), (untagged(), own), (own, own)):
        with pytest.raises(MarketwrapError, match="cannot be joined") as caught:
            join(one, other)
        assert "\n" not in str(caught.value)
