"""What of a tagged page belongs to the text, and what only repeats on every page."""

import re

from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf

_MARK = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
_PAGINATION = b"/Artifact <</Type /Pagination>> BDC"


def document_element(root: Object) -> Object:
    """The element under which everything stands; the tree itself where there is none."""
    children = root.get("/K", Array())
    first = children[0] if isinstance(children, Array) and len(children) else children
    return first if isinstance(first, Dictionary) and first.get("/S") == Name.Document else root


def mark_artifacts(pdf: Pdf) -> None:
    """Make what stands in the margins an artifact, as PDF/UA asks (7.8): WeasyPrint 70 tags heads and feet of pages, but
    leaves their elements out of the tree, so that they are neither text nor decoration."""
    root = pdf.Root.StructTreeRoot
    document = document_element(root)
    within = {child.objgen for child in document.get("/K", Array()) if isinstance(child, Dictionary)}
    tree = NumberTree(root.ParentTree) if "/ParentTree" in root else None
    for page in pdf.pages:
        elements = tree.get(int(page.obj.get("/StructParents", -1))) if tree is not None else None
        if not isinstance(elements, Array):
            continue
        outside = {place for place, one in enumerate(elements) if isinstance(one, Dictionary) and not _belongs(one, document, within)}
        if outside:
            page.contents_coalesce()
            page.obj.Contents = pdf.make_stream(_without(page.obj.Contents.read_bytes(), outside))
            for place in outside:
                elements[place] = None


def _without(content: bytes, outside: set[int]) -> bytes:
    """The content of a page with these pieces as artifacts; strings in it are hexadecimal, so no text looks like a mark."""
    return _MARK.sub(lambda found: _PAGINATION if int(found[1]) in outside else found[0], content)


def _belongs(element: Object, document: Object, within: set[tuple[int, int]]) -> bool:
    """True when the way up from an element comes to a child that the document knows."""
    while (above := element.get("/P")) is not None and above.objgen != document.objgen:
        element = above
    return element.objgen in within
