"""Files sent to forms that take none."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class RefusDeFichier(FileUploadHandler):
    """Refuse a file before its first byte is kept: Django would write it to disk, whatever its size."""

    def new_file(self, *_args: Any, **_options: Any) -> None:
        raise RequestDataTooBig("no form takes a file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - signature of Django
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None
