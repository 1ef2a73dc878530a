"""Where files are stored, from one address of the environment. No Django import: the settings read it."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_MORCEAU_EN_MEMOIRE = 1_000_000


def lire_stockage(adresse: str) -> dict[str, Any]:
    """Turn « file:///folder » or « s3://key:secret@host:port/bucket?tls=0&region=… » into a ``STORAGES`` entry.

    Raises ``ValueError``, which stops the start and repeats no secret.
    """
    lieu = urlsplit(adresse)
    if lieu.scheme == "file" and not lieu.netloc and lieu.path.strip("/"):
        return {"BACKEND": "ami.fichiers.stockage.StockageLocal", "OPTIONS": {"location": unquote(lieu.path)}}
    if lieu.scheme == "s3" and lieu.hostname and lieu.path.strip("/"):
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _options_s3(lieu)}
    raise ValueError(
        "AMI_STOCKAGE must be « file:///folder » or « s3://key:secret@host:port/bucket?tls=0&region=… »."
    )


def _options_s3(lieu: SplitResult) -> dict[str, Any]:
    from botocore.config import Config  # noqa: PLC0415 - 40 MB of memory that a local folder does not need

    choix = parse_qs(lieu.query)
    tls = choix.get("tls", ["1"])[0] != "0"
    port = f":{lieu.port}" if lieu.port else ""
    return {
        "access_key": unquote(lieu.username or "") or None,
        "secret_key": unquote(lieu.password or "") or None,
        "bucket_name": lieu.path.strip("/"),
        "endpoint_url": f"{'https' if tls else 'http'}://{lieu.hostname}{port}",
        "region_name": choix.get("region", ["us-east-1"])[0],
        "use_ssl": tls,
        "default_acl": None,  # what the bucket says: private
        "querystring_auth": False,  # no address of a file is ever given
        "file_overwrite": True,  # a key is an identifier or a hash: writing it again is writing the same
        "max_memory_size": _MORCEAU_EN_MEMOIRE,
        "client_config": Config(
            connect_timeout=3,
            read_timeout=20,
            retries={"max_attempts": 2},
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            # Checksums that older compatible services refuse.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
