"""A client's own page behind the sheets of a brief, in one file that is as accessible as the two were.

The client's page comes **last**: the brief keeps its sheets as they are, with "1 of 4" at their foot, its
title and its first page for everybody; who passes it on takes the last sheet off. One tree of structure, one
outline and one list of attached files come out. The bytes depend on the two files alone.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, NameTree, NumberTree, Object, Pdf, String

from marketwrap.base.errors import MarketwrapError

#: before the ids of the structure of a client's page, which may be those of the brief's
_OWN: Final = "own-"


def join(shared_pdf: bytes, personal_pdf: bytes) -> bytes:
    """The brief's sheets, then the client's page, as PDF/UA-1; what either has attached is attached.

    The same bytes for the same two files. Raises MarketwrapError for a file that cannot be read or has no
    tags, and where both have a file of one name attached.
    """
    try:
        with Pdf.open(BytesIO(shared_pdf)) as whole, Pdf.open(BytesIO(personal_pdf)) as own:
            _refuse_untagged(whole, own)
            _append(whole, own)
            out = BytesIO()
            whole.save(
                out,
                deterministic_id=True,
                fix_metadata_version=False,  # the brief's own stay as they are
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
            return out.getvalue()
    except pikepdf.PdfError as error:
        what = f"two PDFs cannot be joined: {error}"
        raise MarketwrapError(what, remedy="write the brief again") from error


def _refuse_untagged(*files: Pdf) -> None:
    if any(
        "/StructTreeRoot" not in file.Root or "/ParentTree" not in file.Root.StructTreeRoot for file in files
    ):
        raise MarketwrapError("two PDFs cannot be joined: one has no tags", remedy="write the brief again")


def _append(whole: Pdf, own: Pdf) -> None:
    """Pages go first: what refers to a page is copied with a reference to the page's copy."""
    at = len(whole.pages)
    whole.pages.extend(own.pages)
    tree, theirs = whole.Root.StructTreeRoot, _copied(whole, own, own.Root.StructTreeRoot)
    further = _next_key(tree)
    for page in list(whole.pages)[at:]:
        _shift(page.obj, further)
    _add_structure(whole, tree, theirs, own.Root.get("/Lang"))
    parents, added = NumberTree(tree.ParentTree), NumberTree(theirs.ParentTree)
    for key in added:
        parents[key + further] = added[key]
    tree.ParentTreeNextKey = _next_key(tree)
    _add_outline(whole, own)
    _add_files(whole, own)


def _copied(whole: Pdf, own: Pdf, part: Object) -> Object:
    return whole.copy_foreign(part if part.is_indirect else own.make_indirect(part))


# Structure ----------------------------------------------------------------------------------------


def _next_key(tree: Object) -> int:
    keys: list[int] = [int(key) for key in NumberTree(tree.ParentTree)]
    return max(keys, default=-1) + 1


def _shift(page: Object, further: int) -> None:
    """Keys of the tree of parents, on a page and on what stands on it."""
    for name in ("/StructParents", "/StructParent"):
        for holder in (page, *_on(page)):
            if name in holder:
                holder[name] = int(holder[name]) + further


def _on(page: Object) -> Iterator[Object]:
    yield from page.get("/Annots", Array())
    yield from (
        form for _, form in page.get("/Resources", Dictionary()).get("/XObject", Dictionary()).items()
    )


def _add_structure(whole: Pdf, tree: Object, theirs: Object, language: Object | None) -> None:
    """Their document becomes a part of this one."""
    (document, *others), roots = _children(tree), _children(theirs)
    for element in roots:
        _rename_ids(element)
        if element.S == "/Document":
            element.S = pikepdf.Name.Part
        element.P = document
        if language is not None and "/Lang" not in element and str(language) != str(whole.Root.get("/Lang")):
            element.Lang = String(str(language))
    document.K = Array([*_children(document), *roots])
    tree.K = Array([document, *others])
    for name in ("/RoleMap", "/ClassMap"):
        if name in theirs:
            tree[name] = Dictionary(
                {**dict(theirs[name].items()), **dict(tree.get(name, Dictionary()).items())}
            )
    _add_ids(tree, roots)


def _children(element: Object) -> list[Object]:
    """What stands under an element, of which there may be one, several or none."""
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _elements(element: Object) -> Iterator[Object]:
    """An element and all below it; numbers of marked content and references to objects are none."""
    waiting = [element]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Dictionary) and "/S" in found:
            yield found
            waiting += _children(found)


def _rename_ids(root: Object) -> None:
    """Ids of elements, and where the cells of a table name their heads."""
    for element in _elements(root):
        if "/ID" in element:
            element.ID = String(_OWN + str(element.ID))
        attributes = element.get("/A")
        for owner in attributes if isinstance(attributes, Array) else filter(None, (attributes,)):
            if isinstance(owner, Dictionary) and "/Headers" in owner:
                owner.Headers = Array([String(_OWN + str(head)) for head in owner.Headers])


def _add_ids(tree: Object, roots: list[Object]) -> None:
    """Where the brief has a register of ids; one of these alone would be worse than none."""
    if "/IDTree" in tree:
        ids = NameTree(tree.IDTree)
        ids.update({str(e.ID): e for root in roots for e in _elements(root) if "/ID" in e})


# Outline and files --------------------------------------------------------------------------------


def _add_outline(whole: Pdf, own: Pdf) -> None:
    if "/Outlines" not in own.Root or "/First" not in own.Root.Outlines:
        return
    added = _copied(whole, own, own.Root.Outlines)
    if "/Outlines" not in whole.Root or "/First" not in whole.Root.Outlines:
        whole.Root.Outlines = added
        return
    outline, entry = whole.Root.Outlines, added.First
    outline.Last.Next, entry.Prev = entry, outline.Last
    outline.Last = added.Last
    outline.Count = int(outline.get("/Count", 0)) + int(added.get("/Count", 0))
    entry.Parent = outline
    while "/Next" in entry:
        entry = entry.Next
        entry.Parent = outline


def _add_files(whole: Pdf, own: Pdf) -> None:
    attached = own.Root.get("/Names", Dictionary()).get("/EmbeddedFiles")
    if attached is None:
        return
    if "/Names" not in whole.Root:
        whole.Root.Names = Dictionary()
    names = whole.Root.Names
    if "/EmbeddedFiles" not in names:
        names.EmbeddedFiles = NameTree.new(whole).obj
    files = NameTree(names.EmbeddedFiles)
    for name, file in NameTree(_copied(whole, own, attached)).items():
        if name in files:
            raise MarketwrapError(f"two PDFs cannot be joined: both have {name} attached")
        files[name] = file
