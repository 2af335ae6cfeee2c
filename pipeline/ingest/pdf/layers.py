"""Which layers (optional content, ISO 32000-1 8.11) of a PDF are seen when it is opened."""

from __future__ import annotations

import pikepdf


class Layers:
    """The layers of one file as its default configuration shows them.

    A file that has no such configuration shows all of them, as readers do.
    """

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        table = pdf.Root.get("/OCProperties")
        default = table.get("/D") if isinstance(table, pikepdf.Dictionary) else None
        self._default = (
            default if isinstance(default, pikepdf.Dictionary) else pikepdf.Dictionary()
        )
        self._base = str(self._default.get("/BaseState", "/ON")) != "/OFF"
        self._on, self._off = self._list("/ON"), self._list("/OFF")

    def shows(self, layer: pikepdf.Object | None) -> bool | None:
        """Whether what belongs to a layer or a set of layers is seen; None where that is not plain
        to say."""
        if not isinstance(layer, pikepdf.Dictionary):
            return True
        if layer.get("/Type") != pikepdf.Name.OCMD:
            return self._group(layer)
        if "/VE" in layer:
            return None
        named: pikepdf.Object = layer.get("/OCGs", pikepdf.Array())
        members = [named] if isinstance(named, pikepdf.Dictionary) else list(named)
        seen = [
            self._group(one) for one in members if isinstance(one, pikepdf.Dictionary)
        ]
        policy = str(layer.get("/P", "/AnyOn"))
        verdicts = {
            "/AllOn": all(seen),
            "/AnyOff": not all(seen),
            "/AllOff": not any(seen),
        }
        return verdicts.get(policy, any(seen)) if seen else True

    def _group(self, group: pikepdf.Dictionary) -> bool:
        number = group.objgen
        return number in self._on or (self._base and number not in self._off)

    def _list(self, key: str) -> set[tuple[int, int]]:
        groups = self._default.get(key)
        if not isinstance(groups, pikepdf.Array):
            return set()
        return {
            group.objgen for group in groups if isinstance(group, pikepdf.Dictionary)
        }
