"""The checking screen in a notebook: a widget that carries messages between browser and session."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from learning_themes.themes.session import Session

_HERE = Path(__file__).parent


class CheckingScreen(anywidget.AnyWidget):
    """The screen of a session; it needs no network, and holds no text that the session has not released."""

    _esm = (_HERE / "screen.js").read_text(encoding="utf-8")
    _css = (_HERE / "screen.css").read_text(encoding="utf-8")
    about = traitlets.Dict().tag(sync=True)
    by = traitlets.Unicode().tag(sync=True)

    def __init__(self, session: Session, *, by: str = "") -> None:
        """Make the screen; with the analyst's name `by` it opens without asking for one."""
        super().__init__(about=session.describe(), by=by)
        self._session = session
        self.on_msg(self._receive)

    def _receive(self, _: object, message: Any, __: object) -> None:  # noqa: ANN401
        self.send(self._session.answer(message))
