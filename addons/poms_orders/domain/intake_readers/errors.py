"""What is wrong with a file, as codes; the sentences are the caller's."""

CODES = (
    "empty", "too_large", "too_many_cells", "encrypted", "broken", "unsupported",
    "no_table", "charset",
)  # fmt: skip


class ReadError(Exception):
    """The file cannot be read; `code` is one of `CODES`, `detail` names the place."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
